/** One forward step of one service's tables; never edited once merged. `version` counts from 1 within `component`. */
export interface Migration {
  readonly component: string;
  readonly version: number;
  /**
   * One statement each, in SQL that both databases run. On PostgreSQL `BLOB` becomes `BYTEA`, `INTEGER` becomes
   * `BIGINT`, `TEXT` sorts by bytes, and `INTEGER PRIMARY KEY AUTOINCREMENT` becomes an identity column.
   */
  readonly statements: readonly string[];
}
