import { totpCode } from '@gatehouse/service-kit';
import { expect, onTestFinished, test } from 'vitest';
import { ACCOUNT, type CloudFixture, cloudFixture, type Credentials } from './cloud.fixture.ts';

const fixture = async (): Promise<CloudFixture> => {
  const cloud = await cloudFixture();
  onTestFinished(() => cloud.stop());
  return cloud;
};

const document = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };
const TRUST = document({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
});

const makeRole = async ({ admin, call }: CloudFixture, RoleName: string): Promise<void> => {
  await call(admin, 'iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: TRUST });
  const own = { RoleName, PolicyName: 'own', PolicyDocument: document(EVERYTHING) };
  await call(admin, 'iam', 'PutRolePolicy', own);
};

const assume = async (
  { admin, call }: CloudFixture,
  RoleName: string,
  more: object = {},
): Promise<Credentials> => {
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
  const input = { RoleArn, RoleSessionName: 'one', ...more };
  const { Credentials: made } = await call<{ Credentials: Credentials }>(
    admin,
    'sts',
    'AssumeRole',
    input,
  );
  return made;
};

/** A session of the role that the management account has in a member account. */
const assumeIn = async ({ admin, call }: CloudFixture, account: string): Promise<Credentials> => {
  const RoleArn = `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
  const input = { RoleArn, RoleSessionName: 'other' };
  const { Credentials: made } = await call<{ Credentials: Credentials }>(
    admin,
    'sts',
    'AssumeRole',
    input,
  );
  return made;
};

const deleteRole = async ({ admin, call }: CloudFixture, RoleName: string): Promise<void> => {
  await call(admin, 'iam', 'DeleteRolePolicy', { RoleName, PolicyName: 'own' });
  await call(admin, 'iam', 'DeleteRole', { RoleName });
};

test("a deny on aws:TokenIssueTime ends a role's sessions of before and lets later ones live", async () => {
  const cloud = await fixture();
  const { admin, call, clock, who } = cloud;
  await makeRole(cloud, 'job');
  const before = await who(await assume(cloud, 'job'));
  clock.advance({ minutes: 1 });
  // The policy that the IAM console's "Revoke active sessions" writes.
  const revoked = {
    Effect: 'Deny',
    Action: ['*'],
    Resource: ['*'],
    Condition: { DateLessThan: { 'aws:TokenIssueTime': clock.now().toISOString() } },
  };

  await call(admin, 'iam', 'PutRolePolicy', {
    RoleName: 'job',
    PolicyName: 'AWSRevokeOlderSessions',
    PolicyDocument: document(revoked),
  });

  await expect(call(before, 'ecs', 'ListClusters')).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  clock.advance({ seconds: 1 });
  const after = await who(await assume(cloud, 'job'));
  expect(await call(after, 'ecs', 'ListClusters')).toMatchObject({ clusterArns: [] });
});

test("a deleted role's sessions are over, also when a role of its name is made again", async () => {
  const cloud = await fixture();
  const { call, who } = cloud;
  await makeRole(cloud, 'job');
  const session = await who(await assume(cloud, 'job'));

  await deleteRole(cloud, 'job');

  const over = { name: 'InvalidClientTokenId' };
  await expect(call(session, 'ecs', 'ListClusters')).rejects.toMatchObject(over);
  await makeRole(cloud, 'job');
  await expect(call(session, 'ecs', 'ListClusters')).rejects.toMatchObject(over);
  await expect(call(session, 'sts', 'GetCallerIdentity')).rejects.toMatchObject(over);
});

test.for(['GetSessionToken', 'GetFederationToken'] as const)(
  'a session of %s is over when its user is deleted',
  async (operation) => {
    const { admin, call, userWith, who } = await fixture();
    const key = await userWith('ana', EVERYTHING);
    const input =
      operation === 'GetSessionToken' ? {} : { Name: 'fed', Policy: document(EVERYTHING) };
    const { Credentials: made } = await call<{ Credentials: Credentials }>(
      await who(key),
      'sts',
      operation,
      input,
    );
    const session = await who(made);
    expect(await call(session, 'ecs', 'ListClusters')).toMatchObject({ clusterArns: [] });

    await call(admin, 'iam', 'DeleteAccessKey', {
      UserName: 'ana',
      AccessKeyId: key.AccessKeyId,
    });
    await call(admin, 'iam', 'DeleteUserPolicy', { UserName: 'ana', PolicyName: 'own' });
    await call(admin, 'iam', 'DeleteUser', { UserName: 'ana' });

    await expect(call(session, 'ecs', 'ListClusters')).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    await expect(call(session, 'sts', 'GetCallerIdentity')).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  },
);

test('an expired session is refused by name', async () => {
  const cloud = await fixture();
  await makeRole(cloud, 'job');
  const made = await assume(cloud, 'job', { DurationSeconds: 900 });
  await cloud.who(made);

  cloud.clock.advance({ seconds: 900 });

  await expect(cloud.who(made)).rejects.toMatchObject({ name: 'ExpiredToken' });
});

test('a changed trust policy lets running sessions live and no new one begin', async () => {
  const cloud = await fixture();
  const { admin, call, who } = cloud;
  await makeRole(cloud, 'job');
  const session = await who(await assume(cloud, 'job'));

  await call(admin, 'iam', 'UpdateAssumeRolePolicy', {
    RoleName: 'job',
    PolicyDocument: document({
      Effect: 'Allow',
      Principal: { Service: 'ecs-tasks.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }),
  });

  expect(await call(session, 'ecs', 'ListClusters')).toMatchObject({ clusterArns: [] });
  await expect(assume(cloud, 'job')).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('transitive tags and the source identity stay through a chain of roles', async () => {
  const cloud = await fixture();
  const { call, who } = cloud;
  await makeRole(cloud, 'first');
  await makeRole(cloud, 'second');
  const first = await who(
    await assume(cloud, 'first', {
      Tags: [{ Key: 'team', Value: 'blue' }],
      TransitiveTagKeys: ['team'],
      SourceIdentity: 'ana',
    }),
  );
  const chain = (more: object): Promise<{ Credentials: Credentials }> =>
    call(first, 'sts', 'AssumeRole', {
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/second`,
      RoleSessionName: 'two',
      ...more,
    });

  const { Credentials: made } = await chain({});

  expect(await who(made)).toMatchObject({
    tags: new Map([['team', 'blue']]),
    transitiveTagKeys: ['team'],
    session: { sourceIdentity: 'ana' },
  });
  await expect(chain({ SourceIdentity: 'eve' })).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(chain({ Tags: [{ Key: 'TEAM', Value: 'red' }] })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  });
  await expect(chain({ DurationSeconds: 3601 })).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

test('the age of an MFA sign-in grows until a policy refuses it', async () => {
  const { call, clock, userWith, who } = await fixture();
  const key = await userWith('ana', {
    Effect: 'Allow',
    Action: 'ecs:ListClusters',
    Resource: '*',
    Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
  });
  const user = await who(key);
  if (user.kind !== 'user') throw new Error('not a user');
  const issuedAt = clock.now();
  const expiresAt = new Date(issuedAt.getTime() + 12 * 3_600_000);
  const signedIn = { ...user, session: { issuedAt, expiresAt, mfaAuthenticated: true } };
  const without = { ...user, session: { issuedAt, expiresAt, mfaAuthenticated: false } };

  expect(await call(signedIn, 'ecs', 'ListClusters')).toMatchObject({ clusterArns: [] });
  const refused = { name: 'AccessDeniedException' };
  await expect(call(without, 'ecs', 'ListClusters')).rejects.toMatchObject(refused);
  clock.advance({ minutes: 60 });
  await expect(call(signedIn, 'ecs', 'ListClusters')).rejects.toMatchObject(refused);
});

const STEP_SECONDS = 30;

/** An MFA device of the user and a function that tells its code of now. */
const makeDevice = async (
  { admin, call, clock }: CloudFixture,
  UserName: string,
): Promise<{ readonly serial: string; readonly code: (ahead?: number) => string }> => {
  const { VirtualMFADevice } = await call<{
    VirtualMFADevice: { SerialNumber: string; Base32StringSeed: Uint8Array };
  }>(admin, 'iam', 'CreateVirtualMFADevice', { VirtualMFADeviceName: UserName });
  const { SerialNumber: serial, Base32StringSeed } = VirtualMFADevice;
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = Array.from(Buffer.from(Base32StringSeed).toString('latin1'))
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const seed = Buffer.from((bits.match(/[01]{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const code = (ahead = 0): string =>
    totpCode(seed, Math.floor(clock.now().getTime() / 1000 / STEP_SECONDS) + ahead);
  await call(admin, 'iam', 'EnableMFADevice', {
    UserName,
    SerialNumber: serial,
    AuthenticationCode1: code(-1),
    AuthenticationCode2: code(),
  });
  clock.advance({ minutes: 2 });
  return { serial, code };
};

test('who guesses MFA codes is slowed down until not even the right one is taken', async () => {
  const cloud = await fixture();
  const { call, clock, userWith, who } = cloud;
  const ana = await who(await userWith('ana'));
  const device = await makeDevice(cloud, 'ana');
  const attempt = (TokenCode: string): Promise<unknown> =>
    call(ana, 'sts', 'GetSessionToken', { SerialNumber: device.serial, TokenCode });
  const wrong = device.code() === '000000' ? '000001' : '000000';

  for (let tries = 0; tries < 5; tries += 1)
    await expect(attempt(wrong)).rejects.toMatchObject({ name: 'AccessDenied' });

  await expect(attempt(device.code())).rejects.toMatchObject({ name: 'AccessDenied' });
  clock.advance({ minutes: 1 });
  expect(await attempt(device.code())).toHaveProperty('Credentials.SessionToken');
});

test('a session takes its managed policies from its own account or from AWS, however long they are', async () => {
  const cloud = await fixture();
  const { call, who } = cloud;
  await makeRole(cloud, 'job');
  const other = await who(await assumeIn(cloud, '111122223333'));
  const { Policy } = await call<{ Policy: { Arn: string } }>(other, 'iam', 'CreatePolicy', {
    PolicyName: 'foreign',
    PolicyDocument: document(EVERYTHING),
  });

  await expect(assume(cloud, 'job', { PolicyArns: [{ arn: Policy.Arn }] })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  });
  const readOnly = { arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' };
  const reader = await who(await assume(cloud, 'job', { PolicyArns: [readOnly] }));
  expect(await call(reader, 'ecs', 'ListClusters')).toMatchObject({ clusterArns: [] });
  await expect(call(reader, 'ecs', 'CreateCluster')).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

test("a session of a user has the user's tags of now, and ends when the user gets another name", async () => {
  const { admin, call, userWith, who } = await fixture();
  const key = await userWith('ana', {
    Effect: 'Allow',
    Action: 'ecs:ListClusters',
    Resource: '*',
    Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } },
  });
  const Tags = [{ Key: 'team', Value: 'blue' }];
  await call(admin, 'iam', 'TagUser', { UserName: 'ana', Tags });
  const { Credentials: made } = await call<{ Credentials: Credentials }>(
    await who(key),
    'sts',
    'GetSessionToken',
  );
  const session = await who(made);
  expect(await call(session, 'ecs', 'ListClusters')).toMatchObject({ clusterArns: [] });

  await call(admin, 'iam', 'UntagUser', { UserName: 'ana', TagKeys: ['team'] });

  await expect(call(session, 'ecs', 'ListClusters')).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
  await call(admin, 'iam', 'TagUser', { UserName: 'ana', Tags });
  expect(await call(session, 'ecs', 'ListClusters')).toMatchObject({ clusterArns: [] });
  await call(admin, 'iam', 'UpdateUser', { UserName: 'ana', NewUserName: 'eve' });
  await expect(call(session, 'ecs', 'ListClusters')).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
  });
});

test('who guesses a password by changing it is slowed down too', async () => {
  const { admin, call, clock, userWith, who } = await fixture();
  const ana = await who(await userWith('ana', EVERYTHING));
  const [old, next] = ['Right-0-password', 'Next-1-password'];
  await call(admin, 'iam', 'CreateLoginProfile', { UserName: 'ana', Password: old });
  const attempt = (OldPassword: string): Promise<unknown> =>
    call(ana, 'iam', 'ChangePassword', { OldPassword, NewPassword: next });

  for (let tries = 0; tries < 5; tries += 1)
    await expect(attempt('Wrong-9-password')).rejects.toMatchObject({ name: 'AccessDenied' });

  await expect(attempt(old)).rejects.toMatchObject({ name: 'EntityTemporarilyUnmodifiable' });
  clock.advance({ minutes: 1 });
  expect(await attempt(old)).toEqual({});
});
