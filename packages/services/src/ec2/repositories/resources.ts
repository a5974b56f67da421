import type { Tx } from '@gatehouse/store';
import type { Kind, Kinds, Resource, Scope } from '../model.ts';

interface ResourceRow {
  readonly region: string;
  readonly id: string;
  readonly account: string;
  readonly vpc: string | null;
  readonly unique_name: string | null;
  readonly details: string;
  readonly created_at: number;
}

const COLUMNS = 'r.region, r.id, r.account, r.vpc, r.unique_name, r.details, r.created_at';

const toResource = <K extends Kind>(kind: K, row: ResourceRow): Resource<K> => ({
  kind,
  id: row.id,
  account: row.account,
  region: row.region,
  vpc: row.vpc ?? undefined,
  unique: row.unique_name ?? undefined,
  createdAt: new Date(row.created_at),
  details: JSON.parse(row.details) as Kinds[K],
});

/** Where a list goes on, and how far. */
export interface Stretch {
  readonly after?: { readonly createdAt: number; readonly id: string } | undefined;
  readonly limit?: number | undefined;
}

const stretchSql = ({ after, limit }: Stretch) => ({
  where: after === undefined ? '' : ' AND (r.created_at, r.id) > (?, ?)',
  order: ` ORDER BY r.created_at, r.id${limit === undefined ? '' : ' LIMIT ?'}`,
  parameters: [
    ...(after === undefined ? [] : [after.createdAt, after.id]),
    ...(limit === undefined ? [] : [limit]),
  ],
});

// Both databases allow far more parameters per statement than this.
const MOST_IDS = 500;

export const resources = {
  async find<K extends Kind>(
    tx: Tx,
    { account, region }: Scope,
    kind: K,
    id: string,
  ): Promise<Resource<K> | undefined> {
    const row = await tx.get<ResourceRow>(
      `SELECT ${COLUMNS} FROM ec2_resource r WHERE r.kind = ? AND r.region = ? AND r.id = ? AND r.account = ?`,
      [kind, region, id, account],
    );
    return row === undefined ? undefined : toResource(kind, row);
  },

  /** Whoever owns it. */
  async inRegion<K extends Kind>(
    tx: Tx,
    region: string,
    kind: K,
    id: string,
  ): Promise<Resource<K> | undefined> {
    const row = await tx.get<ResourceRow>(
      `SELECT ${COLUMNS} FROM ec2_resource r WHERE r.kind = ? AND r.region = ? AND r.id = ?`,
      [kind, region, id],
    );
    return row === undefined ? undefined : toResource(kind, row);
  },

  /** In the order of their making; what does not exist is absent. */
  async findMany<K extends Kind>(
    tx: Tx,
    { account, region }: Scope,
    kind: K,
    ids: readonly string[],
  ): Promise<Resource<K>[]> {
    const found: Resource<K>[] = [];
    const wanted = [...new Set(ids)];
    for (let from = 0; from < wanted.length; from += MOST_IDS) {
      const some = wanted.slice(from, from + MOST_IDS);
      const rows = await tx.all<ResourceRow>(
        `SELECT ${COLUMNS} FROM ec2_resource r WHERE r.kind = ? AND r.region = ? AND r.account = ?
         AND r.id IN (${some.map(() => '?').join(', ')}) ORDER BY r.created_at, r.id`,
        [kind, region, account, ...some],
      );
      found.push(...rows.map((row) => toResource(kind, row)));
    }
    return found;
  },

  async named<K extends Kind>(
    tx: Tx,
    { account, region }: Scope,
    kind: K,
    unique: string,
  ): Promise<Resource<K> | undefined> {
    const row = await tx.get<ResourceRow>(
      `SELECT ${COLUMNS} FROM ec2_resource r
       WHERE r.account = ? AND r.region = ? AND r.kind = ? AND r.unique_name = ?`,
      [account, region, kind, unique],
    );
    return row === undefined ? undefined : toResource(kind, row);
  },

  /** In the order of their making. */
  async list<K extends Kind>(
    tx: Tx,
    { account, region }: Scope,
    kind: K,
    stretch: Stretch = {},
  ): Promise<Resource<K>[]> {
    const { where, order, parameters } = stretchSql(stretch);
    const rows = await tx.all<ResourceRow>(
      `SELECT ${COLUMNS} FROM ec2_resource r
       WHERE r.account = ? AND r.region = ? AND r.kind = ?${where}${order}`,
      [account, region, kind, ...parameters],
    );
    return rows.map((row) => toResource(kind, row));
  },

  /** Own ones and those that their owners share with the account or with everybody. */
  async visible<K extends Kind>(
    tx: Tx,
    { account, region }: Scope,
    kind: K,
    stretch: Stretch = {},
  ): Promise<Resource<K>[]> {
    const { where, order, parameters } = stretchSql(stretch);
    const rows = await tx.all<ResourceRow>(
      `SELECT ${COLUMNS} FROM ec2_resource r
       WHERE r.region = ? AND r.kind = ? AND (r.account = ? OR r.id IN (
         SELECT s.id FROM ec2_share s WHERE s.region = ? AND s.kind = ? AND s.grantee IN (?, 'all')))${where}${order}`,
      [region, kind, account, region, kind, account, ...parameters],
    );
    return rows.map((row) => toResource(kind, row));
  },

  async inVpc<K extends Kind>(
    tx: Tx,
    { account, region }: Scope,
    kind: K,
    vpc: string,
  ): Promise<Resource<K>[]> {
    const rows = await tx.all<ResourceRow>(
      `SELECT ${COLUMNS} FROM ec2_resource r WHERE r.account = ? AND r.region = ? AND r.vpc = ? AND r.kind = ?
       ORDER BY r.created_at, r.id`,
      [account, region, vpc, kind],
    );
    return rows.map((row) => toResource(kind, row));
  },

  /** False when another has the unique name. */
  async insert<K extends Kind>(tx: Tx, resource: Resource<K>): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO ec2_resource (kind, region, id, account, vpc, unique_name, details, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      [
        resource.kind,
        resource.region,
        resource.id,
        resource.account,
        resource.vpc ?? null,
        resource.unique ?? null,
        JSON.stringify(resource.details),
        resource.createdAt.getTime(),
      ],
    );
    return changes > 0;
  },

  async save<K extends Kind>(tx: Tx, resource: Resource<K>): Promise<void> {
    await tx.run(
      'UPDATE ec2_resource SET vpc = ?, details = ? WHERE kind = ? AND region = ? AND id = ?',
      [
        resource.vpc ?? null,
        JSON.stringify(resource.details),
        resource.kind,
        resource.region,
        resource.id,
      ],
    );
  },

  async remove<K extends Kind>(tx: Tx, { kind, region, id }: Resource<K>): Promise<void> {
    await tx.run('DELETE FROM ec2_resource WHERE kind = ? AND region = ? AND id = ?', [
      kind,
      region,
      id,
    ]);
    await tx.run('DELETE FROM ec2_share WHERE kind = ? AND region = ? AND id = ?', [
      kind,
      region,
      id,
    ]);
  },
};
