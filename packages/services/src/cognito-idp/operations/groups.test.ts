import { expect, test } from 'vitest';
import { cognitoFixture } from '../cognito.fixture.ts';

test('a group is made once, changed and deleted with its memberships', async () => {
  const fixture = await cognitoFixture();
  const { Id: UserPoolId } = await fixture.pool();
  await fixture.person(UserPoolId, 'ada');
  const named = { UserPoolId, GroupName: 'admins' };
  const RoleArn = 'arn:aws:iam::111122223333:role/admins';

  await fixture.cognito('CreateGroup', { ...named, Precedence: 0, RoleArn, Description: 'all' });
  await fixture.cognito('AdminAddUserToGroup', { ...named, Username: 'ada' });
  await fixture.cognito('AdminAddUserToGroup', { ...named, Username: 'ada' });
  const { Group } = await fixture.cognito<{ Group: object }>('UpdateGroup', {
    ...named,
    Precedence: 3,
  });

  expect(Group).toMatchObject({ GroupName: 'admins', Precedence: 3, RoleArn, Description: 'all' });
  await expect(fixture.cognito('CreateGroup', named)).rejects.toMatchObject({
    name: 'GroupExistsException',
    message: 'A group with the name already exists.',
  });
  expect(
    await fixture.cognito('AdminListGroupsForUser', { UserPoolId, Username: 'ada' }),
  ).toMatchObject({ Groups: [{ GroupName: 'admins' }] });
  await fixture.cognito('DeleteGroup', named);
  expect(
    await fixture.cognito('AdminListGroupsForUser', { UserPoolId, Username: 'ada' }),
  ).toMatchObject({ Groups: [] });
  await expect(fixture.cognito('GetGroup', named)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Group not found.',
  });
});

test('members of a group come in pages and leave it again', async () => {
  const fixture = await cognitoFixture();
  const { Id: UserPoolId } = await fixture.pool();
  const named = { UserPoolId, GroupName: 'g' };
  await fixture.cognito('CreateGroup', named);
  for (const Username of ['bea', 'ada', 'cyn']) {
    await fixture.person(UserPoolId, Username);
    await fixture.cognito('AdminAddUserToGroup', { ...named, Username });
  }
  type Page = { Users: { Username: string }[]; NextToken?: string };

  const first = await fixture.cognito<Page>('ListUsersInGroup', { ...named, Limit: 2 });
  const { NextToken } = first;
  const second = await fixture.cognito<Page>('ListUsersInGroup', { ...named, Limit: 2, NextToken });
  await fixture.cognito('AdminRemoveUserFromGroup', { ...named, Username: 'bea' });
  const after = await fixture.cognito<Page>('ListUsersInGroup', named);

  expect(first.Users.map(({ Username }) => Username)).toEqual(['ada', 'bea']);
  expect(second.Users.map(({ Username }) => Username)).toEqual(['cyn']);
  expect(after.Users.map(({ Username }) => Username)).toEqual(['ada', 'cyn']);
});

test.for([
  ['AdminAddUserToGroup', { GroupName: 'no', Username: 'ada' }, 'ResourceNotFoundException'],
  ['AdminAddUserToGroup', { GroupName: 'g', Username: 'no' }, 'UserNotFoundException'],
  ['AdminRemoveUserFromGroup', { GroupName: 'g', Username: 'no' }, 'UserNotFoundException'],
  ['ListUsersInGroup', { GroupName: 'no' }, 'ResourceNotFoundException'],
  [
    'CreateGroup',
    { GroupName: 'x', RoleArn: 'arn:aws:iam::1:user/ada12' },
    'InvalidParameterException',
  ],
  ['CreateGroup', { GroupName: 'a b' }, 'InvalidParameterException'],
  ['ListGroups', { NextToken: 'forged' }, 'InvalidParameterException'],
] as const)('%s with %o answers %s', async ([operation, input, name]) => {
  const fixture = await cognitoFixture();
  const { Id: UserPoolId } = await fixture.pool();
  await fixture.cognito('CreateGroup', { UserPoolId, GroupName: 'g' });
  await fixture.person(UserPoolId, 'ada');

  await expect(fixture.cognito(operation, { UserPoolId, ...input })).rejects.toMatchObject({
    name,
  });
});

const scope = (ScopeName: string): object => ({
  ScopeName,
  ScopeDescription: `may ${ScopeName}`,
});

test('resource servers keep their scopes and have one name in a pool', async () => {
  const fixture = await cognitoFixture();
  const { Id: UserPoolId } = await fixture.pool();
  const server = { UserPoolId, Identifier: 'api', Name: 'the api' };

  await fixture.cognito('CreateResourceServer', { ...server, Scopes: [scope('read')] });
  await fixture.cognito('UpdateResourceServer', { ...server, Scopes: [scope('write')] });

  expect(await fixture.cognito('ListResourceServers', { UserPoolId, MaxResults: 1 })).toEqual({
    ResourceServers: [{ ...server, Scopes: [scope('write')] }],
    NextToken: undefined,
  });
  await expect(fixture.cognito('CreateResourceServer', server)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: `api already exists in user pool ${UserPoolId}.`,
  });
  await expect(
    fixture.cognito('UpdateResourceServer', { ...server, Scopes: [scope('a'), scope('a')] }),
  ).rejects.toThrow(/distinct names/);
  await fixture.cognito('DeleteResourceServer', { UserPoolId, Identifier: 'api' });
  await expect(
    fixture.cognito('DescribeResourceServer', { UserPoolId, Identifier: 'api' }),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
