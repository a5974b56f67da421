import type {
  CreateServiceSpecificCredentialResponse,
  ResetServiceSpecificCredentialResponse,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, iamFixture, type IamFixture } from '../iam.fixture.ts';

const CODECOMMIT = 'codecommit.amazonaws.com';

const withUser = async (): Promise<IamFixture> => {
  const iam = await iamFixture();
  await iam.call('CreateUser', { UserName: 'bob' });
  return iam;
};

const create = async (iam: IamFixture, ServiceName: string = CODECOMMIT, more: object = {}) =>
  (
    await iam.call<CreateServiceSpecificCredentialResponse>('CreateServiceSpecificCredential', {
      UserName: 'bob',
      ServiceName,
      ...more,
    })
  ).ServiceSpecificCredential;

test('a credential shows its password once', async () => {
  const iam = await withUser();
  const created = await create(iam);
  const { ServicePassword, ...shown } = created ?? {};

  expect(ServicePassword).toMatch(/^[A-Za-z0-9+/=]{44}$/);
  expect(shown).toEqual({
    UserName: 'bob',
    Status: 'Active',
    ServiceUserName: `bob-at-${ACCOUNT}`,
    CreateDate: iam.clock.now(),
    ServiceSpecificCredentialId: expect.stringMatching(/^ACCA[A-Z2-7]{17}$/),
    ServiceName: CODECOMMIT,
  });
  await expect(
    iam.call('ListServiceSpecificCredentials', { UserName: 'bob', ServiceName: CODECOMMIT }),
  ).resolves.toEqual({ ServiceSpecificCredentials: [shown], IsTruncated: false });
  expect(JSON.stringify(await iam.events())).not.toContain(ServicePassword);
});

test('a reset replaces the password and nothing else', async () => {
  const iam = await withUser();
  const first = await create(iam);
  const { ServiceSpecificCredential: second } =
    await iam.call<ResetServiceSpecificCredentialResponse>('ResetServiceSpecificCredential', {
      UserName: 'bob',
      ServiceSpecificCredentialId: first?.ServiceSpecificCredentialId,
    });

  expect(second).toEqual({ ...first, ServicePassword: expect.any(String) });
  expect(second?.ServicePassword).not.toBe(first?.ServicePassword);
});

test('an API key can expire, a password cannot', async () => {
  const iam = await withUser();
  const key = await create(iam, 'bedrock.amazonaws.com', { CredentialAgeDays: 2 });

  expect(key).toMatchObject({
    ServiceCredentialAlias: `bob-at-${ACCOUNT}`,
    ServiceCredentialSecret: expect.any(String),
    ExpirationDate: new Date(iam.clock.now().getTime() + 2 * 86_400_000),
  });
  expect(key).not.toHaveProperty('ServicePassword');
  await expect(create(iam, CODECOMMIT, { CredentialAgeDays: 2 })).rejects.toMatchObject({
    name: 'ValidationError',
  });
});

test('a user has at most two credentials per service, of services that have such', async () => {
  const iam = await withUser();
  await create(iam);

  expect((await create(iam))?.ServiceUserName).toBe(`bob+1-at-${ACCOUNT}`);
  await expect(create(iam)).rejects.toMatchObject({ name: 'LimitExceeded' });
  await expect(create(iam, 'cassandra.amazonaws.com')).resolves.toBeDefined();
  await expect(create(iam, 's3.amazonaws.com')).rejects.toMatchObject({
    name: 'NotSupportedService',
  });
});

test('a policy can permit credentials of one service only', async () => {
  const iam = await withUser();
  const other = await create(iam, 'cassandra.amazonaws.com');
  const as = {
    as: iam.userWith('helper', {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 'iam:*ServiceSpecificCredential',
        Resource: '*',
        Condition: { StringEquals: { 'iam:ServiceSpecificCredentialServiceName': CODECOMMIT } },
      },
    }),
  };
  const of = { UserName: 'bob', ServiceSpecificCredentialId: other?.ServiceSpecificCredentialId };

  await expect(
    iam.call('CreateServiceSpecificCredential', { UserName: 'bob', ServiceName: CODECOMMIT }, as),
  ).resolves.toBeDefined();
  for (const [operation, more] of [
    ['UpdateServiceSpecificCredential', { Status: 'Inactive' }],
    ['ResetServiceSpecificCredential', {}],
    ['DeleteServiceSpecificCredential', {}],
  ] as const)
    await expect(iam.call(operation, { ...of, ...more }, as)).rejects.toMatchObject({
      name: 'AccessDenied',
    });
});

test('a deleted credential is gone', async () => {
  const iam = await withUser();
  const id = (await create(iam))?.ServiceSpecificCredentialId;
  const of = { UserName: 'bob', ServiceSpecificCredentialId: id };
  await iam.call('UpdateServiceSpecificCredential', { ...of, Status: 'Inactive' });

  await iam.call('DeleteServiceSpecificCredential', of);

  await expect(iam.call('DeleteServiceSpecificCredential', of)).rejects.toMatchObject({
    name: 'NoSuchEntity',
  });
  await expect(iam.call('DeleteUser', { UserName: 'bob' })).resolves.toEqual({});
});
