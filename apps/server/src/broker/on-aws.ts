import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import type { BrokerSettings } from '@gatehouse/broker';
import { createClients, foundKeys, type KeyProvider } from '@gatehouse/clients';
import { systemTimers } from '@gatehouse/core';
import { coreMigrations, listDeadWork, migrate, type Store } from '@gatehouse/store';
import { bucketCopies, type Copies } from '../audit-files/index.ts';
import type { Config } from '../config.ts';
import { createBrokerPages } from '../console/broker-pages.ts';
import type { ConsoleAnswer } from '../console/http.ts';
import { close, listen } from '../endpoint.ts';
import { keyCheckMigrations, requireSameKey } from '../key-check.ts';
import { reasonOf, StartRefusedError } from '../start-refused.ts';
import { type Foundation, keyFile, layFoundation } from '../start.ts';
import { requireBrokerRole } from './broker-role.ts';
import { withBroker } from './broker-web.ts';
import { conditionSecrets } from './condition-secrets.ts';
import { type OnAwsSettings, onAwsSettings } from './on-aws-settings.ts';
import { type PeopleOrigins, peopleOrigins } from './people-origins.ts';
import { settingsMigrations } from './settings-table.ts';
import { type RunningBroker, startBroker } from './start-broker.ts';
import { visitorAddress } from './visitor-address.ts';

export interface RunningOnAws {
  /** URL that the console listens on; browsers come by `consoleUrl`. */
  readonly console: string;
  /** Finishes what runs and closes everything. */
  stop(): Promise<void>;
}

type State = 'starting' | 'ready' | 'stopping';

const PAGES = join(import.meta.dirname, '..', '..', '..', 'console', 'dist');

const readText = (name: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StartRefusedError(`${name}: ${file} cannot be read: ${reasonOf(cause)}.`, { cause });
  }
};

const brokerSettings = (config: Config, settings: OnAwsSettings): BrokerSettings => {
  const webhook = (name: 'slackWebhookFile' | 'teamsWebhookFile'): string | undefined => {
    const file = config[name];
    return file === undefined ? undefined : readText(name, file).trim();
  };
  return {
    identity: () => settings.identity,
    aws: settings.aws,
    notify: {
      consoleUrl: () => settings.consoleUrl,
      topicArn: config.noticeTopicArn,
      slackWebhookUrl: webhook('slackWebhookFile'),
      teamsWebhookUrl: webhook('teamsWebhookFile'),
    },
    conditionSecrets: conditionSecrets(config.conditionSecretsFile, (file) =>
      readText('conditionSecretsFile', file),
    ),
  };
};

const prepareStore = async ({ config, store, vault, mailing }: Foundation): Promise<void> => {
  await migrate(store, [
    ...coreMigrations,
    ...keyCheckMigrations,
    ...settingsMigrations,
    ...mailing.migrations,
  ]);
  await requireSameKey(store, vault, keyFile(config));
};

/** Puts the first access policy in force; a document that is wrong is told part by part. */
const installPolicy = async (
  { store, clock, log }: Foundation,
  { broker }: RunningBroker,
  file: string,
): Promise<void> => {
  const document = readText('accessPolicyFile', file);
  try {
    const isFirst = await store.write((tx) => broker.installPolicy(tx, document, clock.now()));
    if (isFirst) log.info('the access policy is in force', { file });
  } catch (cause) {
    if (!(cause instanceof Error) || cause.name !== 'BrokerError') throw cause;
    throw new StartRefusedError(`The access policy ${file} is wrong: ${cause.message}`, { cause });
  }
};

const copiesOf = (
  { config, clock }: Foundation,
  { region, suffix }: OnAwsSettings,
  credentials: KeyProvider,
): Copies | undefined => {
  const { checkpointBucket: name, checkpointEndpoint: endpoint } = config;
  return name === undefined
    ? undefined
    : bucketCopies({ name, region, suffix, endpoint, credentials, clock });
};

const openBroker = async (
  foundation: Foundation,
  settings: OnAwsSettings,
): Promise<RunningBroker> => {
  const { config, store, clock, log, vault, mailing } = foundation;
  const shown = brokerSettings(config, settings);
  const { region } = settings;
  // Without an endpoint the SDK asks AWS, or what AWS_ENDPOINT_URL names.
  const credentials = foundKeys(region);
  const clients = createClients({ region, credentials, clock });
  await requireBrokerRole(clients, settings.aws, log);
  await prepareStore(foundation);
  if (config.smtpUrl === undefined)
    log.warn('no mail server is set: mails to people are kept and not sent');
  const copies = copiesOf(foundation, settings, credentials);
  if (copies === undefined)
    log.warn('no bucket keeps the checkpoints of the audit log: the data folder alone has them');
  const place = { store, clock, log, vault, mailer: mailing.mailer, data: config.data, copies };
  return startBroker(place, clients, shown);
};

const health = async (): Promise<ConsoleAnswer> => ({ status: 200, body: { status: 'ok' } });

/** For load balancers. */
const ownAnswers = (
  store: Store,
  state: () => State,
): ReadonlyMap<string, () => Promise<ConsoleAnswer>> => {
  const ready = async (): Promise<ConsoleAnswer> => {
    const dead = await listDeadWork(store, { limit: 1 });
    const body = { state: state(), database: store.dialect, deadWork: dead.length > 0 };
    return { status: state() === 'ready' ? 200 : 503, body };
  };
  return new Map([
    ['GET /_gatehouse/health', health],
    ['GET /_gatehouse/ready', ready],
  ]);
};

interface Running {
  readonly running: RunningBroker;
  readonly origins: PeopleOrigins;
  readonly server: Server;
  readonly store: Store;
}

const stop = async ({ running, origins, server, store }: Running): Promise<void> => {
  origins.stop();
  await close(server);
  await running.stop();
  await store.close();
};

/** The broker and its pages on real AWS accounts, without the embedded services. @throws ConfigError, StartRefusedError */
export const startOnAws = async (config: Config): Promise<RunningOnAws> => {
  const settings = onAwsSettings(config);
  const foundation = await layFoundation(config);
  const { store, log } = foundation;
  let state: State = 'starting';
  const running = await openBroker(foundation, settings);
  await installPolicy(foundation, running, settings.accessPolicyFile);
  const parts = { timers: systemTimers, log };
  const origins = await peopleOrigins(running.broker, settings.identity.issuer, parts);
  const pages = createBrokerPages({
    consoleUrl: settings.consoleUrl,
    files: PAGES,
    connectTo: () => origins.known(),
    own: ownAnswers(store, () => state),
    log,
  });
  const { server, url } = await listen(
    withBroker(() => running.broker, pages, visitorAddress(config.trustedProxies)),
    config.consoleListen,
  );
  running.runner.start();
  state = 'ready';
  return {
    console: url,
    stop: () => {
      state = 'stopping';
      return stop({ running, origins, server, store });
    },
  };
};
