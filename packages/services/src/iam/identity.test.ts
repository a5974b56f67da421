import type { CreateUserResponse } from '@aws-sdk/client-iam';
import type { FederatedUserPrincipal, UserPrincipal } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { type AccessFixture, accessFixture, ACCOUNT, allowing, ROOT } from './access.fixture.ts';

const user = async ({ call }: AccessFixture, name: string): Promise<UserPrincipal> => {
  const { User } = await call<CreateUserResponse>('CreateUser', { UserName: name });
  return {
    kind: 'user',
    account: ACCOUNT,
    arn: User?.Arn ?? '',
    id: User?.UserId ?? '',
    name,
    tags: new Map(),
  };
};

const ids = async (
  { iam }: AccessFixture,
  principal: Parameters<typeof iam.identity.policiesOf>[0],
): Promise<readonly string[]> =>
  (await iam.identity.policiesOf(principal)).identity.map(({ id }) => id);

test("a user has its inline and attached policies and its groups'", async () => {
  const fixture = await accessFixture();
  const { call, policy } = fixture;
  const principal = await user(fixture, 'u');
  await call('CreateGroup', { GroupName: 'g' });
  await call('AddUserToGroup', { GroupName: 'g', UserName: 'u' });
  const own = await policy('own');
  const shared = await policy('shared');

  await call('PutUserPolicy', { UserName: 'u', PolicyName: 'i', PolicyDocument: allowing('s3:*') });
  await call('AttachUserPolicy', { UserName: 'u', PolicyArn: own });
  await call('PutGroupPolicy', {
    GroupName: 'g',
    PolicyName: 'gi',
    PolicyDocument: allowing('s3:*'),
  });
  await call('AttachGroupPolicy', { GroupName: 'g', PolicyArn: shared });

  expect(await ids(fixture, principal)).toStrictEqual(['i', own, 'gi', shared]);
});

test('the same object is answered until something changes', async () => {
  const fixture = await accessFixture();
  const { call, role, session, iam } = fixture;
  await role('r');
  const principal = await session('r');
  const before = await iam.identity.policiesOf(principal);

  await call('TagRole', { RoleName: 'r', Tags: [{ Key: 'a', Value: 'b' }] });
  const same = await iam.identity.policiesOf(principal);
  await call('PutRolePolicy', { RoleName: 'r', PolicyName: 'p', PolicyDocument: allowing('s3:*') });
  const after = await iam.identity.policiesOf(principal);

  expect(same).toBe(before);
  expect(after).not.toBe(before);
  expect(after.identity).toHaveLength(1);
});

test('each way to change what a role may is seen at once', async () => {
  const fixture = await accessFixture();
  const { call, role, session, policy, iam } = fixture;
  await role('r');
  const principal = await session('r');
  const PolicyArn = await policy('p', allowing('s3:*'));
  const state = async (): Promise<string> => {
    const { identity, boundary } = await iam.identity.policiesOf(principal);
    const actions = identity.map(({ policy: { document } }) => /"([a-z0-9]+):/.exec(document)?.[1]);
    return `${actions.join()} within ${boundary === undefined ? 'all' : 'p'}`;
  };
  const seen: string[] = [await state()];
  const step = async (operation: string, input: object): Promise<void> => {
    await call(operation, { RoleName: 'r', PolicyArn, ...input });
    seen.push(await state());
  };

  await step('AttachRolePolicy', {});
  await step('CreatePolicyVersion', { PolicyDocument: allowing('ecs:*'), SetAsDefault: true });
  await step('SetDefaultPolicyVersion', { VersionId: 'v1' });
  await step('PutRolePermissionsBoundary', { PermissionsBoundary: PolicyArn });
  await step('DeleteRolePermissionsBoundary', {});
  await step('PutRolePolicy', { PolicyName: 'i', PolicyDocument: allowing('kms:*') });
  await step('DeleteRolePolicy', { PolicyName: 'i' });
  await step('DetachRolePolicy', {});

  expect(seen).toStrictEqual([
    ' within all',
    's3 within all',
    'ecs within all',
    's3 within all',
    's3 within p',
    's3 within all',
    'kms,s3 within all',
    's3 within all',
    ' within all',
  ]);
});

test("a session of a deleted role has nothing of its successor's", async () => {
  const fixture = await accessFixture();
  const { call, role, session } = fixture;
  await role('r');
  const old = await session('r');
  await call('DeleteRole', { RoleName: 'r' });
  await role('r');
  await call('AttachRolePolicy', {
    RoleName: 'r',
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  });

  expect(await ids(fixture, old)).toStrictEqual([]);
  expect(await ids(fixture, await session('r'))).toHaveLength(1);
});

test('a federated user has the policies of the user that made it', async () => {
  const fixture = await accessFixture();
  const { call, kit } = fixture;
  const owner = await user(fixture, 'u');
  await call('PutUserPolicy', { UserName: 'u', PolicyName: 'i', PolicyDocument: allowing('s3:*') });
  const now = kit.clock.now();
  const federated = (by: FederatedUserPrincipal['user']): FederatedUserPrincipal => ({
    kind: 'federated-user',
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:federated-user/f`,
    name: 'f',
    user: by,
    tags: new Map(),
    session: { issuedAt: now, expiresAt: now, mfaAuthenticated: false },
  });

  expect(await ids(fixture, federated(owner))).toStrictEqual(['i']);
  expect(await ids(fixture, federated(undefined))).toStrictEqual([
    'arn:aws:iam::aws:policy/AdministratorAccess',
  ]);
});

test('the root user and services need no policies', async () => {
  const fixture = await accessFixture();

  expect(await ids(fixture, ROOT)).toStrictEqual([]);
  expect(
    await ids(fixture, { kind: 'service', name: 'ecs.amazonaws.com', account: ACCOUNT }),
  ).toStrictEqual([]);
});

test('a boundary limits who may set which boundary and attach which policy', async () => {
  const fixture = await accessFixture();
  const { call, policy, role } = fixture;
  const boundary = await policy('boundary');
  const delegate = await user(fixture, 'delegate');
  await call('PutUserPolicy', {
    UserName: 'delegate',
    PolicyName: 'p',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['iam:CreateRole', 'iam:AttachRolePolicy'],
          Resource: '*',
          Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } },
        },
        {
          Effect: 'Deny',
          Action: 'iam:AttachRolePolicy',
          Resource: '*',
          Condition: { ArnLike: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/Admin*' } },
        },
      ],
    }),
  });
  const as = delegate;
  const create = (RoleName: string, PermissionsBoundary?: string) =>
    call(
      'CreateRole',
      {
        RoleName,
        PermissionsBoundary,
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'ecs.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        }),
      },
      { as },
    );
  const attach = (RoleName: string, name: string) =>
    call('AttachRolePolicy', { RoleName, PolicyArn: `arn:aws:iam::aws:policy/${name}` }, { as });
  await role('unbounded');

  await create('bounded', boundary);
  await attach('bounded', 'ReadOnlyAccess');

  await expect(create('free')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(attach('unbounded', 'ReadOnlyAccess')).rejects.toMatchObject({
    name: 'AccessDenied',
  });
  await expect(attach('bounded', 'AdministratorAccess')).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('with an explicit deny in an identity-based policy'),
  });
});

test("post 02's role works from the calls that the console makes", async () => {
  const fixture = await accessFixture();
  const { call, policy, session, attached } = fixture;
  const arn = await policy('ECSABAC', allowing('ecs:CreateCluster'));
  await call('CreateRole', {
    RoleName: 'ecs-developer',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { AWS: ACCOUNT },
          Condition: {},
        },
      ],
    }),
    Tags: [
      { Key: 'owner', Value: 'mock_owner' },
      { Key: 'environment', Value: 'development' },
    ],
  });
  await call('AttachRolePolicy', { RoleName: 'ecs-developer', PolicyArn: arn });

  const principal = await session('ecs-developer');

  expect(await attached('ecs-developer')).toStrictEqual(['ECSABAC']);
  expect(Object.fromEntries(principal.tags)).toStrictEqual({
    owner: 'mock_owner',
    environment: 'development',
  });
  expect(await ids(fixture, principal)).toStrictEqual([arn]);
});
