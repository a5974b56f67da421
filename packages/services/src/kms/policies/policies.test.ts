import type { GetKeyPolicyResponse } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { ACCOUNT, keysFixture, OTHER_ACCOUNT, root } from '../keys/keys.fixture.ts';

const LOCKED_OUT = 'The new key policy will not allow you to update the key policy in the future.';
const NOBODY_THERE = 'Policy contains a statement with one or more invalid principals.';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`;

const allowing = (Principal: object | string, Action: string | readonly string[] = 'kms:*') => ({
  Effect: 'Allow',
  Principal,
  Action,
  Resource: '*',
});
const ROOT = allowing({ AWS: `arn:aws:iam::${ACCOUNT}:root` });
const policy = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

test('a key without a policy of its own leaves its users to IAM', async () => {
  const { key, kms } = await keysFixture();

  const answer = await kms<GetKeyPolicyResponse>('GetKeyPolicy', { KeyId: await key() });

  expect(answer.PolicyName).toBe('default');
  expect(JSON.parse(answer.Policy ?? '')).toEqual({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [{ Sid: 'Enable IAM User Permissions', ...ROOT }],
  });
});

test('a policy that was put decides at once and reads as it was put', async () => {
  const { key, kms, refusal, principals, admin } = await keysFixture();
  principals.set(admin.arn, admin.id);
  const KeyId = await key();
  const mine = policy(allowing({ AWS: admin.arn }, ['kms:PutKeyPolicy', 'kms:GetKeyPolicy']));

  await kms('PutKeyPolicy', { KeyId, Policy: mine });

  expect((await kms<GetKeyPolicyResponse>('GetKeyPolicy', { KeyId })).Policy).toBe(mine);
  expect((await refusal('DescribeKey', { KeyId }))?.[0]).toBe('AccessDeniedException');
  expect((await refusal('GetKeyPolicy', { KeyId }, { as: root() }))?.[0]).toBe(
    'AccessDeniedException',
  );
  expect(await kms('ListKeyPolicies', { KeyId }).catch((error: Error) => error.name)).toBe(
    'AccessDeniedException',
  );
});

test.for([
  ['{"Version":"2012-10-17"}', expect.any(String)],
  ['my policy', expect.any(String)],
  [policy(allowing({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` })), LOCKED_OUT],
  [policy(allowing({ AWS: `arn:aws:iam::${ACCOUNT}:root` }, 'kms:Encrypt')), LOCKED_OUT],
  [
    policy({
      ...ROOT,
      Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
    }),
    LOCKED_OUT,
  ],
  [policy(ROOT, { ...allowing('*', 'kms:PutKeyPolicy'), Effect: 'Deny' }), LOCKED_OUT],
  [policy(ROOT, allowing({ AWS: ROLE })), NOBODY_THERE],
  [policy(ROOT, allowing({ AWS: `arn:aws:iam::${ACCOUNT}:group/app` })), NOBODY_THERE],
  [policy(ROOT, allowing({ AWS: 'AROAGONE000000000000' })), NOBODY_THERE],
  [policy(ROOT, allowing({ AWS: 'somebody' })), NOBODY_THERE],
  [policy(ROOT, allowing({ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/app/x` })), NOBODY_THERE],
] as const)('PutKeyPolicy and CreateKey refuse %s', async ([Policy, message]) => {
  const { key, refusal } = await keysFixture();
  const KeyId = await key();
  const expected = ['MalformedPolicyDocumentException', message];

  expect(await refusal('PutKeyPolicy', { KeyId, Policy })).toEqual(expected);
  expect(await refusal('CreateKey', { Policy })).toEqual(expected);
});

test('the lockout check can be passed by, and IAM can forbid that', async () => {
  const { key, kms, refusal, userWith } = await keysFixture();
  const KeyId = await key();
  const Policy = policy(allowing({ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }));
  const put = { KeyId, Policy, BypassPolicyLockoutSafetyCheck: true };
  const careful = userWith('careful', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'kms:*',
        Resource: '*',
        Condition: { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'false' } },
      },
    ],
  });

  expect((await refusal('PutKeyPolicy', put, { as: careful }))?.[0]).toBe('AccessDeniedException');
  await kms('PutKeyPolicy', put);
  expect((await refusal('PutKeyPolicy', put))?.[0]).toBe('AccessDeniedException');
});

test('a role that is made anew under its old name inherits nothing from key policies', async () => {
  const { key, kms, principals } = await keysFixture();
  principals.set(ROLE, 'AROAFIRST00000000000');
  const KeyId = await key({ Policy: policy(ROOT, allowing({ AWS: ROLE }, 'kms:Decrypt')) });
  const shown = async () =>
    (await kms<GetKeyPolicyResponse>('GetKeyPolicy', { KeyId })).Policy ?? '';
  expect(await shown()).toContain(ROLE);

  principals.set(ROLE, 'AROASECOND0000000000');

  expect(await shown()).not.toContain(ROLE);
  expect(await shown()).toContain('AROAFIRST00000000000');
});

test('a key has one policy, which is named default', async () => {
  const { key, kms, refusal } = await keysFixture();
  const KeyId = await key();

  expect(await kms('ListKeyPolicies', { KeyId })).toEqual({
    PolicyNames: ['default'],
    Truncated: false,
  });
  for (const [operation, input] of [
    ['GetKeyPolicy', {}],
    ['PutKeyPolicy', { Policy: policy(ROOT) }],
  ] as const)
    expect(await refusal(operation, { KeyId, PolicyName: 'other', ...input })).toEqual([
      'NotFoundException',
      'No such policy exists',
    ]);
});

test('a policy of more than 32 KB is too long', async () => {
  const { refusal } = await keysFixture();
  const Policy = policy(ROOT, { ...ROOT, Sid: 'x'.repeat(33_000) });

  expect((await refusal('CreateKey', { Policy }))?.[0]).toBe('LimitExceededException');
});

test('suites of emulators put what is no policy, which then lets nobody in', async () => {
  const { key, kms } = await keysFixture({ acceptsLooseInput: true });
  const KeyId = await key({ Policy: 'my policy' });
  await kms('PutKeyPolicy', { KeyId, Policy: 'new policy' });

  expect((await kms<GetKeyPolicyResponse>('GetKeyPolicy', { KeyId })).Policy).toBe('new policy');
});
