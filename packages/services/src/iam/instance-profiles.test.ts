import type {
  CreateInstanceProfileResponse,
  GetInstanceProfileResponse,
  ListInstanceProfilesForRoleResponse,
  ListInstanceProfilesResponse,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { accessFixture, ACCOUNT, allowing } from './access.fixture.ts';

test('an instance profile is created, holds one role, and is read back', async () => {
  const { call, role } = await accessFixture();
  await role('r');

  const created = await call<CreateInstanceProfileResponse>('CreateInstanceProfile', {
    InstanceProfileName: 'p',
    Path: '/teams/',
  });
  await call('AddRoleToInstanceProfile', { InstanceProfileName: 'p', RoleName: 'r' });
  const read = await call<GetInstanceProfileResponse>('GetInstanceProfile', {
    InstanceProfileName: 'p',
  });

  expect(created.InstanceProfile).toStrictEqual({
    Path: '/teams/',
    InstanceProfileName: 'p',
    InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/teams/p`,
    CreateDate: new Date('2026-03-02T10:00:00Z'),
    Roles: [],
  });
  expect(read.InstanceProfile).toMatchObject({ Roles: [{ RoleName: 'r' }], Tags: [] });
  expect(read.InstanceProfile?.Roles?.[0]).not.toHaveProperty('MaxSessionDuration');
});

test.for([
  [
    'GetInstanceProfile',
    { InstanceProfileName: 'none' },
    'NoSuchEntity',
    'Instance Profile none cannot be found.',
  ],
  [
    'CreateInstanceProfile',
    { InstanceProfileName: 'p' },
    'EntityAlreadyExists',
    'Instance Profile p already exists.',
  ],
  [
    'AddRoleToInstanceProfile',
    { InstanceProfileName: 'p', RoleName: 'none' },
    'NoSuchEntity',
    'The role with name none cannot be found.',
  ],
  [
    'AddRoleToInstanceProfile',
    { InstanceProfileName: 'p', RoleName: 'other' },
    'LimitExceeded',
    'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  ],
  [
    'RemoveRoleFromInstanceProfile',
    { InstanceProfileName: 'p', RoleName: 'other' },
    'NoSuchEntity',
    'Role other in Instance Profile p cannot be found.',
  ],
  [
    'DeleteInstanceProfile',
    { InstanceProfileName: 'p' },
    'DeleteConflict',
    'Cannot delete entity, must remove roles from instance profile first.',
  ],
  [
    'TagInstanceProfile',
    { InstanceProfileName: 'none', Tags: [] },
    'NoSuchEntity',
    'Instance Profile none cannot be found.',
  ],
] as const)('%s with %o answers %s', async ([operation, input, name, message]) => {
  const { call, role } = await accessFixture();
  await role('r');
  await role('other');
  await call('CreateInstanceProfile', { InstanceProfileName: 'p' });
  await call('AddRoleToInstanceProfile', { InstanceProfileName: 'p', RoleName: 'r' });

  await expect(call(operation, input)).rejects.toMatchObject({ name, message });
});

test('profiles are listed under a path and by role', async () => {
  const { call, role } = await accessFixture();
  await role('r');
  for (const [InstanceProfileName, Path] of [
    ['b', '/x/'],
    ['a', '/x/'],
    ['c', '/y/'],
  ]) {
    await call('CreateInstanceProfile', { InstanceProfileName, Path });
    await call('AddRoleToInstanceProfile', { InstanceProfileName, RoleName: 'r' });
  }

  const under = await call<ListInstanceProfilesResponse>('ListInstanceProfiles', {
    PathPrefix: '/x/',
  });
  const first = await call<ListInstanceProfilesForRoleResponse>('ListInstanceProfilesForRole', {
    RoleName: 'r',
    MaxItems: 2,
  });
  const second = await call<ListInstanceProfilesForRoleResponse>('ListInstanceProfilesForRole', {
    RoleName: 'r',
    Marker: first.Marker,
  });

  expect(under.InstanceProfiles?.map((one) => one.InstanceProfileName)).toStrictEqual(['a', 'b']);
  expect(
    [...(first.InstanceProfiles ?? []), ...(second.InstanceProfiles ?? [])].map(
      (one) => one.InstanceProfileName,
    ),
  ).toStrictEqual(['a', 'b', 'c']);
});

test('whoever adds a role to a profile must be permitted to pass it', async () => {
  const { call, role, session } = await accessFixture();
  await role('caller');
  await role('target');
  await call('CreateInstanceProfile', { InstanceProfileName: 'p' });
  const put = (...actions: string[]) =>
    call('PutRolePolicy', {
      RoleName: 'caller',
      PolicyName: 'p',
      PolicyDocument: allowing(...actions),
    });
  const as = await session('caller');
  const add = () =>
    call('AddRoleToInstanceProfile', { InstanceProfileName: 'p', RoleName: 'target' }, { as });

  await put('iam:AddRoleToInstanceProfile');
  await expect(add()).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('iam:PassRole'),
  });
  await put('iam:AddRoleToInstanceProfile', 'iam:PassRole');

  await expect(add()).resolves.toStrictEqual({});
});
