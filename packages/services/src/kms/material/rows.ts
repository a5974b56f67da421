import type { KeySpec } from '@aws-sdk/client-kms';
import type { SqlValue, Tx } from '@gatehouse/store';
import type { KeyRef } from '../model.ts';
import type { MaterialFacts } from './material.ts';

interface MaterialRow {
  readonly material_id: string;
  readonly number: number;
  readonly spec: KeySpec;
  readonly sealed: Uint8Array | null;
  readonly state: MaterialFacts['state'];
  readonly import_state: 'IMPORTED' | 'PENDING_IMPORT' | null;
  readonly rotation: 'AUTOMATIC' | 'ON_DEMAND' | null;
  readonly rotated_at: number | null;
  readonly description: string | null;
  readonly expires_at: number | null;
}

/** A material as it lies in the database. */
export interface StoredMaterial {
  readonly facts: MaterialFacts;
  readonly spec: KeySpec;
  /** Undefined: its bytes are not here now. */
  readonly sealed: Uint8Array | undefined;
}

type Changeable = Omit<MaterialFacts, 'id' | 'number'>;

const OF_KEY = 'account = ? AND region = ? AND key_id = ?';
const refOf = ({ account, region, id }: KeyRef): readonly string[] => [account, region, id];

const toStored = (row: MaterialRow): StoredMaterial => ({
  facts: {
    id: row.material_id,
    number: row.number,
    state: row.state,
    importState: row.import_state ?? undefined,
    rotation: row.rotation ?? undefined,
    rotatedAt: row.rotated_at === null ? undefined : new Date(row.rotated_at),
    description: row.description ?? undefined,
    expiresAt: row.expires_at ?? undefined,
  },
  spec: row.spec,
  sealed: row.sealed ?? undefined,
});

const columnsOf = (facts: Partial<Changeable>): readonly (readonly [string, SqlValue])[] => {
  const columns: [string, SqlValue][] = [];
  if ('state' in facts && facts.state !== undefined) columns.push(['state', facts.state]);
  if ('importState' in facts) columns.push(['import_state', facts.importState ?? null]);
  if ('rotation' in facts) columns.push(['rotation', facts.rotation ?? null]);
  if ('rotatedAt' in facts) columns.push(['rotated_at', facts.rotatedAt?.getTime() ?? null]);
  if ('description' in facts) columns.push(['description', facts.description ?? null]);
  if ('expiresAt' in facts) columns.push(['expires_at', facts.expiresAt ?? null]);
  return columns;
};

/** The only SQL about materials. */
export const materialRows = {
  async find(tx: Tx, key: KeyRef, id: string): Promise<StoredMaterial | undefined> {
    const row = await tx.get<MaterialRow>(
      `SELECT * FROM kms_material WHERE ${OF_KEY} AND material_id = ?`,
      [...refOf(key), id],
    );
    return row === undefined ? undefined : toStored(row);
  },

  async list(tx: Tx, key: KeyRef): Promise<readonly StoredMaterial[]> {
    const rows = await tx.all<MaterialRow>(
      `SELECT * FROM kms_material WHERE ${OF_KEY} ORDER BY number`,
      refOf(key),
    );
    return rows.map(toStored);
  },

  /** Adds a material with the next number, or puts the bytes of one that is known back. */
  async put(
    tx: Tx,
    key: KeyRef,
    {
      id,
      spec,
      sealed,
      facts,
    }: { id: string; spec: KeySpec; sealed: Uint8Array; facts: Changeable },
  ): Promise<void> {
    const last = await tx.get<{ readonly number: number | null }>(
      `SELECT MAX(number) AS number FROM kms_material WHERE ${OF_KEY}`,
      refOf(key),
    );
    await tx.run(
      `INSERT INTO kms_material (account, region, key_id, material_id, number, spec, sealed, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (account, region, key_id, material_id) DO UPDATE SET sealed = excluded.sealed`,
      [...refOf(key), id, (last?.number ?? 0) + 1, spec, sealed, facts.state],
    );
    await materialRows.update(tx, key, id, facts);
  },

  async update(tx: Tx, key: KeyRef, id: string, facts: Partial<Changeable>): Promise<void> {
    const columns = columnsOf(facts);
    if (columns.length === 0) return;
    await tx.run(
      `UPDATE kms_material SET ${columns.map(([name]) => `${name} = ?`).join(', ')}
       WHERE ${OF_KEY} AND material_id = ?`,
      [...columns.map(([, value]) => value), ...refOf(key), id],
    );
  },

  async forgetBytes(tx: Tx, key: KeyRef, id: string): Promise<void> {
    await tx.run(`UPDATE kms_material SET sealed = NULL WHERE ${OF_KEY} AND material_id = ?`, [
      ...refOf(key),
      id,
    ]);
  },

  async removeAll(tx: Tx, key: KeyRef): Promise<void> {
    await tx.run(`DELETE FROM kms_material WHERE ${OF_KEY}`, refOf(key));
  },
};
