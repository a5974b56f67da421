import { systemIds } from '@gatehouse/core';
import { expect, test } from 'vitest';
import { accessKeyId, secretAccessKey, uniqueId } from './ids.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The account as tools read it out of a key id: 40 bits after the first of the letters behind the prefix. */
const accountIn = (id: string): string => {
  const bits = Array.from(id.slice(4, 14)).reduce(
    (value, letter) => (value << 5n) | BigInt(ALPHABET.indexOf(letter)),
    0n,
  );
  return String(((bits >> 2n) & 0x7fffffffff80n) >> 7n).padStart(12, '0');
};

test.for(['000000000001', '123456789012', '999999999999'])(
  'the account %s can be read from its access key ids',
  (account) => {
    const id = accessKeyId(systemIds, account);

    expect(id).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(accountIn(id)).toBe(account);
    expect(accessKeyId(systemIds, account)).not.toBe(id);
  },
);

test('a real key id of a known account reads the same way', () => {
  expect(accountIn('ASIAQNZGKIQY56JQ7WML')).toBe('029608264753');
});

test('secrets have 40 characters, unique ids 21', () => {
  expect(secretAccessKey(systemIds)).toMatch(/^[A-Za-z0-9+/]{40}$/);
  expect(uniqueId(systemIds, 'group')).toMatch(/^AGPA[A-Z2-7]{17}$/);
});
