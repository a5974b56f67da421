import { STS } from '@aws-sdk/client-sts';
import { systemPause } from '@gatehouse/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Detector, TrailEvent } from '../model.ts';
import { TEND } from './keeper.ts';
import {
  ACCOUNT,
  apisAs,
  brief,
  choice,
  leased,
  KEEPER_ARN,
  trapStage,
  type TrapStage,
} from './traps.fixture.ts';
import type { Traps } from './traps.ts';

let stage: TrapStage;
let traps: Traps;
let detector: Detector;

beforeAll(async () => {
  stage = await trapStage();
  traps = stage.traps();
  detector = await traps.watch();
});
afterAll(async () => {
  await traps.stop();
  await stage.stop();
});

const quietly = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  }
};

/** What the traps say of everything up to the first event that fits. */
const said = async (fits: (event: TrailEvent) => boolean): Promise<readonly string[]> =>
  (await stage.eventsUntil(fits))
    .flatMap((event) => detector.observe(event))
    .map(brief)
    .toSorted();

const signIn = (userName: string, password: string): Promise<Response> =>
  fetch(`${stage.cloud.console}/api/session`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-gatehouse-console': '1',
      origin: stage.cloud.console,
    },
    body: JSON.stringify({ account: ACCOUNT, userName, password }),
  });

test('a login attempt with a canary identity, failed or not, is a finding', async () => {
  const { trap, secret } = await traps.create(choice({ kind: 'user', console: true }));
  const name = trap.name ?? '';
  const password = secret !== undefined && 'password' in secret ? secret.password : '';

  const wrong = await signIn(name, 'nothing-of-the-kind');
  const right = await signIn(name, password);
  await signIn('nobody-of-this-name', 'whatever');
  const heard = await said(
    ({ name: called, record }) =>
      called === 'ConsoleLogin' && JSON.stringify(record).includes('HIDDEN_DUE'),
  );

  expect([wrong.status, right.status]).toStrictEqual([401, 200]);
  expect(heard).toStrictEqual([
    'trap.console-login ConsoleLogin',
    'trap.console-login ConsoleLogin',
  ]);
});

test('an attempt to assume a canary role is a finding, let or refused, and so is what its session does', async () => {
  const { trap } = await traps.create(choice({ kind: 'role' }));
  const closed = await traps.create(choice({ kind: 'role', assumable: false }));
  const intruder = await stage.user('intruder', {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: '*',
  });
  const ask = (RoleArn = '') => intruder.sts.assumeRole({ RoleArn, RoleSessionName: 'probe' });

  const refused = await quietly(ask(closed.trap.arn));
  const { Credentials: got } = await ask(trap.arn);
  const session = apisAs(
    stage.cloud.clientWith({
      accessKeyId: got?.AccessKeyId ?? '',
      secretAccessKey: got?.SecretAccessKey ?? '',
      sessionToken: got?.SessionToken ?? '',
    }),
  );
  await session.sts.getCallerIdentity({});
  const listed = await quietly(session.iam.listUsers({}));
  const heard = await said(
    ({ name, errorCode }) => name === 'ListUsers' && errorCode !== undefined,
  );

  expect([refused, listed]).toStrictEqual(['AccessDenied', 'AccessDenied']);
  expect(heard).toStrictEqual([
    'trap.assume-role AssumeRole',
    'trap.assume-role AssumeRole AccessDenied',
    'trap.credentials-used GetCallerIdentity',
    'trap.credentials-used ListUsers AccessDenied',
  ]);
});

test('exploring a honey pot database is a finding: its listing, and each call on it', async () => {
  const { trap } = await traps.create(choice({ kind: 'table' }));
  const TableName = trap.name ?? '';
  const reader = await stage.user('reader', {
    Effect: 'Allow',
    Action: 'dynamodb:*',
    Resource: '*',
  });

  await reader.dynamodb.listTables({});
  await reader.dynamodb.describeTable({ TableName });
  const { Items = [] } = await reader.dynamodb.scan({ TableName });
  const heard = await said(({ name }) => name === 'Scan');

  expect(Items.length).toBeGreaterThan(10);
  expect(heard).toStrictEqual([
    'trap.table-touched DescribeTable',
    'trap.table-touched Scan',
    'trap.tables-listed ListTables',
  ]);
});

test('exploring a honey pot storage service is a finding, refused calls too', async () => {
  const { trap } = await traps.create(choice({ kind: 'bucket' }));
  const Bucket = trap.name ?? '';
  const nobody = await stage.user('nobody');
  const reader = await stage.user('storage', {
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:ListBucket', 's3:ListAllMyBuckets'],
    Resource: '*',
  });

  await reader.s3.listBuckets({});
  await quietly(nobody.s3.getBucketPolicy({ Bucket }));
  const { Contents = [] } = await reader.s3.listObjectsV2({ Bucket });
  const Key = Contents.find(({ Key: key }) => key?.endsWith('.csv'))?.Key ?? '';
  await quietly(nobody.s3.getObject({ Bucket, Key }));
  const object = await reader.s3.getObject({ Bucket, Key });
  const csv = (await object.Body?.transformToString()) ?? '';
  const heard = await said(
    ({ name, errorCode }) => name === 'GetObject' && errorCode === undefined,
  );

  expect(csv.split('\n').length).toBeGreaterThan(20);
  expect(heard).toStrictEqual([
    'trap.bucket-touched GetBucketPolicy AccessDenied',
    'trap.bucket-touched GetObject',
    'trap.bucket-touched GetObject AccessDenied',
    'trap.bucket-touched ListObjects',
  ]);
});

test('a planted access key speaks with its first call, and its secret is shown once', async () => {
  const { trap, secret } = await traps.create(choice({ kind: 'access-key', note: 'build host' }));
  const again = await traps.reveal(trap.id);
  const thief = new STS(
    stage.cloud.clientWith(
      secret !== undefined && 'secretAccessKey' in secret
        ? secret
        : { accessKeyId: '', secretAccessKey: '' },
    ),
  );

  const { Arn } = await thief.getCallerIdentity({});
  const denied = await quietly(stage.admin.iam.getUser({ UserName: trap.name ?? '' }));
  const heard = await said(({ name }) => name === 'GetUser');
  await traps.rotate(trap.id);
  const dead = await quietly(thief.getCallerIdentity({}));

  expect([again, Arn, denied, dead]).toStrictEqual([
    undefined,
    trap.arn,
    'ok',
    'InvalidClientTokenId',
  ]);
  expect(heard).toStrictEqual([
    'trap.credentials-used GetCallerIdentity',
    'trap.identity-probed GetUser',
  ]);
});

test('a trap secret speaks when it is described and read', async () => {
  const { trap } = await traps.create(choice({ kind: 'secret' }));
  const SecretId = trap.name ?? '';
  const nobody = await stage.user('no-secrets');

  await quietly(nobody.secrets.describeSecret({ SecretId }));
  const { SecretString = '' } = await stage.admin.secrets.getSecretValue({ SecretId });
  const heard = await said(({ name }) => name === 'GetSecretValue');

  expect(Object.keys(JSON.parse(SecretString) as object)).toContain('password');
  expect(heard).toStrictEqual([
    'trap.secret-touched DescribeSecret AccessDenied',
    'trap.secret-touched GetSecretValue',
  ]);
});

test('a trap parameter speaks when it is read, alone or with its folder', async () => {
  const { trap } = await traps.create(choice({ kind: 'parameter' }));
  const Name = trap.name ?? '';
  const nobody = await stage.user('no-parameters');

  await quietly(nobody.ssm.getParameter({ Name, WithDecryption: true }));
  const { Parameters = [] } = await stage.admin.ssm.getParametersByPath({
    Path: Name.slice(0, Name.lastIndexOf('/')),
    WithDecryption: true,
  });
  const heard = await said(({ name }) => name === 'GetParametersByPath');

  expect(Parameters.map((one) => one.Name)).toStrictEqual([Name]);
  expect(heard).toStrictEqual([
    'trap.parameter-touched GetParameter AccessDenied',
    'trap.parameter-touched GetParametersByPath',
  ]);
});

test('what Gatehouse and an inventory do is no sign, and nothing of it says what it is for', async () => {
  const events: TrailEvent[] = [];
  for (const view of await traps.list()) {
    await traps.verify(view.id);
    await traps.rotate(view.id);
  }
  await stage.admin.iam.listUsers({});
  await stage.admin.iam.getAccountAuthorizationDetails({});
  await stage.admin.s3.listBuckets({});
  await stage.admin.secrets.listSecrets({});
  await stage.admin.sts.getCallerIdentity({});
  events.push(
    ...(await stage.eventsUntil(
      ({ name, actor }) => name === 'GetCallerIdentity' && actor.kind === 'user',
    )),
  );

  const own = events.filter(({ actor }) => actor.key === KEEPER_ARN);
  const shown = JSON.stringify([
    own.map(({ record }) => record),
    await stage.admin.trail.describeTrails({}),
  ]);
  expect(own.length).toBeGreaterThan(40);
  expect(events.flatMap((event) => detector.observe(event)).map(brief)).toStrictEqual([]);
  expect(shown).not.toMatch(/honey|canary|gatehouse|decoy|\btraps?\b/i);
});

test('somebody else under the role of the keeper is seen', async () => {
  const [view] = (await traps.list()).filter(({ kind }) => kind === 'secret');
  const keeper = { hop: { roleArn: KEEPER_ARN, sessionName: 'someone' } };
  const secrets = stage.clients.secretsManager(keeper);

  await secrets.describeSecret({ SecretId: view?.name ?? '' });

  expect(
    await said(({ name, actor }) => name === 'DescribeSecret' && actor.sessionName === 'someone'),
  ).toStrictEqual(['trap.secret-touched DescribeSecret']);
});

test('a drill is told as one, and only by its token', async () => {
  const [view] = (await traps.list()).filter(({ kind }) => kind === 'secret');
  const { token } = await traps.announceDrill(view?.id ?? '');
  await systemPause(50);
  const call = (agent: string): Promise<string> =>
    quietly(
      new (stage.admin.secrets.constructor as new (config: object) => typeof stage.admin.secrets)({
        ...stage.cloud.client('workloads'),
        customUserAgent: agent,
      }).describeSecret({ SecretId: view?.name ?? '' }),
    );

  await call(`drill-${'0'.repeat(32)}`);
  await call(`drill-${token}`);
  const events = await stage.eventsUntil(({ userAgent }) => userAgent.includes(token));
  const signals = events.flatMap((event) => detector.observe(event));
  await systemPause(50);

  expect(signals.map(({ because }) => because[0]?.includes('drill'))).toStrictEqual([false, true]);
  expect(new Set(signals.map(({ group }) => group)).size).toBe(2);
  expect(await traps.drillSeenAt(token)).toBeInstanceOf(Date);
});

test('a trap that is old gets a new name, and the old one is heard 90 days longer', async () => {
  const { trap } = await traps.create(choice({ kind: 'role', rotateDays: 30 }));
  await stage.advance('P31D');

  await traps.work.get(TEND)?.(stage.store, leased(trap.id));
  const now = await traps.show(trap.id);
  const asked = (RoleArn = '') =>
    quietly(stage.admin.sts.assumeRole({ RoleArn, RoleSessionName: 'probe' }));
  const answers = [await asked(trap.arn), await asked(now.arn)];
  // Records of refusals are written in batches, a moment later.
  const heard = await said(
    ({ errorCode, record }) =>
      errorCode !== undefined && JSON.stringify(record).includes('"roleSessionName":"probe"'),
  );

  expect(now).toMatchObject({ state: 'live', earlier: [{ name: trap.name }] });
  expect(now.name).not.toBe(trap.name);
  expect(answers).toStrictEqual(['AccessDenied', 'ok']);
  expect(heard).toStrictEqual([
    'trap.assume-role AssumeRole',
    'trap.assume-role AssumeRole AccessDenied',
  ]);
});

test('what somebody changed or deleted is said', async () => {
  const all = await traps.list();
  const of = (kind: string) => all.find((view) => view.kind === kind);
  await stage.admin.iam.putUserPolicy({
    UserName: of('user')?.name ?? '',
    PolicyName: 'more',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    }),
  });
  await stage.admin.secrets.deleteSecret({
    SecretId: of('secret')?.name ?? '',
    ForceDeleteWithoutRecovery: true,
  });
  await stage.admin.s3.putObject({ Bucket: of('bucket')?.name ?? '', Key: 'x', Body: 'x' });

  const drift = async (kind: string) => (await traps.verify(of(kind)?.id ?? '')).drift;
  expect(await drift('user')).toStrictEqual(['A policy was added.']);
  expect(await drift('secret')).toStrictEqual(['The secret was deleted.']);
  expect(await drift('bucket')).toStrictEqual(['Objects were added.']);
  expect(await drift('role')).toStrictEqual([]);
});

const left = async () => ({
  users: (await stage.admin.iam.listUsers({ PathPrefix: '/ops/' })).Users ?? [],
  roles: (await stage.admin.iam.listRoles({ PathPrefix: '/ops/' })).Roles ?? [],
  tables: (await stage.admin.dynamodb.listTables({})).TableNames ?? [],
  buckets: (await stage.admin.s3.listBuckets({})).Buckets ?? [],
  parameters: (await stage.admin.ssm.describeParameters({})).Parameters ?? [],
  secrets: (await stage.admin.secrets.listSecrets({})).SecretList ?? [],
  trails: (await stage.admin.trail.describeTrails({})).trailList ?? [],
});

test('after removal nothing is left of any trap, nor of the trail that told of them', async () => {
  for (const { id } of await traps.list()) await traps.remove(id);

  expect(await left()).toStrictEqual({
    users: [],
    roles: [],
    tables: [],
    buckets: [],
    parameters: [],
    secrets: [],
    trails: [],
  });
  expect((await traps.list()).map(({ state }) => state)).not.toContain('live');
});
