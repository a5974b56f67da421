import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrokerSettings } from '@gatehouse/broker';
import { createClients } from '@gatehouse/clients';
import { type Clock, silentLog, systemIds } from '@gatehouse/core';
import { createVault, type Vault } from '@gatehouse/service-kit';
import { coreMigrations, migrate, openPostgres, openSqlite, type Store } from '@gatehouse/store';
import { withBroker } from '../../broker/broker-web.ts';
import { installDemoPolicy } from '../../broker/demo-access.ts';
import {
  BROKER_ACCOUNT,
  BROKER_ROLE,
  ORGANIZATION_ROLE,
  TARGET_ROLE,
} from '../../broker/demo-roles.ts';
import { type RunningBroker, startBroker } from '../../broker/start-broker.ts';
import { close, listen } from '../../endpoint.ts';
import { taskRoleKeys } from '../../role-keys.ts';
import { MANAGEMENT_ACCOUNT } from '../../seed.ts';
import { brokerCloud, brokerStory, type BrokerStory, type CloudStory } from './broker.fixture.ts';
import { type Recorder, recorderBefore } from './recorder.fixture.ts';

/** A broker that knows the cloud by its AWS endpoint alone, of which a recorder writes down what is asked. */
export interface RecordedBroker extends BrokerStory {
  readonly cloud: CloudStory['cloud'];
  readonly aws: Recorder;
  /** The same people at each node; the first one is the story itself. */
  readonly nodes: readonly BrokerStory[];
  as: CloudStory['as'];
  stop(): Promise<void>;
}

const REGION = 'us-east-1';

const settingsOf = (
  { cloud, people: { issuer, clientId, poolId } }: CloudStory,
  own: () => string,
): BrokerSettings => ({
  identity: () => ({
    issuer,
    clientId,
    scopes: ['openid', 'email', 'profile'],
    audience: { kind: 'cognito', clientIds: [clientId] },
    directory: { kind: 'cognito', userPoolId: poolId },
    loopbackPorts: [],
  }),
  aws: {
    brokerRoleArn: `arn:aws:iam::${BROKER_ACCOUNT}:role/${BROKER_ROLE}`,
    targetRoleName: TARGET_ROLE,
    organizationRoleArn: `arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/${ORGANIZATION_ROLE}`,
    regions: [REGION],
    signIn: {
      federationUrl: `${cloud.console}/federation`,
      method: 'POST',
      consoleUrl: cloud.console,
      issuer: `${own()}/access`,
    },
  },
  notify: {
    consoleUrl: own,
    topicArn: undefined,
    slackWebhookUrl: undefined,
    teamsWebhookUrl: undefined,
  },
  conditionSecrets: new Map(),
});

interface Node {
  readonly url: string;
  readonly store: Store;
  readonly running: RunningBroker;
  stop(): Promise<void>;
}

interface Surroundings {
  readonly outer: CloudStory;
  readonly aws: Recorder;
  readonly clock: Clock;
  readonly vault: Vault;
  /** For the nodes' data folders. */
  readonly folder: string;
}

const NOT_HERE = 404;

const startNode = async (
  { outer, aws, clock, vault, folder }: Surroundings,
  database: string | undefined,
  name: string,
): Promise<Node> => {
  const store =
    database === undefined
      ? await openSqlite({ file: ':memory:', clock, log: silentLog })
      : await openPostgres({ url: database, clock, log: silentLog });
  await migrate(store, coreMigrations);
  let running: RunningBroker | undefined;
  const pages = await listen(
    withBroker(
      () => running?.broker,
      (_request, response) => {
        response.writeHead(NOT_HERE).end();
      },
    ),
    '127.0.0.1:0',
  );
  const clients = createClients({
    endpoint: aws.url,
    region: REGION,
    credentials: taskRoleKeys(
      outer.cloud.cloud,
      'arn:aws:iam::777788889999:role/GatehouseBrokerRole',
      'gatehouse-broker',
    ),
    clock,
    // Shorter than in real life, so that a scenario need not wait; long for a busy machine.
    timeouts: { requestMilliseconds: 3000 },
  });
  const mailer = { send: async () => {} };
  const place = { store, clock, log: silentLog, vault, mailer, data: join(folder, name) };
  const settings = settingsOf(outer, () => pages.url);
  const started = await startBroker(place, clients, settings);
  running = started;
  return {
    url: pages.url,
    store,
    running: started,
    stop: async () => {
      await started.stop();
      await close(pages.server);
      await store.close();
    },
  };
};

/** The demo's access policy, and a catalog that is whole. */
const firstContent = async ({ store, running }: Node, clock: Clock): Promise<void> => {
  const { broker, runner } = running;
  await installDemoPolicy(store, broker, clock);
  await runner.runDue();
  const { accounts } = await broker.catalog.current();
  for (const account of accounts.keys()) await broker.catalog.refresh(account);
};

export interface NodeWish {
  /** URL of a PostgreSQL database; default: one in memory. */
  readonly database?: string;
  /** How far its clock is behind that of the cloud. */
  readonly behindMilliseconds?: number;
}

/** A broker of one node, or of several on one database. */
export const recordedBroker = async (
  wishes: readonly NodeWish[] = [{}],
): Promise<RecordedBroker> => {
  const outer = await brokerCloud();
  const aws = await recorderBefore(outer.cloud.aws);
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-recorded-'));
  let now = await outer.now();
  const clock: Clock = { now: () => new Date(now) };
  const vault = createVault(systemIds.bytes(32), systemIds);
  const nodes: Node[] = [];
  for (const { database, behindMilliseconds = 0 } of wishes) {
    const own: Clock = { now: () => new Date(now.getTime() - behindMilliseconds) };
    const surroundings = { outer, aws, clock: own, vault, folder };
    nodes.push(await startNode(surroundings, database, `node-${nodes.length}`));
  }
  for (const node of nodes.slice(0, 1)) await firstContent(node, clock);
  aws.forget();

  const advance = async (duration: string): Promise<Date> => {
    now = await outer.advance(duration);
    for (const { running } of nodes) await running.runner.runDue();
    return now;
  };
  const places = nodes.map(({ url }) => ({
    aws: outer.cloud.aws,
    console: url,
    consolePasswords: outer.cloud.consolePasswords,
    pool: outer.cloud.client('security'),
    people: outer.people,
    clock: { advance, now: () => outer.now() },
  }));
  const stories = await Promise.all(places.map(brokerStory));
  const [story] = stories;
  if (story === undefined) throw new Error('there is no node');
  return {
    ...story,
    cloud: outer.cloud,
    as: (credentials) => outer.as(credentials),
    aws,
    nodes: stories,
    stop: async () => {
      for (const node of nodes) await node.stop();
      await aws.close();
      await outer.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
