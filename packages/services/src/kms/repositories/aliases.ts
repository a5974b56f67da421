import type { Tx } from '@gatehouse/store';
import { aliasChanged } from '../keys/changes.ts';
import type { KeyRef, Scope } from '../model.ts';

interface AliasRow {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly key_id: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface Alias extends Scope {
  /** `alias/…` */
  readonly name: string;
  readonly keyId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const toAlias = (row: AliasRow): Alias => ({
  account: row.account,
  region: row.region,
  name: row.name,
  keyId: row.key_id,
  createdAt: new Date(row.created_at),
  updatedAt: new Date(row.updated_at),
});

export const aliases = {
  async find(tx: Tx, { account, region }: Scope, name: string): Promise<Alias | undefined> {
    const row = await tx.get<AliasRow>(
      'SELECT * FROM kms_alias WHERE account = ? AND region = ? AND name = ?',
      [account, region, name],
    );
    return row === undefined ? undefined : toAlias(row);
  },

  /** False when the name is taken. */
  async insert(tx: Tx, { account, region, id }: KeyRef, name: string, now: Date): Promise<boolean> {
    const { changes } = await tx.run(
      `INSERT INTO kms_alias (account, region, name, key_id, created_at, updated_at)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account, region, name) DO NOTHING`,
      [account, region, name, id, now.getTime(), now.getTime()],
    );
    aliasChanged(tx, { account, region }, name, id);
    return changes > 0;
  },

  async move(tx: Tx, from: Alias, id: string, now: Date): Promise<void> {
    const { account, region, name, keyId } = from;
    await tx.run(
      'UPDATE kms_alias SET key_id = ?, updated_at = ? WHERE account = ? AND region = ? AND name = ?',
      [id, now.getTime(), account, region, name],
    );
    aliasChanged(tx, from, name, keyId, id);
  },

  async remove(tx: Tx, alias: Alias): Promise<void> {
    await tx.run('DELETE FROM kms_alias WHERE account = ? AND region = ? AND name = ?', [
      alias.account,
      alias.region,
      alias.name,
    ]);
    aliasChanged(tx, alias, alias.name, alias.keyId);
  },

  async namesOf(tx: Tx, { account, region, id }: KeyRef): Promise<readonly string[]> {
    const rows = await tx.all<{ name: string }>(
      'SELECT name FROM kms_alias WHERE account = ? AND region = ? AND key_id = ? ORDER BY name',
      [account, region, id],
    );
    return rows.map(({ name }) => name);
  },

  /** In order of names, after `after`; those of one key when it is given. */
  async page(
    tx: Tx,
    { account, region }: Scope,
    keyId: string | undefined,
    after: string,
    limit: number,
  ): Promise<readonly Alias[]> {
    const ofKey = keyId === undefined ? '' : ' AND key_id = ?';
    const rows = await tx.all<AliasRow>(
      `SELECT * FROM kms_alias WHERE account = ? AND region = ?${ofKey} AND name > ? ORDER BY name LIMIT ?`,
      [account, region, ...(keyId === undefined ? [] : [keyId]), after, limit],
    );
    return rows.map(toAlias);
  },
};
