import type {
  CreateUserResponse,
  GetUserResponse,
  ListUsersResponse,
  ListUserTagsResponse,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, iamFixture, ROOT } from '../iam.fixture.ts';

test('a new user is found again with its path, tags and an id of its own', async () => {
  const iam = await iamFixture();
  const created = await iam.call<CreateUserResponse>('CreateUser', {
    UserName: 'Bob',
    Path: '/division/team/',
    Tags: [
      { Key: 'owner', Value: 'alice' },
      { Key: 'environment', Value: 'test' },
    ],
  });

  const { User } = await iam.call<GetUserResponse>('GetUser', { UserName: 'bob' });

  expect(User).toEqual({
    Path: '/division/team/',
    UserName: 'Bob',
    UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${ACCOUNT}:user/division/team/Bob`,
    CreateDate: iam.clock.now(),
    Tags: [
      { Key: 'environment', Value: 'test' },
      { Key: 'owner', Value: 'alice' },
    ],
  });
  expect(created.User?.UserId).toBe(User?.UserId);
});

test('a name is taken whatever its case', async () => {
  const iam = await iamFixture();
  await iam.call('CreateUser', { UserName: 'bob' });

  await expect(iam.call('CreateUser', { UserName: 'BOB' })).rejects.toMatchObject({
    name: 'EntityAlreadyExists',
    message: 'User with name BOB already exists.',
  });
});

test.for([
  [
    { UserName: 'b b' },
    'The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
  ],
  [
    { UserName: 'bob', Path: 'team/' },
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  ],
  [
    { UserName: 'b'.repeat(65) },
    "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64",
  ],
  [
    {
      UserName: 'bob',
      Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })),
    },
    "1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
  ],
] as const)('CreateUser refuses %o', async ([input, message]) => {
  const iam = await iamFixture();

  await expect(iam.call('CreateUser', input)).rejects.toMatchObject({
    name: 'ValidationError',
    message,
  });
});

test.for([
  ['GetUser', {}],
  ['UpdateUser', { NewUserName: 'eve' }],
  ['DeleteUser', {}],
  ['TagUser', { Tags: [{ Key: 'a', Value: 'b' }] }],
  ['UntagUser', { TagKeys: ['a'] }],
  ['ListUserTags', {}],
  ['ListGroupsForUser', {}],
  ['CreateAccessKey', {}],
  ['ListAccessKeys', {}],
  ['CreateLoginProfile', { Password: 'Correct-Horse-7' }],
  ['GetLoginProfile', {}],
  ['UpdateLoginProfile', { Password: 'Correct-Horse-7' }],
  ['DeleteLoginProfile', {}],
  ['ListMFADevices', {}],
] as const)('%s of a user that does not exist says so', async ([operation, more]) => {
  const iam = await iamFixture();

  await expect(iam.call(operation, { UserName: 'nobody', ...more })).rejects.toMatchObject({
    name: 'NoSuchEntity',
    message: 'The user with name nobody cannot be found.',
  });
});

test('whoever may not read a user does not learn whether it exists', async () => {
  const iam = await iamFixture();
  await iam.call('CreateUser', { UserName: 'bob' });
  const stranger = iam.userWith('stranger');
  const refusal = (name: string) => ({
    name: 'AccessDenied',
    message: `User: ${stranger.arn} is not authorized to perform: iam:GetUser on resource: arn:aws:iam::${ACCOUNT}:user/${name} because no identity-based policy allows the iam:GetUser action`,
  });

  await expect(iam.call('GetUser', { UserName: 'bob' }, { as: stranger })).rejects.toMatchObject(
    refusal('bob'),
  );
  await expect(iam.call('GetUser', { UserName: 'nobody' }, { as: stranger })).rejects.toMatchObject(
    refusal('nobody'),
  );
});

test('a rename keeps the id and takes tags and memberships along', async () => {
  const iam = await iamFixture();
  const tags = [{ Key: 'owner', Value: 'alice' }];
  const { User: before } = await iam.call<CreateUserResponse>('CreateUser', {
    UserName: 'bob',
    Tags: tags,
  });
  await iam.call('CreateGroup', { GroupName: 'team' });
  await iam.call('AddUserToGroup', { GroupName: 'team', UserName: 'bob' });

  await iam.call('UpdateUser', { UserName: 'bob', NewUserName: 'Rob', NewPath: '/new/' });

  const { User: after } = await iam.call<GetUserResponse>('GetUser', { UserName: 'rob' });
  expect(after).toMatchObject({
    UserId: before?.UserId,
    UserName: 'Rob',
    Arn: `arn:aws:iam::${ACCOUNT}:user/new/Rob`,
    Tags: tags,
  });
  await expect(iam.call('ListGroupsForUser', { UserName: 'rob' })).resolves.toMatchObject({
    Groups: [{ GroupName: 'team' }],
  });
  await expect(iam.call('GetUser', { UserName: 'bob' })).rejects.toMatchObject({
    name: 'NoSuchEntity',
  });
});

test('a rename to a name that is taken changes nothing', async () => {
  const iam = await iamFixture();
  await iam.call('CreateUser', { UserName: 'bob' });
  await iam.call('CreateUser', { UserName: 'eve' });

  await expect(
    iam.call('UpdateUser', { UserName: 'bob', NewUserName: 'EVE' }),
  ).rejects.toMatchObject({ name: 'EntityAlreadyExists' });
  await expect(iam.call('GetUser', { UserName: 'bob' })).resolves.toBeDefined();
});

test('a rename needs the right on the new name too', async () => {
  const iam = await iamFixture();
  await iam.call('CreateUser', { UserName: 'bob' });
  const renamer = iam.userWith('renamer', {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'iam:UpdateUser',
      Resource: `arn:aws:iam::${ACCOUNT}:user/bob`,
    },
  });

  await expect(
    iam.call('UpdateUser', { UserName: 'bob', NewUserName: 'root-like' }, { as: renamer }),
  ).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('users are listed by name, page by page, below a path', async () => {
  const iam = await iamFixture();
  for (const UserName of ['dora', 'Carl', 'bob', 'alice'])
    await iam.call('CreateUser', { UserName, Path: '/team/a/' });
  await iam.call('CreateUser', { UserName: 'bert', Path: '/Team/' });

  const first = await iam.call<ListUsersResponse>('ListUsers', {
    PathPrefix: '/team/',
    MaxItems: 3,
  });
  const second = await iam.call<ListUsersResponse>('ListUsers', {
    PathPrefix: '/team/',
    MaxItems: 3,
    Marker: first.Marker,
  });

  expect(first.Users?.map(({ UserName }) => UserName)).toEqual(['alice', 'bob', 'Carl']);
  expect(first.IsTruncated).toBe(true);
  expect(second).toEqual({
    Users: [expect.objectContaining({ UserName: 'dora' })],
    IsTruncated: false,
  });
});

test('a marker fits only the list that it came from', async () => {
  const iam = await iamFixture();
  for (const UserName of ['a1', 'a2']) await iam.call('CreateUser', { UserName });
  const { Marker } = await iam.call<ListUsersResponse>('ListUsers', { MaxItems: 1 });

  for (const input of [{ Marker, PathPrefix: '/x/' }, { Marker: 'made-up' }])
    await expect(iam.call('ListUsers', input)).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Invalid Marker.',
    });
});

test('tag keys are the same whatever their case: the later one replaces the earlier', async () => {
  const iam = await iamFixture();
  await iam.call('CreateUser', { UserName: 'bob', Tags: [{ Key: 'Owner', Value: 'alice' }] });

  await iam.call('TagUser', { UserName: 'bob', Tags: [{ Key: 'owner', Value: 'eve' }] });
  await iam.call('TagUser', { UserName: 'bob', Tags: [{ Key: 'team', Value: 'x' }] });
  await iam.call('UntagUser', { UserName: 'bob', TagKeys: ['TEAM'] });

  await expect(
    iam.call<ListUserTagsResponse>('ListUserTags', { UserName: 'bob' }),
  ).resolves.toEqual({ Tags: [{ Key: 'owner', Value: 'eve' }], IsTruncated: false });
});

test.for([
  [
    [
      { Key: 'a', Value: '1' },
      { Key: 'A', Value: '2' },
    ],
    'InvalidInput',
  ],
  [[{ Key: 'aws:owner', Value: '1' }], 'InvalidInput'],
  [[{ Key: 'a<b', Value: '1' }], 'ValidationError'],
  [[{ Key: '__proto__', Value: 'x'.repeat(257) }], 'ValidationError'],
] as const)('tags %o are refused', async ([Tags, name]) => {
  const iam = await iamFixture();
  await iam.call('CreateUser', { UserName: 'bob' });

  await expect(iam.call('TagUser', { UserName: 'bob', Tags })).rejects.toMatchObject({ name });
});

test('a user has at most 50 tags in all', async () => {
  const iam = await iamFixture();
  const Tags = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
  await iam.call('CreateUser', { UserName: 'bob', Tags });

  await expect(
    iam.call('TagUser', { UserName: 'bob', Tags: [{ Key: 'one-more', Value: '' }] }),
  ).rejects.toMatchObject({ name: 'LimitExceeded' });
});

test('a policy can demand a tag on the user and in the request', async () => {
  const iam = await iamFixture();
  const owner = iam.userWith('owner', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['iam:CreateUser', 'iam:TagUser'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestTag/owner': 'me' } },
      },
      {
        Effect: 'Allow',
        Action: 'iam:DeleteUser',
        Resource: '*',
        Condition: { StringEquals: { 'iam:ResourceTag/owner': 'me' } },
      },
    ],
  });
  const as = { as: owner };
  await iam.call('CreateUser', { UserName: 'theirs', Tags: [{ Key: 'owner', Value: 'them' }] });

  await iam.call('CreateUser', { UserName: 'mine', Tags: [{ Key: 'owner', Value: 'me' }] }, as);
  await iam.call('DeleteUser', { UserName: 'mine' }, as);

  await expect(iam.call('CreateUser', { UserName: 'other' }, as)).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(iam.call('DeleteUser', { UserName: 'theirs' }, as)).rejects.toMatchObject({
    name: 'AccessDenied',
  });
});

test('GetUser without a name answers with the caller', async () => {
  const iam = await iamFixture({ realPolicies: true });
  const { accessKeyId } = await iam.store.write((tx) =>
    iam.iam.seedAdministrator(tx, { account: ACCOUNT, userName: 'admin' }),
  );
  const admin = await iam.principalOf(accessKeyId);

  await expect(iam.call('GetUser', {}, { as: admin ?? ROOT })).resolves.toMatchObject({
    User: { UserName: 'admin' },
  });
  await expect(iam.call('GetUser', {})).resolves.toEqual({
    User: {
      Path: undefined,
      UserName: undefined,
      UserId: ACCOUNT,
      Arn: `arn:aws:iam::${ACCOUNT}:root`,
      CreateDate: iam.clock.now(),
    },
  });
});

test('each obstacle keeps a user from being deleted until it is gone', async () => {
  const iam = await iamFixture();
  const UserName = 'bob';
  const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Deny', Action: '*', Resource: '*' },
  });
  await iam.call('CreateUser', { UserName, Tags: [{ Key: 'a', Value: 'b' }] });
  await iam.call('CreateGroup', { GroupName: 'team' });
  await iam.call('AttachUserPolicy', { UserName, PolicyArn });
  await iam.call('PutUserPolicy', { UserName, PolicyName: 'p', PolicyDocument: document });
  const { AccessKey } = await iam.call<{ AccessKey: { AccessKeyId: string } }>('CreateAccessKey', {
    UserName,
  });
  await iam.call('CreateLoginProfile', { UserName, Password: 'Correct-Horse-7' });
  await iam.call('AddUserToGroup', { UserName, GroupName: 'team' });

  const obstacles = [
    ['detach all policies', 'DetachUserPolicy', { PolicyArn }],
    ['delete policies', 'DeleteUserPolicy', { PolicyName: 'p' }],
    ['delete access keys', 'DeleteAccessKey', { AccessKeyId: AccessKey.AccessKeyId }],
    ['delete login profile', 'DeleteLoginProfile', {}],
    ['remove users from group', 'RemoveUserFromGroup', { GroupName: 'team' }],
  ] as const;
  for (const [what, operation, input] of obstacles) {
    await expect(iam.call('DeleteUser', { UserName })).rejects.toMatchObject({
      name: 'DeleteConflict',
      message: `Cannot delete entity, must ${what} first.`,
    });
    await iam.call(operation, { UserName, ...input });
  }
  await iam.call('DeleteUser', { UserName });

  await iam.call('CreateUser', { UserName });
  await expect(iam.call('ListUserTags', { UserName })).resolves.toMatchObject({ Tags: [] });
});

test('a session that GetFederationToken or GetSessionToken made without MFA cannot call IAM', async () => {
  const iam = await iamFixture();
  const session = {
    issuedAt: iam.clock.now(),
    expiresAt: iam.clock.now(),
    mfaAuthenticated: false,
  };

  await expect(iam.call('ListUsers', {}, { as: { ...iam.admin, session } })).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
  });
  await expect(
    iam.call(
      'ListUsers',
      {},
      { as: { ...iam.admin, session: { ...session, mfaAuthenticated: true } } },
    ),
  ).resolves.toBeDefined();
});

test('CloudTrail has each change with the user it touched', async () => {
  const iam = await iamFixture();
  await iam.call('CreateUser', { UserName: 'bob' }, { region: 'eu-central-1' });

  const [event] = await iam.events();

  expect(event?.resources).toContainEqual({ type: 'AWS::IAM::User', name: 'bob' });
  expect(event?.record).toMatchObject({
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    awsRegion: 'us-east-1',
    readOnly: false,
    requestParameters: { userName: 'bob' },
    responseElements: { user: { userName: 'bob', arn: `arn:aws:iam::${ACCOUNT}:user/bob` } },
  });
});
