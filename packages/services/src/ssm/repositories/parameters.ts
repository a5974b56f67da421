import { partitionOf } from '@gatehouse/core';
import type { SqlValue, Tx } from '@gatehouse/store';
import type { Parameter, ParameterRef, Scope, SharingPolicy, Tier } from '../model.ts';
import { parentOf, refOf } from '../names.ts';
import { toVersion, type VersionRow } from './versions.ts';

interface Row extends VersionRow {
  readonly account: string;
  readonly region: string;
  readonly name_key: string;
  readonly name: string;
  readonly id: string;
  readonly policy_id: string | null;
  readonly policy_hash: string | null;
  readonly policy: string | null;
  readonly policy_principals: string | null;
}

const toSharing = (row: Row): SharingPolicy | undefined =>
  row.policy === null
    ? undefined
    : {
        id: row.policy_id ?? '',
        hash: row.policy_hash ?? '',
        document: row.policy,
        // It was written by `setSharing`.
        principals: new Map(JSON.parse(row.policy_principals ?? '[]') as [string, string][]),
      };

const toParameter = (row: Row): Parameter => ({
  ...refOf(row, row.name_key, partitionOf(row.region)),
  id: row.id,
  name: row.name,
  sharing: toSharing(row),
  latest: toVersion(row),
});

const SELECT = `SELECT v.*, p.account, p.region, p.name_key, p.name, p.id,
    p.policy_id, p.policy_hash, p.policy, p.policy_principals
  FROM ssm_parameter p JOIN ssm_version v ON v.parameter_id = p.id AND v.version = p.version`;

// Beyond every character that a name can have.
const END = '~';

/** Which parameters of a Region a listing looks at. */
export interface Range {
  /** Those alone. */
  readonly keys?: readonly string[] | undefined;
  /** Keys that begin so. */
  readonly prefix?: string | undefined;
  /** In this path and no deeper. */
  readonly parent?: string | undefined;
}

const rangeOf = ({ keys, prefix, parent }: Range): readonly [where: string, values: SqlValue[]] => {
  if (keys !== undefined)
    return [` AND p.name_key IN (${keys.map(() => '?').join(', ')})`, [...keys]];
  if (parent !== undefined) return [' AND p.parent = ?', [parent]];
  return prefix === undefined || prefix === ''
    ? ['', []]
    : [' AND p.name_key >= ? AND p.name_key < ?', [prefix, `${prefix}${END}`]];
};

export const parameters = {
  async find(tx: Tx, { account, region, key }: ParameterRef): Promise<Parameter | undefined> {
    const row = await tx.get<Row>(
      `${SELECT} WHERE p.account = ? AND p.region = ? AND p.name_key = ?`,
      [account, region, key],
    );
    return row === undefined ? undefined : toParameter(row);
  },

  async byId(tx: Tx, id: string): Promise<Parameter | undefined> {
    const row = await tx.get<Row>(`${SELECT} WHERE p.id = ?`, [id]);
    return row === undefined ? undefined : toParameter(row);
  },

  /** False: there is one of this name. */
  async insert(
    tx: Tx,
    { account, region, key }: ParameterRef,
    { id, name, tier }: { readonly id: string; readonly name: string; readonly tier: Tier },
  ): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO ssm_parameter (account, region, name_key, name, parent, id, tier, version)
       VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO NOTHING`,
      [account, region, key, name, parentOf(key), id, tier],
    );
    return changes > 0;
  },

  /** False: somebody else made a newer version meanwhile. */
  async setLatest(
    tx: Tx,
    id: string,
    { from, to, tier }: { readonly from: number; readonly to: number; readonly tier: Tier },
  ): Promise<boolean> {
    const { changes } = await tx.run(
      'UPDATE ssm_parameter SET version = ?, tier = ? WHERE id = ? AND version = ?',
      [to, tier, id, from],
    );
    return changes > 0;
  },

  async setSharing(
    tx: Tx,
    id: string,
    policy: SharingPolicy | undefined,
    shares: ReadonlySet<string>,
    region: string,
  ): Promise<void> {
    await tx.run(
      'UPDATE ssm_parameter SET policy_id = ?, policy_hash = ?, policy = ?, policy_principals = ? WHERE id = ?',
      [
        policy?.id ?? null,
        policy?.hash ?? null,
        policy?.document ?? null,
        policy === undefined ? null : JSON.stringify([...policy.principals]),
        id,
      ],
    );
    await tx.run('DELETE FROM ssm_share WHERE parameter_id = ?', [id]);
    for (const account of shares)
      await tx.run('INSERT INTO ssm_share (account, region, parameter_id) VALUES (?, ?, ?)', [
        account,
        region,
        id,
      ]);
  },

  /** With its versions and labels. */
  async remove(tx: Tx, id: string): Promise<void> {
    await tx.run('DELETE FROM ssm_share WHERE parameter_id = ?', [id]);
    await tx.run('DELETE FROM ssm_label WHERE parameter_id = ?', [id]);
    await tx.run('DELETE FROM ssm_version WHERE parameter_id = ?', [id]);
    await tx.run('DELETE FROM ssm_parameter WHERE id = ?', [id]);
  },

  /** In the order of their names, after a key. */
  async page(
    tx: Tx,
    { account, region }: Scope,
    range: Range,
    { after, limit }: { readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly Parameter[]> {
    const [where, values] = rangeOf(range);
    const rows = await tx.all<Row>(
      `${SELECT} WHERE p.account = ? AND p.region = ?${where}${
        after === undefined ? '' : ' AND p.name_key > ?'
      } ORDER BY p.name_key LIMIT ?`,
      [account, region, ...values, ...(after === undefined ? [] : [after]), limit],
    );
    return rows.map(toParameter);
  },

  /** Those of others whose policies name the account or everybody, in the order of their ids. */
  async shared(
    tx: Tx,
    { account, region }: Scope,
    { after, limit }: { readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly Parameter[]> {
    const rows = await tx.all<Row>(
      `${SELECT} WHERE p.account <> ? AND p.id > ? AND p.id IN
         (SELECT parameter_id FROM ssm_share WHERE region = ? AND account IN (?, '*'))
       ORDER BY p.id LIMIT ?`,
      [account, after ?? '', region, account, limit],
    );
    return rows.map(toParameter);
  },

  /** Whether there are at least so many of a tier; never for 0, which is no limit. */
  async hasMany(tx: Tx, { account, region }: Scope, tier: Tier, many: number): Promise<boolean> {
    if (many < 1) return false;
    const row = await tx.get(
      'SELECT 1 AS found FROM ssm_parameter WHERE account = ? AND region = ? AND tier = ? LIMIT 1 OFFSET ?',
      [account, region, tier, many - 1],
    );
    return row !== undefined;
  },
};
