import { setTimeout as pause } from 'node:timers/promises';
import { createClients, type AwsSecurityFinding, type Clients } from '@gatehouse/clients';
import { silentLog, systemClock, systemTimers } from '@gatehouse/core';
import {
  coreMigrations,
  memoryStore,
  migrate,
  type Store,
  type WorkHandler,
  openPostgres,
} from '@gatehouse/store';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { testPostgres } from '@gatehouse/testkit';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ACCOUNT, overBus, record } from './deletions/record.fixture.ts';
import { resolverMigrations } from './journal/migrations.ts';
import { createResolver, type Resolver, type ResolverSettings } from './resolver.ts';
import { UPDATED_BY } from './resolving/note.ts';
import { scan, type ScanStep } from './scan.ts';

const REGION = 'us-east-1';
const SECURITY = '777788889999';

let cloud: StartedCloud;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());

const clientsAs = (profile: 'security' | 'workloads', endpoint = cloud.aws): Clients =>
  createClients({
    endpoint,
    region: REGION,
    credentials: async () => cloud.client(profile).credentials,
    clock: systemClock,
    maxAttempts: 1,
  });

const ago = (milliseconds: number): Date => new Date(systemClock.now().getTime() - milliseconds);

interface Running {
  readonly resolver: Resolver;
  readonly store: Store;
}

const running = async (
  settings: Partial<ResolverSettings> & { readonly endpoint?: string; readonly store?: Store } = {},
): Promise<Running> => {
  const { endpoint, store = await memoryStore(), ...rest } = settings;
  await migrate(store, [...coreMigrations, ...resolverMigrations]);
  const resolver = createResolver({
    store,
    clock: systemClock,
    timers: systemTimers,
    log: silentLog,
    clients: clientsAs('security', endpoint),
    settings: { region: REGION, ...rest },
  });
  return { resolver, store };
};

const work = async ({ resolver, store }: Running, kind: string, key: string): Promise<void> => {
  const handler: WorkHandler | undefined = resolver.work.get(kind);
  await handler?.(store, {
    kind,
    key,
    payload: '',
    dueAt: systemClock.now(),
    attempts: 1,
    lease: 'l',
    version: 1,
  });
};

const importing = async (
  ...resources: readonly (readonly [id: string, type: string, resource: string])[]
) => {
  const at = ago(3_600_000).toISOString();
  const Findings = resources.map(([Id, Type, resource]): AwsSecurityFinding => ({
    SchemaVersion: '2018-10-08',
    Id,
    ProductArn: `arn:aws:securityhub:${REGION}:${ACCOUNT}:product/${ACCOUNT}/default`,
    GeneratorId: 'scanner',
    AwsAccountId: ACCOUNT,
    Types: ['Software and Configuration Checks'],
    CreatedAt: at,
    UpdatedAt: systemClock.now().toISOString(),
    Severity: { Label: 'LOW' },
    Title: Id,
    Description: 'd',
    Resources: [{ Type, Id: resource }],
  }));
  for (let from = 0; from < Findings.length; from += 100) {
    const { FailedCount: failed } = await clientsAs('workloads')
      .securityHub()
      .batchImportFindings({ Findings: Findings.slice(from, from + 100) });
    expect(failed).toBe(0);
  }
};

const statusOf = async (id: string): Promise<string | undefined> => {
  const { Findings: found = [] } = await clientsAs('security')
    .securityHub()
    .getFindings({ Filters: { Id: [{ Value: id, Comparison: 'EQUALS' }] } });
  return found[0]?.Workflow?.Status;
};

/** The deletion of a bucket, now. */
const deletionOf = (bucket: string, id: string): string =>
  JSON.stringify({
    ...overBus(
      record({
        source: 's3.amazonaws.com',
        event: 'DeleteBucket',
        region: REGION,
        request: { bucketName: bucket },
        rest: { eventID: id, eventTime: systemClock.now().toISOString() },
      }),
      undefined,
      's3',
    ),
    region: REGION,
  });

test('one event resolves what is open about its resource, and the report says why', async () => {
  await importing(
    ['r1-arn', 'AwsS3Bucket', 'arn:aws:s3:::r1'],
    ['r1-name', 'AwsS3Bucket', 'r1'],
    ['r1-other', 'AwsS3Bucket', 'arn:aws:s3:::r1x'],
  );
  const { resolver } = await running();
  await resolver.take([deletionOf('r1', 'event-r1')]);
  expect(await statusOf('r1-arn')).toBe('RESOLVED');
  expect(await statusOf('r1-name')).toBe('RESOLVED');
  expect(await statusOf('r1-other')).toBe('NEW');
  const [entry] = await resolver.report.deletions(10);
  expect(entry).toMatchObject({ state: 'done', resolved: 2, failed: 0, deletion: { label: 'r1' } });
  const outcomes = await resolver.report.outcomes(entry?.deletion.id ?? '');
  expect(outcomes.map(({ outcome, finding }) => [outcome, finding.title])).toEqual([
    ['resolved', 'r1-arn'],
    ['resolved', 'r1-name'],
  ]);
  expect(await resolver.report.totals(new Date(0))).toMatchObject({
    types: [{ type: 'AwsS3Bucket', deletions: 1, resolved: 2 }],
  });
});

test('the same event again does nothing, and what is no deletion is counted', async () => {
  const { resolver } = await running();
  await resolver.take([deletionOf('r2', 'event-r2'), deletionOf('r2', 'event-r2')]);
  await resolver.take([deletionOf('r2', 'event-r2'), '{"detail-type":"x"}', 'no json']);
  expect(await resolver.report.deletions(10)).toHaveLength(1);
  expect((await resolver.report.totals(new Date(0))).ignored).toMatchObject([
    { reason: 'not-by-aws', number: 1 },
    { reason: 'unreadable', number: 1 },
  ]);
});

test('more findings than a page and a batch take', async () => {
  await importing(
    ...Array.from(
      { length: 230 },
      (_, index) => [`r3-${index}`, 'AwsS3Bucket', 'arn:aws:s3:::r3'] as const,
    ),
  );
  const { resolver } = await running();
  await resolver.take([deletionOf('r3', 'event-r3')]);
  expect(await resolver.report.deletions(1)).toMatchObject([{ resolved: 230 }]);
});

test('a dry run finds and changes nothing', async () => {
  await importing(['r4', 'AwsS3Bucket', 'arn:aws:s3:::r4']);
  const { resolver } = await running({ dryRun: true });
  await resolver.take([deletionOf('r4', 'event-r4')]);
  expect(await resolver.report.deletions(1)).toMatchObject([{ state: 'done', resolved: 1 }]);
  expect(await statusOf('r4')).toBe('NEW');
});

test('while Security Hub does not answer the deletion waits, and is resolved later', async () => {
  await importing(['r5', 'AwsS3Bucket', 'arn:aws:s3:::r5']);
  const lame = await running({ endpoint: 'http://127.0.0.1:1' });
  await lame.resolver.take([deletionOf('r5', 'event-r5')]);
  expect(await lame.resolver.report.deletions(1)).toMatchObject([{ state: 'waiting' }]);

  const resolver = createResolver({
    store: lame.store,
    clock: systemClock,
    timers: systemTimers,
    log: silentLog,
    clients: clientsAs('security'),
    settings: { region: REGION },
  });
  await work({ resolver, store: lame.store }, 'resolver.deletion', 'event-r5/0');
  expect(await statusOf('r5')).toBe('RESOLVED');
});

test('a finding that comes after the deletion is resolved, but not one about the next bucket of that name', async () => {
  const late = await running();
  await late.resolver.take([deletionOf('r6', 'event-r6')]);
  await work(late, 'resolver.late', 'all');
  await importing(['r6-late', 'AwsS3Bucket', 'arn:aws:s3:::r6']);
  await work(late, 'resolver.late', 'all');
  expect(await statusOf('r6-late')).toBe('RESOLVED');
  expect(await late.resolver.report.deletions(1)).toMatchObject([{ resolved: 1 }]);
});

test('a finding that comes late and says that it is old is found an hour after the deletion', async () => {
  const late = await running();
  await late.resolver.take([deletionOf('r10', 'event-r10')]);
  await importing(['r10-late', 'AwsS3Bucket', 'arn:aws:s3:::r10']);
  await work(late, 'resolver.again', 'event-r10/0');
  expect(await statusOf('r10-late')).toBe('RESOLVED');
  expect(await late.resolver.report.deletions(1)).toMatchObject([{ state: 'done', resolved: 1 }]);
});

test('where no bus brings events, histories are read; and a scan by hand does the same', async () => {
  const admin = clientsAs('workloads');
  await admin.sqs().createQueue({ QueueName: 'r7' });
  const { QueueUrl } = await admin.sqs().getQueueUrl({ QueueName: 'r7' });
  const arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:r7`;
  await importing(['r7', 'AwsSqsQueue', arn]);
  await admin.sqs().deleteQueue({ QueueUrl });

  const roleArn = `arn:aws:iam::${ACCOUNT}:role/History`;
  await admin.iam().createRole({
    RoleName: 'History',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: SECURITY }, Action: 'sts:AssumeRole' }],
    }),
  });
  await admin.iam().putRolePolicy({
    RoleName: 'History',
    PolicyName: 'h',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'cloudtrail:LookupEvents', Resource: '*' }],
    }),
  });
  const place = { account: ACCOUNT, region: REGION, roleArn };
  const steps: ScanStep[] = [];
  for await (const step of scan({
    clients: clientsAs('security'),
    region: REGION,
    places: [place, { ...place, roleArn: `${roleArn}-missing` }],
    from: ago(3_600_000),
    to: ago(-1000),
    dryRun: true,
  }))
    steps.push(step);
  expect(steps.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['place', 'unreadable-place']),
  );
  const [queue] = steps.flatMap((step) =>
    step.kind === 'resolution' && step.resolution.deletion.label === 'r7' ? [step.resolution] : [],
  );
  expect(queue?.outcomes).toMatchObject([{ outcome: 'would-resolve', finding: { id: 'r7' } }]);

  const polling = await running({ places: [place] });
  await work(polling, 'resolver.poll', `${ACCOUNT} ${REGION}`);
  const { Findings: found = [] } = await clientsAs('security')
    .securityHub()
    .getFindings({ Filters: { Id: [{ Value: 'r7', Comparison: 'EQUALS' }] } });
  expect(found[0]).toMatchObject({
    Workflow: { Status: 'RESOLVED' },
    Note: { UpdatedBy: UPDATED_BY, Text: expect.stringContaining('sqs:DeleteQueue') },
  });
});

test('a finding of another account that has the same product and Id stays as it is', async () => {
  const ProductArn = `arn:aws:securityhub:${REGION}::product/aws/guardduty`;
  const finding = (AwsAccountId: string, bucket: string): AwsSecurityFinding => ({
    SchemaVersion: '2018-10-08',
    Id: 'r9',
    ProductArn,
    GeneratorId: 'g',
    AwsAccountId,
    Types: ['TTPs'],
    CreatedAt: ago(3_600_000).toISOString(),
    UpdatedAt: ago(0).toISOString(),
    Severity: { Label: 'HIGH' },
    Title: bucket,
    Description: 'd',
    Resources: [{ Type: 'AwsS3Bucket', Id: `arn:aws:s3:::${bucket}` }],
  });
  const imported = async (profile: 'security' | 'workloads', one: AwsSecurityFinding) => {
    const hub = clientsAs(profile).securityHub();
    expect(await hub.batchImportFindings({ Findings: [one] })).toMatchObject({ FailedCount: 0 });
  };
  await imported('workloads', finding(ACCOUNT, 'r9'));
  const { resolver } = await running();
  await imported('security', finding(SECURITY, 'r9-elsewhere'));
  await resolver.take([deletionOf('r9', 'event-r9')]);

  const { Findings: found = [] } = await clientsAs('security')
    .securityHub()
    .getFindings({ Filters: { Id: [{ Value: 'r9', Comparison: 'EQUALS' }] } });
  expect(found.map(({ Workflow }) => Workflow?.Status)).toEqual(['NEW', 'NEW']);
  expect(await resolver.report.outcomes('event-r9/0')).toMatchObject([
    { outcome: 'failed', error: expect.stringContaining('AmbiguousFinding') },
  ]);
});

test('what its product opens again after the deletion stays open: the name has been given again', async () => {
  const again = await running();
  await work(again, 'resolver.late', 'all');
  await importing(['r11', 'AwsS3Bucket', 'arn:aws:s3:::r11']);
  await again.resolver.take([deletionOf('r11', 'event-r11')]);
  expect(await statusOf('r11')).toBe('RESOLVED');
  const hub = clientsAs('workloads').securityHub();
  const { Findings: [found] = [] } = await hub.getFindings({
    Filters: { Id: [{ Value: 'r11', Comparison: 'EQUALS' }] },
  });
  for (const RecordState of ['ARCHIVED', 'ACTIVE'] as const) {
    await pause(5);
    const UpdatedAt = systemClock.now().toISOString();
    const { Region: _region, ...given } = { ...found, RecordState, UpdatedAt };
    await hub.batchImportFindings({ Findings: [given as AwsSecurityFinding] });
  }
  expect(await statusOf('r11')).toBe('NEW');
  await work(again, 'resolver.late', 'all');
  expect(await statusOf('r11')).toBe('NEW');
});

test('late findings find their deletion among any number of others of that name', async () => {
  const late = await running();
  await work(late, 'resolver.late', 'all');
  await late.resolver.take([deletionOf('r10', 'event-r10')]);
  const elsewhere = JSON.parse(deletionOf('r10', 'x'));
  await late.resolver.take(
    Array.from({ length: 120 }, (_, index) => {
      const detail = { ...elsewhere.detail, eventID: `event-r10-${index}` };
      return JSON.stringify({ ...elsewhere, account: SECURITY, detail });
    }),
  );
  await importing(['r10', 'AwsS3Bucket', 'arn:aws:s3:::r10']);
  await work(late, 'resolver.late', 'all');
  expect(await statusOf('r10')).toBe('RESOLVED');
});

test('what is old enough is forgotten', async () => {
  const old = await running({ retentionDays: 0 });
  await old.resolver.take([deletionOf('r8', 'event-r8')]);
  await pause(5);
  await work(old, 'resolver.forget', 'all');
  expect(await old.resolver.report.deletions(1)).toEqual([]);
});

test('a deletion is kept, resolved, reported and forgotten on PostgreSQL too', async ({ skip }) => {
  const server = await testPostgres();
  if (server === undefined) skip('no PostgreSQL on this machine');
  const store = await openPostgres({
    url: (await server?.database()) ?? '',
    clock: systemClock,
    log: silentLog,
  });
  onTestFinished(() => store.close());
  await importing(['r9', 'AwsS3Bucket', 'arn:aws:s3:::r9']);
  const there = await running({ store, retentionDays: 0 });
  await there.resolver.take([deletionOf('r9', 'event-r9'), 'no json']);
  await work(there, 'resolver.late', 'all');
  await importing(['r9-late', 'AwsS3Bucket', 'arn:aws:s3:::r9']);
  await work(there, 'resolver.late', 'all');
  expect(await there.resolver.report.deletions(5)).toMatchObject([{ state: 'done', resolved: 2 }]);
  expect(await there.resolver.report.totals(new Date(0))).toMatchObject({
    types: [{ type: 'AwsS3Bucket', deletions: 1, resolved: 2 }],
    ignored: [{ reason: 'unreadable', number: 1 }],
  });
  await pause(5);
  await work(there, 'resolver.forget', 'all');
  expect(await there.resolver.report.deletions(1)).toEqual([]);
});
