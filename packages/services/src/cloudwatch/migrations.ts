import type { Migration } from '@gatehouse/store';

export const migrations: readonly Migration[] = [
  {
    component: 'cloudwatch',
    version: 1,
    statements: [
      `CREATE TABLE cloudwatch_series (
        id TEXT PRIMARY KEY,
        account TEXT NOT NULL,
        region TEXT NOT NULL,
        namespace TEXT NOT NULL,
        name TEXT NOT NULL,
        dimensions TEXT NOT NULL,
        last_at BIGINT NOT NULL
      )`,
      'CREATE INDEX cloudwatch_series_name ON cloudwatch_series (account, region, namespace, name, id)',
      `CREATE TABLE cloudwatch_dimension (
        series_id TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (series_id, name)
      )`,
      // Each datum is in one row of every resolution that it has (1, 60, 300 and 3600 seconds): reading a year reads hours.
      // spread: NULL where minimum and maximum say all, see spread.ts.
      `CREATE TABLE cloudwatch_rollup (
        series_id TEXT NOT NULL,
        resolution INTEGER NOT NULL,
        starts_at BIGINT NOT NULL,
        unit TEXT NOT NULL,
        samples DOUBLE PRECISION NOT NULL,
        total DOUBLE PRECISION NOT NULL,
        minimum DOUBLE PRECISION NOT NULL,
        maximum DOUBLE PRECISION NOT NULL,
        spread TEXT,
        PRIMARY KEY (series_id, resolution, starts_at, unit)
      )`,
      `CREATE TABLE cloudwatch_dashboard (
        account TEXT NOT NULL,
        name TEXT NOT NULL,
        body TEXT NOT NULL,
        size INTEGER NOT NULL,
        modified_at BIGINT NOT NULL,
        PRIMARY KEY (account, name)
      )`,
      `CREATE TABLE cloudwatch_anomaly_detector (
        id TEXT PRIMARY KEY,
        account TEXT NOT NULL,
        region TEXT NOT NULL,
        kind TEXT NOT NULL,
        namespace TEXT NOT NULL,
        name TEXT NOT NULL,
        dimensions TEXT NOT NULL,
        statistic TEXT NOT NULL,
        queries TEXT NOT NULL,
        configuration TEXT NOT NULL,
        created_at BIGINT NOT NULL
      )`,
      'CREATE INDEX cloudwatch_anomaly_detector_scope ON cloudwatch_anomaly_detector (account, region, id)',
    ],
  },
];
