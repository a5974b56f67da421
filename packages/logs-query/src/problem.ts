/** Why a query cannot be run, and where: offsets into its text, as `queryCompileError` of CloudWatch Logs has them. */
export interface QueryProblem {
  readonly message: string;
  readonly start: number;
  /** The last character that it is about. */
  readonly end: number;
}

/** Ends the reading of a query; `compileQuery` answers it as a problem. */
export class QueryRefusal extends Error {
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end = start) {
    super(message);
    this.name = 'QueryRefusal';
    this.start = start;
    this.end = Math.max(start, end);
  }
}

/** A run that would need more memory than a query may have. */
export class TooMuchMemory extends Error {
  constructor() {
    super('the query would keep more than a query may');
    this.name = 'TooMuchMemory';
  }
}
