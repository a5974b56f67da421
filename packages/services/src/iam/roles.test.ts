import type {
  CreateRoleResponse,
  GetRoleResponse,
  ListRolesResponse,
  ListRoleTagsResponse,
  UpdateRoleDescriptionResponse,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import {
  accessFixture,
  ACCOUNT,
  ALLOW_ALL,
  allowing,
  trusting,
  TRUSTS_EC2,
} from './access.fixture.ts';

const trustWithSid = (length: number): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'a'.repeat(length),
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    ],
  });

const trustOfLength = (characters: number): string =>
  trustWithSid(characters - trustWithSid(0).length);

test('a new role is answered as AWS does, and read back with its defaults', async () => {
  const { call } = await accessFixture();

  const created = await call<CreateRoleResponse>('CreateRole', {
    RoleName: 'builder',
    Path: '/teams/',
    Description: 'builds',
    AssumeRolePolicyDocument: TRUSTS_EC2,
    Tags: [{ Key: 'owner', Value: 'mock_owner' }],
  });
  const { Role } = await call<GetRoleResponse>('GetRole', { RoleName: 'BUILDER' });

  expect(created.Role).toStrictEqual({
    Path: '/teams/',
    RoleName: 'builder',
    RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${ACCOUNT}:role/teams/builder`,
    CreateDate: new Date('2026-03-02T10:00:00Z'),
    AssumeRolePolicyDocument: encodeURIComponent(TRUSTS_EC2),
    Tags: [{ Key: 'owner', Value: 'mock_owner' }],
  });
  expect(Role).toStrictEqual({
    ...created.Role,
    Description: 'builds',
    MaxSessionDuration: 3600,
    RoleLastUsed: {},
  });
});

test.for([
  [{ RoleName: 'a b' }, 'ValidationError', /roleName is invalid/],
  [{ Path: 'teams' }, 'ValidationError', /is invalid\. It must begin and end with \//],
  [{ MaxSessionDuration: 3599 }, 'ValidationError', /'maxSessionDuration' failed/],
  [{ Path: '/aws-service-role/ecs.amazonaws.com/' }, 'ValidationError', /reserved/],
  [
    { AssumeRolePolicyDocument: 'some policy' },
    'MalformedPolicyDocument',
    /This policy contains invalid Json/,
  ],
  [
    {
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 's3:GetObject' },
        ],
      }),
    },
    'MalformedPolicyDocument',
    /AssumeRole policy may only specify STS AssumeRole actions\./,
  ],
  [
    {
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'ec2.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Resource: '*',
          },
        ],
      }),
    },
    'MalformedPolicyDocument',
    /^Has prohibited field Resource$/,
  ],
  [
    { AssumeRolePolicyDocument: trusting({ AWS: `arn:aws:iam::${ACCOUNT}:role/nobody` }) },
    'MalformedPolicyDocument',
    /^Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role\/nobody"$/,
  ],
  [
    { AssumeRolePolicyDocument: trusting({ Service: 'nonsense' }) },
    'MalformedPolicyDocument',
    /^Invalid principal in policy: "SERVICE":"nonsense"$/,
  ],
  [
    { PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:not_a_policy/x` },
    'InvalidInput',
    /^ARN arn:aws:iam::111122223333:not_a_policy\/x is not valid\.$/,
  ],
  [
    { PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/nonexistent` },
    'NoSuchEntity',
    /^Scope ARN: arn:aws:iam::111122223333:policy\/nonexistent does not exist or is not attachable\.$/,
  ],
  [
    {
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'A', Value: '2' },
      ],
    },
    'InvalidInput',
    /^Duplicate tag keys found\. Please note that Tag keys are case insensitive\.$/,
  ],
] as const)('CreateRole with %o answers %s', async ([input, name, message]) => {
  const { role } = await accessFixture();

  await expect(role('r', input)).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
  });
});

test('a trust policy of more than 2048 characters is refused, white space not counted', async () => {
  const { role } = await accessFixture();

  await role('fits', { AssumeRolePolicyDocument: `  ${trustOfLength(2048)}\n\n` });

  await expect(
    role('not', { AssumeRolePolicyDocument: trustOfLength(2049) }),
  ).rejects.toMatchObject({
    name: 'LimitExceeded',
    message: 'Cannot exceed quota for ACLSizePerRole: 2048',
  });
});

test('a role name is taken whatever its case', async () => {
  const { role } = await accessFixture();
  await role('deploy');

  await expect(role('Deploy')).rejects.toMatchObject({
    name: 'EntityAlreadyExists',
    message: 'Role with name Deploy already exists.',
  });
});

test('a principal that is gone is shown by its id, and a new one of its name is another', async () => {
  const { call, role, kit, iam } = await accessFixture();
  const first = await role('caller');
  await role('target', { AssumeRolePolicyDocument: trusting({ AWS: [first.Arn] }) });
  await call('DeleteRole', { RoleName: 'caller' });
  await role('caller');

  const { Role } = await call<GetRoleResponse>('GetRole', { RoleName: 'target' });
  const stored = await kit.store.read((tx) => iam.roles.role(tx, ACCOUNT, 'target'));

  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(
    trusting({ AWS: [first.RoleId] }),
  );
  expect(stored?.trustPolicy.policy.document).toContain(first.Arn);
});

test('descriptions and durations change one by one', async () => {
  const { call, role } = await accessFixture();
  await role('r', { Description: 'old' });

  await call('UpdateRole', { RoleName: 'r', MaxSessionDuration: 7200 });
  const described = await call<UpdateRoleDescriptionResponse>('UpdateRoleDescription', {
    RoleName: 'r',
    Description: 'new',
  });
  const { Role } = await call<GetRoleResponse>('GetRole', { RoleName: 'r' });

  expect(described.Role).toMatchObject({ RoleName: 'r', Description: 'new' });
  expect(described.Role).not.toHaveProperty('MaxSessionDuration');
  expect(Role).toMatchObject({ Description: 'new', MaxSessionDuration: 7200 });
});

test('roles are listed by name, page by page, under a path', async () => {
  const { call, role } = await accessFixture();
  for (const name of ['c', 'A', 'b']) await role(name, { Path: '/team/' });
  await role('elsewhere', { Path: '/Team/' });

  const first = await call<ListRolesResponse>('ListRoles', { PathPrefix: '/team/', MaxItems: 2 });
  const second = await call<ListRolesResponse>('ListRoles', {
    PathPrefix: '/team/',
    MaxItems: 2,
    Marker: first.Marker,
  });

  expect(first.Roles?.map(({ RoleName }) => RoleName)).toStrictEqual(['A', 'b']);
  expect(first.IsTruncated).toBe(true);
  expect(second.Roles?.map(({ RoleName }) => RoleName)).toStrictEqual(['c']);
  expect(second).toMatchObject({ IsTruncated: false });
  await expect(
    call('ListRoles', { PathPrefix: '/other/', Marker: first.Marker }),
  ).rejects.toMatchObject({ name: 'ValidationError' });
});

test.for([
  ['AttachRolePolicy', 'Cannot delete entity, must detach all policies first.'],
  ['PutRolePolicy', 'Cannot delete entity, must delete policies first.'],
  [
    'AddRoleToInstanceProfile',
    'Cannot delete entity, must remove roles from instance profile first.',
  ],
] as const)('after %s a role cannot be deleted', async ([operation, message]) => {
  const { call, role } = await accessFixture();
  await role('r');
  await call('CreateInstanceProfile', { InstanceProfileName: 'p' });
  await call(operation, {
    RoleName: 'r',
    PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    PolicyName: 'inline',
    PolicyDocument: ALLOW_ALL,
    InstanceProfileName: 'p',
  });

  await expect(call('DeleteRole', { RoleName: 'r' })).rejects.toMatchObject({
    name: 'DeleteConflict',
    message,
  });
});

test('role tags are replaced whatever the case of their key', async () => {
  const { call, role } = await accessFixture();
  await role('r', { Tags: [{ Key: 'owner', Value: 'a' }] });

  await call('TagRole', {
    RoleName: 'r',
    Tags: [
      { Key: 'Owner', Value: 'b' },
      { Key: 'environment', Value: '' },
    ],
  });
  const listed = await call<ListRoleTagsResponse>('ListRoleTags', { RoleName: 'r' });
  await call('UntagRole', { RoleName: 'r', TagKeys: ['OWNER'] });
  const rest = await call<ListRoleTagsResponse>('ListRoleTags', { RoleName: 'r' });

  expect(listed).toStrictEqual({
    Tags: [
      { Key: 'Owner', Value: 'b' },
      { Key: 'environment', Value: '' },
    ],
    IsTruncated: false,
  });
  expect(rest.Tags).toStrictEqual([{ Key: 'environment', Value: '' }]);
});

test('a tag key that is too long is reported for the whole list', async () => {
  const { call, role } = await accessFixture();
  await role('r');

  await expect(
    call('UntagRole', { RoleName: 'r', TagKeys: ['a'.repeat(129)] }),
  ).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringMatching(
      /^1 validation error detected: Value at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: \[Member must have length less than or equal to 128/,
    ),
  });
});

test('a missing role is refused before it is said to be missing', async () => {
  const { call, kit } = await accessFixture();
  await call('CreateUser', { UserName: 'reader' });
  const { User } = await call<{ User: { Arn: string; UserId: string } }>('GetUser', {
    UserName: 'reader',
  });
  const as = { ...kit.admin, arn: User.Arn, id: User.UserId, name: 'reader' };

  await expect(call('GetRole', { RoleName: 'nobody' }, { as })).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `User: ${User.Arn} is not authorized to perform: iam:GetRole on resource: arn:aws:iam::${ACCOUNT}:role/nobody because no identity-based policy allows the iam:GetRole action`,
  });
  await call('PutUserPolicy', {
    UserName: 'reader',
    PolicyName: 'p',
    PolicyDocument: allowing('iam:Get*'),
  });
  await expect(call('GetRole', { RoleName: 'nobody' }, { as })).rejects.toMatchObject({
    name: 'NoSuchEntity',
    message: 'The role with name nobody cannot be found.',
  });
});

test('the last use of a role is noted at most once a minute and region', async () => {
  const { call, role, kit, iam } = await accessFixture();
  const { RoleId = '' } = await role('r');
  const use = async (region: string): Promise<unknown> => {
    await kit.store.write((tx) => iam.roles.markUsed(tx, RoleId, region, kit.clock.now()));
    return (await call<GetRoleResponse>('GetRole', { RoleName: 'r' })).Role?.RoleLastUsed;
  };

  const first = await use('eu-west-1');
  kit.clock.advance({ seconds: 30 });
  const soon = await use('eu-west-1');
  const elsewhere = await use('us-east-2');

  expect(first).toStrictEqual({
    LastUsedDate: new Date('2026-03-02T10:00:00Z'),
    Region: 'eu-west-1',
  });
  expect(soon).toStrictEqual(first);
  expect(elsewhere).toMatchObject({ Region: 'us-east-2' });
});

test("the loose input of emulators' test suites is taken where the deployment wants it, and trusts nobody", async () => {
  const { call, role, kit, iam } = await accessFixture({ acceptsLooseInput: true });

  const made = await role('r', { AssumeRolePolicyDocument: 'some policy', Path: 'my-path' });
  await call('PutRolePolicy', {
    RoleName: 'r',
    PolicyName: 'test policy',
    PolicyDocument: ALLOW_ALL,
  });
  const read = await call('GetRolePolicy', { RoleName: 'r', PolicyName: 'test policy' });
  const port = await kit.store.read((tx) => iam.roles.role(tx, ACCOUNT, 'r'));

  expect(made).toMatchObject({ AssumeRolePolicyDocument: 'some policy', Path: 'my-path' });
  expect(read).toMatchObject({ PolicyName: 'test policy' });
  expect(port?.trustPolicy.policy.document).toContain('"Deny"');
  await expect(
    call('UpdateAssumeRolePolicy', { RoleName: 'r', PolicyDocument: 'some policy' }),
  ).rejects.toMatchObject({ message: 'This policy contains invalid Json' });
});
