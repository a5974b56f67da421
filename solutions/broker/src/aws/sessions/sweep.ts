import { scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import type { AwsParts } from '../parts.ts';
import { sessionRows } from './repository.ts';

type Parts = Pick<AwsParts, 'clock' | 'audit' | 'notifier'>;

export const SWEEP = 'broker-aws.sweep';
const EVERY_MILLISECONDS = 60_000;
// Longer than all that can happen between the two records of a session.
const STUCK_MILLISECONDS = 60_000;

export const scheduleSweep = (tx: Tx, at: Date): Promise<void> =>
  scheduleWork(tx, { kind: SWEEP, key: 'sessions', payload: '', dueAt: at });

/** A node fell, or lost its database, after it had asked STS: credentials may exist that nobody was given. */
const sweep = (store: Store, { clock, audit, notifier }: Parts): Promise<void> =>
  store.write(async (tx) => {
    const now = clock.now();
    const stuck = await sessionRows.stuck(tx, new Date(now.getTime() - STUCK_MILLISECONDS));
    for (const session of stuck) {
      if (!(await sessionRows.settle(tx, session.id, 'unknown'))) continue;
      const { id, grantId, requestId, target, roleSessionName } = session;
      const data = { session: id, grant: grantId, ...target, roleSessionName };
      await audit.append(tx, [
        { type: 'session.unknown', at: now, actor: 'system', requestId, data },
      ]);
      const reason = 'A session was asked for and its outcome is not known.';
      await notifier.tell(tx, [
        { kind: 'finding', requestId, key: `session-unknown:${id}`, data: { ...data, reason } },
      ]);
    }
  });

export const sweepWork =
  (parts: Parts): WorkHandler =>
  async (store) => {
    try {
      await sweep(store, parts);
    } finally {
      const next = new Date(parts.clock.now().getTime() + EVERY_MILLISECONDS);
      await store.write((tx) => scheduleSweep(tx, next));
    }
  };
