import type { Tx } from '@gatehouse/store';

export interface Dashboard {
  readonly account: string;
  readonly name: string;
  readonly body: string;
  /** Bytes of the body. */
  readonly size: number;
  readonly modifiedAt: number;
}

interface DashboardRow {
  readonly account: string;
  readonly name: string;
  readonly body: string;
  readonly size: number;
  readonly modified_at: number;
}

const toDashboard = (row: DashboardRow): Dashboard => ({
  account: row.account,
  name: row.name,
  body: row.body,
  size: row.size,
  modifiedAt: row.modified_at,
});

// Behind every character that a name may have.
const LAST = '~';

export const dashboards = {
  async find(tx: Tx, account: string, name: string): Promise<Dashboard | undefined> {
    const row = await tx.get<DashboardRow>(
      'SELECT * FROM cloudwatch_dashboard WHERE account = ? AND name = ?',
      [account, name],
    );
    return row === undefined ? undefined : toDashboard(row);
  },

  async put(tx: Tx, { account, name, body, size, modifiedAt }: Dashboard): Promise<void> {
    await tx.run(
      `INSERT INTO cloudwatch_dashboard (account, name, body, size, modified_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (account, name) DO UPDATE SET
         body = excluded.body, size = excluded.size, modified_at = excluded.modified_at`,
      [account, name, body, size, modifiedAt],
    );
  },

  async remove(tx: Tx, account: string, name: string): Promise<void> {
    await tx.run('DELETE FROM cloudwatch_dashboard WHERE account = ? AND name = ?', [
      account,
      name,
    ]);
  },

  /** In the order of their names, without their bodies. */
  async list(
    tx: Tx,
    account: string,
    prefix: string,
    after: string,
    limit: number,
  ): Promise<readonly Omit<Dashboard, 'body'>[]> {
    const rows = await tx.all<DashboardRow>(
      `SELECT account, name, '' AS body, size, modified_at FROM cloudwatch_dashboard
       WHERE account = ? AND name >= ? AND name < ? AND name > ? ORDER BY name LIMIT ?`,
      [account, prefix, prefix + LAST, after, limit],
    );
    return rows.map(toDashboard);
  },
};
