import { expect, test } from 'vitest';
import { formatBasicTime, httpDateToBasic, parseBasicTime } from './timestamp.ts';

test('a basic time is read and written alike', () => {
  const time = parseBasicTime('20240229T235959Z');

  expect(time).toBe(Date.UTC(2024, 1, 29, 23, 59, 59));
  expect(formatBasicTime(time ?? 0)).toBe('20240229T235959Z');
});

test.for([
  '',
  '20240229',
  '2024-02-29T23:59:59Z',
  '20230229T000000Z',
  '20241301T000000Z',
  '20240100T000000Z',
  '20240101T240000Z',
  '20240101T006000Z',
  '20240101T000060Z',
  '20240101t000000z',
  '2024010aT000000Z',
  '20240101T000000Z ',
  '-0240101T000000Z',
])('%j is not a time', (text) => {
  expect(parseBasicTime(text)).toBeUndefined();
});

test('the date of HTTP stands in for it', () => {
  expect(httpDateToBasic('Thu, 29 Feb 2024 23:59:59 GMT')).toBe('20240229T235959Z');
  expect(httpDateToBasic('Thu, 29 Feb 2024 23:59:59 CET')).toBeUndefined();
});
