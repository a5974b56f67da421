import type { Tx } from '@gatehouse/store';
import type { Resource, SnapshotKind } from '../model.ts';

export const EVERYBODY = 'all';

type Snapshot = Pick<Resource<SnapshotKind>, 'kind' | 'region' | 'account' | 'id'>;

const WHERE = 'kind = ? AND region = ? AND account = ? AND id = ?';
const keyOf = ({ kind, region, account, id }: Snapshot): string[] => [kind, region, account, id];

/** Accounts, or `all`, that may restore and copy a snapshot which is not theirs. */
export const shares = {
  async of(tx: Tx, snapshot: Snapshot): Promise<readonly string[]> {
    const rows = await tx.all<{ readonly grantee: string }>(
      `SELECT grantee FROM rds_share WHERE ${WHERE} ORDER BY grantee`,
      keyOf(snapshot),
    );
    return rows.map(({ grantee }) => grantee);
  },

  async reaches(tx: Tx, snapshot: Snapshot, account: string): Promise<boolean> {
    const row = await tx.get(
      `SELECT grantee FROM rds_share WHERE ${WHERE} AND grantee IN (?, ?) LIMIT 1`,
      [...keyOf(snapshot), account, EVERYBODY],
    );
    return row !== undefined;
  },

  async add(tx: Tx, snapshot: Snapshot, grantees: readonly string[]): Promise<void> {
    for (const grantee of grantees)
      await tx.run(
        `INSERT INTO rds_share (kind, region, account, id, grantee) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
        [...keyOf(snapshot), grantee],
      );
  },

  async remove(tx: Tx, snapshot: Snapshot, grantees: readonly string[]): Promise<void> {
    for (const grantee of grantees)
      await tx.run(`DELETE FROM rds_share WHERE ${WHERE} AND grantee = ?`, [
        ...keyOf(snapshot),
        grantee,
      ]);
  },
};
