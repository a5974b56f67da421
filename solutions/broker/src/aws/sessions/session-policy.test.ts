import { compilePolicy, decide, requestContext } from '@gatehouse/policy';
import { expect, test } from 'vitest';
import { roleSessionName, sourceIdentity } from './session-name.ts';
import { sessionPolicy, sessionPolicyFits } from './session-policy.ts';

const END = new Date('2026-12-31T23:59:59.900Z');

const allows = (policy: string, action: string, at: string): boolean => {
  const session = [{ id: 'session', policy: compilePolicy(policy, 'session') }];
  const everything = compilePolicy(
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
    'identity',
  );
  const roleArn = 'arn:aws:iam::111122223333:role/Admin';
  return decide(
    {
      action,
      resource: '*',
      resourceAccount: undefined,
      principal: {
        kind: 'assumed-role',
        account: '111122223333',
        arn: 'arn:aws:sts::111122223333:assumed-role/Admin/ann',
        id: 'AROAEXAMPLE:ann',
        roleArn,
        roleId: 'AROAEXAMPLE',
      },
      context: requestContext({ 'aws:CurrentTime': new Date(at) }),
    },
    { identity: [{ id: 'all', policy: everything }], session },
  ).allowed;
};

test.for([
  ['2026-12-31T23:59:58Z', true],
  ['2026-12-31T23:59:59Z', false],
  ['2027-01-01T00:00:00Z', false],
  ['2027-12-31T23:00:00Z', false],
] as const)('what the role may is allowed at %s: %s', ([at, allowed]) => {
  expect(allows(sessionPolicy(undefined, END), 's3:GetObject', at)).toBe(allowed);
});

test.for([
  [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }],
  [
    {
      Effect: 'Allow',
      Action: 's3:Get*',
      Resource: '*',
      Condition: { DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } },
    },
  ],
  [
    {
      Effect: 'Allow',
      Action: 's3:Get*',
      Resource: '*',
      Condition: { datelessthan: { 'AWS:currenttime': '2030-01-01T00:00:00Z' } },
    },
  ],
])('a narrower policy ends with the access, whatever times it names: %j', ([statement]) => {
  const narrower = JSON.stringify({ Version: '2012-10-17', Statement: statement });
  const policy = sessionPolicy(narrower, END);

  expect(allows(policy, 's3:GetObject', '2026-12-31T23:59:58Z')).toBe(true);
  expect(allows(policy, 's3:PutObject', '2026-12-31T23:59:58Z')).toBe(false);
  expect(allows(policy, 's3:GetObject', '2027-01-01T00:00:00Z')).toBe(false);
});

const bucketOf = (length: number): string =>
  JSON.stringify({
    Statement: [
      { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'b'.repeat(length)}` },
    ],
  });

test('a policy fits as long as STS takes it together with the end of the access', () => {
  const room = Array.from({ length: 2048 }, (_, length) => length).findLast(
    (length) => sessionPolicyFits(bucketOf(length)).fits,
  );

  const longest = sessionPolicy(bucketOf(room ?? 0), END);

  expect(longest).toHaveLength(2048);
  expect(sessionPolicyFits(bucketOf((room ?? 0) + 1))).toMatchObject({
    fits: false,
  });
  expect(sessionPolicyFits('{"Statement":')).toMatchObject({ fits: false });
});

test.for([
  ['Ann', 'ann@example.com', 'ann'],
  ['Jörg Müller', undefined, 'Jorg-Muller'],
  ['x', `${'long'.repeat(40)}@example.com`, 'long'],
  ['日本', undefined, 'p-'],
  ['..', '--@example.com', 'p-'],
] as const)('the session name of %s is legal and readable', ([name, email, start]) => {
  const made = roleSessionName(
    { name, email, id: `p-${'a'.repeat(26)}` },
    's-abcdefghijklmnopqrst',
  );

  expect(made).toMatch(/^[\w+=,.@-]{2,64}$/);
  expect(made.startsWith(start)).toBe(true);
  expect(made.endsWith('-ijklmnopqrst')).toBe(true);
});

test.for([
  ['00u1abc', '00u1abc'],
  ['auth0|5f7c8ec7', 'p-id'],
  ['x', 'p-id'],
  ['y'.repeat(65), 'p-id'],
])('the source identity of subject %s is %s', ([subject = '', expected]) => {
  expect(sourceIdentity({ subject, id: 'p-id' })).toBe(expected);
});
