/** One condition of a filter pattern, as a chip shows it. */
export interface Condition {
  /** `userIdentity.arn`, without `$.` */
  readonly field: string;
  readonly operator: Operator;
  /** As a person writes it: without quotes. Empty for operators that take none. */
  readonly value: string;
  /** How the value stands in the pattern. */
  readonly form: 'text' | 'number' | 'regex';
}

export const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const;
export const STATES = ['NOT EXISTS', 'IS NULL', 'IS TRUE', 'IS FALSE'] as const;

export type Operator = (typeof COMPARISONS)[number] | (typeof STATES)[number];

export const OPERATORS: readonly Operator[] = [...COMPARISONS, ...STATES];

export const takesValue = (operator: Operator): boolean =>
  COMPARISONS.some((one) => one === operator);

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

const isOrder = (operator: Operator): boolean => /^[<>]/.test(operator);

/** A condition that somebody fills in: order compares numbers, everything else texts, `%…%` is a regular expression. */
export const conditionOf = (field: string, operator: Operator, value: string): Condition => {
  const name = field.trim().replace(/^\$\.?/, '');
  const text = value.trim();
  if (!takesValue(operator)) return { field: name, operator, value: '', form: 'text' };
  if (isOrder(operator)) return { field: name, operator, value: text, form: 'number' };
  if (/^%.+%$/.test(text))
    return { field: name, operator, value: text.slice(1, -1), form: 'regex' };
  return { field: name, operator, value: text, form: 'text' };
};

/** What is wrong with a condition; undefined: nothing. */
export const conditionFault = ({ field, operator, value, form }: Condition): string | undefined => {
  if (field === '') return 'Name a field.';
  if (!takesValue(operator)) return undefined;
  if (value === '') return 'Write a value.';
  if (form === 'number' && !NUMBER.test(value)) return `${operator} compares numbers.`;
  if (value.includes('"') || (form === 'regex' && value.includes('%')))
    return 'The value holds what ends it in a pattern.';
  return undefined;
};

const written = ({ value, form }: Condition): string => {
  if (form === 'number') return value;
  return form === 'regex' ? `%${value}%` : `"${value}"`;
};

const termOf = (condition: Condition): string => {
  const { field, operator } = condition;
  return takesValue(operator)
    ? `$.${field} ${operator} ${written(condition)}`
    : `$.${field} ${operator}`;
};

/** The filter pattern of conditions that must all hold; empty for none. */
export const patternOf = (conditions: readonly Condition[]): string => {
  if (conditions.length === 0) return '';
  if (conditions.length === 1) return `{ ${conditions.map(termOf).join('')} }`;
  return `{ ${conditions.map((condition) => `(${termOf(condition)})`).join(' && ')} }`;
};

const TERM =
  /^\$\.([\w.[\]*'"-]+?)\s*(?:(NOT\s+EXISTS|IS\s+NULL|IS\s+TRUE|IS\s+FALSE)|(!=|<=|>=|=|<|>)\s*("[^"]*"|%[^%]+%|[^\s"%()&|{}]+))$/i;

const readTerm = (text: string): Condition | undefined => {
  const [, field = '', state, comparison, value = ''] = TERM.exec(text.trim()) ?? [];
  const operator = OPERATORS.find(
    (one) => one === (comparison ?? state?.toUpperCase().replace(/\s+/g, ' ')),
  );
  if (field === '' || operator === undefined) return undefined;
  if (!takesValue(operator)) return { field, operator, value: '', form: 'text' };
  if (value.startsWith('"'))
    return isOrder(operator)
      ? undefined
      : { field, operator, value: value.slice(1, -1), form: 'text' };
  if (value.startsWith('%')) return { field, operator, value: value.slice(1, -1), form: 'regex' };
  return { field, operator, value, form: NUMBER.test(value) ? 'number' : 'text' };
};

/** Splits at `&&` outside of quotes, regular expressions and parentheses; undefined where the parts do not close. */
const splitAnd = (text: string): readonly string[] | undefined => {
  const parts: string[] = [];
  let depth = 0;
  let within = '';
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (within !== '') {
      if (char === within) within = '';
    } else if (char === '"' || char === '%') within = char;
    else if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (depth === 0 && text.startsWith('&&', at)) {
      parts.push(text.slice(start, at));
      at += 1;
      start = at + 1;
    }
    if (depth < 0) return undefined;
  }
  return depth === 0 && within === '' ? [...parts, text.slice(start)] : undefined;
};

/** Without parentheses around the whole. */
const opened = (text: string): string => {
  const trimmed = text.trim();
  return trimmed.startsWith('(') && trimmed.endsWith(')') ? trimmed.slice(1, -1).trim() : trimmed;
};

const LONGEST = 1024;

/**
 * The conditions of a filter pattern that is one term or terms that must all hold; undefined for a pattern that says more
 * than that, which is used as it is written.
 */
export const conditionsIn = (pattern: string): readonly Condition[] | undefined => {
  const text = pattern.trim();
  if (text === '') return [];
  if (!text.startsWith('{') || !text.endsWith('}') || text.length > LONGEST) return undefined;
  const inner = text.slice(1, -1).trim();
  const parts = splitAnd(inner);
  if (parts === undefined) return undefined;
  // `(a && b)` as a whole is what it holds.
  if (parts.length === 1 && inner.startsWith('(') && inner.endsWith(')') && inner.includes('&&')) {
    const held = opened(inner);
    return splitAnd(held) === undefined ? undefined : conditionsIn(`{ ${held} }`);
  }
  const terms = parts.map((part) => readTerm(opened(part)));
  return terms.some((term) => term === undefined)
    ? undefined
    : terms.filter((term) => term !== undefined);
};

export const conditionText = ({ field, operator, value, form }: Condition): string =>
  takesValue(operator)
    ? `${field} ${operator} ${form === 'regex' ? `%${value}%` : value}`
    : `${field} ${operator}`;
