import type { Tx } from '@gatehouse/store';
import type { Named } from '../arns.ts';
import type { Kind, Kinds, Resource, Scope, SnapshotKind } from '../model.ts';

interface ResourceRow {
  readonly region: string;
  readonly account: string;
  readonly id: string;
  readonly parent: string | null;
  readonly details: string;
  readonly secret: Uint8Array | null;
  readonly created_at: number;
}

const COLUMNS = 'r.region, r.account, r.id, r.parent, r.details, r.secret, r.created_at';
const SELECT = `SELECT ${COLUMNS} FROM rds_resource r WHERE r.kind = ? AND r.region = ?`;

const toResource = <K extends Kind>(kind: K, row: ResourceRow): Resource<K> => ({
  kind,
  region: row.region,
  account: row.account,
  id: row.id,
  parent: row.parent ?? undefined,
  createdAt: new Date(row.created_at),
  details: JSON.parse(row.details) as Kinds[K],
  secret: row.secret ?? undefined,
});

/** Where a list goes on, and how far. */
export interface Stretch {
  readonly after?: { readonly id: string; readonly account: string } | undefined;
  readonly limit: number;
}

const stretchSql = ({ after, limit }: Stretch) => ({
  sql: `${after === undefined ? '' : ' AND (r.id, r.account) > (?, ?)'} ORDER BY r.id, r.account LIMIT ?`,
  parameters: [...(after === undefined ? [] : [after.id, after.account]), limit],
});

export const resources = {
  async find<K extends Kind>(
    tx: Tx,
    { kind, region, account, id }: Named<K>,
  ): Promise<Resource<K> | undefined> {
    const row = await tx.get<ResourceRow>(`${SELECT} AND r.account = ? AND r.id = ?`, [
      kind,
      region,
      account,
      id,
    ]);
    return row === undefined ? undefined : toResource(kind, row);
  },

  /** In the order of their identifiers. */
  async list<K extends Kind>(
    tx: Tx,
    { account, region }: Scope,
    kind: K,
    stretch: Stretch,
  ): Promise<Resource<K>[]> {
    const { sql, parameters } = stretchSql(stretch);
    const rows = await tx.all<ResourceRow>(`${SELECT} AND r.account = ?${sql}`, [
      kind,
      region,
      account,
      ...parameters,
    ]);
    return rows.map((row) => toResource(kind, row));
  },

  /** What others share with the account by name, or with everybody. */
  async shared<K extends SnapshotKind>(
    tx: Tx,
    { account, region }: Scope,
    kind: K,
    grantees: readonly string[],
    stretch: Stretch,
  ): Promise<Resource<K>[]> {
    if (grantees.length === 0) return [];
    const { sql, parameters } = stretchSql(stretch);
    const rows = await tx.all<ResourceRow>(
      `${SELECT} AND r.account <> ? AND EXISTS (
         SELECT 1 FROM rds_share s WHERE s.kind = r.kind AND s.region = r.region AND s.account = r.account
         AND s.id = r.id AND s.grantee IN (${grantees.map(() => '?').join(', ')}))${sql}`,
      [kind, region, account, ...grantees, ...parameters],
    );
    return rows.map((row) => toResource(kind, row));
  },

  /** Instances of a cluster, snapshots of a database. */
  async of<K extends Kind>(
    tx: Tx,
    { account, region }: Scope,
    kind: K,
    parent: string,
  ): Promise<Resource<K>[]> {
    const rows = await tx.all<ResourceRow>(
      `${SELECT} AND r.account = ? AND r.parent = ? ORDER BY r.created_at, r.id`,
      [kind, region, account, parent],
    );
    return rows.map((row) => toResource(kind, row));
  },

  async count(tx: Tx, { account, region }: Scope, kind: Kind): Promise<number> {
    const row = await tx.get<{ readonly n: number }>(
      'SELECT COUNT(*) AS n FROM rds_resource WHERE kind = ? AND region = ? AND account = ?',
      [kind, region, account],
    );
    return row?.n ?? 0;
  },

  /** False when another has the identifier. */
  async insert<K extends Kind>(tx: Tx, resource: Resource<K>): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO rds_resource (kind, region, account, id, parent, details, secret, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        resource.kind,
        resource.region,
        resource.account,
        resource.id,
        resource.parent ?? null,
        JSON.stringify(resource.details),
        resource.secret ?? null,
        resource.createdAt.getTime(),
      ],
    );
    return changes > 0;
  },

  async save<K extends Kind>(tx: Tx, resource: Resource<K>): Promise<void> {
    await tx.run(
      `UPDATE rds_resource SET parent = ?, details = ?, secret = ?
       WHERE kind = ? AND region = ? AND account = ? AND id = ?`,
      [
        resource.parent ?? null,
        JSON.stringify(resource.details),
        resource.secret ?? null,
        resource.kind,
        resource.region,
        resource.account,
        resource.id,
      ],
    );
  },

  async remove(tx: Tx, { kind, region, account, id }: Named): Promise<void> {
    for (const table of ['rds_share', 'rds_resource'])
      await tx.run(
        `DELETE FROM ${table} WHERE kind = ? AND region = ? AND account = ? AND id = ?`,
        [kind, region, account, id],
      );
  },
};
