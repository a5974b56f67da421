import type { Tx } from '@gatehouse/store';
import type { PoolSettings, UserPool } from '../model.ts';

interface PoolRow {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly settings: string;
  readonly created_at: number;
  readonly modified_at: number;
}

const toPool = (row: PoolRow): UserPool => ({
  id: row.id,
  account: row.account,
  region: row.region,
  name: row.name,
  settings: JSON.parse(row.settings) as PoolSettings,
  createdAt: new Date(row.created_at),
  modifiedAt: new Date(row.modified_at),
});

// Codes, tokens and history of users are removed through them; see `users.remove`.
const OF_A_POOL = [
  'cognito_searchable',
  'cognito_alias',
  'cognito_group_member',
  'cognito_group',
  'cognito_resource_server',
  'cognito_domain',
];
const OF_ITS_USERS = ['cognito_code', 'cognito_software_token', 'cognito_password_history'];

export const pools = {
  /** Whoever owns it: a pool's id is unique everywhere. */
  async find(tx: Tx, id: string): Promise<UserPool | undefined> {
    const row = await tx.get<PoolRow>('SELECT * FROM cognito_pool WHERE id = ?', [id]);
    return row === undefined ? undefined : toPool(row);
  },

  /** False when the id is taken. */
  async insert(tx: Tx, pool: UserPool): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO cognito_pool (id, account, region, name, settings, created_at, modified_at)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        pool.id,
        pool.account,
        pool.region,
        pool.name,
        JSON.stringify(pool.settings),
        pool.createdAt.getTime(),
        pool.modifiedAt.getTime(),
      ],
    );
    return changes > 0;
  },

  async save(tx: Tx, pool: UserPool): Promise<void> {
    await tx.run('UPDATE cognito_pool SET name = ?, settings = ?, modified_at = ? WHERE id = ?', [
      pool.name,
      JSON.stringify(pool.settings),
      pool.modifiedAt.getTime(),
      pool.id,
    ]);
  },

  /** By name, then id. */
  async list(
    tx: Tx,
    owner: { readonly account: string; readonly region: string },
    after: { readonly name: string; readonly id: string } | undefined,
    limit: number,
  ): Promise<UserPool[]> {
    const rows = await tx.all<PoolRow>(
      `SELECT * FROM cognito_pool WHERE account = ? AND region = ? AND (name, id) > (?, ?)
       ORDER BY name, id LIMIT ?`,
      [owner.account, owner.region, after?.name ?? '', after?.id ?? '', limit],
    );
    return rows.map(toPool);
  },

  async countOf(tx: Tx, account: string, region: string): Promise<number> {
    const row = await tx.get<{ readonly count: number }>(
      'SELECT COUNT(*) AS count FROM cognito_pool WHERE account = ? AND region = ?',
      [account, region],
    );
    return row?.count ?? 0;
  },

  /** With everything that is in it but its tokens. */
  async remove(tx: Tx, id: string): Promise<void> {
    for (const table of OF_ITS_USERS)
      await tx.run(
        `DELETE FROM ${table} WHERE sub IN (SELECT sub FROM cognito_user WHERE pool_id = ?)`,
        [id],
      );
    await tx.run(
      'DELETE FROM cognito_client_secret WHERE client_id IN (SELECT id FROM cognito_client WHERE pool_id = ?)',
      [id],
    );
    for (const table of [...OF_A_POOL, 'cognito_client', 'cognito_user'])
      await tx.run(`DELETE FROM ${table} WHERE pool_id = ?`, [id]);
    await tx.run('DELETE FROM cognito_pool WHERE id = ?', [id]);
  },
};
