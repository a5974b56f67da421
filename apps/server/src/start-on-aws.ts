import type { RequestListener, Server } from 'node:http';
import { coreMigrations, listDeadWork, migrate, type Store } from '@gatehouse/store';
import { onAwsSettings, refuseEmbedded, wantsBroker } from './broker/on-aws-settings.ts';
import {
  type BrokerOnAws,
  openBrokerAccess,
  type OwnAnswers,
  startBrokerOnAws,
} from './broker/on-aws.ts';
import { settingsMigrations } from './broker/settings-table.ts';
import { complianceOnAws, startComplianceOnAws } from './compliance/on-aws.ts';
import type { RunningCompliance } from './compliance/start-compliance.ts';
import type { Config } from './config.ts';
import { type ConsoleAnswer, sendJson, setSecurityHeaders } from './console/http.ts';
import { detectionOnAws } from './detection/on-aws-settings.ts';
import type { RunningDetection } from './detection/start-detection.ts';
import { close, listen } from './endpoint.ts';
import { readAlertSources } from './findings/falco-sources.ts';
import { withFalco } from './findings/falco-web.ts';
import { findingsOnAws } from './findings/on-aws-settings.ts';
import { openFindingsAccess, startFindingsOnAws } from './findings/on-aws.ts';
import type { RunningFindings } from './findings/start-findings.ts';
import { keyCheckMigrations, requireSameKey } from './key-check.ts';
import { type Foundation, keyFile, layFoundation } from './start.ts';

export interface RunningOnAws {
  /** URL that the console and `/ingest/falco` listen on; people come by `consoleUrl`. */
  readonly console: string;
  /** Finishes what runs and closes everything. */
  stop(): Promise<void>;
}

type State = 'starting' | 'ready' | 'stopping';

const prepareStore = async ({ config, store, vault, mailing }: Foundation): Promise<void> => {
  await migrate(store, [
    ...coreMigrations,
    ...keyCheckMigrations,
    ...settingsMigrations,
    ...mailing.migrations,
  ]);
  await requireSameKey(store, vault, keyFile(config));
};

const health = async (): Promise<ConsoleAnswer> => ({ status: 200, body: { status: 'ok' } });

/** For load balancers. */
const ownAnswers = (store: Store, state: () => State): OwnAnswers => {
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

const NOTHING: ConsoleAnswer = {
  status: 404,
  body: { error: { code: 'NotFound', message: 'There is nothing here.' } },
};
const FAILED: ConsoleAnswer = {
  status: 500,
  body: { error: { code: 'InternalFailure', message: 'The request failed.' } },
};

/** Where the broker does not run there are no pages. */
const withoutPages =
  (own: OwnAnswers): RequestListener =>
  (request, response) => {
    response.on('error', () => {});
    setSecurityHeaders(response);
    const answer = own.get(`${request.method} ${(request.url ?? '').split('?')[0]}`);
    (answer?.() ?? Promise.resolve(NOTHING)).then(
      (found) => sendJson(response, found),
      () => sendJson(response, FAILED),
    );
  };

interface Running {
  readonly broker: BrokerOnAws | undefined;
  readonly findings: RunningFindings | undefined;
  readonly compliance: RunningCompliance | undefined;
  readonly detection: RunningDetection | undefined;
  readonly server: Server;
  readonly store: Store;
}

const stop = async ({
  broker,
  findings,
  compliance,
  detection,
  server,
  store,
}: Running): Promise<void> => {
  await close(server);
  await findings?.stop();
  await compliance?.stop();
  await detection?.stop();
  await broker?.stop();
  await store.close();
};

/** Loaded only where it is wanted. */
const openDetection = async (
  foundation: Foundation,
  settings: ReturnType<typeof detectionOnAws>,
): Promise<RunningDetection | undefined> => {
  if (settings === undefined) return undefined;
  const { startDetectionOnAws } = await import('./detection/on-aws.ts');
  return startDetectionOnAws(foundation, settings);
};

/**
 * Broker, finding resolver, Falco bridge, judgement of secrets and detection on real AWS accounts, each where its settings say that it is wanted, without the embedded
 * services. @throws ConfigError, StartRefusedError
 */
export const startOnAws = async (config: Config): Promise<RunningOnAws> => {
  refuseEmbedded(config);
  const findingsSettings = findingsOnAws(config, readAlertSources);
  const complianceSettings = complianceOnAws(config);
  const detectionSettings = detectionOnAws(config);
  // Where nothing is set, what the broker needs is told.
  const isBrokerWanted =
    wantsBroker(config) ||
    (findingsSettings ?? complianceSettings ?? detectionSettings) === undefined;
  const brokerSettings = isBrokerWanted ? onAwsSettings(config) : undefined;
  const foundation = await layFoundation(config);
  const { store, clock, log } = foundation;
  let state: State = 'starting';
  const own = ownAnswers(store, () => state);

  const asBroker =
    brokerSettings === undefined ? undefined : await openBrokerAccess(foundation, brokerSettings);
  const access =
    findingsSettings === undefined
      ? undefined
      : await openFindingsAccess(findingsSettings, clock, log);
  await prepareStore(foundation);
  const broker =
    brokerSettings === undefined || asBroker === undefined
      ? undefined
      : await startBrokerOnAws(foundation, brokerSettings, asBroker, own);
  const findings = access === undefined ? undefined : await startFindingsOnAws(foundation, access);
  const compliance =
    complianceSettings === undefined
      ? undefined
      : await startComplianceOnAws(foundation, complianceSettings);
  const detection = await openDetection(foundation, detectionSettings);
  const { server, url } = await listen(
    withFalco(() => findings?.falco, broker?.listener ?? withoutPages(own), log),
    config.consoleListen,
  );
  broker?.running.runner.start();
  findings?.runner.start();
  compliance?.runner.start();
  detection?.runner.start();
  state = 'ready';
  return {
    console: url,
    stop: () => {
      state = 'stopping';
      return stop({ broker, findings, compliance, detection, server, store });
    },
  };
};
