import { CreateClusterCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type StartedCloud, startCloud, type StartOptions } from '@gatehouse/testcloud';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exchange, signedBytes } from './signed-socket.fixture.ts';

const started = async (options: StartOptions): Promise<StartedCloud> => {
  const cloud = await startCloud(options);
  onTestFinished(() => cloud.stop());
  return cloud;
};

type ClientConfig = ReturnType<StartedCloud['client']>;

const once = async <Answer>(
  client: { send(command: unknown): Promise<unknown>; destroy(): void },
  command: unknown,
  read: (answer: unknown) => Answer,
): Promise<Answer> => {
  try {
    return read(await client.send(command));
  } finally {
    client.destroy();
  }
};

const member = (name: string) => (answer: unknown) => Reflect.get(Object(answer), name) as unknown;

const accountOf = (config: ClientConfig): Promise<unknown> =>
  once(new STSClient(config), new GetCallerIdentityCommand({}), member('Account'));

const clustersOf = (config: ClientConfig): Promise<unknown> =>
  once(new ECSClient(config), new ListClustersCommand({}), member('clusterArns'));

const makeCluster = (config: ClientConfig, clusterName: string): Promise<unknown> =>
  once(new ECSClient(config), new CreateClusterCommand({ clusterName }), member('cluster'));

const usersOf = (config: ClientConfig): Promise<unknown> =>
  once(new IAMClient(config), new ListUsersCommand({}), (answer) =>
    (member('Users')(answer) as readonly { UserName: string }[]).map(({ UserName }) => UserName),
  );

/** A user without any permission, with a key. */
const nobodyOf = async (cloud: StartedCloud): Promise<ClientConfig> => {
  const iam = new IAMClient(cloud.client());
  await iam.send(new CreateUserCommand({ UserName: 'nobody' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'nobody' }));
  iam.destroy();
  return cloud.clientWith({
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  });
};

const post = (cloud: StartedCloud, path: string, body?: object): Promise<Response> =>
  fetch(`${cloud.aws}${path}`, {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

describe('--iam=off', () => {
  test.for([
    [{ accessKeyId: 'anything', secretAccessKey: 'goes' }, '123456789012'],
    [{ accessKeyId: '999988887777', secretAccessKey: 'x' }, '999988887777'],
    [
      { accessKeyId: 'ASIAMADEUP', secretAccessKey: 'x', sessionToken: 'made up as well' },
      '123456789012',
    ],
  ] as const)(
    'any key is let in, and twelve digits name the account: %j',
    async ([keys, account]) => {
      const cloud = await started({ iam: 'off' });

      expect(await accountOf(cloud.clientWith(keys))).toBe(account);
    },
  );

  test('a reset empties everything, and what was cached is forgotten', async () => {
    const cloud = await started({ iam: 'off' });
    const client = cloud.clientWith({ accessKeyId: 'test', secretAccessKey: 'test' });
    const nobody = await nobodyOf(cloud);
    await makeCluster(client, 'gone');
    expect(await clustersOf(nobody)).toHaveLength(1);

    const answer = await post(cloud, '/_gatehouse/reset');

    expect([answer.status, await answer.json()]).toEqual([200, { reset: true }]);
    expect(await clustersOf(client)).toEqual([]);
    expect(await usersOf(client)).toEqual([]);
    await makeCluster(client, 'new');
    expect(await clustersOf(client)).toHaveLength(1);
  });

  test.for(['enforce', 'soft'] as const)('there is no reset with --iam=%s', async (iam) => {
    const cloud = await started({ iam });

    expect((await post(cloud, '/_gatehouse/reset')).status).toBe(404);
    expect((await post(cloud, '/_gatehouse/clock', { advance: 'PT1H' })).status).toBe(404);
    await expect(
      accountOf(cloud.clientWith({ accessKeyId: 'anything', secretAccessKey: 'goes' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });
});

test('--iam=soft lets a refused call pass, --iam=enforce does not', async () => {
  const soft = await started({ iam: 'soft' });
  const enforcing = await started({});

  expect(await clustersOf(await nobodyOf(soft))).toEqual([]);
  await expect(clustersOf(await nobodyOf(enforcing))).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });
});

/** A session of a quarter of an hour. */
const sessionOf = async (cloud: StartedCloud): Promise<ClientConfig> => {
  const sts = new STSClient(cloud.client());
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::777788889999:role/OrganizationAccountAccessRole',
      RoleSessionName: 'clock',
      DurationSeconds: 900,
    }),
  );
  sts.destroy();
  return cloud.clientWith({
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
};

describe('--clock=manual', () => {
  test('every answer says so; sessions end when the clock passes their end', async () => {
    const cloud = await started({ clock: 'manual' });
    const session = await sessionOf(cloud);
    expect(await accountOf(session)).toBe('777788889999');

    const moved = await post(cloud, '/_gatehouse/clock', { advance: 'PT16M' });

    expect(moved.status).toBe(200);
    expect(moved.headers.get('x-gatehouse-clock')).toBe('manual');
    await expect(accountOf(session)).rejects.toMatchObject({ name: 'ExpiredToken' });
    const health = await fetch(`${cloud.aws}/_gatehouse/health`);
    expect(health.headers.get('x-gatehouse-clock')).toBe('manual');
  });

  test('signatures are still judged by real time', async () => {
    const cloud = await started({ clock: 'manual' });
    await post(cloud, '/_gatehouse/clock', { advance: 'P30D' });
    const send = (at: Date) =>
      exchange(
        cloud.aws,
        signedBytes(cloud.aws, cloud.client().credentials, {
          service: 'sts',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: 'Action=GetCallerIdentity&Version=2011-06-15',
          at,
        }),
      );

    const now = await send(new Date());
    const later = await send(new Date(Date.now() + 30 * 24 * 3600 * 1000));

    expect(now.status).toBe(200);
    expect(later.status).toBe(403);
    expect(later.text).toContain('SignatureDoesNotMatch');
  });

  test.for([
    {},
    { advance: 'soon' },
    { advance: 5 },
    { advance: '-PT1H' },
    { advance: 'P9999999D' },
  ])('nonsense does not move it: %j', async (body) => {
    const cloud = await started({ clock: 'manual' });

    expect((await post(cloud, '/_gatehouse/clock', body)).status).toBe(400);
  });

  test('it does not move beyond the last time there is', async () => {
    const cloud = await started({ clock: 'manual' });

    const answer = await post(cloud, '/_gatehouse/clock', { advance: 'P999999W' });

    expect(answer.status).toBe(400);
    expect(await accountOf(cloud.client())).toBe('123456789012');
  });
});

test('health and readiness answer while it runs', async () => {
  const cloud = await started({});

  const health = await fetch(`${cloud.aws}/_gatehouse/health`);
  const ready = await fetch(`${cloud.aws}/_gatehouse/ready`);

  expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { state: 'ready', database: 'sqlite', deadWork: false },
  ]);
});
