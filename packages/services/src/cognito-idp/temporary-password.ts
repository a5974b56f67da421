import type { Ids } from '@gatehouse/core';
import type { UserPool } from './model.ts';

const UPPER = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const LOWER = 'abcdefghijkmnopqrstuvwxyz';
const DIGITS = '23456789';
const SYMBOLS = '!@#$%^&*-_=+';
const ALL = UPPER + LOWER + DIGITS + SYMBOLS;
const SHORTEST = 12;

/** A number below `below`, none likelier than another by more than 1 in 10^8. */
const random = (ids: Ids, below: number): number => ids.bytes(6).readUIntBE(0, 6) % below;

const pick = (ids: Ids, alphabet: string): string => alphabet.charAt(random(ids, alphabet.length));

/** A random password that every policy of the pool's accepts; letters that look like digits are left out. */
export const temporaryPassword = (ids: Ids, pool: UserPool): string => {
  const length = Math.max(SHORTEST, pool.settings.Policies?.PasswordPolicy?.MinimumLength ?? 0);
  const characters = [UPPER, LOWER, DIGITS, SYMBOLS].map((alphabet) => pick(ids, alphabet));
  while (characters.length < length) characters.push(pick(ids, ALL));
  // The first four would else tell which kind of character they are.
  for (let at = characters.length - 1; at > 0; at -= 1) {
    const other = random(ids, at + 1);
    [characters[at], characters[other]] = [characters[other] ?? '', characters[at] ?? ''];
  }
  return characters.join('');
};

const DAY = 86_400_000;

/** When a temporary password that is given now stops to work. */
export const temporaryUntil = (pool: UserPool, now: Date): Date => {
  const days =
    pool.settings.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays ??
    pool.settings.AdminCreateUserConfig?.UnusedAccountValidityDays ??
    7;
  return new Date(now.getTime() + days * DAY);
};
