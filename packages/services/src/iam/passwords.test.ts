import { systemIds } from '@gatehouse/core';
import { createVault } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { createPasswords } from './passwords.ts';

const vault = createVault(Buffer.alloc(32, 1), systemIds);
const passwords = createPasswords(vault, 10);

test('a verifier is right for its user and password alone', async () => {
  const verifier = await passwords.verifier('AIDA1', 'secret');

  expect(await passwords.matches('AIDA1', 'secret', [verifier])).toEqual([true]);
  expect(await passwords.matches('AIDA1', 'Secret', [verifier])).toEqual([false]);
  expect(await passwords.matches('AIDA2', 'secret', [verifier])).toEqual([false]);
});

test('the same letters in another Unicode form are the same password', async () => {
  const verifier = await passwords.verifier('AIDA1', 'caf\u00e9');

  expect(await passwords.matches('AIDA1', 'cafe\u0301', [verifier])).toEqual([true]);
});

test('verifiers made at another cost stay right', async () => {
  const dearer = createPasswords(vault, 12);
  const verifiers = [
    await dearer.verifier('AIDA1', 'secret'),
    await passwords.verifier('AIDA1', 'other'),
    await passwords.verifier('AIDA1', 'secret'),
  ];

  expect(await dearer.matches('AIDA1', 'secret', verifiers)).toEqual([true, false, true]);
});

test('two users with one password do not look alike, nor does one twice', async () => {
  const seen = new Set<string>();
  for (const user of ['AIDA1', 'AIDA2', 'AIDA1'])
    seen.add(Buffer.from(await passwords.verifier(user, 'secret')).toString('hex'));

  expect(seen.size).toBe(3);
});

test('another master key makes every verifier useless', async () => {
  const other = createPasswords(createVault(Buffer.alloc(32, 2), systemIds), 10);
  const verifier = await passwords.verifier('AIDA1', 'secret');

  expect(await other.matches('AIDA1', 'secret', [verifier, new Uint8Array()])).toEqual([
    false,
    false,
  ]);
});
