import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { deriveSigningKey, parseCredential, signingKey } from './signing-key.ts';
import { createSigningKeys } from './signing-keys.ts';

const scopeOf = (credential: string) => {
  const scope = parseCredential(credential);
  if (scope === undefined) throw new Error(`${credential} is no credential`);
  return scope;
};

// The worked example of the IAM User Guide, "Create a signed AWS API request".
test('the example AWS publishes is signed as published', () => {
  const scope = scopeOf('AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request');
  const text = [
    'AWS4-HMAC-SHA256',
    '20150830T123600Z',
    scope.text,
    'f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59',
  ].join('\n');

  const signature = deriveSigningKey('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', scope).sign(text);

  expect(signature).toBe('5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7');
});

test('signatures are HMAC-SHA256 whatever the length of the text, in any order', () => {
  const secret = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7));
  const key = signingKey(secret);

  for (const length of [0, 1, 55, 56, 64, 137, 137, 4000, 3]) {
    const text = 'x'.repeat(length);
    expect(key.sign(text)).toBe(createHmac('sha256', secret).update(text).digest('hex'));
  }
});

test.for([
  ['AKID/20150830/us-east-1/iam/aws4_request', true],
  ['AKID/20150830/us-east-1/iam', false],
  ['AKID/20150830/us-east-1/iam/aws4_request/', false],
  ['AK/ID/20150830/us-east-1/iam/aws4_request', false],
  ['/20150830/us-east-1/iam/aws4_request', false],
  ['', false],
] as const)('%s has five parts: %s', ([credential, has]) => {
  expect(parseCredential(credential) !== undefined).toBe(has);
});

test('a signature is the right one or none: no prefix, case or length passes', () => {
  const key = signingKey(Buffer.alloc(32, 7));
  const signature = key.sign('text');

  expect(key.verify('text', signature)).toBe(true);
  expect(key.verify('texts', signature)).toBe(false);
  expect(key.verify('text', signature.slice(2))).toBe(false);
  expect(key.verify('text', `${signature}00`)).toBe(false);
  expect(key.verify('text', `${signature.slice(0, 63)}x`)).toBe(false);
  expect(key.verify('text', signature.toUpperCase())).toBe(false);
  expect(key.verify('text', '')).toBe(false);
});

const credential = (day: number): string => `AKID/2015083${day}/us-east-1/iam/aws4_request`;

test('a key is derived again when its secret changes, and the cache does not grow past its limit', () => {
  const keys = createSigningKeys(2);
  const keep = (day: number, secret: string): void => {
    const scope = scopeOf(credential(day));
    const head = { credential: credential(day), scope, signedHeaders: 'host', names: ['host'] };
    keys.remember(undefined, head, secret, keys.keyFor(credential(day), scope, secret));
  };

  keep(0, 'one');
  const scope = scopeOf(credential(0));
  const first = keys.keyFor(credential(0), scope, 'one');
  expect(keys.keyFor(credential(0), scope, 'one')).toBe(first);
  expect(keys.keyFor(credential(0), scope, 'two').sign('x')).not.toBe(first.sign('x'));

  keep(1, 'one');
  keep(2, 'one');
  expect(keys.keyFor(credential(0), scope, 'one')).not.toBe(first);
});

test('a header is known by all of it but the signature, and only when the signature is last', () => {
  const keys = createSigningKeys();
  const scope = scopeOf(credential(0));
  const head = { credential: credential(0), scope, signedHeaders: 'host', names: ['host'] };
  const start = `AWS4-HMAC-SHA256 Credential=${credential(0)}, SignedHeaders=host, Signature=`;
  const key = keys.keyFor(credential(0), scope, 'secret');

  keys.remember(`${start}${'0'.repeat(64)}, Extra=1`, head, 'secret', key);
  expect(keys.headOf(`${start}${'1'.repeat(64)}`)).toBeUndefined();

  keys.remember(`${start}${'0'.repeat(64)}`, head, 'secret', key);
  expect(keys.headOf(`${start}${'1'.repeat(64)}`)).toBe(head);
  expect(keys.headOf(`${start.replace('host', 'date')}${'1'.repeat(64)}`)).toBeUndefined();
});
