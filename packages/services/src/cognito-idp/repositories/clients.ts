import type { Vault } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { AppClient, ClientSecret, ClientSettings } from '../model.ts';

interface ClientRow {
  readonly id: string;
  readonly pool_id: string;
  readonly name: string;
  readonly has_secret: number;
  readonly settings: string;
  readonly created_at: number;
  readonly modified_at: number;
}

interface SecretRow {
  readonly client_id: string;
  readonly id: string;
  readonly secret: Uint8Array;
  readonly created_at: number;
}

const toClient = (row: ClientRow): AppClient => ({
  id: row.id,
  poolId: row.pool_id,
  name: row.name,
  hasSecret: row.has_secret !== 0,
  settings: JSON.parse(row.settings) as ClientSettings,
  createdAt: new Date(row.created_at),
  modifiedAt: new Date(row.modified_at),
});

const context = (clientId: string, id: string): string => `cognito-idp.client:${clientId}:${id}`;

export const clients = {
  /** Whoever owns its pool: a client's id is unique everywhere. */
  async find(tx: Tx, id: string): Promise<AppClient | undefined> {
    const row = await tx.get<ClientRow>('SELECT * FROM cognito_client WHERE id = ?', [id]);
    return row === undefined ? undefined : toClient(row);
  },

  /** False when the id is taken. */
  async insert(tx: Tx, client: AppClient): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO cognito_client (id, pool_id, name, has_secret, settings, created_at, modified_at)
       VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        client.id,
        client.poolId,
        client.name,
        client.hasSecret ? 1 : 0,
        JSON.stringify(client.settings),
        client.createdAt.getTime(),
        client.modifiedAt.getTime(),
      ],
    );
    return changes > 0;
  },

  async save(tx: Tx, client: AppClient): Promise<void> {
    await tx.run(
      'UPDATE cognito_client SET name = ?, has_secret = ?, settings = ?, modified_at = ? WHERE id = ?',
      [
        client.name,
        client.hasSecret ? 1 : 0,
        JSON.stringify(client.settings),
        client.modifiedAt.getTime(),
        client.id,
      ],
    );
  },

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.run('DELETE FROM cognito_client_secret WHERE client_id = ?', [id]);
    await tx.run('DELETE FROM cognito_client WHERE id = ?', [id]);
  },

  /** By name, then id. */
  async list(
    tx: Tx,
    poolId: string,
    after: { readonly name: string; readonly id: string } | undefined,
    limit: number,
  ): Promise<AppClient[]> {
    const rows = await tx.all<ClientRow>(
      `SELECT * FROM cognito_client WHERE pool_id = ? AND (name, id) > (?, ?)
       ORDER BY name, id LIMIT ?`,
      [poolId, after?.name ?? '', after?.id ?? '', limit],
    );
    return rows.map(toClient);
  },

  async countOf(tx: Tx, poolId: string): Promise<number> {
    const row = await tx.get<{ readonly count: number }>(
      'SELECT COUNT(*) AS count FROM cognito_client WHERE pool_id = ?',
      [poolId],
    );
    return row?.count ?? 0;
  },
};

export const clientSecrets = {
  /** The oldest first; none for a public client. */
  async of(tx: Tx, vault: Vault, clientId: string): Promise<ClientSecret[]> {
    const rows = await tx.all<SecretRow>(
      'SELECT * FROM cognito_client_secret WHERE client_id = ? ORDER BY created_at, id',
      [clientId],
    );
    return rows.map((row) => {
      const secret = vault.open(row.secret, context(clientId, row.id));
      if (secret === undefined) throw new Error(`a secret of client ${clientId} does not open`);
      return {
        id: row.id,
        clientId,
        secret: secret.toString(),
        createdAt: new Date(row.created_at),
      };
    });
  },

  async insert(tx: Tx, vault: Vault, secret: ClientSecret): Promise<boolean> {
    const { changes } = await tx.run(
      'INSERT INTO cognito_client_secret (client_id, id, secret, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      [
        secret.clientId,
        secret.id,
        vault.seal(Buffer.from(secret.secret), context(secret.clientId, secret.id)),
        secret.createdAt.getTime(),
      ],
    );
    return changes > 0;
  },

  /** False when there is no such secret. */
  async remove(tx: Tx, clientId: string, id: string): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM cognito_client_secret WHERE client_id = ? AND id = ?',
      [clientId, id],
    );
    return changes > 0;
  },
};
