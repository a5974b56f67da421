import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { testPostgres } from '@gatehouse/testkit';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ask } from '../console/console.fixture.ts';
import { taskRoleKeys } from '../role-keys.ts';
import { type BrokerStory, brokerStory, S3_ADMIN } from '../scenarios/broker/broker.fixture.ts';
import {
  type BrokerProcess,
  bucketStore,
  type Environment,
  fileIn,
  newPlace,
  type Place,
  startBrokerProcess,
  type TaskMetadata,
  taskMetadata,
} from './on-aws.fixture.ts';

const WAIT = { timeout: 30_000, interval: 100 };

let cloud: StartedCloud;
let task: TaskMetadata;
let bucket: Awaited<ReturnType<typeof bucketStore>>;
let environment: Environment;
/** Their authenticators are set up once. */
let people: BrokerStory['people'] | undefined;

const poolOf = async (): Promise<{ readonly id: string; readonly clientId: string }> => {
  const idp = new CognitoIdentityProviderClient(cloud.client('security'));
  const { UserPools = [] } = await idp.send(new ListUserPoolsCommand({ MaxResults: 60 }));
  const id = UserPools[0]?.Id ?? '';
  const { UserPoolClients = [] } = await idp.send(
    new ListUserPoolClientsCommand({ UserPoolId: id, MaxResults: 60 }),
  );
  idp.destroy();
  return { id, clientId: UserPoolClients[0]?.ClientId ?? '' };
};

const inBucket = (kind: string): string =>
  [...bucket.objects]
    .filter(([name]) => name.startsWith(`/gatehouse-checkpoints/audit/${kind}/`))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, text]) => text)
    .join('');

const postgres = await testPostgres();

/** Files as the first container of a task leaves them. */
const files = async (place: Place): Promise<Environment> => ({
  GATEHOUSE_DATABASE_FILE: fileIn(place, 'database-url', `${await postgres?.database()}\n`),
  GATEHOUSE_MASTER_KEY_FILE: fileIn(place, 'master.key', `${'5a'.repeat(32)}\n`),
});

const storyAt = async ({ console }: BrokerProcess): Promise<BrokerStory> => {
  const story = await brokerStory({
    aws: cloud.aws,
    console,
    consolePasswords: cloud.consolePasswords,
    pool: cloud.client('security'),
    ...(people === undefined ? {} : { people }),
  });
  ({ people } = story);
  return story;
};

beforeAll(async () => {
  cloud = await startCloud();
  const pool = await poolOf();
  task = await taskMetadata(
    taskRoleKeys(
      cloud.cloud,
      'arn:aws:iam::777788889999:role/GatehouseBrokerRole',
      'gatehouse-broker',
    ),
  );
  bucket = await bucketStore();
  environment = {
    ...task.environment,
    ...bucket.environment,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: cloud.aws,
    GATEHOUSE_BROKER_ROLE_ARN: 'arn:aws:iam::777788889999:role/GatehouseBrokerRole',
    GATEHOUSE_ORGANIZATION_ROLE_ARN:
      'arn:aws:iam::123456789012:role/GatehouseBrokerOrganizationRole',
    GATEHOUSE_CONSOLE_URL: 'https://access.example.com',
    GATEHOUSE_COGNITO_USER_POOL_ID: pool.id,
    GATEHOUSE_OIDC_CLIENT_ID: pool.clientId,
    // In place of cognito-idp.us-east-1.amazonaws.com.
    GATEHOUSE_OIDC_ISSUER: `${cloud.aws}/${pool.id}`,
    // In place of signin.aws.amazon.com and console.aws.amazon.com.
    GATEHOUSE_FEDERATION_URL: `${cloud.console}/federation`,
    GATEHOUSE_AWS_CONSOLE_URL: cloud.console,
    GATEHOUSE_TRUSTED_PROXIES: '1',
  };
});
afterAll(async () => {
  task.close();
  bucket.close();
  await cloud.stop();
});

describe('as the task of ECS that it is on AWS', () => {
  let broker: BrokerProcess;
  let story: BrokerStory;
  const place = newPlace();

  beforeAll(async () => {
    broker = await startBrokerProcess(place, environment);
    story = await storyAt(broker);
  });
  afterAll(async () => {
    const exitCode = await broker.stop();
    place.remove();
    if (exitCode !== 0) throw new Error(`the stop ended with ${exitCode}: ${broker.log()}`);
  });

  test('it is ready with a console alone, and tells a load balancer so, by whatever name it asks', async () => {
    const own = (path: string) =>
      ask(broker.console, path, { headers: { host: '10.80.0.7:4580' } });

    expect(Object.keys(broker.ready).toSorted()).toEqual(['console', 'ready']);
    expect((await own('/_gatehouse/health')).body).toEqual({ status: 'ok' });
    expect((await own('/_gatehouse/ready')).body).toEqual({
      state: 'ready',
      database: 'sqlite',
      deadWork: false,
    });
    expect((await own('/_gatehouse/reset')).status).toBe(421);
  });

  test('its credentials are those of the task’s role, which the SDK found by itself', () => {
    expect(task.asked()).toBeGreaterThan(0);
  });

  test('it tells how to sign in, at the issuer’s own endpoints', async () => {
    const { status, body } = await story.anybody.get('/v1/sign-in');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      issuer: environment['GATEHOUSE_OIDC_ISSUER'],
      clientId: environment['GATEHOUSE_OIDC_CLIENT_ID'],
      loopbackPorts: [14_580, 14_581, 14_582, 14_583],
    });
  });

  test('its pages know that there is no embedded cloud, and may speak to the issuer', async () => {
    const session = await ask(broker.console, '/api/session');
    const calls = await ask(broker.console, '/api/aws/iam/ListUsers', { method: 'POST', body: {} });
    const signIn = await ask(broker.console, '/api/session', { method: 'POST', body: {} });

    expect(session.body).toEqual({ signedIn: false, embedded: false });
    expect([calls.status, signIn.status]).toEqual([404, 404]);
    expect(session.headers['content-security-policy']).toContain(
      `connect-src 'self' ${cloud.aws};`,
    );
    expect(session.headers['strict-transport-security']).toBe('max-age=31536000');
  });

  test.for([
    ['access.example.com', 200],
    ['access.example.com:443', 200],
    ['localhost', 200],
    ['evil.example', 421],
    ['10.80.0.7:4580', 421],
  ] as const)('its pages are shown as %s: %i', async ([host, status]) => {
    expect((await ask(broker.console, '/', { headers: { host } })).status).toBe(status);
  });

  test('other sites learn nothing from its API', async () => {
    const answer = await ask(broker.console, '/api/session', {
      headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    });

    expect(answer.status).toBe(403);
  });

  test('a request, an approval, and a session that works until it is ended', async () => {
    // What it may lend, it has read from the organization, account by account.
    await vi.waitFor(async () => {
      const { text } = await story.api('alice').get('/v1/eligible');
      expect(text).toContain(S3_ADMIN.roleArn);
    }, WAIT);

    const granted = await story.granted();
    const credentials = await story.credentials('alice', granted.id);
    const client = cloud.clientWith({
      accessKeyId: credentials.AccessKeyId,
      secretAccessKey: credentials.SecretAccessKey,
      sessionToken: credentials.SessionToken,
    });
    const sts = new STSClient(client);
    const sqs = new SQSClient(client);
    onTestFinished(() => [sts, sqs].forEach((one) => one.destroy()));

    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: expect.stringMatching(
        /^arn:aws:sts::111122223333:assumed-role\/TempAccessRoleS3Admin\/alice-/,
      ),
    });
    await sqs.send(new CreateQueueCommand({ QueueName: 'on-aws' }));

    const ended = await story.api('alice').post(`/v1/requests/${granted.id}/end`, {});
    expect(ended.status).toBe(200);
    await vi.waitFor(async () => {
      await expect(
        sqs.send(new CreateQueueCommand({ QueueName: 'on-aws-2' })),
      ).rejects.toMatchObject({ name: expect.stringMatching(/AccessDenied/) });
    }, WAIT);
    await vi.waitFor(async () => {
      const { cuts = [] } = await story.request('alice', granted.id);
      expect(cuts).toMatchObject([{ grant: `${granted.id}.1`, state: 'probed' }]);
    }, WAIT);
  });

  test('the cut stands in the role itself, written through the role of the account', async () => {
    const iam = new IAMClient(cloud.client('workloads'));
    onTestFinished(() => iam.destroy());

    const { PolicyDocument } = await iam.send(
      new GetRolePolicyCommand({
        RoleName: 'TempAccessRoleS3Admin',
        PolicyName: 'GatehouseRevokedSessions',
      }),
    );

    expect(decodeURIComponent(PolicyDocument ?? '')).toContain('gatehouse:grant');
  });

  test('the console of AWS opens by a sign-in URL, asked for as AWS documents it', async () => {
    const granted = await story.granted();

    const { body } = await story.api('alice').post(`/v1/requests/${granted.id}/sessions`, {
      grant: 1,
      kind: 'console',
    });

    const url = new URL(body.url ?? '');
    expect(`${url.origin}${url.pathname}`).toBe(environment['GATEHOUSE_FEDERATION_URL']);
    expect(url.searchParams.get('Issuer')).toBe('https://access.example.com/access');
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
  });

  test('signed states of its audit log are in the bucket, as they are in its folder', async () => {
    const folder = join(place.data, 'audit');

    // It is there first.
    await vi.waitFor(() => {
      for (const kind of ['checkpoints', 'leaf-hashes'])
        expect(inBucket(kind)).toBe(readFileSync(join(folder, kind), 'utf8'));
    }, WAIT);
    expect(inBucket('checkpoints')).toContain('gatehouse-broker');
  });

  test('everything of it is in its own audit log', async () => {
    const types = (await story.leaves({})).map(({ type }) => type);

    for (const type of [
      'policy.installed',
      'request.created',
      'request.approved',
      'session.issued',
    ])
      expect(types).toContain(type);
  });
});

describe.runIf(postgres !== undefined)('as two tasks on one PostgreSQL', () => {
  test('what one has granted, the other issues and ends after the first is gone', async () => {
    const [one, two] = [newPlace(), newPlace()];
    onTestFinished(() => [one, two].forEach((place) => place.remove()));
    const shared = { ...environment, ...(await files(one)) };
    const first = await startBrokerProcess(one, shared);
    const second = await startBrokerProcess(two, shared);
    onTestFinished(async () => {
      await second.stop();
    });
    const [atFirst, atSecond] = [await storyAt(first), await storyAt(second)];
    await vi.waitFor(async () => {
      const { text } = await atFirst.api('alice').get('/v1/eligible');
      expect(text).toContain(S3_ADMIN.roleArn);
    }, WAIT);

    const granted = await atFirst.granted();
    expect(await first.stop()).toBe(0);
    const credentials = await atSecond.credentials('alice', granted.id);
    const sqs = new SQSClient(
      cloud.clientWith({
        accessKeyId: credentials.AccessKeyId,
        secretAccessKey: credentials.SecretAccessKey,
        sessionToken: credentials.SessionToken,
      }),
    );
    onTestFinished(() => sqs.destroy());
    await sqs.send(new CreateQueueCommand({ QueueName: 'two-tasks' }));
    const ended = await atSecond.api('alice').post(`/v1/requests/${granted.id}/end`, {});

    expect(ended.status).toBe(200);
    expect((await ask(second.console, '/_gatehouse/ready')).body).toMatchObject({
      state: 'ready',
      database: 'postgres',
    });
    await vi.waitFor(async () => {
      await expect(
        sqs.send(new CreateQueueCommand({ QueueName: 'two-tasks-2' })),
      ).rejects.toMatchObject({ name: expect.stringMatching(/AccessDenied/) });
    }, WAIT);
  });
});

const refused = async (changes: Environment, policy?: string) => {
  const place = newPlace();
  onTestFinished(() => place.remove());
  const at = policy === undefined ? place : { ...place, policy: fileIn(place, 'policy', policy) };
  const { exitCode, message } = await startBrokerProcess(at, { ...environment, ...changes }).then(
    async (started) => {
      await started.stop();
      return { exitCode: undefined, message: 'it started' };
    },
    (error: { readonly exitCode?: number; readonly message: string }) => error,
  );
  return { exitCode, message };
};

test.for<readonly [string, number, Environment]>([
  [
    'aws needs brokerRoleArn, accessPolicyFile too',
    2,
    { GATEHOUSE_BROKER_ROLE_ARN: '', GATEHOUSE_ACCESS_POLICY_FILE: '' },
  ],
  [
    'There are no AWS credentials',
    1,
    {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: undefined,
    },
  ],
  [
    'not of arn:aws:iam::111122223333:role/GatehouseBrokerRole',
    1,
    { GATEHOUSE_BROKER_ROLE_ARN: 'arn:aws:iam::111122223333:role/GatehouseBrokerRole' },
  ],
  [
    'The organization cannot be read through arn:aws:iam::123456789012:role/Missing',
    1,
    { GATEHOUSE_ORGANIZATION_ROLE_ARN: 'arn:aws:iam::123456789012:role/Missing' },
  ],
  [
    'accessPolicyFile: /nonexistent cannot be read',
    1,
    { GATEHOUSE_ACCESS_POLICY_FILE: '/nonexistent' },
  ],
])('a start that cannot succeed says why: %s', async ([message, exitCode, changes]) => {
  const ended = await refused(changes);

  expect(ended.message).toContain(message);
  expect(ended.exitCode).toBe(exitCode);
});

test('an access policy that is wrong is told, part by part, and nothing starts', async () => {
  const ended = await refused({}, 'version: 1\nrules: []\n');

  expect(ended.message).toMatch(/The access policy \S+ is wrong: /);
  expect(ended.message).toContain('settings');
  expect(ended.exitCode).toBe(1);
});
