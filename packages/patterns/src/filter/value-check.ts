import { InexactNumber, type Scalar } from '../model.ts';
import type { Order, Test, Wanted } from './model.ts';

/** Whether the text begins with the first piece, ends with the last and has the others between them in order. */
export const fits = (pieces: readonly string[], text: string): boolean => {
  const first = pieces[0] ?? '';
  const last = pieces[pieces.length - 1] ?? '';
  if (pieces.length < 2) return text === first;
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (let index = 1; index < pieces.length - 1; index += 1) {
    const piece = pieces[index] ?? '';
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
};

export const textOf = (value: Scalar): string =>
  value instanceof InexactNumber ? value.text : String(value);

const equalsText = (wanted: Extract<Wanted, { kind: 'text' }>, value: Scalar): boolean => {
  if (value === null) return false;
  if (typeof value === 'string') return fits(wanted.pieces, value);
  // A quoted text is compared with texts only.
  if (wanted.quoted) return false;
  if (typeof value === 'number' && wanted.number !== undefined) return value === wanted.number;
  return fits(wanted.pieces, textOf(value));
};

const equals = (wanted: Wanted, value: Scalar): boolean =>
  wanted.kind === 'regex'
    ? value !== null && wanted.regex.test(textOf(value))
    : equalsText(wanted, value);

export const inOrder = (value: number, operator: Order, bound: number): boolean => {
  switch (operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    default:
      return operator satisfies never;
  }
};

/** Whether a value of JSON passes; the test for absence is not about a value. */
export const valuePasses = (test: Test, value: Scalar): boolean => {
  switch (test.kind) {
    case 'equals':
      return equals(test.wanted, value) !== test.negated;
    case 'order':
      return (
        (typeof value === 'number' || value instanceof InexactNumber) &&
        inOrder(Number(textOf(value)), test.operator, test.bound)
      );
    case 'is':
      return value === test.value;
    case 'absent':
      return false;
    default:
      return test satisfies never;
  }
};

const NUMBER = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;

/** The same for a field of a line, which is a text and may be a number too. */
export const fieldPasses = (test: Test, text: string): boolean => {
  const number = text.length <= 64 && NUMBER.test(text) ? Number(text) : undefined;
  if (test.kind === 'order')
    return number !== undefined && inOrder(number, test.operator, test.bound);
  if (test.kind !== 'equals') return false;
  const { wanted, negated } = test;
  const equal =
    wanted.kind === 'regex'
      ? wanted.regex.test(text)
      : fits(wanted.pieces, text) || (wanted.number !== undefined && wanted.number === number);
  return equal !== negated;
};
