import type { Tx } from '@gatehouse/store';
import type { ResourceServer } from '../model.ts';

interface ResourceServerRow {
  readonly pool_id: string;
  readonly identifier: string;
  readonly name: string;
  readonly scopes: string;
}

const toServer = (row: ResourceServerRow): ResourceServer => ({
  poolId: row.pool_id,
  identifier: row.identifier,
  name: row.name,
  scopes: JSON.parse(row.scopes) as ResourceServer['scopes'],
});

export const resourceServers = {
  async find(tx: Tx, poolId: string, identifier: string): Promise<ResourceServer | undefined> {
    const row = await tx.get<ResourceServerRow>(
      'SELECT * FROM cognito_resource_server WHERE pool_id = ? AND identifier = ?',
      [poolId, identifier],
    );
    return row === undefined ? undefined : toServer(row);
  },

  /** False when the pool has a server with this identifier. */
  async insert(tx: Tx, server: ResourceServer): Promise<boolean> {
    const { changes } = await tx.run(
      'INSERT INTO cognito_resource_server (pool_id, identifier, name, scopes) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      [server.poolId, server.identifier, server.name, JSON.stringify(server.scopes)],
    );
    return changes > 0;
  },

  async save(tx: Tx, server: ResourceServer): Promise<void> {
    await tx.run(
      'UPDATE cognito_resource_server SET name = ?, scopes = ? WHERE pool_id = ? AND identifier = ?',
      [server.name, JSON.stringify(server.scopes), server.poolId, server.identifier],
    );
  },

  async remove(tx: Tx, poolId: string, identifier: string): Promise<void> {
    await tx.run('DELETE FROM cognito_resource_server WHERE pool_id = ? AND identifier = ?', [
      poolId,
      identifier,
    ]);
  },

  /** By identifier. */
  async list(tx: Tx, poolId: string, after: string, limit: number): Promise<ResourceServer[]> {
    const rows = await tx.all<ResourceServerRow>(
      `SELECT * FROM cognito_resource_server WHERE pool_id = ? AND identifier > ?
       ORDER BY identifier LIMIT ?`,
      [poolId, after, limit],
    );
    return rows.map(toServer);
  },

  async countOf(tx: Tx, poolId: string): Promise<number> {
    const row = await tx.get<{ readonly count: number }>(
      'SELECT COUNT(*) AS count FROM cognito_resource_server WHERE pool_id = ?',
      [poolId],
    );
    return row?.count ?? 0;
  },
};
