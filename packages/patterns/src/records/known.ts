import { type ValueTest, valueTest } from './compile-test.ts';
import type { RecordCondition, RecordSelector, RecordTest } from './model.ts';

/** Members of a record that are known: they decide most rules, and have few values. Undefined is not there. */
export interface Known {
  readonly eventName: string;
  readonly eventSource: string;
  readonly errorCode: string | undefined;
  /** Of `userIdentity`. */
  readonly type: string | undefined;
}

/** What is left of conditions: true or false where what is known decides by itself. */
export type Reduce = (condition: RecordCondition, known: Known) => boolean | RecordCondition;

type ValueOnly = Exclude<RecordTest, { kind: 'field' }>;

export const createReduce = (): Reduce => {
  // Made once for each test: a log with many kinds of events asks it often.
  const passers = new WeakMap<ValueOnly, ValueTest>();
  const passes = (test: ValueOnly, value: string | undefined): boolean => {
    const passer = passers.get(test) ?? valueTest(test);
    passers.set(test, passer);
    return passer(value);
  };

  const reduce: Reduce = (condition, known) => {
    switch (condition.kind) {
      case 'all':
      case 'any':
        return reduceJoined(condition, known, reduce);
      case 'not': {
        const of = reduce(condition.of, known);
        return typeof of === 'boolean' ? !of : { kind: 'not', of };
      }
      case 'test': {
        const name = knownName(condition.subject);
        const { test } = condition;
        return name === undefined || test.kind === 'field' ? condition : passes(test, known[name]);
      }
      case 'anywhere':
        return condition;
      default:
        return condition satisfies never;
    }
  };
  return reduce;
};

const reduceJoined = (
  { kind, of }: Extract<RecordCondition, { kind: 'all' | 'any' }>,
  known: Known,
  reduce: Reduce,
): boolean | RecordCondition => {
  const decides = kind === 'any';
  const open: RecordCondition[] = [];
  for (const part of of) {
    const left = reduce(part, known);
    if (left === decides) return decides;
    if (typeof left !== 'boolean') open.push(left);
  }
  const [only] = open;
  if (only === undefined) return !decides;
  return open.length === 1 ? only : { kind, of: open };
};

const knownName = ({ steps }: RecordSelector): keyof Known | undefined => {
  const [first, second, more] = steps;
  if (first?.kind !== 'name' || more !== undefined) return undefined;
  if (second !== undefined)
    return first.name === 'userIdentity' && second.kind === 'name' && second.name === 'type'
      ? 'type'
      : undefined;
  return first.name === 'eventName' || first.name === 'eventSource' || first.name === 'errorCode'
    ? first.name
    : undefined;
};
