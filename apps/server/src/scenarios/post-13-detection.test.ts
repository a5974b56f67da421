import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SecurityHub } from '@aws-sdk/client-securityhub';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { STS } from '@aws-sdk/client-sts';
import type {
  AlertAnswer,
  AlertRow,
  AlertsAnswer,
  CallsAnswer,
  InvestigateAnswer,
  RulesAnswer,
  SearchAnswer,
  StatusAnswer,
  TrapView,
} from '@gatehouse/detection';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { subscribedQueue } from './subscribed-queue.fixture.ts';
import { GROUP, trailStage } from './trail-delivery.fixture.ts';

/** The story of the post: metric filters, traps, statistical anomalies; then what becomes of alerts. One cloud, in this order. */

const SECURITY = '777788889999';
const WORKLOADS = '111122223333';
const TOPIC = `arn:aws:sns:us-east-1:${SECURITY}:gatehouse-detection-alerts`;

const data = mkdtempSync(join(tmpdir(), 'gatehouse-'));
let cloud: StartedCloud;
let cookie: string;

const headers = (): Record<string, string> => ({
  'content-type': 'application/json',
  'x-gatehouse-console': '1',
  origin: cloud.console,
  cookie,
});

const post = (path: string, body: unknown, as = headers()): Promise<Response> =>
  fetch(`${cloud.console}/api/${path}`, {
    method: 'POST',
    headers: as,
    body: JSON.stringify(body),
  });

/** An answer of the routes of detection. */
const ask = async <Answer>(route: string, body: unknown = {}): Promise<Answer> => {
  const response = await post(`detection/${route}`, body);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${route}: ${response.status} ${text}`);
  return JSON.parse(text) as Answer;
};

/** Everything on its way arrives: audit records, log groups, alerts, findings, notices. */
const settle = async (): Promise<void> => {
  await fetch(`${cloud.aws}/_gatehouse/clock`, {
    method: 'POST',
    body: JSON.stringify({ advance: 'PT1S' }),
  });
};

const advance = async (duration: string): Promise<void> => {
  await fetch(`${cloud.aws}/_gatehouse/clock`, {
    method: 'POST',
    body: JSON.stringify({ advance: duration }),
  });
};

const signIn = async (profile: 'security' | 'workloads'): Promise<string> => {
  const { accessKeyId, secretAccessKey } = cloud.client(profile).credentials;
  const response = await post(
    'session',
    { accessKeyId, secretAccessKey },
    { ...headers(), cookie: '' },
  );
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
};

const start = async (): Promise<void> => {
  cloud = await startCloud({ data, detection: true, clock: 'manual' });
  cookie = '';
  cookie = await signIn('security');
  for (let look = 0; look < 200; look += 1) {
    const response = await post('detection/status', {});
    if (response.status === 200) {
      const { state } = (await response.json()) as StatusAnswer;
      if (state === 'running') return;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error('detection does not run');
};

const alertsOf = async (rule: string): Promise<readonly AlertRow[]> =>
  (await ask<AlertsAnswer>('alerts', { rule })).alerts;

const config = (profile: 'admin' | 'security' | 'workloads') => cloud.client(profile);

/** Of the API that is called in bursts below. */
const tagUserCalls = async (): Promise<CallsAnswer> =>
  ask<CallsAnswer>('calls', {
    account: WORKLOADS,
    region: 'us-east-1',
    source: 'iam.amazonaws.com',
    name: 'TagUser',
  });

/** Signing in again is an event too, and insights end meanwhile. */
const lastingAlerts = async (): Promise<readonly string[]> => {
  const { alerts } = await ask<AlertsAnswer>('alerts', { limit: 100 });
  return alerts
    .filter(({ rule, origin }) => !rule.includes('login') && origin !== 'insight')
    .map(({ id, rule, count, status }) => [id, rule, count, status].join(' '));
};

beforeAll(start, 60_000);
afterAll(async () => {
  await cloud.stop();
  rmSync(data, { recursive: true, force: true });
});

test(
  'a metric filter for listings of a sensitive bucket rings an alarm',
  { timeout: 30_000 },
  async () => {
    const stage = trailStage(cloud, WORKLOADS, config('workloads'));
    await stage.bucket('trail-files', 'audit');
    const logsTo = await stage.group();
    await stage.trail.createTrail({ Name: 'audit', S3BucketName: 'trail-files', ...logsTo });
    await stage.s3.createBucket({ Bucket: 'password-backup' });
    await stage.trail.putEventSelectors({
      TrailName: 'audit',
      EventSelectors: [
        {
          ReadWriteType: 'All',
          IncludeManagementEvents: true,
          DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::password-backup/'] }],
        },
      ],
    });
    await stage.trail.startLogging({ Name: 'audit' });
    const sns = new SNS(config('workloads'));
    const sqs = new SQS(config('workloads'));
    const { TopicArn = '' } = await sns.createTopic({ Name: 'alarms' });
    const QueueUrl = await subscribedQueue(config('workloads'), TopicArn, 'alarms');
    await new CloudWatchLogs(config('workloads')).putMetricFilter({
      logGroupName: GROUP,
      filterName: 'bucket-enumeration',
      filterPattern:
        '{ ($.eventSource = "s3.amazonaws.com") && (($.eventName = "ListBucket") || ($.eventName = "ListObjects*")) && ($.requestParameters.bucketName = "password-backup") && ($.userAgent != "AWS Internal") }',
      metricTransformations: [
        { metricName: 'BucketEnumeration', metricNamespace: 'AnomalyDetection', metricValue: '1' },
      ],
    });
    await new CloudWatch(config('workloads')).putMetricAlarm({
      AlarmName: 'bucket-enumeration',
      Namespace: 'AnomalyDetection',
      MetricName: 'BucketEnumeration',
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 3,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [TopicArn],
    });

    for (let times = 0; times < 3; times += 1)
      await stage.s3.listObjectsV2({ Bucket: 'password-backup' });
    await settle();
    await settle();

    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 2 });
    expect(Messages[0]?.Body).toContain('bucket-enumeration');
    expect(Messages[0]?.Body).toContain('ALARM');
  },
);

test('the questions about workloads are answered by alerts with the events behind them', async () => {
  await ask('parameters/change', { parameters: { pipelines: ['deploy-*'], networks: null } });
  const iam = new IAM(config('workloads'));
  await iam.createUser({ UserName: 'eve' });
  await iam.attachUserPolicy({
    UserName: 'eve',
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  });
  const { AccessKey } = await iam.createAccessKey({ UserName: 'eve' });
  const keys = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  };
  await iam.createRole({
    RoleName: 'ops',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${WORKLOADS}:root` },
        Action: 'sts:AssumeRole',
      },
    }),
  });
  const { Credentials: session } = await new STS(cloud.clientWith(keys)).assumeRole({
    RoleArn: `arn:aws:iam::${WORKLOADS}:role/ops`,
    RoleSessionName: 'night',
  });
  const asOps = cloud.clientWith({
    accessKeyId: session?.AccessKeyId ?? '',
    secretAccessKey: session?.SecretAccessKey ?? '',
    sessionToken: session?.SessionToken ?? '',
  });
  const refused = new IAM(asOps);
  for (let times = 0; times < 3; times += 1)
    await expect(refused.listUsers({})).rejects.toMatchObject({ name: 'AccessDenied' });
  await settle();

  const [admin] = await alertsOf('attack.admin-user');
  expect(admin).toMatchObject({ status: 'NEW', accounts: [WORKLOADS] });
  const { alert, finding } = await ask<AlertAnswer>('alert', { id: admin?.id });
  expect(alert.evidence.map(({ name }) => name)).toEqual(['AttachUserPolicy']);
  expect(alert.context.map(({ name }) => name)).toContain('CreateUser');
  expect(alert.rule.nextSteps.length).toBeGreaterThan(0);
  expect(finding.importedAt).toBeDefined();

  const eve = await ask<InvestigateAnswer>('investigate', { value: 'eve' });
  expect(eve.timeline.map(({ name }) => name)).toEqual(['AssumeRole']);
  expect(eve.chain).toMatchObject([
    { direction: 'from-subject', role: `arn:aws:iam::${WORKLOADS}:role/ops`, calls: 3 },
  ]);
  const ops = await ask<InvestigateAnswer>('investigate', {
    value: session?.AccessKeyId,
  });
  expect(ops.summary).toMatchObject({ events: 3, errors: 3 });
  expect(ops.chain).toMatchObject([{ direction: 'to-subject', fromAccessKeyId: keys.accessKeyId }]);

  const found = await ask<SearchAnswer>('search', {
    accounts: [WORKLOADS],
    pattern: '{ $.errorCode = "AccessDenied" && $.userIdentity.type = "AssumedRole" }',
  });
  expect(found.events.map(({ name }) => name)).toEqual(['ListUsers', 'ListUsers', 'ListUsers']);
});

test('alerts and their findings have one life, whoever changes it', async () => {
  const hub = new SecurityHub(config('security'));
  const [row] = await alertsOf('attack.admin-user');
  const id = row?.id ?? '';
  const { finding } = await ask<AlertAnswer>('alert', { id });
  const stored = async () => {
    const { Findings = [] } = await hub.getFindings({
      Filters: { Id: [{ Value: finding.id, Comparison: 'EQUALS' }] },
    });
    return Findings[0];
  };
  expect(await stored()).toMatchObject({
    AwsAccountId: WORKLOADS,
    Types: expect.arrayContaining(['TTPs/Persistence/T1098.003']),
    Action: { AwsApiCallAction: { Api: 'AttachUserPolicy', ServiceName: 'iam.amazonaws.com' } },
    Workflow: { Status: 'NEW' },
  });

  await ask('alerts/change', { ids: [id], status: 'NOTIFIED', note: 'asked the team' });
  await settle();
  expect(await stored()).toMatchObject({
    Workflow: { Status: 'NOTIFIED' },
    Note: { Text: 'asked the team' },
  });

  await hub.batchUpdateFindings({
    FindingIdentifiers: [{ Id: finding.id, ProductArn: finding.productArn }],
    Workflow: { Status: 'RESOLVED' },
  });
  await settle();
  await settle();
  const resolved = await ask<AlertAnswer>('alert', { id });
  expect(resolved.status).toBe('RESOLVED');
  expect(resolved.steps.map(({ kind }) => kind)).toEqual(['status', 'status', 'opened']);

  await new IAM(config('workloads')).attachUserPolicy({
    UserName: 'eve',
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  });
  await settle();
  expect((await ask<AlertAnswer>('alert', { id })).status).toBe('NEW');
});

test('settings are changed by who may, with an account of it, and hold at once', async () => {
  const { rules } = await ask<RulesAnswer>('rules');
  expect(rules.some(({ origin }) => origin === 'trap')).toBe(true);
  await ask('rules/change', { id: 'attack.user-created', enabled: false });
  await ask('suppressions/add', {
    name: 'drill',
    reason: 'announced',
    rule: ['attack.access-key-for-another'],
    resource: ['*drill*'],
  });
  const { imported, problems } = await ask<{ imported: string[]; problems: unknown[] }>(
    'rules/import',
    {
      files: [
        {
          name: 'own.yaml',
          text: `id: role-made\ntitle: A role was made\nseverity: HIGH\nwhen: ['{ $.eventName = "CreateRole" }']`,
        },
        { name: 'bad.yaml', text: 'title: [' },
      ],
    },
  );
  expect([imported, problems.length]).toEqual([['custom.role-made'], 1]);
  await settle();

  const iam = new IAM(config('workloads'));
  await iam.createUser({ UserName: 'drill' });
  await iam.createAccessKey({ UserName: 'drill' });
  await iam.createRole({
    RoleName: 'late',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    }),
  });
  await settle();

  const [created] = await alertsOf('attack.user-created');
  expect(created?.count).toBe(1);
  expect(await alertsOf('custom.role-made')).toHaveLength(1);
  const { suppressions } = await ask<{ suppressions: { held: number }[] }>('suppressions');
  expect(suppressions).toMatchObject([{ name: 'drill', held: 1 }]);
  const { changes } = await ask<{ changes: { what: string; by: string }[] }>('changes');
  expect(changes.map(({ what }) => what)).toEqual([
    'imported rule custom.role-made',
    'suppression drill',
    'rule attack.user-created',
    'parameters',
  ]);

  const outsider = { ...headers(), cookie: await signIn('workloads') };
  expect((await post('detection/alerts', {}, outsider)).status).toBe(403);
  expect((await post('detection/traps', {}, outsider)).status).toBe(404);
});

test(
  'whoever touches a trap is found, and told of to its administrators alone',
  { timeout: 30_000 },
  async () => {
    const sqs = new SQS(config('security'));
    const QueueUrl = await subscribedQueue(config('security'), TOPIC, 'notices');
    const place = { account: WORKLOADS, region: 'us-east-1' };
    const make = async (kind: string): Promise<TrapView> =>
      (await ask<{ trap: TrapView }>('traps/create', { kind, place })).trap;
    const role = await make('role');
    const bucket = await make('bucket');
    await settle();
    expect(await alertsOf('trap.*')).toEqual([]);

    await new STS(config('workloads'))
      .assumeRole({ RoleArn: role.arn ?? '', RoleSessionName: 'look' })
      .catch(() => {});
    await new S3({ ...config('workloads'), forcePathStyle: true })
      .listObjectsV2({ Bucket: bucket.name ?? '' })
      .catch(() => {});
    await settle();
    await settle();

    const touched = await alertsOf('trap.*');
    expect(touched.map(({ rule, severity }) => `${rule} ${severity}`)).toEqual(
      expect.arrayContaining(['trap.assume-role HIGH', 'trap.bucket-touched HIGH']),
    );
    const { Findings = [] } = await new SecurityHub(config('security')).getFindings({
      Filters: {
        GeneratorId: [{ Value: 'gatehouse/detection/unexpected-use', Comparison: 'EQUALS' }],
      },
    });
    expect(Findings).toHaveLength(2);
    expect(Findings.every(({ AwsAccountId }) => AwsAccountId === SECURITY)).toBe(true);
    expect(JSON.stringify(Findings).toLowerCase()).not.toContain('trap');
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
    expect(Messages.some(({ Body }) => Body?.includes('[HIGH]'))).toBe(true);
    expect(JSON.stringify(Messages).toLowerCase()).not.toContain('trap');
  },
);

test(
  'a burst of calls stands out against the week before, and all is there after a restart',
  { timeout: 60_000 },
  async () => {
    const iam = new IAM(config('workloads'));
    for (let day = 0; day < 8; day += 1) {
      await iam.tagUser({ UserName: 'eve', Tags: [{ Key: 'day', Value: String(day) }] });
      await advance('P1D');
    }
    for (let times = 0; times < 60; times += 1)
      await iam.tagUser({ UserName: 'eve', Tags: [{ Key: 'k', Value: String(times) }] });
    await settle();
    await advance('PT2M');
    cookie = await signIn('security');
    await settle();

    const { insights, points } = await tagUserCalls();
    expect(insights).toMatchObject([{ type: 'ApiCallRateInsight', name: 'TagUser' }]);
    expect(Math.max(...points.map(({ calls }) => calls))).toBeGreaterThanOrEqual(60);
    const before = await lastingAlerts();
    await cloud.stop();
    await start();
    await advance('P8DT10M');
    cookie = await signIn('security');
    await settle();

    expect(before.length).toBeGreaterThan(5);
    expect(await lastingAlerts()).toEqual(before);
    expect((await tagUserCalls()).insights).toHaveLength(1);
  },
);
