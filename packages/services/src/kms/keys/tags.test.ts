import type { ListResourceTagsResponse } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { arnOf, keysFixture } from './keys.fixture.ts';

const tags = (given: Readonly<Record<string, string>>) =>
  Object.entries(given).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));

test('tags are added, replaced, removed and listed page by page', async () => {
  const { key, kms } = await keysFixture();
  const KeyId = await key({ Tags: tags({ a: '1', b: '2' }) });
  await kms('TagResource', { KeyId: arnOf(KeyId), Tags: tags({ b: '3', c: '4', d: '5' }) });
  await kms('UntagResource', { KeyId, TagKeys: ['c', 'never'] });

  const first = await kms<ListResourceTagsResponse>('ListResourceTags', { KeyId, Limit: 2 });
  const second = await kms<ListResourceTagsResponse>('ListResourceTags', {
    KeyId,
    Marker: first.NextMarker,
  });

  expect(first).toMatchObject({ Tags: tags({ a: '1', b: '3' }), Truncated: true });
  expect(second).toEqual({ Tags: tags({ d: '5' }), Truncated: false });
});

const MANY = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, '']));

test.for([
  [tags({ 'aws:x': '1' }), 'TagException', 'Tags beginning with aws: are reserved'],
  [[...tags({ a: '1' }), ...tags({ a: '2' })], 'TagException', 'Duplicate tag keys'],
  [tags(MANY), 'TagException', 'Too many tags'],
  [
    tags({ ['k'.repeat(129)]: '' }),
    'ValidationException',
    expect.stringContaining("at 'tags.1.member.tagKey' failed to satisfy constraint"),
  ],
] as const)('tags that AWS refuses are refused: case %#', async ([Tags, code, message]) => {
  const { key, refusal } = await keysFixture();

  expect(await refusal('TagResource', { KeyId: await key(), Tags })).toEqual([code, message]);
  expect(await refusal('CreateKey', { Tags })).toEqual([code, message]);
});

test('tags decide who may use, tag and make keys, as soon as they change', async () => {
  const { key, kms, refusal, userWith } = await keysFixture();
  const KeyId = await key({ Tags: tags({ team: 'blue' }) });
  const as = userWith('red', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'kms:DescribeKey',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } },
      },
      {
        Effect: 'Allow',
        Action: ['kms:CreateKey', 'kms:TagResource'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestTag/team': 'red' } },
      },
    ],
  });
  expect((await refusal('DescribeKey', { KeyId }, { as }))?.[0]).toBe('AccessDeniedException');

  await kms('TagResource', { KeyId, Tags: tags({ team: 'red' }) }, { as });

  await kms('DescribeKey', { KeyId }, { as });
  await kms('CreateKey', { Tags: tags({ team: 'red' }) }, { as });
  for (const Tags of [tags({ team: 'blue' }), undefined])
    expect((await refusal('CreateKey', { Tags }, { as }))?.[0]).toBe('AccessDeniedException');
});
