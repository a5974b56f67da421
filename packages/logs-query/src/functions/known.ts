/** How many arguments each function takes. */
export interface Arity {
  readonly least: number;
  readonly most: number;
}

const of = (least: number, most = least): Arity => ({ least, most });
const MANY = 100;

/** CloudWatch Logs User Guide, "Boolean, comparison, numeric, datetime, and other functions". */
export const FUNCTIONS: ReadonlyMap<string, Arity> = new Map([
  ...['abs', 'ceil', 'floor', 'log', 'sqrt', 'tonumber'].map((name) => [name, of(1)] as const),
  ...['greatest', 'least'].map((name) => [name, of(1, MANY)] as const),
  ['mod', of(2)],
  ['round', of(1, 2)],
  ['bin', of(1)],
  ...['datefloor', 'dateceil'].map((name) => [name, of(2)] as const),
  ...['frommillis', 'tomillis'].map((name) => [name, of(1)] as const),
  ['now', of(0)],
  ...['ispresent', 'isempty', 'isblank', 'jsonparse', 'jsonstringify'].map(
    (name) => [name, of(1)] as const,
  ),
  ['coalesce', of(1, MANY)],
  ['if', of(2, 3)],
  ...['isvalidip', 'isvalidipv4', 'isvalidipv6'].map((name) => [name, of(1)] as const),
  ...['isipinsubnet', 'isvalidipinsubnet', 'isipv4insubnet', 'isipv6insubnet'].map(
    (name) => [name, of(2)] as const,
  ),
  ['concat', of(1, MANY)],
  ...['strlen', 'toupper', 'tolower'].map((name) => [name, of(1)] as const),
  ...['trim', 'ltrim', 'rtrim'].map((name) => [name, of(1, 2)] as const),
  ['substr', of(2, 3)],
  ['replace', of(3)],
  ['strcontains', of(2, 3)],
  ...['startswith', 'endswith'].map((name) => [name, of(2)] as const),
]);

/** CloudWatch Logs User Guide, "stats". */
export const AGGREGATES: ReadonlyMap<string, Arity> = new Map([
  ['count', of(0, 1)],
  ...['count_distinct', 'sum', 'avg', 'min', 'max', 'stddev', 'median'].map(
    (name) => [name, of(1)] as const,
  ),
  ['pct', of(2)],
  ['percentile', of(2)],
  ...['earliest', 'latest', 'sortsfirst', 'sortslast'].map((name) => [name, of(1)] as const),
]);
