import type { ConnectionAuthorizationType } from '@aws-sdk/client-eventbridge';
import type { Tx } from '@gatehouse/store';
import type { Connection, ConnectionStateName, Scope } from '../model.ts';

interface ConnectionRow {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly description: string | null;
  readonly authorization_type: string;
  readonly kms_key: string | null;
  readonly state: string;
  readonly state_reason: string | null;
  readonly secret_arn: string;
  readonly sealed_auth: Uint8Array | null;
  readonly created_at: number;
  readonly modified_at: number;
  readonly authorized_at: number | null;
}

const toConnection = (row: ConnectionRow): Connection => ({
  account: row.account,
  region: row.region,
  name: row.name,
  arn: row.arn,
  description: row.description ?? undefined,
  authorizationType: row.authorization_type as ConnectionAuthorizationType,
  kmsKeyIdentifier: row.kms_key ?? undefined,
  state: row.state as ConnectionStateName,
  stateReason: row.state_reason ?? undefined,
  secretArn: row.secret_arn,
  sealedAuth: row.sealed_auth ?? undefined,
  createdAt: new Date(row.created_at),
  modifiedAt: new Date(row.modified_at),
  authorizedAt: row.authorized_at === null ? undefined : new Date(row.authorized_at),
});

const changing = (connection: Connection) => [
  connection.description ?? null,
  connection.authorizationType,
  connection.kmsKeyIdentifier ?? null,
  connection.state,
  connection.stateReason ?? null,
  connection.sealedAuth ?? null,
  connection.modifiedAt.getTime(),
  connection.authorizedAt?.getTime() ?? null,
];

export const connections = {
  async find(tx: Tx, arn: string): Promise<Connection | undefined> {
    const row = await tx.get<ConnectionRow>('SELECT * FROM events_connection WHERE arn = ?', [arn]);
    return row === undefined ? undefined : toConnection(row);
  },

  async named(tx: Tx, { account, region }: Scope, name: string): Promise<Connection | undefined> {
    const row = await tx.get<ConnectionRow>(
      'SELECT * FROM events_connection WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return row === undefined ? undefined : toConnection(row);
  },

  /** False when there is one of that name. */
  async insert(tx: Tx, connection: Connection): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO events_connection
         (arn, account, region, name, secret_arn, created_at, description, authorization_type, kms_key, state,
          state_reason, sealed_auth, modified_at, authorized_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        connection.arn,
        connection.account,
        connection.region,
        connection.name,
        connection.secretArn,
        connection.createdAt.getTime(),
        ...changing(connection),
      ],
    );
    return changes > 0;
  },

  async save(tx: Tx, connection: Connection): Promise<void> {
    await tx.run(
      `UPDATE events_connection SET description = ?, authorization_type = ?, kms_key = ?, state = ?, state_reason = ?,
         sealed_auth = ?, modified_at = ?, authorized_at = ? WHERE arn = ?`,
      [...changing(connection), connection.arn],
    );
  },

  /** What an attempt to get an OAuth token came to; only while nobody has changed the connection since. */
  async setState(
    tx: Tx,
    { arn, modifiedAt }: Connection,
    state: ConnectionStateName,
    stateReason: string | undefined,
    authorizedAt: Date | undefined,
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `UPDATE events_connection SET state = ?, state_reason = ?, authorized_at = COALESCE(?, authorized_at)
       WHERE arn = ? AND modified_at = ?`,
      [state, stateReason ?? null, authorizedAt?.getTime() ?? null, arn, modifiedAt.getTime()],
    );
    return changes > 0;
  },

  async delete(tx: Tx, arn: string): Promise<boolean> {
    const { changes } = await tx.run('DELETE FROM events_connection WHERE arn = ?', [arn]);
    return changes > 0;
  },

  async count(tx: Tx, { account, region }: Scope): Promise<number> {
    const row = await tx.get<{ readonly many: number }>(
      'SELECT COUNT(*) AS many FROM events_connection WHERE account = ? AND region = ?',
      [account, region],
    );
    return row?.many ?? 0;
  },

  /** By name. */
  async list(
    tx: Tx,
    { account, region }: Scope,
    {
      prefix = '',
      state,
    }: { readonly prefix?: string | undefined; readonly state?: string | undefined },
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<readonly Connection[]> {
    const rows = await tx.all<ConnectionRow>(
      `SELECT * FROM events_connection
       WHERE account = ? AND region = ? AND name > ? AND SUBSTR(name, 1, ?) = ?
       ${state === undefined ? '' : 'AND state = ?'} ORDER BY name LIMIT ?`,
      [
        account,
        region,
        after,
        prefix.length,
        prefix,
        ...(state === undefined ? [] : [state]),
        limit,
      ],
    );
    return rows.map(toConnection);
  },
};
