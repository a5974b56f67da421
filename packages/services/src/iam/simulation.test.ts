import type { GetContextKeysForPolicyResponse, SimulatePolicyResponse } from '@aws-sdk/client-iam';
import { compilePolicy } from '@gatehouse/policy';
import { expect, test } from 'vitest';
import { accessFixture, ACCOUNT, ALLOW_ALL, allowing, trusting } from './access.fixture.ts';

const statement = (one: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: one });
const BUCKET = 'arn:aws:s3:::bucket';

const simulating = async (given: Parameters<typeof accessFixture>[0] = {}) => {
  const fixture = await accessFixture(given);
  const custom = async (input: object) =>
    (await fixture.call<SimulatePolicyResponse>('SimulateCustomPolicy', input)).EvaluationResults ??
    [];
  const ofPrincipal = async (input: object) =>
    (await fixture.call<SimulatePolicyResponse>('SimulatePrincipalPolicy', input))
      .EvaluationResults ?? [];
  return { ...fixture, custom, ofPrincipal };
};

test('the answer names the statement that allowed, with its place in the text', async () => {
  const { custom } = await simulating();
  const policy =
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2015-08-16T12:00:00Z"}}}}';

  const results = await custom({
    PolicyInputList: [policy],
    ActionNames: ['dynamodb:CreateBackup'],
    ContextEntries: [
      {
        ContextKeyName: 'aws:CurrentTime',
        ContextKeyValues: ['2018-04-25T11:00:00Z'],
        ContextKeyType: 'date',
      },
    ],
  });

  expect(results).toStrictEqual([
    {
      EvalActionName: 'dynamodb:CreateBackup',
      EvalResourceName: '*',
      EvalDecision: 'allowed',
      MatchedStatements: [
        {
          SourcePolicyId: 'PolicyInputList.1',
          SourcePolicyType: 'IAM Policy',
          StartPosition: { Line: 1, Column: 38 },
          EndPosition: { Line: 1, Column: 167 },
        },
      ],
      MissingContextValues: [],
    },
  ]);
});

test.for([
  [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }, 'allowed', 1],
  [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }, 'explicitDeny', 1],
  [{ Effect: 'Allow', Action: 'ecs:*', Resource: '*' }, 'implicitDeny', 0],
] as const)('%o is answered with %s', async ([one, decision, matched]) => {
  const { custom } = await simulating();

  const [result] = await custom({
    PolicyInputList: [statement(one)],
    ActionNames: ['s3:GetObject'],
  });

  expect(result?.EvalDecision).toBe(decision);
  expect(result?.MatchedStatements).toHaveLength(matched);
});

test('keys that the policies want and the request lacks are listed, by resource where there is one', async () => {
  const { custom } = await simulating();
  const input = {
    PolicyInputList: [
      statement({
        Effect: 'Allow',
        Action: 's3:*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:PrincipalTag/team': '${aws:username}' } },
      }),
    ],
    ActionNames: ['s3:ListBucket'],
  };

  const [anywhere] = await custom(input);
  const [somewhere] = await custom({ ...input, ResourceArns: [BUCKET] });

  expect(anywhere?.MissingContextValues).toStrictEqual(['aws:PrincipalTag/team', 'aws:username']);
  expect(somewhere?.MissingContextValues).toStrictEqual([]);
  expect(somewhere?.ResourceSpecificResults).toMatchObject([
    {
      EvalResourceName: BUCKET,
      EvalResourceDecision: 'implicitDeny',
      MissingContextValues: ['aws:PrincipalTag/team', 'aws:username'],
    },
  ]);
});

test('each action is simulated on each resource, page by page', async () => {
  const { call } = await simulating();
  const input = {
    PolicyInputList: [ALLOW_ALL],
    ActionNames: ['s3:GetObject', 's3:PutObject'],
    ResourceArns: [BUCKET, `${BUCKET}/key`],
    MaxItems: 3,
  };

  const first = await call<SimulatePolicyResponse>('SimulateCustomPolicy', input);
  const second = await call<SimulatePolicyResponse>('SimulateCustomPolicy', {
    ...input,
    Marker: first.Marker,
  });

  expect([first.EvaluationResults?.length, second.EvaluationResults?.length]).toStrictEqual([3, 1]);
  expect(second.EvaluationResults).toMatchObject([
    { EvalActionName: 's3:PutObject', EvalResourceName: `${BUCKET}/key` },
  ]);
  expect([first.IsTruncated, second.IsTruncated]).toStrictEqual([true, false]);
});

test.for([
  [[allowing('ecs:*')], 'implicitDeny', false],
  [[allowing('ecs:*'), allowing('s3:*')], 'allowed', true],
] as const)('boundaries limit as their union', async ([boundaries, decision, allowed]) => {
  const { custom } = await simulating();

  const [result] = await custom({
    PolicyInputList: [ALLOW_ALL],
    PermissionsBoundaryPolicyInputList: boundaries,
    ActionNames: ['s3:GetObject'],
  });

  expect(result).toMatchObject({
    EvalDecision: decision,
    PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: allowed },
  });
});

test('a resource policy allows its caller, and in another account both sides must', async () => {
  const { custom } = await simulating();
  const CallerArn = `arn:aws:iam::${ACCOUNT}:user/caller`;
  const input = {
    PolicyInputList: [allowing('ecs:*')],
    ActionNames: ['s3:GetObject'],
    ResourceArns: [`${BUCKET}/key`],
    CallerArn,
    ResourcePolicy: statement({
      Effect: 'Allow',
      Principal: { AWS: CallerArn },
      Action: 's3:GetObject',
      Resource: `${BUCKET}/key`,
    }),
  };

  const [same] = await custom({ ...input, ResourceOwner: `arn:aws:iam::${ACCOUNT}:root` });
  const [other] = await custom({ ...input, ResourceOwner: 'arn:aws:iam::444455556666:root' });

  expect(same).toMatchObject({
    EvalDecision: 'allowed',
    MatchedStatements: [{ SourcePolicyId: 'ResourcePolicy', SourcePolicyType: 'Resource Policy' }],
  });
  expect(other).toMatchObject({
    EvalDecision: 'implicitDeny',
    EvalDecisionDetails: { 'IAM Policy': 'implicitDeny', 'Resource Policy': 'allowed' },
  });
});

test.for([
  [{ ActionNames: ['nonsense'] }],
  [{ PolicyInputList: ['{}'] }],
  [{ CallerArn: `arn:aws:iam::${ACCOUNT}:role/r` }],
  [{ ResourcePolicy: ALLOW_ALL }],
  [{ ResourceOwner: 'somebody' }],
  [
    {
      ContextEntries: [
        { ContextKeyName: 'aws:x', ContextKeyValues: ['many'], ContextKeyType: 'numeric' },
      ],
    },
  ],
  [
    {
      ContextEntries: [
        { ContextKeyName: 'aws:x', ContextKeyValues: ['a', 'b'], ContextKeyType: 'string' },
      ],
    },
  ],
] as const)('a simulation with %o is refused', async ([input]) => {
  const { custom } = await simulating();

  await expect(
    custom({ PolicyInputList: [ALLOW_ALL], ActionNames: ['s3:GetObject'], ...input }),
  ).rejects.toMatchObject({ name: 'InvalidInput' });
});

test("a role's own policies, boundary and tags decide in its simulation", async () => {
  const { ofPrincipal, role, call, policy } = await simulating();
  const boundary = await policy('boundary', allowing('ecs:*'));
  const { Arn } = await role('r', {
    Tags: [{ Key: 'team', Value: 'blue' }],
    PermissionsBoundary: boundary,
  });
  await call('PutRolePolicy', {
    RoleName: 'r',
    PolicyName: 'p',
    PolicyDocument: statement({
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } },
    }),
  });

  const results = await ofPrincipal({
    PolicySourceArn: Arn,
    ActionNames: ['ecs:ListClusters', 's3:GetObject'],
  });

  expect(results).toMatchObject([
    {
      EvalDecision: 'allowed',
      MatchedStatements: [{ SourcePolicyId: 'p' }],
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
    },
    {
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    },
  ]);
});

test('service control policies limit the simulation of a principal', async () => {
  const control = compilePolicy(
    statement({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
    'scp',
  );
  const { ofPrincipal, role, call } = await simulating({
    organizations: {
      of: () => ({
        id: 'o-example',
        managementAccount: '999988887777',
        path: 'o-example/r-root/',
        suspended: false,
        scps: [{ targetId: 'r-root', policies: [{ id: 'p-control', policy: control }] }],
      }),
    },
  });
  const { Arn } = await role('r');
  await call('PutRolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument: ALLOW_ALL });

  const results = await ofPrincipal({
    PolicySourceArn: Arn,
    ActionNames: ['s3:GetObject', 'kms:Decrypt'],
  });

  expect(results).toMatchObject([
    { EvalDecision: 'allowed', OrganizationsDecisionDetail: { AllowedByOrganizations: true } },
    {
      EvalDecision: 'implicitDeny',
      OrganizationsDecisionDetail: { AllowedByOrganizations: false },
    },
  ]);
});

test('a user is simulated with the policies of its groups, a group with its own', async () => {
  const { ofPrincipal, call } = await simulating();
  await call('CreateUser', { UserName: 'u' });
  await call('CreateGroup', { GroupName: 'g' });
  await call('AddUserToGroup', { UserName: 'u', GroupName: 'g' });
  await call('AttachGroupPolicy', {
    GroupName: 'g',
    PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
  });
  const decisions = async (resource: string) =>
    (
      await ofPrincipal({
        PolicySourceArn: `arn:aws:iam::${ACCOUNT}:${resource}`,
        ActionNames: ['s3:GetObject', 's3:PutObject'],
      })
    ).map(({ EvalDecision }) => EvalDecision);

  expect(await decisions('user/u')).toStrictEqual(['allowed', 'implicitDeny']);
  expect(await decisions('group/g')).toStrictEqual(['allowed', 'implicitDeny']);
  await expect(decisions('user/nobody')).rejects.toMatchObject({ name: 'NoSuchEntity' });
});

test("assuming a role takes its trust policy's consent in a simulation too", async () => {
  const { ofPrincipal, role } = await simulating();
  const caller = await role('caller');
  const friend = await role('friend', { AssumeRolePolicyDocument: trusting({ AWS: caller.Arn }) });
  const stranger = await role('stranger');

  const results = await ofPrincipal({
    PolicySourceArn: caller.Arn,
    PolicyInputList: [ALLOW_ALL],
    ActionNames: ['sts:AssumeRole'],
    ResourceArns: [friend.Arn, stranger.Arn],
  });

  expect(results.map(({ EvalDecision }) => EvalDecision)).toStrictEqual([
    'allowed',
    'implicitDeny',
  ]);
});

test('context keys of policies are listed once each', async () => {
  const { call, role } = await simulating();
  const { Arn } = await role('r');
  await call('PutRolePolicy', {
    RoleName: 'r',
    PolicyName: 'p',
    PolicyDocument: statement({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::${aws:username}/*',
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    }),
  });
  const extra = statement({
    Effect: 'Allow',
    Action: 's3:*',
    Resource: '*',
    Condition: { Bool: { 'AWS:securetransport': 'true' }, StringLike: { 's3:prefix': 'a' } },
  });

  const custom = await call<GetContextKeysForPolicyResponse>('GetContextKeysForCustomPolicy', {
    PolicyInputList: [extra],
  });
  const ofRole = await call<GetContextKeysForPolicyResponse>('GetContextKeysForPrincipalPolicy', {
    PolicySourceArn: Arn,
    PolicyInputList: [extra],
  });

  expect(custom.ContextKeyNames).toStrictEqual(['AWS:securetransport', 's3:prefix']);
  expect(ofRole.ContextKeyNames).toStrictEqual([
    'aws:username',
    'aws:SecureTransport',
    's3:prefix',
  ]);
});
