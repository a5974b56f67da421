import { expect, test } from 'vitest';
import { requestTagKeys, resourceTagKeys } from './tags.ts';

test('of tags that differ only in case no condition key tells one', () => {
  const tags = new Map([
    ['owner', 'victim'],
    ['Owner', 'attacker'],
    ['team', 'blue'],
  ]);

  expect(requestTagKeys(tags)).toEqual({
    'aws:TagKeys': ['owner', 'Owner', 'team'],
    'aws:RequestTag/team': 'blue',
  });
  expect(resourceTagKeys('ecs', tags)).toEqual({
    'aws:ResourceTag/team': 'blue',
    'ecs:ResourceTag/team': 'blue',
  });
});
