import type { Tx } from '@gatehouse/store';
import type { HubRef } from '../ports.ts';

/** A custom action: what people send findings to by hand. */
export interface ActionTarget extends HubRef {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

export const actionArn = ({ account, region, id }: ActionTarget): string =>
  `arn:aws:securityhub:${region}:${account}:action/custom/${id}`;

export const actionTargets = {
  async find(tx: Tx, { account, region }: HubRef, id: string): Promise<ActionTarget | undefined> {
    return tx.get<ActionTarget>(
      `SELECT account, region, id, name, description FROM securityhub_action
       WHERE account = ? AND region = ? AND id = ?`,
      [account, region, id],
    );
  },

  async list(
    tx: Tx,
    { account, region }: HubRef,
    after: string,
    limit: number,
  ): Promise<readonly ActionTarget[]> {
    return tx.all<ActionTarget>(
      `SELECT account, region, id, name, description FROM securityhub_action
       WHERE account = ? AND region = ? AND id > ? ORDER BY id LIMIT ?`,
      [account, region, after, limit],
    );
  },

  async count(tx: Tx, { account, region }: HubRef): Promise<number> {
    const row = await tx.get<{ readonly found: number }>(
      'SELECT COUNT(*) AS found FROM securityhub_action WHERE account = ? AND region = ?',
      [account, region],
    );
    return row?.found ?? 0;
  },

  /** False when the identifier is taken. */
  async insert(tx: Tx, made: ActionTarget): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO securityhub_action (account, region, id, name, description)
       VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [made.account, made.region, made.id, made.name, made.description],
    );
    return changes > 0;
  },

  async update(tx: Tx, changed: ActionTarget): Promise<void> {
    await tx.run(
      `UPDATE securityhub_action SET name = ?, description = ?
       WHERE account = ? AND region = ? AND id = ?`,
      [changed.name, changed.description, changed.account, changed.region, changed.id],
    );
  },

  async remove(tx: Tx, { account, region, id }: ActionTarget): Promise<void> {
    await tx.run('DELETE FROM securityhub_action WHERE account = ? AND region = ? AND id = ?', [
      account,
      region,
      id,
    ]);
  },
};
