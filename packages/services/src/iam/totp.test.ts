import { base32, totpCode } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { consecutiveStep, timeStep } from './totp.ts';

const seed = Buffer.from('12345678901234567890');

// RFC 6238 appendix B; its codes have eight digits, of which an authenticator shows the last six.
test.for([
  ['1970-01-01T00:00:59Z', '287082'],
  ['2005-03-18T01:58:29Z', '081804'],
  ['2005-03-18T01:58:31Z', '050471'],
  ['2009-02-13T23:31:30Z', '005924'],
  ['2033-05-18T03:33:20Z', '279037'],
  ['2603-10-11T11:33:20Z', '353130'],
] as const)('at %s the code is the one of RFC 6238', ([time, code]) => {
  expect(totpCode(seed, timeStep(new Date(time)))).toBe(code);
});

test('two codes in a row are found, in that order only and not when they are too old', () => {
  const now = new Date('2026-03-02T10:00:00Z');
  const step = timeStep(now);
  const codes = (first: number, second: number): [string, string] => [
    totpCode(seed, first),
    totpCode(seed, second),
  ];

  expect(consecutiveStep(seed, codes(step - 1, step), now, 20)).toBe(step);
  expect(consecutiveStep(seed, codes(step - 5, step - 4), now, 20)).toBe(step - 4);
  expect(consecutiveStep(seed, codes(step, step), now, 20)).toBeUndefined();
  expect(consecutiveStep(seed, codes(step, step - 1), now, 20)).toBeUndefined();
  expect(consecutiveStep(seed, codes(step - 40, step - 39), now, 20)).toBeUndefined();
});

// RFC 4648 §10, without padding.
test.for([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
] as const)('%j is %s in base 32', ([text, expected]) => {
  expect(base32(Buffer.from(text))).toBe(expected);
});
