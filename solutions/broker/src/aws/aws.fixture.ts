import { createClients, type Clients, type Keys } from '@gatehouse/clients';
import { silentLog, systemIds, systemOutbound, systemTimers } from '@gatehouse/core';
import {
  createWorkRunner,
  memoryStore,
  type Migration,
  type Store,
  type Tx,
  type WorkRunner,
} from '@gatehouse/store';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { type Duration, type ManualClock, manualClock } from '@gatehouse/testkit';
import type {
  AuditLeaf,
  AuditLog,
  Credentials,
  Grant,
  Issued,
  Notice,
  Notifier,
  Person,
} from '../model/index.ts';
import { type AwsSide, createAwsSide } from './create-aws-side.ts';
import { type TestGrants, testGrants } from './grants.fixture.ts';
import { awsMigrations } from './migrations.ts';
import type { AwsParts, AwsSettings } from './parts.ts';
import { type Recorder, recorder } from './recorder.fixture.ts';
import { account } from './roles.fixture.ts';

const SECURITY = '777788889999';
const BROKER_ROLE = `arn:aws:iam::${SECURITY}:role/TestBrokerRole`;

/** Leaves and notices in tables, so that a transaction that fails leaves none. */
const testLog = (): { readonly audit: AuditLog; readonly notifier: Notifier } => ({
  audit: {
    append: async (tx, leaves) => {
      for (const leaf of leaves)
        await tx.run('INSERT INTO test_leaf (content) VALUES (?)', [JSON.stringify(leaf)]);
    },
  },
  notifier: {
    tell: async (tx, notices) => {
      for (const notice of notices)
        await tx.run('INSERT INTO test_notice (content) VALUES (?)', [JSON.stringify(notice)]);
    },
  },
});

/** What a store of the fixture has. */
export const testMigrations: readonly Migration[] = [
  ...awsMigrations,
  {
    component: 'test',
    version: 1,
    statements: [
      'CREATE TABLE test_leaf (id INTEGER PRIMARY KEY AUTOINCREMENT, content TEXT NOT NULL)',
      'CREATE TABLE test_notice (id INTEGER PRIMARY KEY AUTOINCREMENT, content TEXT NOT NULL)',
    ],
  },
];

export interface BrokerNode {
  readonly aws: AwsSide;
  readonly runner: WorkRunner;
}

export interface AwsFixture extends BrokerNode {
  readonly cloud: StartedCloud;
  readonly store: Store;
  readonly clock: ManualClock;
  readonly grants: TestGrants;
  readonly recorder: Recorder;
  readonly settings: AwsSettings;
  /** The administrator of an account, for what the test itself has to do. */
  admin(profile?: 'admin' | 'security' | 'workloads'): Clients;
  as(credentials: Credentials): Clients;
  /** As the broker's own role, past the recorder. */
  broker(): Promise<Keys>;
  advance(by: Duration): Promise<void>;
  leaves(type?: string): Promise<readonly AuditLeaf[]>;
  notices(): Promise<readonly Notice[]>;
  /** A session with its credentials. */
  issue(grant: Grant, on?: AwsSide): Promise<Extract<Issued, { kind: 'cli' }>>;
  /** Ends a grant as the requests room does, and does what is due. */
  revoke(grant: Grant): Promise<void>;
  /** A process like the first that has lost its memory. */
  otherNode(change?: Partial<AwsParts>): BrokerNode;
  stop(): Promise<void>;
}

export const person = (name: string): Person => ({
  id: `p-${name
    .replace(/[^a-z]/g, '')
    .padEnd(26, '2')
    .slice(0, 26)}`,
  issuer: 'https://issuer.example',
  subject: `subject-of-${name}`,
  name,
  email: `${name}@example.com`,
});

const cloudTime = async (aws: string, advance: string): Promise<Date> => {
  const answer = await fetch(`${aws}/_gatehouse/clock`, {
    method: 'POST',
    body: JSON.stringify({ advance }),
  });
  const { now } = (await answer.json()) as { now: string };
  return new Date(now);
};

const clientsOf = (
  cloud: StartedCloud,
  clock: ManualClock,
  credentials: Keys,
  endpoint = cloud.aws,
): Clients =>
  createClients({
    endpoint,
    region: 'us-east-1',
    credentials: () => Promise.resolve(credentials),
    clock,
    maxAttempts: 1,
  });

const settingsOf = (cloud: StartedCloud, accountsPerSecond: number): AwsSettings => ({
  brokerRoleArn: BROKER_ROLE,
  targetRoleName: 'TestBrokerTargetRole',
  organizationRoleArn: 'arn:aws:iam::123456789012:role/TestBrokerOrganizationRole',
  regions: ['us-east-1'],
  signIn: {
    federationUrl: `${cloud.console}/federation`,
    method: 'POST',
    consoleUrl: cloud.console,
    issuer: 'https://broker.example/',
  },
  accountsPerSecond,
});

const rowsOf = async <Row>(store: Store, table: 'test_leaf' | 'test_notice'): Promise<Row[]> => {
  const rows = await store.read((tx: Tx) =>
    tx.all<{ content: string }>(`SELECT content FROM ${table} ORDER BY id`),
  );
  return rows.map(({ content }) => JSON.parse(content) as Row);
};

/** Credentials of the broker's role, for whoever administers its account. */
const brokerKeys = (security: Clients) => async (): Promise<Keys> => {
  const { Credentials: given } = await security
    .sts()
    .assumeRole({ RoleArn: BROKER_ROLE, RoleSessionName: 'broker' });
  if (given === undefined) throw new Error('the broker has no role');
  return {
    accessKeyId: given.AccessKeyId ?? '',
    secretAccessKey: given.SecretAccessKey ?? '',
    sessionToken: given.SessionToken ?? '',
    ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
  };
};

/** A process with nothing in its memory. */
const nodeOf = (parts: AwsParts): BrokerNode => {
  const aws = createAwsSide(parts);
  return {
    aws,
    runner: createWorkRunner({ ...parts, handlers: new Map(Object.entries(aws.work)) }),
  };
};

const partsOf = (
  own: Pick<AwsParts, 'store' | 'clock' | 'settings'>,
  grants: TestGrants,
  endpoint: string,
  credentials: () => Promise<Keys>,
): AwsParts => ({
  ...own,
  timers: systemTimers,
  ids: systemIds,
  log: silentLog,
  clients: createClients({
    endpoint,
    region: 'us-east-1',
    credentials,
    clock: own.clock,
    maxAttempts: 1,
    timeouts: { requestMilliseconds: 5000 },
  }),
  outbound: systemOutbound,
  grants: grants.port,
  ...testLog(),
  wake: () => {},
});

const advanceBoth = async (
  cloud: StartedCloud,
  clock: ManualClock,
  by: Duration,
): Promise<void> => {
  const before = clock.now().getTime();
  clock.advance(by);
  const seconds = Math.round((clock.now().getTime() - before) / 1000);
  await cloudTime(cloud.aws, `PT${seconds}S`);
};

/** What tests do with a node. */
const handles = (
  store: Store,
  grants: TestGrants,
  { aws, runner }: BrokerNode,
): Pick<AwsFixture, 'leaves' | 'notices' | 'issue' | 'revoke'> => ({
  leaves: async (type) => {
    const leaves = await rowsOf<AuditLeaf>(store, 'test_leaf');
    return leaves.filter((leaf) => type === undefined || leaf.type === type);
  },
  notices: () => rowsOf<Notice>(store, 'test_notice'),
  issue: async (grant, on = aws) => {
    const issued = await on.sessions.issue(grant, 'cli', {
      actor: grant.requester.id,
      stillLive: () => Promise.resolve(true),
    });
    if (issued.kind !== 'cli') throw new Error('a session for the console was issued');
    return issued;
  },
  revoke: async (grant) => {
    grants.end(grant, 'revoked');
    await store.write((tx) => aws.sessions.cut(tx, grant, grant.endsAt));
    await runner.runDue();
  },
});

/** The AWS side over the real embedded cloud with a recorder in front, roles set up as a deployment has them. */
export const awsFixture = async (
  open: () => Promise<Store> = () => memoryStore(testMigrations),
): Promise<AwsFixture> => {
  const cloud = await startCloud({ clock: 'manual' });
  const clock = manualClock(await cloudTime(cloud.aws, 'PT0S'));
  const store = await open();
  const front = await recorder(cloud.aws);
  const admin = (profile: 'admin' | 'security' | 'workloads' = 'workloads'): Clients =>
    clientsOf(cloud, clock, cloud.client(profile).credentials);
  await account(admin, BROKER_ROLE);
  const broker = brokerKeys(admin('security'));
  const settings = settingsOf(cloud, 100);
  const grants = testGrants(clock);
  const parts = partsOf({ store, clock, settings }, grants, front.url, broker);
  const first = nodeOf(parts);
  return {
    ...first,
    ...handles(store, grants, first),
    cloud,
    store,
    clock,
    grants,
    recorder: front,
    settings,
    admin,
    broker,
    as: (credentials) => clientsOf(cloud, clock, credentials),
    advance: (by) => advanceBoth(cloud, clock, by),
    otherNode: (change = {}) => nodeOf({ ...parts, ...change }),
    stop: async () => {
      first.aws.close();
      parts.clients.close();
      await front.close();
      await cloud.stop();
      await store.close();
    },
  };
};
