import type { ApiDestinationHttpMethod } from '@aws-sdk/client-eventbridge';
import type { Tx } from '@gatehouse/store';
import type { ApiDestination, Scope } from '../model.ts';

interface ApiDestinationRow {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly description: string | null;
  readonly connection_arn: string;
  readonly endpoint: string;
  readonly method: string;
  readonly rate_per_second: number;
  readonly created_at: number;
  readonly modified_at: number;
}

const toApiDestination = (row: ApiDestinationRow): ApiDestination => ({
  account: row.account,
  region: row.region,
  name: row.name,
  arn: row.arn,
  description: row.description ?? undefined,
  connectionArn: row.connection_arn,
  endpoint: row.endpoint,
  method: row.method as ApiDestinationHttpMethod,
  ratePerSecond: row.rate_per_second,
  createdAt: new Date(row.created_at),
  modifiedAt: new Date(row.modified_at),
});

const changing = (destination: ApiDestination) => [
  destination.description ?? null,
  destination.connectionArn,
  destination.endpoint,
  destination.method,
  destination.ratePerSecond,
  destination.modifiedAt.getTime(),
];

export interface ApiDestinationFilter {
  readonly prefix?: string | undefined;
  readonly connectionArn?: string | undefined;
}

export const apiDestinations = {
  async find(tx: Tx, arn: string): Promise<ApiDestination | undefined> {
    const row = await tx.get<ApiDestinationRow>(
      'SELECT * FROM events_api_destination WHERE arn = ?',
      [arn],
    );
    return row === undefined ? undefined : toApiDestination(row);
  },

  async named(
    tx: Tx,
    { account, region }: Scope,
    name: string,
  ): Promise<ApiDestination | undefined> {
    const row = await tx.get<ApiDestinationRow>(
      'SELECT * FROM events_api_destination WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return row === undefined ? undefined : toApiDestination(row);
  },

  /** False when there is one of that name. */
  async insert(tx: Tx, destination: ApiDestination): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO events_api_destination
         (arn, account, region, name, created_at, description, connection_arn, endpoint, method, rate_per_second,
          modified_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        destination.arn,
        destination.account,
        destination.region,
        destination.name,
        destination.createdAt.getTime(),
        ...changing(destination),
      ],
    );
    return changes > 0;
  },

  async save(tx: Tx, destination: ApiDestination): Promise<void> {
    await tx.run(
      `UPDATE events_api_destination SET description = ?, connection_arn = ?, endpoint = ?, method = ?,
         rate_per_second = ?, modified_at = ? WHERE arn = ?`,
      [...changing(destination), destination.arn],
    );
  },

  async delete(tx: Tx, arn: string): Promise<boolean> {
    const { changes } = await tx.run('DELETE FROM events_api_destination WHERE arn = ?', [arn]);
    return changes > 0;
  },

  async count(tx: Tx, { account, region }: Scope): Promise<number> {
    const row = await tx.get<{ readonly many: number }>(
      'SELECT COUNT(*) AS many FROM events_api_destination WHERE account = ? AND region = ?',
      [account, region],
    );
    return row?.many ?? 0;
  },

  /** By name. */
  async list(
    tx: Tx,
    { account, region }: Scope,
    { prefix = '', connectionArn }: ApiDestinationFilter,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<readonly ApiDestination[]> {
    const rows = await tx.all<ApiDestinationRow>(
      `SELECT * FROM events_api_destination
       WHERE account = ? AND region = ? AND name > ? AND SUBSTR(name, 1, ?) = ?
       ${connectionArn === undefined ? '' : 'AND connection_arn = ?'} ORDER BY name LIMIT ?`,
      [
        account,
        region,
        after,
        prefix.length,
        prefix,
        ...(connectionArn === undefined ? [] : [connectionArn]),
        limit,
      ],
    );
    return rows.map(toApiDestination);
  },
};
