import { expect, test } from 'vitest';
import { DEFAULT_POLICY, passwordExpiry, passwordFault } from './password-policy.ts';

const strict = {
  ...DEFAULT_POLICY,
  MinimumPasswordLength: 10,
  RequireUppercaseCharacters: true,
  RequireLowercaseCharacters: true,
  RequireNumbers: true,
  RequireSymbols: true,
};

test.for([
  ['Abcdef1!', 'a minimum length of 10'],
  ['abcdefgh1!', 'one uppercase letter'],
  ['ABCDEFGH1!', 'one lowercase letter'],
  ['Abcdefghi!', 'one number'],
  ['Abcdefghi1', 'one symbol'],
] as const)('%s lacks %s', ([password, lacking]) => {
  expect(passwordFault(strict, password)).toContain(lacking);
});

test('a password with all of it is accepted', () => {
  expect(passwordFault(strict, 'Abcdefgh1!')).toBeUndefined();
});

test.for([
  ['abcdefgh', false],
  ['abcdefg1', false],
  ['Abcdefg1', true],
  ['abcdef1!', true],
  ['Abc1!', false],
] as const)('the default policy on %s says %s', ([password, accepted]) => {
  expect(passwordFault(DEFAULT_POLICY, password) === undefined).toBe(accepted);
});

test('a password expires after MaxPasswordAge days, or never', () => {
  const changedAt = new Date('2026-01-01T00:00:00Z');

  expect(passwordExpiry({ ...strict, MaxPasswordAge: 90 }, changedAt)).toEqual(
    new Date('2026-04-01T00:00:00Z'),
  );
  expect(passwordExpiry(strict, changedAt)).toBeUndefined();
});
