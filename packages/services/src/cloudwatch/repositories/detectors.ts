import type { SqlValue, Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';

export type DetectorKind = 'SINGLE_METRIC' | 'METRIC_MATH';

/** An anomaly detector as it is stored. */
export interface Detector extends Scope {
  /** Made of what it watches: there is one detector for that. */
  readonly id: string;
  readonly kind: DetectorKind;
  /** Empty for those of metric math, as all up to the statistic. */
  readonly namespace: string;
  readonly name: string;
  /** As `dimensionsText` writes them. */
  readonly dimensions: string;
  readonly statistic: string;
  /** JSON of the queries of metric math; empty otherwise. */
  readonly queries: string;
  /** JSON of Configuration and MetricCharacteristics. */
  readonly configuration: string;
  readonly createdAt: number;
}

interface DetectorRow {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: string;
  readonly statistic: string;
  readonly queries: string;
  readonly configuration: string;
  readonly created_at: number;
}

const toDetector = (row: DetectorRow): Detector => ({
  id: row.id,
  account: row.account,
  region: row.region,
  kind: row.kind === 'METRIC_MATH' ? 'METRIC_MATH' : 'SINGLE_METRIC',
  namespace: row.namespace,
  name: row.name,
  dimensions: row.dimensions,
  statistic: row.statistic,
  queries: row.queries,
  configuration: row.configuration,
  createdAt: row.created_at,
});

export interface DetectorFilter extends Scope {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly dimensions?: string | undefined;
  readonly kinds: readonly DetectorKind[];
  readonly after: string;
  readonly limit: number;
}

export const detectors = {
  async find(tx: Tx, id: string): Promise<Detector | undefined> {
    const row = await tx.get<DetectorRow>(
      'SELECT * FROM cloudwatch_anomaly_detector WHERE id = ?',
      [id],
    );
    return row === undefined ? undefined : toDetector(row);
  },

  async put(tx: Tx, detector: Detector): Promise<void> {
    await tx.run(
      `INSERT INTO cloudwatch_anomaly_detector
         (id, account, region, kind, namespace, name, dimensions, statistic, queries, configuration, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET configuration = excluded.configuration`,
      [
        detector.id,
        detector.account,
        detector.region,
        detector.kind,
        detector.namespace,
        detector.name,
        detector.dimensions,
        detector.statistic,
        detector.queries,
        detector.configuration,
        detector.createdAt,
      ],
    );
  },

  async count(tx: Tx, { account, region }: Scope): Promise<number> {
    const row = await tx.get<{ readonly found: number }>(
      'SELECT COUNT(*) AS found FROM cloudwatch_anomaly_detector WHERE account = ? AND region = ?',
      [account, region],
    );
    return row?.found ?? 0;
  },

  async remove(tx: Tx, id: string): Promise<boolean> {
    const { changes } = await tx.run('DELETE FROM cloudwatch_anomaly_detector WHERE id = ?', [id]);
    return changes > 0;
  },

  async list(tx: Tx, filter: DetectorFilter): Promise<readonly Detector[]> {
    const parts = ['account = ?', 'region = ?', 'id > ?'];
    const parameters: SqlValue[] = [filter.account, filter.region, filter.after];
    for (const column of ['namespace', 'name', 'dimensions'] as const) {
      const value = filter[column];
      if (value === undefined) continue;
      parts.push(`${column} = ?`);
      parameters.push(value);
    }
    parts.push(`kind IN (${filter.kinds.map(() => '?').join(', ')})`);
    const rows = await tx.all<DetectorRow>(
      `SELECT * FROM cloudwatch_anomaly_detector WHERE ${parts.join(' AND ')} ORDER BY id LIMIT ?`,
      [...parameters, ...filter.kinds, filter.limit],
    );
    return rows.map(toDetector);
  },
};
