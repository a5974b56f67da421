import { createHash, hkdfSync } from 'node:crypto';
import { systemIds } from '@gatehouse/core';
import { assert, bigInt, property, string, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { srpRecord } from './passwords.ts';
import { SRP_PRIME, srpPadded } from './srp-group.ts';
import { SRP_N, srpPower } from './srp-power.ts';
import { isSrpPublic, isSrpTimestamp, openSrp, srpKey, srpSignature } from './srp.ts';

const owner = { poolId: 'us-east-1_AbCdEfGhI', username: 'alice' };

const sha = (hex: string): bigint =>
  BigInt(`0x${createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex')}`);

const bytes = (value: bigint): Buffer => Buffer.from(srpPadded(value.toString(16)), 'hex');

/** RFC 5054 §2.6 from the client's side, with the hashes and the key derivation of Cognito's clients. */
const clientKey = (password: string, salt: string, a: bigint, A: bigint, B: bigint): Buffer => {
  const inner = createHash('sha256').update(`AbCdEfGhI${owner.username}:${password}`).digest('hex');
  const x = sha(srpPadded(salt) + inner);
  const u = sha(srpPadded(A.toString(16)) + srpPadded(B.toString(16)));
  const k = sha(srpPadded(SRP_PRIME.toString('hex')) + srpPadded('02'));
  const base = (((B - k * srpPower(2n, x)) % SRP_N) + SRP_N) % SRP_N;
  const S = srpPower(base, a + u * x);
  return Buffer.from(hkdfSync('sha256', bytes(S), bytes(u), 'Caldera Derived Key', 16));
};

test('both sides have one key when the password is right, and only then', () => {
  assert(
    property(
      string({ minLength: 1, maxLength: 40, unit: 'binary' }),
      string({ minLength: 1, maxLength: 40, unit: 'binary' }),
      uint8Array({ minLength: 16, maxLength: 16 }),
      bigInt(1n, 1n << 256n),
      (password, other, salt, a) => {
        const record = srpRecord(owner, password, Buffer.from(salt));
        const A = srpPower(2n, a);
        const exchange = openSrp(systemIds, record, A.toString(16));
        const B = BigInt(`0x${exchange.serverPublic}`);
        const key = srpKey(record, exchange);

        expect(clientKey(password, record.salt, a, A, B)).toEqual(key);
        expect(clientKey(other, record.salt, a, A, B).equals(key)).toBe(other === password);
      },
    ),
    { numRuns: 15 },
  );
});

test.for([
  ['0', false],
  ['00', false],
  [SRP_N.toString(16), false],
  [`0${SRP_N.toString(16)}`, false],
  [(SRP_N + 1n).toString(16), true],
  ['2', true],
  ['', false],
  ['-2', false],
  ['0x2', false],
  ['f'.repeat(1025), false],
] as const)('a client may send %j as its number: %s', ([hex, allowed]) => {
  expect(isSrpPublic(hex)).toBe(allowed);
});

test.for([
  ['Wed Nov 25 12:30:09 UTC 2026', true],
  ['Wed Nov 5 12:30:09 UTC 2026', true],
  ['Wed Nov  5 12:30:09 UTC 2026', true],
  ['2026-11-25T12:30:09Z', false],
  ['Mit Nov 25 12:30:09 UTC 2026', false],
  ['Wed Nov 25 12:30:09 CET 2026', false],
] as const)('%j as TIMESTAMP: %s', ([text, right]) => {
  expect(isSrpTimestamp(text)).toBe(right);
});

test('the signature binds pool, user, secret block and time', () => {
  const key = Buffer.alloc(16, 1);
  const claim = {
    poolName: 'AbCdEfGhI',
    userId: 'alice',
    secretBlock: Buffer.from('block'),
    timestamp: 'Wed Nov 25 12:30:09 UTC 2026',
  };
  const signature = srpSignature(key, claim).toString('base64');

  for (const other of [
    { ...claim, poolName: 'other' },
    { ...claim, userId: 'bob' },
    { ...claim, secretBlock: Buffer.from('blocK') },
    { ...claim, timestamp: 'Wed Nov 25 12:30:10 UTC 2026' },
  ])
    expect(srpSignature(key, other).toString('base64')).not.toBe(signature);
});
