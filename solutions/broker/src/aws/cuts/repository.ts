import type { Tx } from '@gatehouse/store';
import type { Cut, GrantId, RequestId, Target } from '../../model/index.ts';
import type { CutGrant } from './cut-policy.ts';

export interface StoredCut extends Cut, CutGrant {
  readonly requestId: RequestId;
  readonly target: Target;
  /** How often applying it has failed. */
  readonly attempts: number;
  readonly appliedAt: Date | undefined;
}

interface CutRow {
  readonly grant_id: string;
  readonly request_id: string;
  readonly account: string;
  readonly role_arn: string;
  readonly ends_at: number;
  readonly decided_at: number;
  readonly state: Cut['state'];
  readonly attempts: number;
  readonly applied_at: number | null;
  readonly latency: number | null;
  readonly detail: string | null;
}

const toCut = (row: CutRow): StoredCut => ({
  grantId: row.grant_id,
  requestId: row.request_id,
  target: { account: row.account, roleArn: row.role_arn },
  endsAt: new Date(row.ends_at),
  decidedAt: new Date(row.decided_at),
  state: row.state,
  attempts: row.attempts,
  appliedAt: row.applied_at === null ? undefined : new Date(row.applied_at),
  latencyMilliseconds: row.latency ?? undefined,
  detail: row.detail ?? undefined,
});

export interface NewCut {
  readonly grantId: GrantId;
  readonly requestId: RequestId;
  readonly target: Target;
  readonly endsAt: Date;
  readonly decidedAt: Date;
  readonly state: 'none-issued' | 'applying';
}

export const cutRows = {
  /** A cut that had nothing to cut begins when there is something; any other stays as it is. */
  put: async (tx: Tx, cut: NewCut): Promise<void> => {
    await tx.run(
      `INSERT INTO broker_cut (grant_id, request_id, account, role_arn, ends_at, decided_at, state, attempts)
       VALUES (?, ?, ?, ?, ?, ?, ?, 0)
       ON CONFLICT (grant_id) DO UPDATE SET state = excluded.state, decided_at = excluded.decided_at
       WHERE broker_cut.state = 'none-issued' AND excluded.state = 'applying'`,
      [
        cut.grantId,
        cut.requestId,
        cut.target.account,
        cut.target.roleArn,
        cut.endsAt.getTime(),
        cut.decidedAt.getTime(),
        cut.state,
      ],
    );
  },

  get: async (tx: Tx, grantId: GrantId): Promise<StoredCut | undefined> => {
    const row = await tx.get<CutRow>('SELECT * FROM broker_cut WHERE grant_id = ?', [grantId]);
    return row && toCut(row);
  },

  ofRequest: async (tx: Tx, requestId: RequestId): Promise<readonly StoredCut[]> => {
    const rows = await tx.all<CutRow>(
      'SELECT * FROM broker_cut WHERE request_id = ? ORDER BY decided_at, grant_id',
      [requestId],
    );
    return rows.map(toCut);
  },

  /** What the policy of a role has to deny, and what has not been applied yet. */
  ofRole: async (tx: Tx, roleArn: string, endsAfter: Date): Promise<readonly StoredCut[]> => {
    const rows = await tx.all<CutRow>(
      `SELECT * FROM broker_cut
       WHERE role_arn = ? AND state <> 'none-issued' AND (ends_at > ? OR state = 'applying')
       ORDER BY decided_at, grant_id`,
      [roleArn, endsAfter.getTime()],
    );
    return rows.map(toCut);
  },

  applied: async (tx: Tx, grantId: GrantId, at: Date): Promise<boolean> => {
    const { changes } = await tx.run(
      `UPDATE broker_cut SET state = 'applied', applied_at = ?, detail = NULL
       WHERE grant_id = ? AND state = 'applying'`,
      [at.getTime(), grantId],
    );
    return changes > 0;
  },

  failed: async (tx: Tx, grantId: GrantId, detail: string): Promise<void> => {
    await tx.run(
      `UPDATE broker_cut SET attempts = attempts + 1, detail = ?
       WHERE grant_id = ? AND state = 'applying'`,
      [detail, grantId],
    );
  },

  proved: async (
    tx: Tx,
    grantId: GrantId,
    latencyMilliseconds: number,
    detail: string,
  ): Promise<boolean> => {
    const { changes } = await tx.run(
      `UPDATE broker_cut SET state = 'probed', latency = ?, detail = ?
       WHERE grant_id = ? AND state IN ('applied', 'unproven')`,
      [latencyMilliseconds, detail, grantId],
    );
    return changes > 0;
  },

  unproven: async (tx: Tx, grantId: GrantId, detail: string): Promise<boolean> => {
    const { changes } = await tx.run(
      `UPDATE broker_cut SET state = 'unproven', detail = ?
       WHERE grant_id = ? AND state IN ('applying', 'applied')`,
      [detail, grantId],
    );
    return changes > 0;
  },
};
