import { systemIds } from '@gatehouse/core';
import { expect, test } from 'vitest';
import { newPassword } from './seed.ts';

test('a password has every kind of character, whatever chance draws', () => {
  const onlyLetters = {
    ...systemIds,
    alphanumeric: (length: number) => 'a'.repeat(length),
    base32: (length: number) => 'A'.repeat(length),
  };

  for (const ids of [onlyLetters, systemIds])
    for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /-/]) expect(newPassword(ids)).toMatch(kind);
});
