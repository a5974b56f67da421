/** One forward step of one service's tables; never edited once merged. `version` counts from 1 within `component`. */
export interface Migration {
  readonly component: string;
  readonly version: number;
  /** Statements in SQL that both databases run; `BLOB` becomes `BYTEA` on PostgreSQL. */
  readonly statements: readonly string[];
}
