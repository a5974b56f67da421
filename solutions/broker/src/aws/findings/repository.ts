import type { Tx } from '@gatehouse/store';
import type { FindingType, Observation } from './finding.ts';

export interface BrokerFinding {
  readonly id: string;
  readonly type: FindingType;
  readonly severity: Observation['severity'];
  readonly title: string;
  readonly description: string;
  readonly account: string;
  readonly resource: string;
  readonly state: 'active' | 'resolved';
  /** RFC 3339. */
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
}

interface FindingRow {
  readonly id: string;
  readonly type: FindingType;
  readonly severity: Observation['severity'];
  readonly title: string;
  readonly description: string;
  readonly account: string;
  readonly resource: string;
  readonly state: 'active' | 'resolved';
  readonly first_seen_at: number;
  readonly last_seen_at: number;
  readonly gone_at: number | null;
}

const toFinding = (row: FindingRow): BrokerFinding => ({
  id: row.id,
  type: row.type,
  severity: row.severity,
  title: row.title,
  description: row.description,
  account: row.account,
  resource: row.resource,
  state: row.state,
  firstSeenAt: new Date(row.first_seen_at).toISOString(),
  lastSeenAt: new Date(row.last_seen_at).toISOString(),
});

const MOST = 1000;

const put = async (tx: Tx, seen: Observation, now: Date): Promise<'opened' | 'known'> => {
  const row = await tx.get<FindingRow>('SELECT * FROM broker_finding WHERE id = ?', [seen.id]);
  const at = now.getTime();
  const goneAt = seen.goneAt?.getTime() ?? null;
  if (row === undefined) {
    await tx.run(
      `INSERT INTO broker_finding (id, type, severity, title, description, account, resource, state,
         first_seen_at, last_seen_at, gone_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'active', ?, ?, ?)`,
      [
        seen.id,
        seen.type,
        seen.severity,
        seen.title,
        seen.description,
        seen.account,
        seen.resource,
        at,
        at,
        goneAt,
      ],
    );
    return 'opened';
  }
  await tx.run(
    `UPDATE broker_finding SET state = 'active', severity = ?, description = ?, last_seen_at = ?, gone_at = ?
     WHERE id = ?`,
    [seen.severity, seen.description, at, goneAt, seen.id],
  );
  return row.state === 'resolved' ? 'opened' : 'known';
};

export const findingRows = {
  put,

  activeOf: async (
    tx: Tx,
    account: string,
  ): Promise<readonly (BrokerFinding & { readonly goneAt: number | null })[]> => {
    const rows = await tx.all<FindingRow>(
      `SELECT * FROM broker_finding WHERE account = ? AND state = 'active' ORDER BY id`,
      [account],
    );
    return rows.map((row) => ({ ...toFinding(row), goneAt: row.gone_at }));
  },

  resolve: async (tx: Tx, id: string): Promise<boolean> => {
    const { changes } = await tx.run(
      `UPDATE broker_finding SET state = 'resolved' WHERE id = ? AND state = 'active'`,
      [id],
    );
    return changes > 0;
  },

  /** Newest first. */
  list: async (tx: Tx): Promise<readonly BrokerFinding[]> => {
    const rows = await tx.all<FindingRow>(
      'SELECT * FROM broker_finding ORDER BY last_seen_at DESC, id LIMIT ?',
      [MOST],
    );
    return rows.map(toFinding);
  },

  scannedTo: async (tx: Tx, account: string): Promise<Date | undefined> => {
    const row = await tx.get<{ scanned_to: number | null }>(
      'SELECT scanned_to FROM broker_account WHERE id = ?',
      [account],
    );
    return row?.scanned_to == null ? undefined : new Date(row.scanned_to);
  },

  noteScan: async (tx: Tx, account: string, to: Date): Promise<void> => {
    await tx.run('UPDATE broker_account SET scanned_to = ? WHERE id = ?', [to.getTime(), account]);
  },
};
