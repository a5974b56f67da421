import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { BrokerSettings } from '@gatehouse/broker';
import { type Clients, createClients, foundKeys, type KeyProvider } from '@gatehouse/clients';
import { systemTimers } from '@gatehouse/core';
import { bucketCopies, type Copies } from '../audit-files/index.ts';
import type { Config } from '../config.ts';
import { createBrokerPages } from '../console/broker-pages.ts';
import type { ConsoleAnswer } from '../console/http.ts';
import { reasonOf, StartRefusedError } from '../start-refused.ts';
import type { Foundation } from '../start.ts';
import { requireBrokerRole } from './broker-role.ts';
import { withBroker } from './broker-web.ts';
import { conditionSecrets } from './condition-secrets.ts';
import type { OnAwsSettings } from './on-aws-settings.ts';
import { peopleOrigins } from './people-origins.ts';
import { type RunningBroker, startBroker } from './start-broker.ts';
import { visitorAddress } from './visitor-address.ts';

/** The broker on real AWS accounts, and its pages. */
export interface BrokerOnAws {
  readonly running: RunningBroker;
  /** Console and API. */
  readonly listener: RequestListener;
  /** Finishes what runs, after nobody can ask any more. */
  stop(): Promise<void>;
}

/** Answers of `/_gatehouse/…`, for load balancers. */
export type OwnAnswers = ReadonlyMap<string, () => Promise<ConsoleAnswer>>;

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

/** As the broker's role, after AWS has said that it is. @throws StartRefusedError */
export const openBrokerAccess = async (
  { clock, log }: Foundation,
  { region, aws }: OnAwsSettings,
): Promise<Clients> => {
  // Without an endpoint the SDK asks AWS, or what AWS_ENDPOINT_URL names.
  const clients = createClients({ region, credentials: foundKeys(region), clock });
  await requireBrokerRole(clients, aws, log);
  return clients;
};

const openBroker = (
  foundation: Foundation,
  settings: OnAwsSettings,
  clients: Clients,
): Promise<RunningBroker> => {
  const { config, store, clock, log, vault, mailing } = foundation;
  if (config.smtpUrl === undefined)
    log.warn('no mail server is set: mails to people are kept and not sent');
  const copies = copiesOf(foundation, settings, foundKeys(settings.region));
  if (copies === undefined)
    log.warn('no bucket keeps the checkpoints of the audit log: the data folder alone has them');
  const place = { store, clock, log, vault, mailer: mailing.mailer, data: config.data, copies };
  return startBroker(place, clients, brokerSettings(config, settings));
};

/** The broker over a store that is prepared, without the embedded services. @throws StartRefusedError */
export const startBrokerOnAws = async (
  foundation: Foundation,
  settings: OnAwsSettings,
  clients: Clients,
  own: OwnAnswers,
): Promise<BrokerOnAws> => {
  const { config, log } = foundation;
  const running = await openBroker(foundation, settings, clients);
  await installPolicy(foundation, running, settings.accessPolicyFile);
  const parts = { timers: systemTimers, log };
  const origins = await peopleOrigins(running.broker, settings.identity.issuer, parts);
  const pages = createBrokerPages({
    consoleUrl: settings.consoleUrl,
    files: PAGES,
    connectTo: () => origins.known(),
    own,
    log,
  });
  return {
    running,
    listener: withBroker(() => running.broker, pages, visitorAddress(config.trustedProxies)),
    stop: async () => {
      origins.stop();
      await running.stop();
    },
  };
};
