import { scheduleWork, type WorkHandler } from '@gatehouse/store';
import type { LiveDeps } from './model.ts';
import { alertRows } from './store/alerts.ts';
import { callRows } from './store/calls.ts';
import { insightRows } from './store/insights.ts';

type Deps = Pick<LiveDeps, 'store' | 'clock' | 'log' | 'settings'>;

export const DAY_MS = 86_400_000;
const RETENTION_DAYS = 365;
const CALL_DAYS = 90;
const ROWS_AT_ONCE = 200;

export const forgetOld = async ({ store, clock, settings }: Deps): Promise<void> => {
  const now = clock.now().getTime();
  const before = now - (settings.retentionDays ?? RETENTION_DAYS) * DAY_MS;
  while ((await store.write((tx) => alertRows.expire(tx, before, ROWS_AT_ONCE))) > 0);
  await store.write(async (tx) => {
    await callRows.expire(tx, now - CALL_DAYS * DAY_MS);
    await insightRows.expire(tx, now - CALL_DAYS * DAY_MS);
  });
};

export const scheduleIn = (
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  kind: string,
  milliseconds: number,
): Promise<void> =>
  store.write((tx) =>
    scheduleWork(tx, {
      kind,
      key: 'all',
      payload: '',
      dueAt: new Date(clock.now().getTime() + milliseconds),
    }),
  );

/** Standing work: a run that fails is told and made again next time. */
export const repeating =
  (deps: Deps, kind: string, milliseconds: number, run: () => Promise<void>): WorkHandler =>
  async () => {
    try {
      await run();
    } catch (error) {
      deps.log.warn('standing work of detection failed', { kind, cause: String(error) });
    }
    await scheduleIn(deps, kind, milliseconds);
  };
