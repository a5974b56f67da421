import type { Tx } from '@gatehouse/store';
import type { HubRef } from '../ports.ts';

/** Standards that an account has enabled, by the path in their ARN. */
export const subscriptions = {
  /** False when it is enabled already. */
  async insert(tx: Tx, { account, region }: HubRef, path: string, now: Date): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO securityhub_standard (account, region, path, subscribed_at)
       VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [account, region, path, now.getTime()],
    );
    return changes > 0;
  },

  /** With what was decided about its controls. False when it is not enabled. */
  async remove(tx: Tx, { account, region }: HubRef, path: string): Promise<boolean> {
    const key = [account, region, path];
    await tx.run(
      'DELETE FROM securityhub_control WHERE account = ? AND region = ? AND path = ?',
      key,
    );
    const { changes } = await tx.run(
      'DELETE FROM securityhub_standard WHERE account = ? AND region = ? AND path = ?',
      key,
    );
    return changes > 0;
  },

  async paths(tx: Tx, { account, region }: HubRef): Promise<readonly string[]> {
    const rows = await tx.all<{ readonly path: string }>(
      'SELECT path FROM securityhub_standard WHERE account = ? AND region = ? ORDER BY path',
      [account, region],
    );
    return rows.map(({ path }) => path);
  },
};

/** What an account has decided about a control of a standard. */
export interface ControlState {
  readonly path: string;
  readonly controlId: string;
  readonly enabled: boolean;
  /** Why it is disabled. */
  readonly reason: string | undefined;
  readonly updatedAt: Date;
}

interface ControlRow {
  readonly path: string;
  readonly control_id: string;
  readonly enabled: number;
  readonly reason: string | null;
  readonly updated_at: number;
}

export const controlStates = {
  async put(tx: Tx, { account, region }: HubRef, state: ControlState): Promise<void> {
    await tx.run(
      `INSERT INTO securityhub_control (account, region, path, control_id, enabled, reason, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, path, control_id) DO UPDATE SET
         enabled = excluded.enabled, reason = excluded.reason, updated_at = excluded.updated_at`,
      [
        account,
        region,
        state.path,
        state.controlId,
        state.enabled ? 1 : 0,
        state.reason ?? null,
        state.updatedAt.getTime(),
      ],
    );
  },

  async list(tx: Tx, { account, region }: HubRef): Promise<readonly ControlState[]> {
    const rows = await tx.all<ControlRow>(
      'SELECT * FROM securityhub_control WHERE account = ? AND region = ? ORDER BY path, control_id',
      [account, region],
    );
    return rows.map((row) => ({
      path: row.path,
      controlId: row.control_id,
      enabled: row.enabled === 1,
      reason: row.reason ?? undefined,
      updatedAt: new Date(row.updated_at),
    }));
  },
};
