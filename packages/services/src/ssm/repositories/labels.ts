import type { Tx } from '@gatehouse/store';

interface LabelRow {
  readonly parameter_id: string;
  readonly label: string;
  readonly version: number;
}

export const labels = {
  /** By version, in the order in which they were attached. */
  async of(tx: Tx, id: string): Promise<ReadonlyMap<number, readonly string[]>> {
    const rows = await tx.all<LabelRow>(
      'SELECT parameter_id, label, version FROM ssm_label WHERE parameter_id = ? ORDER BY labelled_at, label',
      [id],
    );
    const grouped = Map.groupBy(rows, ({ version }) => version);
    return new Map([...grouped].map(([version, own]) => [version, own.map(({ label }) => label)]));
  },

  async version(tx: Tx, id: string, label: string): Promise<number | undefined> {
    const row = await tx.get<LabelRow>(
      'SELECT parameter_id, label, version FROM ssm_label WHERE parameter_id = ? AND label = ?',
      [id, label],
    );
    return row?.version;
  },

  /** Of many parameters, the versions that have one of these labels. */
  async versionsWith(
    tx: Tx,
    ids: readonly string[],
    wanted: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    if (ids.length === 0 || wanted.length === 0) return new Map();
    const rows = await tx.all<LabelRow>(
      `SELECT parameter_id, label, version FROM ssm_label WHERE parameter_id IN (${ids
        .map(() => '?')
        .join(', ')}) AND label IN (${wanted.map(() => '?').join(', ')}) ORDER BY version`,
      [...ids, ...wanted],
    );
    return new Map(rows.map((row) => [row.parameter_id, row.version]));
  },

  /** Attaches it, or moves it from the version that has it. */
  async put(tx: Tx, id: string, label: string, version: number, at: number): Promise<void> {
    await tx.run(
      `INSERT INTO ssm_label (parameter_id, label, version, labelled_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (parameter_id, label) DO UPDATE SET version = excluded.version, labelled_at = excluded.labelled_at`,
      [id, label, version, at],
    );
  },

  /** False: it is not on that version. */
  async remove(tx: Tx, id: string, label: string, version: number): Promise<boolean> {
    const { changes } = await tx.run(
      'DELETE FROM ssm_label WHERE parameter_id = ? AND label = ? AND version = ?',
      [id, label, version],
    );
    return changes > 0;
  },
};
