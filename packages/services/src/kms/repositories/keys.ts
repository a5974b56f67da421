import type { KeyState } from '@aws-sdk/client-kms';
import { tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { keyChanged } from '../keys/changes.ts';
import { keyArn } from '../keys/names.ts';
import type { Key, KeyDetails, KeyPolicy, KeyRef, Scope } from '../model.ts';
import { aliases } from './aliases.ts';

interface KeyRow {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly state: string;
  readonly details: string;
  readonly current_material: string | null;
  readonly policy: string;
  readonly policy_principals: string;
  readonly created_at: number;
}

const toKey = async (tx: Tx, row: KeyRow): Promise<Key> => {
  const ref = { account: row.account, region: row.region, id: row.id };
  const arn = keyArn(ref);
  return {
    ...ref,
    arn,
    createdAt: new Date(row.created_at),
    state: row.state as KeyState,
    details: JSON.parse(row.details) as KeyDetails,
    currentMaterial: row.current_material ?? undefined,
    policy: {
      document: row.policy,
      principals: new Map(JSON.parse(row.policy_principals) as [string, string][]),
    },
    tags: await tagStore.of(tx, arn),
    aliases: await aliases.namesOf(tx, ref),
  };
};

const where = 'WHERE account = ? AND region = ? AND id = ?';

export const keys = {
  async find(tx: Tx, { account, region, id }: KeyRef): Promise<Key | undefined> {
    const row = await tx.get<KeyRow>(`SELECT * FROM kms_key ${where}`, [account, region, id]);
    return row === undefined ? undefined : toKey(tx, row);
  },

  /** Tags and aliases are kept by themselves. False when the id is taken. */
  async insert(tx: Tx, key: Key): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO kms_key (account, region, id, manager, state, details, current_material, policy, policy_principals, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account, region, id) DO NOTHING`,
      [
        key.account,
        key.region,
        key.id,
        key.details.manager,
        key.state,
        JSON.stringify(key.details),
        key.currentMaterial ?? null,
        key.policy.document,
        JSON.stringify([...key.policy.principals]),
        key.createdAt.getTime(),
      ],
    );
    keyChanged(tx, key);
    return changes > 0;
  },

  async setState(tx: Tx, ref: KeyRef, state: KeyState): Promise<void> {
    await tx.run(`UPDATE kms_key SET state = ? ${where}`, [state, ref.account, ref.region, ref.id]);
    keyChanged(tx, ref);
  },

  async setDetails(tx: Tx, ref: KeyRef, details: KeyDetails): Promise<void> {
    await tx.run(`UPDATE kms_key SET details = ? ${where}`, [
      JSON.stringify(details),
      ref.account,
      ref.region,
      ref.id,
    ]);
    keyChanged(tx, ref);
  },

  async setMaterial(tx: Tx, ref: KeyRef, material: string | undefined): Promise<void> {
    await tx.run(`UPDATE kms_key SET current_material = ? ${where}`, [
      material ?? null,
      ref.account,
      ref.region,
      ref.id,
    ]);
    keyChanged(tx, ref);
  },

  async setPolicy(tx: Tx, ref: KeyRef, { document, principals }: KeyPolicy): Promise<void> {
    await tx.run(`UPDATE kms_key SET policy = ?, policy_principals = ? ${where}`, [
      document,
      JSON.stringify([...principals]),
      ref.account,
      ref.region,
      ref.id,
    ]);
    keyChanged(tx, ref);
  },

  async remove(tx: Tx, ref: KeyRef): Promise<void> {
    await tx.run(`DELETE FROM kms_key ${where}`, [ref.account, ref.region, ref.id]);
    keyChanged(tx, ref);
  },

  /** Ids, in order, after `after`. */
  async ids(
    tx: Tx,
    { account, region }: Scope,
    after: string,
    limit: number,
  ): Promise<readonly string[]> {
    const rows = await tx.all<{ id: string }>(
      'SELECT id FROM kms_key WHERE account = ? AND region = ? AND id > ? ORDER BY id LIMIT ?',
      [account, region, after, limit],
    );
    return rows.map(({ id }) => id);
  },

  /** Customer managed keys, for the quota. */
  async count(tx: Tx, { account, region }: Scope): Promise<number> {
    const row = await tx.get<{ count: number }>(
      `SELECT COUNT(*) AS count FROM kms_key WHERE account = ? AND region = ? AND manager = 'CUSTOMER'`,
      [account, region],
    );
    return row?.count ?? 0;
  },
};
