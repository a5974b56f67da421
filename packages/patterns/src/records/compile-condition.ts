import type { SelectorStep } from '../filter/model.ts';
import { MOST_DEPTH, textIn, type ValueTest, valueTest } from './compile-test.ts';
import { globTest } from './glob.ts';
import type { RecordCondition, RecordSelector, RecordTest } from './model.ts';

/** A record as JSON.parse gives it. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export type RecordCheck = (record: JsonRecord) => boolean;

/** A condition as a function, made once: asking it takes no memory. */
export const compileCondition = (condition: RecordCondition): RecordCheck => {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return joined(condition.kind === 'all', condition.of.map(compileCondition));
    case 'not': {
      const of = compileCondition(condition.of);
      return (record) => !of(record);
    }
    case 'test':
      return compileSelected(condition.subject, condition.test);
    case 'anywhere':
      return condition.test.kind === 'field' ? () => false : anywhere(valueTest(condition.test));
    default:
      return condition satisfies never;
  }
};

const joined = (all: boolean, checks: readonly RecordCheck[]): RecordCheck => {
  const [first, second, ...others] = checks;
  if (first === undefined) return () => all;
  if (second === undefined) return first;
  if (others.length === 0)
    return all
      ? (record) => first(record) && second(record)
      : (record) => first(record) || second(record);
  return (record) => {
    for (const check of checks) if (check(record) !== all) return !all;
    return all;
  };
};

const compileSelected = (subject: RecordSelector, test: RecordTest): RecordCheck => {
  if (test.kind === 'field') return compileReference(subject, test);
  const passes = valueTest(test);
  // Nothing may pass these; all others need something that does.
  if (test.kind === 'absent' || test.kind === 'null') {
    const exists = someSelected(subject, test.kind === 'null' ? isThere : () => true);
    return (record) => !exists(record);
  }
  return someSelected(subject, passes);
};

const isThere: ValueTest = (value) => value !== null;

/** Both ends lie in the record. */
const compileReference = (
  subject: RecordSelector,
  { other, how, cased }: Extract<RecordTest, { kind: 'field' }>,
): RecordCheck => {
  const ANY = { any: 'text' } as const;
  const written = (value: unknown): string | undefined => {
    const text = textIn(value);
    return cased ? text : text?.toLowerCase();
  };
  return (record) =>
    someSelected({ steps: other.steps, flattens: true }, (value) => {
      const wanted = written(value);
      if (wanted === undefined) return false;
      const before = how === 'contains' || how === 'endswith' ? [ANY] : [];
      const after = how === 'contains' || how === 'startswith' ? [ANY] : [];
      const passes = globTest([...before, wanted, ...after]);
      return someSelected(subject, (own) => {
        const text = written(own);
        return text !== undefined && passes(text);
      })(record);
    })(record);
};

const isPlain = (step: SelectorStep): step is Extract<SelectorStep, { kind: 'name' }> =>
  step.kind === 'name' && !(step.name in Object.prototype) && !(step.name in Array.prototype);

/** Whether a value that the selector finds passes. JSON knows no undefined, so that is what is not there. */
const someSelected = ({ steps, flattens }: RecordSelector, passes: ValueTest): RecordCheck => {
  if (flattens || !steps.every(isPlain))
    return (record) => walk(record, steps, 0, flattens ? MOST_DEPTH : 0, passes);
  const names = steps.map(({ name }) => name);
  const [first = '', second] = names;
  if (names.length === 1)
    return (record) => {
      const value = member(record, first);
      return value !== undefined && passes(value);
    };
  if (second !== undefined && names.length === 2)
    return (record) => {
      const value = member(member(record, first), second);
      return value !== undefined && passes(value);
    };
  return (record) => {
    let value: unknown = record;
    for (const name of names) {
      value = member(value, name);
      if (value === undefined) return false;
    }
    return passes(value);
  };
};

/** Of a name that no prototype has. */
const member = (value: unknown, name: string): unknown =>
  isObject(value) ? value[name] : undefined;

const isObject = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null;

const ownMember = (value: JsonRecord, name: string): unknown =>
  !Array.isArray(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** Levels: of arrays that count as each of their elements. */
const walk = (
  value: unknown,
  steps: readonly SelectorStep[],
  at: number,
  levels: number,
  passes: ValueTest,
): boolean => {
  const step = steps[at];
  if (
    levels > 0 &&
    Array.isArray(value) &&
    step?.kind !== 'index' &&
    step?.kind !== 'every-element'
  ) {
    for (const element of value) if (walk(element, steps, at, levels - 1, passes)) return true;
    return false;
  }
  if (step === undefined) return value !== undefined && passes(value);
  if (!isObject(value)) return false;
  switch (step.kind) {
    case 'name':
      return walk(ownMember(value, step.name), steps, at + 1, levels, passes);
    case 'index':
      return Array.isArray(value) && walk(value[step.index], steps, at + 1, levels, passes);
    case 'every-element':
      return Array.isArray(value) && someOf(value, steps, at, levels, passes);
    case 'every-member':
      return !Array.isArray(value) && someOf(Object.values(value), steps, at, levels, passes);
    default:
      return step satisfies never;
  }
};

const someOf = (
  values: readonly unknown[],
  steps: readonly SelectorStep[],
  at: number,
  levels: number,
  passes: ValueTest,
): boolean => {
  for (const value of values) if (walk(value, steps, at + 1, levels, passes)) return true;
  return false;
};

const anywhere = (passes: ValueTest): RecordCheck => {
  const look = (value: unknown, depth: number): boolean => {
    if (!isObject(value)) return passes(value);
    if (depth === MOST_DEPTH) return false;
    for (const below of Object.values(value)) if (look(below, depth + 1)) return true;
    return false;
  };
  return (record) => look(record, 0);
};
