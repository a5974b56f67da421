import type { GetGroupResponse, ListGroupsResponse } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, iamFixture } from '../iam.fixture.ts';

test('a group has members, who are listed page by page', async () => {
  const iam = await iamFixture();
  await iam.call('CreateGroup', { GroupName: 'Team', Path: '/a/' });
  for (const UserName of ['zoe', 'bob', 'alice']) {
    await iam.call('CreateUser', { UserName });
    await iam.call('AddUserToGroup', { GroupName: 'team', UserName });
  }
  await iam.call('AddUserToGroup', { GroupName: 'team', UserName: 'bob' });

  const first = await iam.call<GetGroupResponse>('GetGroup', { GroupName: 'TEAM', MaxItems: 2 });
  const second = await iam.call<GetGroupResponse>('GetGroup', {
    GroupName: 'team',
    MaxItems: 2,
    Marker: first.Marker,
  });

  expect(first.Group).toEqual({
    Path: '/a/',
    GroupName: 'Team',
    GroupId: expect.stringMatching(/^AGPA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${ACCOUNT}:group/a/Team`,
    CreateDate: iam.clock.now(),
  });
  expect(first.Users?.map(({ UserName }) => UserName)).toEqual(['alice', 'bob']);
  expect(second.Users?.map(({ UserName }) => UserName)).toEqual(['zoe']);
  expect(second.IsTruncated).toBe(false);
});

test('removing a user who is no member succeeds', async () => {
  const iam = await iamFixture();
  await iam.call('CreateGroup', { GroupName: 'team' });
  await iam.call('CreateUser', { UserName: 'bob' });

  await expect(
    iam.call('RemoveUserFromGroup', { GroupName: 'team', UserName: 'bob' }),
  ).resolves.toEqual({});
});

test.for([
  [{ UserName: 'nobody', GroupName: 'team' }, 'The user with name nobody cannot be found.'],
  [{ UserName: 'bob', GroupName: 'none' }, 'The group with name none cannot be found.'],
  [{ UserName: 'nobody', GroupName: 'none' }, 'The user with name nobody cannot be found.'],
] as const)('a membership of %o cannot be', async ([input, message]) => {
  const iam = await iamFixture();
  await iam.call('CreateGroup', { GroupName: 'team' });
  await iam.call('CreateUser', { UserName: 'bob' });

  for (const operation of ['AddUserToGroup', 'RemoveUserFromGroup'])
    await expect(iam.call(operation, input)).rejects.toMatchObject({
      name: 'NoSuchEntity',
      message,
    });
});

test('a user is in at most ten groups', async () => {
  const iam = await iamFixture();
  await iam.call('CreateUser', { UserName: 'bob' });
  for (let n = 0; n < 11; n += 1) await iam.call('CreateGroup', { GroupName: `g${n}` });
  for (let n = 0; n < 10; n += 1)
    await iam.call('AddUserToGroup', { UserName: 'bob', GroupName: `g${n}` });

  await expect(
    iam.call('AddUserToGroup', { UserName: 'bob', GroupName: 'g10' }),
  ).rejects.toMatchObject({
    name: 'LimitExceeded',
    message: 'Cannot exceed quota for GroupsPerUser: 10',
  });
});

test('a group name is taken whatever its case, on creation and on a rename', async () => {
  const iam = await iamFixture();
  await iam.call('CreateGroup', { GroupName: 'team' });
  await iam.call('CreateGroup', { GroupName: 'other' });
  const taken = {
    name: 'EntityAlreadyExists',
    message: 'Group with name TEAM already exists.',
  };

  await expect(iam.call('CreateGroup', { GroupName: 'TEAM' })).rejects.toMatchObject(taken);
  await expect(
    iam.call('UpdateGroup', { GroupName: 'other', NewGroupName: 'TEAM' }),
  ).rejects.toMatchObject(taken);
});

test('a group can be renamed to its own name in another case', async () => {
  const iam = await iamFixture();
  await iam.call('CreateGroup', { GroupName: 'team' });

  await iam.call('UpdateGroup', { GroupName: 'team', NewGroupName: 'Team' });

  const { Groups } = await iam.call<ListGroupsResponse>('ListGroups', {});
  expect(Groups?.map(({ GroupName }) => GroupName)).toEqual(['Team']);
});

const deleteConflict = (what: string) => ({
  name: 'DeleteConflict',
  message: `Cannot delete entity, must ${what} first.`,
});

test('a group with members or policies cannot be deleted', async () => {
  const iam = await iamFixture();
  const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  await iam.call('CreateGroup', { GroupName: 'team' });
  await iam.call('CreateUser', { UserName: 'bob' });
  await iam.call('AddUserToGroup', { GroupName: 'team', UserName: 'bob' });
  await iam.call('AttachGroupPolicy', { GroupName: 'team', PolicyArn });

  await expect(iam.call('DeleteGroup', { GroupName: 'team' })).rejects.toMatchObject(
    deleteConflict('detach all policies'),
  );
  await iam.call('DetachGroupPolicy', { GroupName: 'team', PolicyArn });
  await expect(iam.call('DeleteGroup', { GroupName: 'team' })).rejects.toMatchObject(
    deleteConflict('remove users from group'),
  );
  await iam.call('RemoveUserFromGroup', { GroupName: 'team', UserName: 'bob' });

  await iam.call('DeleteGroup', { GroupName: 'team' });
  await expect(iam.call('GetGroup', { GroupName: 'team' })).rejects.toMatchObject({
    name: 'NoSuchEntity',
    message: 'The group with name team cannot be found.',
  });
});

test('the right to change members is a right on the group', async () => {
  const iam = await iamFixture();
  for (const GroupName of ['team', 'admins']) await iam.call('CreateGroup', { GroupName });
  await iam.call('CreateUser', { UserName: 'bob' });
  const lead = iam.userWith('lead', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'iam:*',
      Resource: `arn:aws:iam::${ACCOUNT}:group/team`,
    },
  });

  await iam.call('AddUserToGroup', { GroupName: 'team', UserName: 'bob' }, { as: lead });
  await expect(
    iam.call('AddUserToGroup', { GroupName: 'admins', UserName: 'bob' }, { as: lead }),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
});
