import { mkdirSync, readFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { join } from 'node:path';
import {
  type Clock,
  type Log,
  stderrLog,
  systemClock,
  systemIds,
  systemOutbound,
  systemTimers,
} from '@gatehouse/core';
import type { Mailing, Outbox } from '@gatehouse/mail';
import { createVault, type Principal, type Vault } from '@gatehouse/service-kit';
import {
  migrate,
  openBlobs,
  openPostgres,
  openSqlite,
  type Store,
  type WorkRunner,
} from '@gatehouse/store';
import { createWire } from '@gatehouse/wire';
import { withBroker } from './broker/broker-web.ts';
import { type Addresses, startEmbeddedBroker } from './broker/embedded.ts';
import { settingsMigrations } from './broker/settings-table.ts';
import type { RunningBroker } from './broker/start-broker.ts';
import { type SettableClock, settableClock } from './clocks.ts';
import { type Cloud, createCloud } from './cloud.ts';
import type { CloudSettings } from './cloud/settings.ts';
import { startEmbeddedCompliance } from './compliance/embedded.ts';
import type { RunningCompliance } from './compliance/start-compliance.ts';
import type { Config } from './config.ts';
import type { ConsoleDeps } from './console/console-deps.ts';
import { createConsole } from './console/create-console.ts';
import { withFederation } from './console/federation-endpoint.ts';
import { credentialSource } from './credentials.ts';
import { type DetectionSlot, inBackground } from './detection/in-background.ts';
import { close, listen, withOwnEndpoints } from './endpoint.ts';
import { shownFindings, startEmbeddedFindings } from './findings/embedded.ts';
import { withFalco } from './findings/falco-web.ts';
import type { RunningFindings } from './findings/start-findings.ts';
import { codeRequestBytes, openFunctionRuntime } from './functions.ts';
import { requireSameKey } from './key-check.ts';
import { openMailing } from './mailing.ts';
import { masterKey } from './master-key.ts';
import { type OwnEndpoints, ownEndpoints } from './own-endpoints.ts';
import { withPoolWeb } from './pool-web.ts';
import {
  consolePasswordFile,
  hasCredentials,
  profileFiles,
  writeConfig,
  writeConsolePasswords,
  writeCredentials,
  writePeoplePasswords,
} from './profiles.ts';
import {
  anybodyProfiles,
  MANAGEMENT_ACCOUNT,
  newPassword,
  prepare,
  profileNames,
  roleProfiles,
  seed,
  type Seeded,
} from './seed.ts';
import { serviceEntries } from './service-entries.ts';
import { reasonOf, StartRefusedError } from './start-refused.ts';
import { withWeb } from './web-endpoints.ts';

export interface RunningServer {
  /** URL of the AWS endpoint. */
  readonly aws: string;
  /** URL of the console. */
  readonly console: string;
  readonly cloud: Cloud;
  readonly store: Store;
  /** Mail that was kept because no mail server is set up. */
  readonly outbox: Outbox;
  /** True when this start made the demo organization and its access keys. */
  readonly seeded: boolean;
  /** Files with the AWS profiles. */
  readonly profiles: { readonly config: string; readonly credentials: string };
  /** File with the console passwords of the first start. */
  readonly consolePasswords: string;
  /** Finishes what runs, writes what waits, closes everything. */
  stop(): Promise<void>;
}

const openStore = (config: Config, clock: Clock, log: Log): Promise<Store> =>
  config.database === 'sqlite'
    ? openSqlite({ file: join(config.data, 'gatehouse.db'), clock, log })
    : openPostgres({ url: config.database, clock, log }).catch((cause: unknown) => {
        throw new StartRefusedError(`The database cannot be opened: ${reasonOf(cause)}.`, {
          cause,
        });
      });

export const keyFile = (config: Config): string =>
  config.masterKeyFile ?? join(config.data, 'master.key');

const consolePlace = (config: Config): { readonly host: string; readonly files: string } => ({
  host: config.consoleListen.slice(0, config.consoleListen.lastIndexOf(':')),
  files: join(import.meta.dirname, '..', '..', 'console', 'dist'),
});

const ANONYMOUS: Principal = { kind: 'anonymous' };

const wireOf = (config: Config, cloud: Cloud, log: Log): ReturnType<typeof createWire> =>
  createWire<Principal>({
    // Signatures carry the clients' real time, whatever the embedded cloud's clock says.
    clock: systemClock,
    ids: systemIds,
    log,
    services: serviceEntries(cloud.services),
    credentials: credentialSource(cloud.credentials, config.iam),
    signature: config.iam === 'off' ? 'ignored' : 'required',
    limits: { bodyBytesOf: codeRequestBytes },
    cors: ({ service, ...question }) =>
      service === 's3' ? cloud.s3.cors(question) : Promise.resolve(undefined),
    handle: (request) => {
      const { accessKeyId, service, region } = request;
      if (accessKeyId !== undefined) cloud.iam.keyUsage.note(accessKeyId, service, region);
      return cloud.dispatcher.dispatch({ ...request, principal: request.principal ?? ANONYMOUS });
    },
  });

const awsListener = (
  config: Config,
  deps: Pick<ConsoleDeps, 'cloud' | 'clock' | 'vault' | 'log'>,
): RequestListener =>
  withPoolWeb(
    deps.cloud.cognito.web,
    withFederation(
      { ...deps, ids: systemIds },
      withWeb(
        [deps.cloud.sns.web, deps.cloud.lambda.web],
        wireOf(config, deps.cloud, deps.log),
        deps.log,
      ),
    ),
  );

const SYSTEM = { timers: systemTimers, ids: systemIds, outbound: systemOutbound };

export interface Foundation {
  readonly config: Config;
  readonly manual: SettableClock | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly vault: Vault;
  readonly store: Store;
  readonly mailing: Mailing;
}

export const layFoundation = async (config: Config): Promise<Foundation> => {
  const manual = config.clock === 'manual' ? settableClock() : undefined;
  const clock = manual ?? systemClock;
  const log = stderrLog(systemClock, config.log);
  mkdirSync(config.data, { recursive: true, mode: 0o700 });
  const vault = createVault(masterKey(keyFile(config), systemIds), systemIds);
  const store = await openStore(config, clock, log);
  const mailing = openMailing(config, store, clock, log);
  return { config, manual, clock, log, vault, store, mailing };
};

type Costs = Pick<CloudSettings, 'passwordCostLog2'>;

/** The cloud with its tables and its first content, and nobody who could ask it anything yet. */
const openCloud = async (
  { config, clock, log, vault, store, mailing }: Foundation,
  endpoint: () => string,
  costs: Costs,
): Promise<{ readonly cloud: Cloud; readonly seeded: boolean }> => {
  const blobs = await openBlobs({
    folder: config.blobs ?? join(config.data, 'blobs'),
    ids: systemIds,
    key: vault.key('blobs'),
  });
  const functionRuntime = openFunctionRuntime(config, { blobs, clock, ids: systemIds, endpoint });
  const cloud = await createCloud({
    ...SYSTEM,
    store,
    blobs,
    functionRuntime,
    clock,
    log,
    vault,
    endpoint,
    mode: config.iam,
    delaySeconds: config.delaySeconds,
    quotas: config.quotas,
    mailer: mailing.mailer,
    ...costs,
  });
  await migrate(store, [...cloud.migrations, ...mailing.migrations, ...settingsMigrations]);
  await requireSameKey(store, vault, keyFile(config));
  const seeded = await firstContent(config, store, cloud, clock);
  return { cloud, seeded: seeded !== undefined };
};

/** What runs on top of the cloud; each is there once it has started. */
interface Solutions {
  broker: RunningBroker | undefined;
  findings: RunningFindings | undefined;
  compliance: RunningCompliance | undefined;
  detection: DetectionSlot | undefined;
}

/** What answers on the console's address: pages, the broker's API, deliveries of Falco. */
const pagesListener = (
  { config, log, mailing }: Foundation,
  deps: Pick<ConsoleDeps, 'cloud' | 'store' | 'clock' | 'ids' | 'log' | 'vault'>,
  endpoint: string,
  solutions: Solutions,
): RequestListener =>
  withFalco(
    () => solutions.findings?.falco,
    withBroker(
      () => solutions.broker?.broker,
      createConsole({
        ...deps,
        ...consolePlace(config),
        publicUrl: config.consoleUrl,
        awsUrl: endpoint,
        outbox: { kept: mailing.outbox, account: MANAGEMENT_ACCOUNT },
        findings: () => shownFindings(solutions.findings, config),
        detection: () => solutions.detection?.current(),
        connectTo: () => [new URL(config.oidcIssuer ?? endpoint).origin],
      }),
    ),
    log,
  );

/**
 * Brings up the embedded cloud and the solutions beside it; resolves when they answer requests.
 * @param costs for tests alone: no setting of a server makes its passwords cheap to guess
 */
export const startServer = async (config: Config, costs: Costs = {}): Promise<RunningServer> => {
  const foundation = await layFoundation(config);
  const { manual, clock, log, vault, store, mailing } = foundation;
  let endpoint = '';
  const solutions: Solutions = {
    broker: undefined,
    findings: undefined,
    compliance: undefined,
    detection: undefined,
  };
  const { cloud, seeded } = await openCloud(foundation, () => endpoint, costs);
  const deps = { cloud, store, clock, ids: systemIds, log, vault };

  const runDue = (): Promise<number> =>
    runAll([
      cloud.runner,
      cloud.lambda.events,
      ...Object.values(solutions).map((solution) => solution?.runner),
    ]);
  const own = ownEndpoints({ config, cloud, store, clock, manual, runDue });
  const everywhere: [string, string][] =
    manual === undefined ? [] : [['x-gatehouse-clock', 'manual']];
  const aws = await listen(
    withOwnEndpoints(awsListener(config, deps), own.handlers, everywhere, log),
    config.awsListen,
  );
  endpoint = config.awsUrl ?? aws.url;
  const pages = await listen(
    pagesListener(foundation, deps, endpoint, solutions),
    config.consoleListen,
  );
  await openSolutions(foundation, cloud, solutions, {
    aws: aws.url,
    issuer: endpoint,
    console: config.consoleUrl ?? pages.url,
  });
  writeConfig(config.data, aws.url, profileNames, roleProfiles);
  for (const work of [cloud.pump, cloud.runner, cloud.lambda.events]) work.start();
  for (const solution of Object.values(solutions)) solution?.runner.start();
  own.ready();

  return {
    aws: aws.url,
    console: pages.url,
    cloud,
    store,
    outbox: mailing.outbox,
    seeded,
    profiles: profileFiles(config.data),
    consolePasswords: consolePasswordFile(config.data),
    stop: () => stop({ own, cloud, solutions, store, servers: [aws.server, pages.server] }),
  };
};

/** Each may give the others something to do: the broker publishes, SNS delivers. */
const runAll = async (
  runners: readonly (Pick<WorkRunner, 'runDue'> | undefined)[],
): Promise<number> => {
  let total = 0;
  for (;;) {
    let runs = 0;
    for (const runner of runners) runs += (await runner?.runDue()) ?? 0;
    if (runs === 0) return total;
    total += runs;
  }
};

interface Running {
  readonly own: OwnEndpoints;
  readonly cloud: Cloud;
  readonly solutions: Solutions;
  readonly store: Store;
  readonly servers: readonly Server[];
}

const stop = async ({ own, cloud, solutions, store, servers }: Running): Promise<void> => {
  own.stopping();
  cloud.sqs.endWaits();
  // Who waits for the answer of a function holds its connection open.
  await cloud.lambda.events.stop();
  await solutions.findings?.stop();
  await solutions.compliance?.stop();
  await solutions.detection?.stop();
  // The broker's own work calls the AWS endpoint, which therefore closes after it.
  await solutions.broker?.stop();
  await Promise.all(servers.map(close));
  await cloud.runner.stop();
  await cloud.iam.keyUsage.flush();
  await cloud.audit.flush();
  await cloud.pump.stop();
  await store.close();
};

/** What runs beside the cloud, over its AWS endpoint; each is there for the others once it has started. */
const openSolutions = async (
  foundation: Foundation,
  cloud: Cloud,
  solutions: Solutions,
  addresses: Addresses,
): Promise<void> => {
  const { config } = foundation;
  const given = { place: foundation, cloud, config, aws: addresses.aws };
  solutions.broker = await openBroker(foundation, cloud, addresses);
  solutions.findings = await startEmbeddedFindings(given);
  solutions.compliance = await startEmbeddedCompliance(given);
  // It needs an organization.
  if (config.iam !== 'off' && config.detection !== 'off')
    solutions.detection = inBackground(async () => {
      const { openEmbeddedDetection } = await import('./detection/embedded.ts');
      return openEmbeddedDetection(given);
    }, foundation.log);
};

/** The broker needs an organization and people; where suites of emulators expect an empty account there is none. */
const openBroker = async (
  { config, mailing, ...place }: Foundation,
  cloud: Cloud,
  addresses: Addresses,
): Promise<RunningBroker | undefined> =>
  config.iam === 'off'
    ? undefined
    : startEmbeddedBroker({
        ...addresses,
        place: { ...place, mailer: mailing.mailer, data: config.data },
        cloud,
        config,
        newPassword: () => newPassword(systemIds),
        keepPasswords: (passwords) => writePeoplePasswords(config.data, passwords),
        readSecret: (file) => readFileSync(file, 'utf8').trim(),
      });

/** The demo organization; none where suites of emulators expect an empty account. */
const firstContent = async (
  config: Config,
  store: Store,
  cloud: Cloud,
  clock: Clock,
): Promise<Seeded | undefined> => {
  const seeded = config.iam === 'off' ? undefined : await seed(store, cloud, clock.now());
  if (seeded !== undefined) {
    writeCredentials(config.data, seeded.profiles);
    writeConsolePasswords(config.data, seeded.passwords);
  } else if (config.iam === 'off' && !hasCredentials(config.data))
    writeCredentials(config.data, anybodyProfiles);
  await prepare(store, cloud, clock);
  return seeded;
};
