import { mkdirSync } from 'node:fs';
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
import type { Outbox } from '@gatehouse/mail';
import { createVault, type Principal } from '@gatehouse/service-kit';
import { migrate, openPostgres, openSqlite, type Store } from '@gatehouse/store';
import { createWire } from '@gatehouse/wire';
import { settableClock } from './clocks.ts';
import { type Cloud, createCloud } from './cloud.ts';
import type { Config } from './config.ts';
import { createConsole } from './console/create-console.ts';
import { credentialSource } from './credentials.ts';
import { close, listen, withOwnEndpoints } from './endpoint.ts';
import { requireSameKey } from './key-check.ts';
import { openMailing } from './mailing.ts';
import { masterKey } from './master-key.ts';
import { ownEndpoints } from './own-endpoints.ts';
import {
  consolePasswordFile,
  hasCredentials,
  profileFiles,
  writeConfig,
  writeConsolePasswords,
  writeCredentials,
} from './profiles.ts';
import { anybodyProfiles, prepare, profileNames, roleProfiles, seed, type Seeded } from './seed.ts';
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

const keyFile = (config: Config): string => config.masterKeyFile ?? join(config.data, 'master.key');

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
    handle: (request) => {
      const { accessKeyId, service, region } = request;
      if (accessKeyId !== undefined) cloud.iam.keyUsage.note(accessKeyId, service, region);
      return cloud.dispatcher.dispatch({ ...request, principal: request.principal ?? ANONYMOUS });
    },
  });

const SYSTEM = { timers: systemTimers, ids: systemIds, outbound: systemOutbound };

/** Brings up the embedded cloud; resolves when it answers requests. */
export const startServer = async (config: Config): Promise<RunningServer> => {
  const manual = config.clock === 'manual' ? settableClock() : undefined;
  const clock = manual ?? systemClock;
  const log = stderrLog(systemClock, config.log);
  mkdirSync(config.data, { recursive: true, mode: 0o700 });
  const vault = createVault(masterKey(keyFile(config), systemIds), systemIds);
  const store = await openStore(config, clock, log);
  const mailing = openMailing(config, store, clock, log);
  let endpoint = '';
  const cloud = await createCloud({
    ...SYSTEM,
    store,
    clock,
    log,
    vault,
    mode: config.iam,
    delaySeconds: config.delaySeconds,
    endpoint: () => endpoint,
    mailer: mailing.mailer,
  });
  await migrate(store, [...cloud.migrations, ...mailing.migrations]);
  await requireSameKey(store, vault, keyFile(config));
  const seeded = await firstContent(config, store, cloud, clock);

  const own = ownEndpoints({ config, cloud, store, clock, manual });
  const everywhere: [string, string][] =
    manual === undefined ? [] : [['x-gatehouse-clock', 'manual']];
  const aws = await listen(
    withOwnEndpoints(
      withWeb([cloud.sns.web], wireOf(config, cloud, log), log),
      own.handlers,
      everywhere,
      log,
    ),
    config.awsListen,
  );
  endpoint = aws.url;
  const pages = await listen(
    createConsole({ cloud, store, clock, ids: systemIds, log, vault, ...consolePlace(config) }),
    config.consoleListen,
  );
  writeConfig(config.data, aws.url, profileNames, roleProfiles);
  cloud.pump.start();
  cloud.runner.start();
  own.ready();

  return {
    aws: aws.url,
    console: pages.url,
    cloud,
    store,
    outbox: mailing.outbox,
    seeded: seeded !== undefined,
    profiles: profileFiles(config.data),
    consolePasswords: consolePasswordFile(config.data),
    stop: async () => {
      own.stopping();
      cloud.sqs.endWaits();
      await Promise.all([close(aws.server), close(pages.server)]);
      await cloud.runner.stop();
      await cloud.iam.keyUsage.flush();
      await cloud.audit.flush();
      await cloud.pump.stop();
      await store.close();
    },
  };
};

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
