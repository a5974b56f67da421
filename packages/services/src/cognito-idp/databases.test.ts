import type {
  AdminGetUserResponse,
  ListUsersResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { attributes, type CognitoFixture, cognitoFixture, PASSWORD } from './cognito.fixture.ts';

const server = await testPostgres();

const suite = (open: () => Promise<Store>): void => {
  const fixtureOf = (): Promise<CognitoFixture> =>
    cognitoFixture(async () => {
      const store = await open();
      onTestFinished(() => store.close());
      return store;
    });

  test('a person signs up, confirms, forgets the password, and is found, grouped and deleted', async () => {
    const { cognito, anybody, code, ...fixture } = await fixtureOf();
    const { Id: UserPoolId } = await fixture.pool({
      AutoVerifiedAttributes: ['email'],
      AliasAttributes: ['email'],
      UserPoolTags: { k: 'v' },
    });
    const { ClientId } = await fixture.client(UserPoolId);
    const named = { UserPoolId, Username: 'ada' };
    const asked = { ClientId, Username: 'ada' };

    await anybody('SignUp', {
      ...asked,
      Password: PASSWORD,
      UserAttributes: attributes({ email: 'ada@example.com', given_name: 'Ada' }),
    });
    await anybody('ConfirmSignUp', { ...asked, ConfirmationCode: await code() });
    await anybody('ForgotPassword', { ClientId, Username: 'ada@example.com' });
    await anybody('ConfirmForgotPassword', {
      ...asked,
      ConfirmationCode: await code(),
      Password: 'Another-one-7',
    });
    await cognito('CreateGroup', { UserPoolId, GroupName: 'g' });
    await cognito('AdminAddUserToGroup', { ...named, GroupName: 'g' });
    const filters = ['email ^= "ada@"', 'status = "Enabled"', 'given_name = "Ada"'];
    const found = await Promise.all(
      filters.map((Filter) => cognito<ListUsersResponse>('ListUsers', { UserPoolId, Filter })),
    );
    const members = await cognito('ListUsersInGroup', { UserPoolId, GroupName: 'g' });
    const user = await cognito<AdminGetUserResponse>('AdminGetUser', named);
    await cognito('AdminDeleteUser', named);

    for (const { Users } of found) expect(Users).toMatchObject([{ Username: 'ada' }]);
    expect(members).toMatchObject({ Users: [{ Username: 'ada' }] });
    expect(user.UserStatus).toBe('CONFIRMED');
    expect(user.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' });
    await expect(cognito('AdminGetUser', named)).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
  });

  test('two people cannot have one username or one verified address', async () => {
    const fixture = await fixtureOf();
    const { Id } = await fixture.pool({ AliasAttributes: ['email'] });
    await fixture.person(Id, 'ada', { email: 'a@example.com' });

    await expect(fixture.person(Id, 'ada')).rejects.toMatchObject({
      name: 'UsernameExistsException',
    });
    await expect(fixture.person(Id, 'bea', { email: 'a@example.com' })).rejects.toMatchObject({
      name: 'AliasExistsException',
    });
  });

  test('attributes of any permitted length are kept, found and signed in by', async () => {
    const { cognito, ...fixture } = await fixtureOf();
    const { Id: UserPoolId } = await fixture.pool({ AliasAttributes: ['preferred_username'] });
    // Distinct characters of three bytes each: nothing that a database could compress.
    const long = String.fromCodePoint(...Array.from({ length: 2048 }, (_, at) => 0x4e_00 + at));
    await fixture.person(UserPoolId, 'ada', { name: long, preferred_username: long });

    const Filter = `name ^= "${long.slice(0, 200)}"`;
    const { Users } = await cognito<ListUsersResponse>('ListUsers', { UserPoolId, Filter });

    expect(Users).toMatchObject([{ Username: 'ada' }]);
    await expect(
      fixture.person(UserPoolId, 'bea', { preferred_username: long }),
    ).rejects.toMatchObject({ name: 'AliasExistsException' });
  });

  test('lists of pools, clients, servers and groups come in pages', async () => {
    const { cognito, ...fixture } = await fixtureOf();
    const { Id: UserPoolId } = await fixture.pool({ PoolName: 'p1' });
    await fixture.pool({ PoolName: 'p2' });
    for (const n of ['1', '2']) {
      await fixture.client(UserPoolId, { ClientName: `c${n}`, GenerateSecret: true });
      await cognito('CreateGroup', { UserPoolId, GroupName: `g${n}`, Precedence: 1 });
      await cognito('CreateResourceServer', { UserPoolId, Identifier: `r${n}`, Name: 'r' });
    }

    for (const [operation, size, member] of [
      ['ListUserPools', 'MaxResults', 'UserPools'],
      ['ListUserPoolClients', 'MaxResults', 'UserPoolClients'],
      ['ListResourceServers', 'MaxResults', 'ResourceServers'],
      ['ListGroups', 'Limit', 'Groups'],
    ] as const) {
      type Page = Readonly<Record<string, unknown>>;
      const first = await cognito<Page>(operation, { UserPoolId, [size]: 1 });
      const { NextToken } = first;
      const second = await cognito<Page>(operation, { UserPoolId, [size]: 1, NextToken });
      expect(first[member]).toHaveLength(1);
      expect(second[member]).toHaveLength(1);
      expect(second['NextToken']).toBeUndefined();
      expect(second[member]).not.toEqual(first[member]);
    }
  });

  test('a domain, secrets and a whole pool are made and deleted', async () => {
    const { cognito, ...fixture } = await fixtureOf();
    const { Id: UserPoolId } = await fixture.pool();
    const { ClientId } = await fixture.client(UserPoolId, { GenerateSecret: true });
    await cognito('AddUserPoolClientSecret', { UserPoolId, ClientId });
    await cognito('CreateUserPoolDomain', { UserPoolId, Domain: 'people' });
    await expect(
      cognito('CreateUserPoolDomain', { UserPoolId, Domain: 'more' }),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await cognito('DeleteUserPoolDomain', { UserPoolId, Domain: 'people' });

    await cognito('DeleteUserPool', { UserPoolId });

    await expect(cognito('DescribeUserPool', { UserPoolId })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
};

describe('over SQLite', () => {
  suite(memoryStore);
});

describe.skipIf(server === undefined)('over PostgreSQL', () => {
  suite(async () =>
    openPostgres({
      url: (await server?.database()) ?? '',
      clock: systemClock,
      log: silentLog,
    }),
  );
});
