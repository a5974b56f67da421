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
