import { expect, test } from 'vitest';
import { readTrust } from './trust-policy.ts';

const BROKER = 'arn:aws:iam::777788889999:role/GatehouseBrokerRole';
const TAGGED = { StringLike: { 'aws:RequestTag/gatehouse:grant': 'r-*' } };

const trust = (...statements: readonly object[]) =>
  readTrust(JSON.stringify({ Version: '2012-10-17', Statement: statements }), BROKER);

const ours = { Effect: 'Allow', Principal: { AWS: BROKER }, Action: 'sts:AssumeRole' };

test('a role that only the broker may assume, with the tag of a grant, is as it should be', () => {
  expect(trust({ ...ours, Condition: TAGGED })).toEqual({
    admitsBroker: true,
    needsTag: true,
    strangers: [],
  });
});

test.for([
  [{ AWS: 'arn:aws:iam::777788889999:role/GatehouseBrokerRole2' }],
  [{ AWS: 'arn:aws:iam::777788889999:root' }],
  [{ Service: 'ec2.amazonaws.com' }],
  ['*'],
])('%j is not the broker', ([Principal]) => {
  const { admitsBroker, strangers } = trust({ ...ours, Principal }) ?? {};

  expect(admitsBroker).toBe(false);
  expect(strangers).toHaveLength(1);
});

test('another principal beside the broker is a stranger, in whichever statement it stands', () => {
  const other = { AWS: [BROKER, 'arn:aws:iam::111122223333:user/mallory'] };

  expect(trust({ ...ours, Principal: other, Condition: TAGGED })?.strangers).toEqual([
    'arn:aws:iam::111122223333:user/mallory',
  ]);
  expect(trust(ours, { Effect: 'Allow', Principal: '*', Action: 'sts:*' })?.strangers).toEqual([
    '*',
  ]);
  expect(
    trust(ours, { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' })?.strangers,
  ).toEqual([]);
});

test.for([
  [undefined],
  [{ StringLike: { 'aws:RequestTag/other': 'r-*' } }],
  [{ StringLikeIfExists: { 'aws:RequestTag/gatehouse:grant': 'r-*' } }],
  [{ Null: { 'aws:RequestTag/gatehouse:grant': 'true' } }],
  [{ StringNotLike: { 'aws:RequestTag/gatehouse:grant': 'x' } }],
])('%j does not ask for the tag', ([Condition]) => {
  expect(trust({ ...ours, ...(Condition === undefined ? {} : { Condition }) })).toMatchObject({
    admitsBroker: true,
    needsTag: false,
  });
});

test('what is no trust policy trusts nobody', () => {
  expect(readTrust('{"Statement":1}', BROKER)).toBeUndefined();
});
