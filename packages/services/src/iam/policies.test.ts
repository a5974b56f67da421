import type {
  CreatePolicyResponse,
  CreatePolicyVersionResponse,
  GetPolicyResponse,
  GetPolicyVersionResponse,
  GetRolePolicyResponse,
  ListEntitiesForPolicyResponse,
  ListPoliciesResponse,
  ListPolicyTagsResponse,
  ListPolicyVersionsResponse,
  ListRolePoliciesResponse,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { accessFixture, ACCOUNT, ALLOW_ALL, allowing } from './access.fixture.ts';

const NOWHERE = `arn:aws:iam::${ACCOUNT}:policy/nowhere`;
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const statement = (one: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: one });

test('a new policy is answered as AWS does, and read back with description and tags', async () => {
  const { call } = await accessFixture();

  const created = await call<CreatePolicyResponse>('CreatePolicy', {
    PolicyName: 'ECSABAC',
    Path: '/abac/',
    PolicyDocument: ALLOW_ALL,
    Description: 'by tags',
    Tags: [
      { Key: 'abc', Value: '1' },
      { Key: 'z', Value: '2' },
    ],
  });
  const { Policy } = await call<GetPolicyResponse>('GetPolicy', { PolicyArn: created.Policy?.Arn });
  const tags = await call<ListPolicyTagsResponse>('ListPolicyTags', {
    PolicyArn: created.Policy?.Arn,
  });

  expect(created.Policy).toStrictEqual({
    PolicyName: 'ECSABAC',
    PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${ACCOUNT}:policy/abac/ECSABAC`,
    Path: '/abac/',
    DefaultVersionId: 'v1',
    AttachmentCount: 0,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: new Date('2026-03-02T10:00:00Z'),
    UpdateDate: new Date('2026-03-02T10:00:00Z'),
    Tags: [
      { Key: 'abc', Value: '1' },
      { Key: 'z', Value: '2' },
    ],
  });
  expect(Policy).toMatchObject({ PolicyName: 'ECSABAC', Description: 'by tags' });
  expect(tags.Tags?.map(({ Key }) => Key)).toStrictEqual(['z', 'abc']);
});

test('a policy without tags shows an empty list of them', async () => {
  const { call, policy } = await accessFixture();

  const { Policy } = await call<GetPolicyResponse>('GetPolicy', { PolicyArn: await policy('p') });

  expect(Policy?.Tags).toStrictEqual([]);
});

test.for([
  ['This is not a json document', 'Syntax errors in policy.'],
  [
    JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:Get', Resource: '*' } }),
    'Policy document must be version 2012-10-17 or greater.',
  ],
  [statement([]), 'Syntax errors in policy.'],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket' }),
    'Policy statement must contain resources.',
  ],
  [statement({ Effect: 'Allow', Resource: '*' }), 'Policy statement must contain actions.'],
  [
    statement({ Effect: 'Allow', Action: 'invalid', Resource: '*' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  [
    statement({ Effect: 'Allow', Action: 'a a:ListBucket', Resource: '*' }),
    'Vendor a a is not valid',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:List:Bucket', Resource: '*' }),
    'Actions/Condition can contain only one colon.',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'invalid resource' }),
    'Resource invalid resource must be in ARN format or "*".',
  ],
  [
    statement({ Effect: 'Allow', NotAction: 's3s:ListBucket', Resource: 'a:bsdfdsafsad' }),
    'Partition "bsdfdsafsad" is not valid for resource "arn:bsdfdsafsad:*:*:*:*".',
  ],
  [
    statement({ Effect: 'Allow', NotAction: 's3s:ListBucket', Resource: 'a:b:c:d:e:f:g:h' }),
    'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'aws:s3:::example_bucket' }),
    'Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3::example_bucket' }),
    'The policy failed legacy parsing',
  ],
  [
    statement({ Effect: 'Allow', Resource: 'arn:aws:s3::example_bucket' }),
    'The policy failed legacy parsing',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws' }),
    'Resource vendor must be fully qualified and cannot contain regexes.',
  ],
  [
    statement({
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:iam:::example_bucket',
    }),
    'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:iam:us-east-1::x' }),
    'IAM resource arn:aws:iam:us-east-1::x cannot contain region information.',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:us-east-1::x' }),
    'Resource arn:aws:s3:us-east-1::x can not contain region information.',
  ],
  [
    statement({
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:error:s3:::x',
      Condition: { DateGreaterThan: { 'aws:CurrentTime': 'sdfdsf' } },
    }),
    'The policy failed legacy parsing',
  ],
  [
    statement({ Effect: 'Allow', Action: 's3:ListBucket', NotResource: 'arn:aws:s3::x' }),
    'The policy failed legacy parsing',
  ],
  [
    statement([
      { Sid: 'sdf', Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' },
      { Sid: 'sdf', Effect: 'Allow' },
    ]),
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  [
    statement({ Effect: 'Allow', Action: 's:3:ListBucket', Resource: 'x' }),
    'Resource x must be in ARN format or "*".',
  ],
  [
    statement({ Effect: 'Allow', Principal: '*', Action: 's3:ListBucket', Resource: '*' }),
    'Policy document should not specify a principal.',
  ],
  [
    statement([
      { Sid: 'x', Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' },
      { Sid: 'x', Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' },
    ]),
    'Statement IDs (SID) in a single policy must be unique.',
  ],
] as const)('CreatePolicy with %s answers %s', async ([document, message]) => {
  const { policy } = await accessFixture();

  await expect(policy('p', document)).rejects.toMatchObject({
    name: 'MalformedPolicyDocument',
    message,
  });
});

test('a policy of more than 6144 characters is refused, white space not counted', async () => {
  const { policy } = await accessFixture();
  const ofLength = (length: number): string => {
    const make = (padding: number): string =>
      statement({ Effect: 'Allow', Action: `s3:${'a'.repeat(padding)}`, Resource: '*' });
    return make(length - make(0).length);
  };

  await policy('fits', ` ${ofLength(6144)} `);

  await expect(policy('not', ofLength(6145))).rejects.toMatchObject({
    name: 'LimitExceeded',
    message: 'Cannot exceed quota for PolicySize: 6144',
  });
});

test('versions number on, the default moves, and at most five are kept', async () => {
  const { call, policy } = await accessFixture();
  const PolicyArn = await policy('p');
  const add = (SetAsDefault?: boolean) =>
    call<CreatePolicyVersionResponse>('CreatePolicyVersion', {
      PolicyArn,
      PolicyDocument: allowing('s3:Get*'),
      SetAsDefault,
    });

  const second = await add(true);
  for (const _ of [3, 4, 5]) await add();
  await expect(add()).rejects.toMatchObject({
    name: 'LimitExceeded',
    message:
      'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  });
  await call('DeletePolicyVersion', { PolicyArn, VersionId: 'v5' });
  const next = await add();
  const { Versions } = await call<ListPolicyVersionsResponse>('ListPolicyVersions', { PolicyArn });

  expect(second.PolicyVersion).toStrictEqual({
    VersionId: 'v2',
    IsDefaultVersion: true,
    CreateDate: new Date('2026-03-02T10:00:00Z'),
  });
  expect(next.PolicyVersion?.VersionId).toBe('v6');
  expect(Versions?.map(({ VersionId }) => VersionId)).toStrictEqual(['v6', 'v4', 'v3', 'v2', 'v1']);
});

test.for([
  [
    'GetPolicyVersion',
    { PolicyArn: NOWHERE, VersionId: 'v1' },
    'NoSuchEntity',
    `Policy ${NOWHERE} version v1 does not exist or is not attachable.`,
  ],
  ['GetPolicy', { PolicyArn: NOWHERE }, 'NoSuchEntity', `Policy ${NOWHERE} was not found.`],
  [
    'GetPolicy',
    { PolicyArn: 'longpolicynamebutnoarn' },
    'ValidationError',
    'ARN longpolicynamebutnoarn is not valid.',
  ],
  [
    'SetDefaultPolicyVersion',
    { PolicyArn: NOWHERE, VersionId: 'v1' },
    'NoSuchEntity',
    `Policy ${NOWHERE} version v1 does not exist or is not attachable.`,
  ],
  [
    'TagPolicy',
    { PolicyArn: NOWHERE, Tags: [] },
    'NoSuchEntity',
    `Policy ${NOWHERE} was not found.`,
  ],
  [
    'ListEntitiesForPolicy',
    { PolicyArn: NOWHERE },
    'NoSuchEntity',
    `Policy ${NOWHERE} does not exist or is not attachable.`,
  ],
  [
    'AttachRolePolicy',
    { RoleName: 'r', PolicyArn: NOWHERE },
    'NoSuchEntity',
    `Policy ${NOWHERE} does not exist or is not attachable.`,
  ],
  [
    'DetachRolePolicy',
    { RoleName: 'r', PolicyArn: NOWHERE },
    'NoSuchEntity',
    `Policy ${NOWHERE} was not found.`,
  ],
  [
    'AttachRolePolicy',
    {
      RoleName: 'r',
      PolicyArn: 'arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy',
    },
    'PolicyNotAttachable',
    'Cannot attach a Service Role Policy to a Customer Role.',
  ],
  [
    'GetPolicyVersion',
    { PolicyArn: READ_ONLY, VersionId: '1' },
    'ValidationError',
    "1 validation error detected: Value at 'versionId' failed to satisfy constraint: Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?",
  ],
  [
    'GetRolePolicy',
    { RoleName: 'r', PolicyName: 'none' },
    'NoSuchEntity',
    'The role policy with name none cannot be found.',
  ],
  [
    'DeleteRolePermissionsBoundary',
    { RoleName: 'r' },
    'NoSuchEntity',
    'The role with name r does not have a permissions boundary.',
  ],
] as const)('%s with %o answers %s', async ([operation, input, name, message]) => {
  const { call, role } = await accessFixture();
  await role('r');

  await expect(call(operation, input)).rejects.toMatchObject({ name, message });
});

test('a policy of AWS can be read and attached, and changed by nobody', async () => {
  const { call, role } = await accessFixture();
  await role('r');
  await call('AttachRolePolicy', { RoleName: 'r', PolicyArn: READ_ONLY });

  const { Policy } = await call<GetPolicyResponse>('GetPolicy', { PolicyArn: READ_ONLY });

  expect(Policy).toMatchObject({
    PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
    Path: '/',
    AttachmentCount: 1,
    IsAttachable: true,
    Description: 'Provides read-only access to AWS services and resources.',
  });
  await expect(
    call('CreatePolicyVersion', { PolicyArn: READ_ONLY, PolicyDocument: ALLOW_ALL }),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('older versions of a policy of AWS can be read', async () => {
  const { call } = await accessFixture();

  const { PolicyVersion } = await call<GetPolicyVersionResponse>('GetPolicyVersion', {
    PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3FullAccess',
    VersionId: 'v1',
  });

  expect(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''))).toStrictEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
  });
  expect(PolicyVersion?.IsDefaultVersion).toBe(false);
});

test.for([
  [{ Scope: 'Local' }, ['a', 'b', 'c']],
  [{ Scope: 'Local', OnlyAttached: true }, ['a', 'c']],
  [{ Scope: 'Local', PolicyUsageFilter: 'PermissionsBoundary' }, ['c']],
  [{ Scope: 'Local', PolicyUsageFilter: 'PermissionsPolicy' }, ['a']],
  [{ OnlyAttached: true }, ['ReadOnlyAccess', 'a', 'c']],
  [{ Scope: 'AWS', OnlyAttached: true }, ['ReadOnlyAccess']],
  [
    { Scope: 'AWS', PathPrefix: '/job-function/', MaxItems: 3 },
    ['Billing', 'DatabaseAdministrator', 'DataScientist'],
  ],
] as const)('ListPolicies with %o lists %o', async ([input, names]) => {
  const { call, policy, role } = await accessFixture();
  const [a, , c] = [await policy('a'), await policy('b'), await policy('c')];
  await role('r', { PermissionsBoundary: c });
  await call('AttachRolePolicy', { RoleName: 'r', PolicyArn: a });
  await call('AttachRolePolicy', { RoleName: 'r', PolicyArn: READ_ONLY });

  const { Policies } = await call<ListPoliciesResponse>('ListPolicies', input);

  expect(Policies?.map(({ PolicyName }) => PolicyName)).toStrictEqual(names);
});

test('every policy appears once, whatever the size of the pages', async () => {
  const { call, policy } = await accessFixture();
  for (const name of ['a', 'b', 'c']) await policy(name);
  const names: (string | undefined)[] = [];
  let Marker: string | undefined;

  do {
    const page: ListPoliciesResponse = await call('ListPolicies', { MaxItems: 37, Marker });
    names.push(...(page.Policies ?? []).map(({ PolicyName }) => PolicyName));
    Marker = page.Marker;
  } while (Marker !== undefined);

  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(140);
  expect(names.slice(-3)).toStrictEqual(['a', 'b', 'c']);
});

test('a policy is deleted only when nothing uses it and one version is left', async () => {
  const { call, policy, role } = await accessFixture();
  const PolicyArn = await policy('p');
  await role('r');
  await call('AttachRolePolicy', { RoleName: 'r', PolicyArn });
  const remove = () => call('DeletePolicy', { PolicyArn });

  await expect(remove()).rejects.toMatchObject({
    name: 'DeleteConflict',
    message: 'Cannot delete a policy attached to entities.',
  });
  await call('DetachRolePolicy', { RoleName: 'r', PolicyArn });
  await call('CreatePolicyVersion', { PolicyArn, PolicyDocument: ALLOW_ALL });
  await expect(remove()).rejects.toMatchObject({ name: 'DeleteConflict' });
  await call('DeletePolicyVersion', { PolicyArn, VersionId: 'v2' });
  await remove();

  await expect(call('GetPolicy', { PolicyArn })).rejects.toMatchObject({ name: 'NoSuchEntity' });
});

test('the default version cannot be deleted', async () => {
  const { call, policy } = await accessFixture();

  await expect(
    call('DeletePolicyVersion', { PolicyArn: await policy('p'), VersionId: 'v1' }),
  ).rejects.toMatchObject({
    name: 'DeleteConflict',
    message: 'Cannot delete the default version of a policy.',
  });
});

test('a tenth policy is attached, an eleventh is not', async () => {
  const { call, policy, role, attached } = await accessFixture();
  await role('r');
  for (let index = 0; index < 10; index += 1)
    await call('AttachRolePolicy', { RoleName: 'r', PolicyArn: await policy(`p${index}`) });
  const more = await policy('more');

  await expect(call('AttachRolePolicy', { RoleName: 'r', PolicyArn: more })).rejects.toMatchObject({
    name: 'LimitExceeded',
    message: 'Cannot exceed quota for PoliciesPerRole: 10',
  });
  expect(await attached('r')).toHaveLength(10);
});

test('the users, groups and roles of a policy are listed page by page', async () => {
  const { call, policy, role } = await accessFixture();
  const PolicyArn = await policy('p');
  await call('CreateUser', { UserName: 'u' });
  await call('CreateGroup', { GroupName: 'g' });
  for (const name of ['r1', 'r2']) await role(name);
  await call('AttachUserPolicy', { UserName: 'u', PolicyArn });
  await call('AttachGroupPolicy', { GroupName: 'g', PolicyArn });
  for (const RoleName of ['r1', 'r2']) await call('AttachRolePolicy', { RoleName, PolicyArn });
  const list = (input: object) =>
    call<ListEntitiesForPolicyResponse>('ListEntitiesForPolicy', { PolicyArn, ...input });

  const first = await list({ MaxItems: 3 });
  const second = await list({ MaxItems: 3, Marker: first.Marker });
  const groups = await list({ EntityFilter: 'Group' });

  expect(first).toMatchObject({
    PolicyGroups: [{ GroupName: 'g', GroupId: expect.stringMatching(/^AGPA/) }],
    PolicyUsers: [{ UserName: 'u' }],
    PolicyRoles: [{ RoleName: 'r1' }],
    IsTruncated: true,
  });
  expect(second).toMatchObject({
    PolicyGroups: [],
    PolicyUsers: [],
    PolicyRoles: [{ RoleName: 'r2' }],
    IsTruncated: false,
  });
  expect(groups).toMatchObject({
    PolicyGroups: [{ GroupName: 'g' }],
    PolicyUsers: [],
    PolicyRoles: [],
  });
});

test('an inline policy is put, read, replaced, listed and deleted', async () => {
  const { call, role } = await accessFixture();
  await role('r');
  const put = (PolicyName: string, PolicyDocument: string) =>
    call('PutRolePolicy', { RoleName: 'r', PolicyName, PolicyDocument });
  await put('b', ALLOW_ALL);
  await put('a', ALLOW_ALL);
  await put('a', allowing('s3:*'));

  const read = await call<GetRolePolicyResponse>('GetRolePolicy', {
    RoleName: 'r',
    PolicyName: 'a',
  });
  const first = await call<ListRolePoliciesResponse>('ListRolePolicies', {
    RoleName: 'r',
    MaxItems: 1,
  });
  const second = await call<ListRolePoliciesResponse>('ListRolePolicies', {
    RoleName: 'r',
    Marker: first.Marker,
  });
  await call('DeleteRolePolicy', { RoleName: 'r', PolicyName: 'a' });

  expect(read).toStrictEqual({
    RoleName: 'r',
    PolicyName: 'a',
    PolicyDocument: encodeURIComponent(allowing('s3:*')).replaceAll('*', '%2A'),
  });
  expect([first.PolicyNames, second.PolicyNames]).toStrictEqual([['a'], ['b']]);
  await expect(call('DeleteRolePolicy', { RoleName: 'r', PolicyName: 'a' })).rejects.toMatchObject({
    name: 'NoSuchEntity',
  });
});

test('the inline policies of one user share their quota', async () => {
  const { call } = await accessFixture();
  await call('CreateUser', { UserName: 'u' });
  const put = (PolicyName: string) =>
    call('PutUserPolicy', {
      UserName: 'u',
      PolicyName,
      PolicyDocument: allowing(`s3:${'a'.repeat(1000)}`),
    });
  await put('one');

  await expect(put('two')).rejects.toMatchObject({
    name: 'LimitExceeded',
    message: 'Maximum policy size of 2048 bytes exceeded for user u',
  });
});

test.for([
  's3:ListBucket',
  'aaaaaadsfdsafsadfsadfaaaaa:ListBucket',
  's3-s:ListBucket',
  's3.s:ListBucket',
  'service-prefix:action-name',
])('a policy may name the action %s, known or not', async (action) => {
  const { policy } = await accessFixture();

  expect(await policy('p', allowing(action))).toMatch(/:policy\/p$/);
});

test.for([
  'arn:aws:iam:::user/example',
  'arn:aws:iam::*:user/${aws:username}',
  'arn:aws:iam::123456789012:root',
  'arn:aws:s3:us-west-2:123456789012:accesspoint/my-access-point/object/*',
  'arn:aws:invalid-service:us-east-1::example',
  'arn:aws:s3:::*',
  'arn:*:iam::*:role/a*',
  'arn:aws-cn:s3:::bucket',
])('a policy may name the resource %s', async (Resource) => {
  const { policy } = await accessFixture();

  const arn = await policy('p', statement({ Effect: 'Allow', Action: 's3:ListBucket', Resource }));

  expect(arn).toMatch(/:policy\/p$/);
});

test('only a managed policy must state the version of today', async () => {
  const { call, policy, role } = await accessFixture();
  const old = JSON.stringify({
    Version: '2008-10-17',
    Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' },
  });
  await role('r');

  await call('PutRolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument: old });

  await expect(policy('p', old)).rejects.toMatchObject({
    message: 'Policy document must be version 2012-10-17 or greater.',
  });
});
