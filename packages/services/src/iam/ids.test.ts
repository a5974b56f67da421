import { systemIds } from '@gatehouse/core';
import { expect, test } from 'vitest';
import { secretAccessKey, uniqueId } from './ids.ts';

test('secrets have 40 characters, unique ids 21, and no two are alike', () => {
  expect(secretAccessKey(systemIds)).toMatch(/^[A-Za-z0-9+/]{40}$/);
  expect(uniqueId(systemIds, 'group')).toMatch(/^AGPA[A-Z2-7]{17}$/);
  expect(uniqueId(systemIds, 'user')).not.toBe(uniqueId(systemIds, 'user'));
});
