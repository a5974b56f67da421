import type { Tx } from '@gatehouse/store';
import { alertIdOf } from '../findings/to-finding.ts';
import type { AlertStatus } from './api/index.ts';
import type { LiveDeps } from './model.ts';
import type { FindingNotice } from './sources/messages.ts';
import { alertRows } from './store/alerts.ts';

const STATUSES = ['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'] as const;

const statusOf = (text: string): AlertStatus | undefined => STATUSES.find((one) => one === text);

/** What somebody did in Security Hub is done here too. */
export const followHub = async (
  { store, clock }: Pick<LiveDeps, 'store' | 'clock'>,
  notices: readonly FindingNotice[],
): Promise<void> => {
  const own = notices.flatMap((notice) => {
    const id = alertIdOf(notice.id);
    const status = statusOf(notice.status);
    return id === undefined || status === undefined ? [] : [{ ...notice, id, status }];
  });
  if (own.length === 0) return;
  await store.write(async (tx) => {
    for (const { id, status, note, noteBy } of own) {
      if (noteBy === 'gatehouse-detection' && (await isDue(tx, id))) continue;
      const stored = await alertRows.find(tx, id);
      // An import says the workflow that the finding has had all along; ours may be newer and on its way.
      if (stored === undefined || (await isDue(tx, id)) || stored.status === status) continue;
      await alertRows.change(tx, id, {
        status,
        note: noteBy === 'gatehouse-detection' ? undefined : note,
        by: noteBy === undefined ? 'security-hub' : `security-hub ${noteBy}`,
        at: clock.now().getTime(),
        fromHub: true,
      });
    }
  });
};

const isDue = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.get('SELECT id FROM detection_alert WHERE id = ? AND status_due = 1', [id])) !==
  undefined;
