import type { Ids } from '@gatehouse/core';

/** Identifiers in a fixed order: each is the last one's successor, so a test can tell and foresee them. */
export const countingIds = (): Ids => {
  let count = 0;
  const next = (alphabet: string, length: number): string => {
    count += 1;
    return inAlphabet(count, alphabet).padStart(length, alphabet.charAt(0)).slice(-length);
  };
  return {
    uuid: () => {
      const digits = next('0123456789abcdef', 12);
      return `00000000-0000-4000-8000-${digits}`;
    },
    hex: (length) => next('0123456789abcdef', length),
    base32: (length) => next('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', length),
    alphanumeric: (length) => next('abcdefghijklmnopqrstuvwxyz0123456789', length),
    bytes: (length) => Buffer.from(next('0123456789abcdef', length * 2), 'hex'),
  };
};

const inAlphabet = (value: number, alphabet: string): string => {
  const rest = Math.floor(value / alphabet.length);
  const digit = alphabet.charAt(value % alphabet.length);
  return rest === 0 ? digit : inAlphabet(rest, alphabet) + digit;
};
