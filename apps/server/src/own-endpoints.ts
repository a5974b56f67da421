import type { Clock } from '@gatehouse/core';
import { listDeadWork, type Store, wipe } from '@gatehouse/store';
import { durationMilliseconds, type SettableClock } from './clocks.ts';
import type { Cloud } from './cloud.ts';
import type { Config } from './config.ts';
import { type OwnAnswer, type OwnHandler, readJson } from './endpoint.ts';
import { prepare } from './seed.ts';

interface Settings {
  readonly config: Config;
  readonly cloud: Cloud;
  readonly store: Store;
  readonly clock: Clock;
  readonly manual: SettableClock | undefined;
  /** Does everything that is due now; answers how many runs that took. */
  readonly runDue: () => Promise<number>;
}

export interface OwnEndpoints {
  readonly handlers: ReadonlyMap<string, OwnHandler>;
  ready(): void;
  stopping(): void;
}

const ok = (body: unknown): OwnAnswer => ({ status: 200, body });

// The last time that has four digits for its year, as every format of AWS's wants it.
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59);

/** `POST /_gatehouse/clock {"advance":"PT1H"}`: moves the test clock and runs what became due. */
const advanceClock =
  ({ clock, manual, runDue }: Settings): OwnHandler =>
  async (request) => {
    const body = await readJson(request);
    const advance =
      body !== null && typeof body === 'object' && 'advance' in body ? body.advance : undefined;
    const milliseconds = typeof advance === 'string' ? durationMilliseconds(advance) : undefined;
    if (milliseconds === undefined)
      return { status: 400, body: { error: 'expected {"advance":"PT1H"}, an ISO 8601 duration' } };
    if (clock.now().getTime() + milliseconds > LAST_TIME)
      return { status: 400, body: { error: 'the clock ends with the year 9999' } };
    manual?.advance(milliseconds);
    const ran = await runDue();
    return ok({ now: clock.now().toISOString(), ran });
  };

// Under the names too by which suites written for other emulators ask for it.
const RESETS = ['/_gatehouse/reset', '/moto-api/reset', '/_localstack/state/reset'];

/** `POST /_gatehouse/reset`: empties everything. */
const reset =
  ({ cloud, store, clock }: Settings): OwnHandler =>
  async () => {
    await cloud.audit.flush();
    await wipe(store);
    await prepare(store, cloud, clock);
    return ok({ reset: true });
  };

/** `GET /_gatehouse/ready`: the database answers; says so too when due work was given up. */
const readiness = async (
  { store }: Settings,
  state: 'starting' | 'ready' | 'stopping',
): Promise<OwnAnswer> => {
  const dead = await listDeadWork(store, { limit: 1 });
  const body = { state, database: store.dialect, deadWork: dead.length > 0 };
  return { status: state === 'ready' ? 200 : 503, body };
};

/** What Gatehouse answers beside AWS's API; reset and clock exist only in the modes that are made for tests. */
export const ownEndpoints = (settings: Settings): OwnEndpoints => {
  let state: 'starting' | 'ready' | 'stopping' = 'starting';
  const handlers = new Map<string, OwnHandler>([
    ['GET /_gatehouse/health', async () => ok({ status: 'ok' })],
    ['GET /_gatehouse/ready', () => readiness(settings, state)],
  ]);
  if (settings.config.iam === 'off')
    for (const path of RESETS) handlers.set(`POST ${path}`, reset(settings));
  if (settings.manual !== undefined) handlers.set('POST /_gatehouse/clock', advanceClock(settings));
  return {
    handlers,
    ready: () => {
      state = 'ready';
    },
    stopping: () => {
      state = 'stopping';
    },
  };
};
