import { systemIds } from '@gatehouse/core';
import { array, assert, dictionary, property, string, tuple, webUrl } from 'fast-check';
import { expect, test } from 'vitest';
import type { AppClient } from '../model.ts';
import { checkAuthorization, type Checked, encoded } from './authorization-request.ts';
import { escaped, html } from './html.ts';
import { parseParameters } from './parameters.ts';
import { newUserCode, readableUserCode, userCodeOf } from './user-code.ts';

const at = new Date('2026-03-02T10:00:00Z');
const CALLBACK = 'https://app.example.com/callback';

const client: AppClient = {
  id: 'c',
  poolId: 'p',
  name: 'app',
  settings: {
    AllowedOAuthFlows: ['code'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ['openid', 'email'],
    CallbackURLs: [CALLBACK],
  },
  hasSecret: false,
  createdAt: at,
  modifiedAt: at,
};

test('what is encoded is parsed again, whatever its characters', () => {
  assert(
    property(dictionary(string({ minLength: 1 }), string({ minLength: 1 })), (values) => {
      const kept = Object.entries(values).filter(([, value]) => !value.includes('\0'));
      const wellFormed = kept.map(([name, value]): [string, string] => [
        name.toWellFormed(),
        value.toWellFormed(),
      ]);
      const text = encoded(Object.fromEntries(wellFormed));

      expect(Object.fromEntries(parseParameters(text) ?? [])).toEqual(
        Object.fromEntries(wellFormed),
      );
    }),
    { numRuns: 200 },
  );
});

/** Where an answer would send the browser, without what is told there. */
const destination = (checked: Checked): string | undefined => {
  if (checked.valid) return checked.request.redirectUri;
  return checked.tell === 'client' ? checked.location.split('?')[0] : undefined;
};

test('whatever the parameters, nobody is sent anywhere but to a registered address', () => {
  const names = [
    'redirect_uri',
    'scope',
    'state',
    'response_type',
    'prompt',
    'nonce',
    'code_challenge',
  ];
  assert(
    property(
      array(tuple(string(), string()), { maxLength: 6 }),
      webUrl({ withQueryParameters: true }),
      (pairs, url) => {
        const query = new Map<string, string>([
          ['redirect_uri', url],
          ...pairs.map(([, value], index): [string, string] => [names[index] ?? 'x', value]),
        ]);
        const registered = new Map([...query, ['redirect_uri', CALLBACK]]);
        const goesTo = [query, registered]
          .map((parameters) => destination(checkAuthorization(client, parameters)))
          .filter((address) => address !== undefined);

        expect(goesTo.filter((address) => address !== CALLBACK)).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

test('no text leaves its place in a page', () => {
  assert(
    property(string({ unit: 'binary' }), (text) => {
      const { markup } = html`<p title="${text}">${text}</p>`;

      expect(markup.match(/[<>]/g)).toHaveLength(4);
      expect(markup.match(/"/g)).toHaveLength(2);
      expect(escaped(text)).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
    }),
    { numRuns: 200 },
  );
});

test('a user code is known again however it is typed', () => {
  for (let count = 0; count < 50; count += 1) {
    const code = newUserCode(systemIds);

    expect(userCodeOf(` ${readableUserCode(code).toLowerCase()} `)).toBe(code);
  }
  for (const wrong of [undefined, '', 'AAAA-AAAA', 'BCDF-GHJ', 'x'.repeat(100)])
    expect(userCodeOf(wrong)).toBeUndefined();
});

test.for([
  ['a=1&a=2', undefined],
  ['a=&b=1', new Map([['b', '1']])],
  ['a=%00', undefined],
  [Array.from({ length: 65 }, (_, index) => `p${index}=1`).join('&'), undefined],
  ['__proto__=1', new Map([['__proto__', '1']])],
] as const)('%s is read as it should be', ([text, expected]) => {
  expect(parseParameters(text)).toEqual(expected);
});
