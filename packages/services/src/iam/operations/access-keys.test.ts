import type {
  CreateAccessKeyResponse,
  GetAccessKeyLastUsedResponse,
  ListAccessKeysResponse,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { ACCOUNT, iamFixture, type IamFixture, ROOT } from '../iam.fixture.ts';

const userWithKey = async (iam: IamFixture): Promise<{ id: string; secret: string }> => {
  await iam.call('CreateUser', { UserName: 'bob', Tags: [{ Key: 'team', Value: 'red' }] });
  const { AccessKey } = await iam.call<CreateAccessKeyResponse>('CreateAccessKey', {
    UserName: 'bob',
  });
  return { id: AccessKey?.AccessKeyId ?? '', secret: AccessKey?.SecretAccessKey ?? '' };
};

test('a new access key is known to the endpoint with its secret and its user', async () => {
  const iam = await iamFixture();
  const { id, secret } = await userWithKey(iam);

  const known = await iam.iam.credentials.longTerm(id);

  expect(id).toMatch(/^AKIA[A-Z2-7]{16}$/);
  expect(secret).toMatch(/^[A-Za-z0-9+/]{40}$/);
  expect(known).toEqual({
    secretAccessKey: secret,
    principal: {
      kind: 'user',
      account: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:user/bob`,
      id: expect.stringMatching(/^AIDA/),
      name: 'bob',
      tags: new Map([['team', 'red']]),
    },
  });
});

test('the endpoint gets the same principal at once, until something about the user changes', async () => {
  const iam = await iamFixture();
  const { id } = await userWithKey(iam);
  const first = await iam.iam.credentials.longTerm(id);

  expect(iam.iam.credentials.longTerm(id)).toBe(first);

  await iam.call('TagUser', { UserName: 'bob', Tags: [{ Key: 'team', Value: 'blue' }] });
  expect(await iam.principalOf(id)).toMatchObject({ tags: new Map([['team', 'blue']]) });
  await iam.call('UntagUser', { UserName: 'bob', TagKeys: ['team'] });
  expect(await iam.principalOf(id)).toMatchObject({ tags: new Map() });
  await iam.call('UpdateUser', { UserName: 'bob', NewUserName: 'rob' });
  expect(await iam.principalOf(id)).toMatchObject({ name: 'rob' });
});

test('an inactive or deleted key is unknown, an activated one known again', async () => {
  const iam = await iamFixture();
  const { id } = await userWithKey(iam);
  const status = (Status: string) =>
    iam.call('UpdateAccessKey', { UserName: 'bob', AccessKeyId: id, Status });
  const known = async () => (await iam.iam.credentials.longTerm(id)) !== undefined;

  await status('Inactive');
  expect(await known()).toBe(false);
  await status('Active');
  expect(await known()).toBe(true);
  await iam.call('DeleteAccessKey', { UserName: 'bob', AccessKeyId: id });
  expect(await known()).toBe(false);
});

test('a key id that nobody has is unknown, and becomes known once it exists', async () => {
  const iam = await iamFixture();

  expect(await iam.iam.credentials.longTerm('AKIAAAAAAAAAAAAAAAAA')).toBeUndefined();
  expect(await iam.iam.credentials.longTerm("AKIA' OR 1=1")).toBeUndefined();
});

test('the secret is sealed in the database and hidden in CloudTrail', async () => {
  const iam = await iamFixture();
  const { id, secret } = await userWithKey(iam);

  const row = await iam.store.read((tx) =>
    tx.get<{ secret: Uint8Array }>('SELECT secret FROM iam_access_key WHERE id = ?', [id]),
  );
  const events = JSON.stringify(await iam.events());

  expect(Buffer.from(row?.secret ?? []).includes(secret)).toBe(false);
  expect(events).not.toContain(secret);
  expect(events).toContain(id);
});

test('a user has at most two access keys', async () => {
  const iam = await iamFixture();
  await userWithKey(iam);
  await iam.call('CreateAccessKey', { UserName: 'bob' });

  await expect(iam.call('CreateAccessKey', { UserName: 'bob' })).rejects.toMatchObject({
    name: 'LimitExceeded',
    message: 'Cannot exceed quota for AccessKeysPerUser: 2',
  });
});

test.for([
  ['UpdateAccessKey', { Status: 'Inactive' }],
  ['DeleteAccessKey', {}],
] as const)("%s does not reach another user's key", async ([operation, more]) => {
  const iam = await iamFixture();
  const { id } = await userWithKey(iam);
  await iam.call('CreateUser', { UserName: 'eve' });

  await expect(
    iam.call(operation, { UserName: 'eve', AccessKeyId: id, ...more }),
  ).rejects.toMatchObject({
    name: 'NoSuchEntity',
    message: `The Access Key with id ${id} cannot be found.`,
  });
  expect(await iam.principalOf(id)).toBeDefined();
});

test('without a name a user works on its own keys, and the root user on the keys of the account', async () => {
  const iam = await iamFixture({ realPolicies: true });
  const seeded = await iam.store.write((tx) =>
    iam.iam.seedAdministrator(tx, { account: ACCOUNT, userName: 'admin' }),
  );
  const admin = (await iam.principalOf(seeded.accessKeyId)) ?? ROOT;

  const { AccessKey: own } = await iam.call<CreateAccessKeyResponse>(
    'CreateAccessKey',
    {},
    { as: admin },
  );
  const { AccessKey: root } = await iam.call<CreateAccessKeyResponse>('CreateAccessKey', {});

  expect(own?.UserName).toBe('admin');
  expect(await iam.principalOf(root?.AccessKeyId ?? '')).toEqual(ROOT);
  const { AccessKeyMetadata } = await iam.call<ListAccessKeysResponse>(
    'ListAccessKeys',
    {},
    { as: admin },
  );
  expect(AccessKeyMetadata).toHaveLength(2);
  await expect(iam.call('ListAccessKeys', {})).resolves.toMatchObject({
    AccessKeyMetadata: [{ AccessKeyId: root?.AccessKeyId, Status: 'Active' }],
  });
});

test('the seeded administrator may do everything by its policies', async () => {
  const iam = await iamFixture({ realPolicies: true });
  const seed = () =>
    iam.store.write((tx) => iam.iam.seedAdministrator(tx, { account: ACCOUNT, userName: 'admin' }));
  const { accessKeyId, secretAccessKey } = await seed();

  const known = await iam.iam.credentials.longTerm(accessKeyId);

  expect(known?.secretAccessKey).toBe(secretAccessKey);
  await expect(
    iam.call('CreateUser', { UserName: 'bob' }, { as: known?.principal ?? ROOT }),
  ).resolves.toBeDefined();
  await expect(seed()).rejects.toMatchObject({ name: 'EntityAlreadyExists' });
});

test('a role session must say whose keys it means', async () => {
  const iam = await iamFixture();
  const role = {
    kind: 'assumed-role',
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/r/s`,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/r`,
    roleName: 'r',
    roleId: 'AROAAAAAAAAAAAAAAAAAA',
    sessionName: 's',
    serviceLinked: false,
    tags: new Map(),
    transitiveTagKeys: [],
    session: { issuedAt: iam.clock.now(), expiresAt: iam.clock.now(), mfaAuthenticated: false },
    chained: false,
  } as const;

  await expect(iam.call('ListAccessKeys', {}, { as: role })).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Must specify userName when calling with non-User credentials',
  });
});

test('the last use of a key is known, without a write for each request', async () => {
  const iam = await iamFixture();
  const { id } = await userWithKey(iam);
  const lastUsed = () =>
    iam.call<GetAccessKeyLastUsedResponse>('GetAccessKeyLastUsed', { AccessKeyId: id });

  expect(await lastUsed()).toEqual({
    UserName: 'bob',
    AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
  });
  iam.iam.keyUsage.note(id, 'ecs', 'eu-central-1');
  const first = iam.clock.now();
  iam.clock.advance({ minutes: 1 });
  iam.iam.keyUsage.note(id, 's3', 'eu-west-1');
  await iam.iam.keyUsage.flush();
  expect(await lastUsed()).toMatchObject({
    AccessKeyLastUsed: { LastUsedDate: first, ServiceName: 'ecs', Region: 'eu-central-1' },
  });

  iam.clock.advance({ minutes: 5 });
  iam.iam.keyUsage.note(id, 's3', 'eu-west-1');
  await iam.iam.keyUsage.flush();
  expect(await lastUsed()).toMatchObject({
    AccessKeyLastUsed: { LastUsedDate: iam.clock.now(), ServiceName: 's3' },
  });
});

test("another account's key looks like one that does not exist", async () => {
  const iam = await iamFixture();
  const { id } = await userWithKey(iam);
  const as = { as: { kind: 'root', account: '444455556666' } as const };
  for (const key of [id, 'AKIAIOSFODNN7EXAMPLE'])
    await expect(iam.call('GetAccessKeyLastUsed', { AccessKeyId: key }, as)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::444455556666:root is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${key}`,
    });
});
