import { expect, test } from 'vitest';
import { isRegion } from './region.ts';

test.for([
  'us-east-1',
  'ap-southeast-7',
  'us-gov-west-1',
  'eu-isoe-west-1',
  'mx-central-1',
  'us-iso-east-12',
])('%s is a Region', (text) => {
  expect(isRegion(text)).toBe(true);
});

test.for([
  '',
  'us',
  'us-east',
  'us_east_1',
  'US-EAST-1',
  'us-east-1a',
  'us-east-1/',
  'us--1',
  'us-east-123',
  'a'.repeat(40),
  'global',
])('%j is not', (text) => {
  expect(isRegion(text)).toBe(false);
});
