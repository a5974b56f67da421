import { setImmediate } from 'node:timers/promises';
import { validationError } from './errors.ts';
import { ExpressionError } from './math/tokens.ts';

// Of all metrics that one request reads: they are in memory.
const MOST_POINTS = 1_000_000;
// Of all that is computed of them.
const MOST_COMPUTED = 5_000_000;
const COMPUTED_IN_A_TURN = 200_000;
const MOST_METRICS = 10_000;
/** Rows of which the spread of values is read. */
const MOST_ROWS = 500_000;
/** Names and values that SEARCH() looks at, in characters. */
const MOST_SEARCHED = 50_000_000;
const METRICS_IN_A_TURN = 20;

const asksForLess =
  'You may reduce the datapoints requested by increasing Period, or decreasing the time range.';

/**
 * What one request may cost, whatever its expressions are: what models of bands are trained on counts as what is shown. Each
 * throws when it is too much.
 */
export interface Budget {
  /** A metric is about to be read; others get their turn now and then. @throws AwsError ValidationError */
  metric(): Promise<void>;
  /** @throws AwsError ValidationError */
  points(count: number): void;
  /** @throws AwsError ValidationError */
  rows(count: number): void;
  /** @throws ExpressionError */
  computed(count: number): void;
  /** Others get their turn once much is computed. */
  turn(): Promise<void>;
  /** @throws ExpressionError */
  searched(characters: number): void;
}

const counter = (most: number, tooMuch: () => Error): ((count: number) => void) => {
  let spent = 0;
  return (count) => {
    spent += count;
    if (spent > most) throw tooMuch();
  };
};

export const createBudget = (): Budget => {
  let metrics = 0;
  let sinceTurn = 0;
  const countComputed = counter(
    MOST_COMPUTED,
    () => new ExpressionError(`It computes more than ${MOST_COMPUTED} datapoints`),
  );
  return {
    metric: async () => {
      metrics += 1;
      if (metrics > MOST_METRICS)
        throw validationError(`You have requested more than ${MOST_METRICS} metrics.`);
      // On SQLite nothing else lets other requests in.
      if (metrics % METRICS_IN_A_TURN === 0) await setImmediate();
    },
    points: counter(MOST_POINTS, () =>
      validationError(`You have requested more than ${MOST_POINTS} datapoints. ${asksForLess}`),
    ),
    rows: counter(MOST_ROWS, () =>
      validationError(
        `You have requested percentiles of more than ${MOST_ROWS} stored periods. ${asksForLess}`,
      ),
    ),
    computed: (count) => {
      sinceTurn += count;
      countComputed(count);
    },
    turn: async () => {
      if (sinceTurn < COMPUTED_IN_A_TURN) return;
      sinceTurn = 0;
      await setImmediate();
    },
    searched: counter(
      MOST_SEARCHED,
      () => new ExpressionError('SEARCH looks at too many metrics: narrow it by a namespace'),
    ),
  };
};
