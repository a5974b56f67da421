import type { Tx } from '@gatehouse/store';
import type { Labels } from '../model.ts';

interface LabelRow {
  readonly secret_id: string;
  readonly label: string;
  readonly version_id: string;
}

const toLabels = (rows: readonly LabelRow[]): Labels =>
  new Map(rows.map(({ label, version_id }) => [label, version_id]));

export const labels = {
  /** All labels of a secret. */
  async of(tx: Tx, secretId: string): Promise<Labels> {
    return toLabels(
      await tx.all<LabelRow>(
        'SELECT * FROM secretsmanager_label WHERE secret_id = ? ORDER BY label',
        [secretId],
      ),
    );
  },

  /** By secret id; a secret without labels is absent. */
  async ofMany(tx: Tx, secretIds: readonly string[]): Promise<ReadonlyMap<string, Labels>> {
    if (secretIds.length === 0) return new Map();
    const rows = await tx.all<LabelRow>(
      `SELECT * FROM secretsmanager_label WHERE secret_id IN (${secretIds.map(() => '?').join(', ')}) ORDER BY secret_id, label`,
      secretIds,
    );
    const grouped = Map.groupBy(rows, ({ secret_id }) => secret_id);
    return new Map([...grouped].map(([id, own]) => [id, toLabels(own)]));
  },

  async versionOf(tx: Tx, secretId: string, label: string): Promise<string | undefined> {
    const row = await tx.get<LabelRow>(
      'SELECT * FROM secretsmanager_label WHERE secret_id = ? AND label = ?',
      [secretId, label],
    );
    return row?.version_id;
  },

  /**
   * Moves a label, if it is where the mover believes it to be (`from` undefined: on no version; `to` undefined: off).
   * False: it was not, and nothing has changed.
   */
  async move(
    tx: Tx,
    secretId: string,
    label: string,
    { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  ): Promise<boolean> {
    if (from === undefined) {
      if (to === undefined) return (await this.versionOf(tx, secretId, label)) === undefined;
      const { changes } = await tx.run(
        'INSERT INTO secretsmanager_label (secret_id, label, version_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
        [secretId, label, to],
      );
      return changes > 0;
    }
    const { changes } =
      to === undefined
        ? await tx.run(
            'DELETE FROM secretsmanager_label WHERE secret_id = ? AND label = ? AND version_id = ?',
            [secretId, label, from],
          )
        : await tx.run(
            'UPDATE secretsmanager_label SET version_id = ? WHERE secret_id = ? AND label = ? AND version_id = ?',
            [to, secretId, label, from],
          );
    return changes > 0;
  },

  /** All at once, as a replica takes them over from its primary. */
  async replace(tx: Tx, secretId: string, all: Labels): Promise<void> {
    await tx.run('DELETE FROM secretsmanager_label WHERE secret_id = ?', [secretId]);
    for (const [label, versionId] of all)
      await tx.run(
        'INSERT INTO secretsmanager_label (secret_id, label, version_id) VALUES (?, ?, ?)',
        [secretId, label, versionId],
      );
  },
};
