import type { Tx } from '@gatehouse/store';

export type SharedKind = 'image' | 'snapshot';

/** What is shared, in its Region. */
export interface Shared {
  readonly kind: SharedKind;
  readonly region: string;
  readonly id: string;
}

export const EVERYBODY = 'all';

/** Accounts, or `all`, that may use an image or a snapshot which is not theirs. */
export const shares = {
  async of(tx: Tx, { kind, region, id }: Shared): Promise<readonly string[]> {
    const rows = await tx.all<{ readonly grantee: string }>(
      'SELECT grantee FROM ec2_share WHERE kind = ? AND region = ? AND id = ? ORDER BY grantee',
      [kind, region, id],
    );
    return rows.map(({ grantee }) => grantee);
  },

  async reaches(tx: Tx, { kind, region, id }: Shared, account: string): Promise<boolean> {
    const row = await tx.get(
      `SELECT grantee FROM ec2_share WHERE kind = ? AND region = ? AND id = ? AND grantee IN (?, 'all') LIMIT 1`,
      [kind, region, id, account],
    );
    return row !== undefined;
  },

  /** Ids of the kind that everybody may use. */
  async everybodys(tx: Tx, kind: SharedKind, region: string): Promise<ReadonlySet<string>> {
    const rows = await tx.all<{ readonly id: string }>(
      'SELECT id FROM ec2_share WHERE region = ? AND kind = ? AND grantee = ?',
      [region, kind, EVERYBODY],
    );
    return new Set(rows.map(({ id }) => id));
  },

  /** Ids of the kind that are shared with the account by name. */
  async with(
    tx: Tx,
    kind: SharedKind,
    region: string,
    account: string,
  ): Promise<ReadonlySet<string>> {
    const rows = await tx.all<{ readonly id: string }>(
      'SELECT id FROM ec2_share WHERE region = ? AND kind = ? AND grantee = ?',
      [region, kind, account],
    );
    return new Set(rows.map(({ id }) => id));
  },

  async add(tx: Tx, { kind, region, id }: Shared, grantees: readonly string[]): Promise<void> {
    for (const grantee of grantees)
      await tx.run(
        'INSERT INTO ec2_share (kind, region, id, grantee) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
        [kind, region, id, grantee],
      );
  },

  async remove(tx: Tx, { kind, region, id }: Shared, grantees: readonly string[]): Promise<void> {
    for (const grantee of grantees)
      await tx.run(
        'DELETE FROM ec2_share WHERE kind = ? AND region = ? AND id = ? AND grantee = ?',
        [kind, region, id, grantee],
      );
  },

  async clear(tx: Tx, { kind, region, id }: Shared): Promise<void> {
    await tx.run('DELETE FROM ec2_share WHERE kind = ? AND region = ? AND id = ?', [
      kind,
      region,
      id,
    ]);
  },
};
