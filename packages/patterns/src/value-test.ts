import { endsIgnoringCase, equalsIgnoringCase, startsIgnoringCase } from './ignore-case.ts';
import { addressBits } from './ip-address.ts';
import { type FieldTest, InexactNumber, type Scalar, type ValueTest } from './model.ts';
import { matchesWildcard } from './wildcard.ts';

/** Whether one value that is there passes one alternative. */
export const passes = (test: FieldTest, value: Scalar): boolean => {
  switch (test.kind) {
    case 'exists':
      return test.expected;
    case 'anything-but':
      return !test.excluded.some((excluded) => is(excluded, value));
    default:
      return is(test, value);
  }
};

export const is = (test: ValueTest, value: Scalar): boolean => {
  switch (test.kind) {
    case 'number':
      return value === test.value;
    case 'number-text':
      return value instanceof InexactNumber && value.text === test.text;
    case 'literal':
      return value === test.value;
    case 'numeric':
      return typeof value === 'number' && isWithin(test, value);
    default:
      return typeof value === 'string' && isText(test, value);
  }
};

type TextTest = Extract<
  ValueTest,
  { kind: 'string' | 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard' | 'ip' }
>;

const isText = (test: TextTest, value: string): boolean => {
  switch (test.kind) {
    case 'string':
      return value === test.text;
    case 'prefix':
      return test.ignoreCase ? startsIgnoringCase(test.text, value) : value.startsWith(test.text);
    case 'suffix':
      return test.ignoreCase ? endsIgnoringCase(test.text, value) : value.endsWith(test.text);
    case 'equals-ignore-case':
      return equalsIgnoringCase(test.text, value);
    case 'wildcard':
      return matchesWildcard(test.tokens, value);
    case 'ip':
      return addressBits(value)?.startsWith(test.bits) ?? false;
    default:
      return test satisfies never;
  }
};

export const isWithin = (
  { from, to }: Extract<ValueTest, { kind: 'numeric' }>,
  value: number,
): boolean =>
  (from === undefined || value > from.value || (from.inclusive && value === from.value)) &&
  (to === undefined || value < to.value || (to.inclusive && value === to.value));
