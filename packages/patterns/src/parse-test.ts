import { exactNumber, numberOrText } from './exact-number.ts';
import { addressBits, networkBits } from './ip-address.ts';
import type { JsonTokens, TokenKind } from './json-tokens.ts';
import type { Bound, FieldTest, ValueTest } from './model.ts';
import { PatternRefusal, refuse } from './refusal.ts';
import { parseWildcard } from './wildcard.ts';

/** The alternatives of one name; the reader stands behind their opening bracket. */
export const parseTests = (tokens: JsonTokens): readonly FieldTest[] => {
  const tests: FieldTest[] = [];
  for (let kind = tokens.next(); kind !== 'end-array'; kind = tokens.next())
    tests.push(parseOne(tokens, kind));
  if (tests.length === 0) tokens.refuse('Empty arrays are not allowed');
  return tests;
};

const parseOne = (tokens: JsonTokens, kind: TokenKind): FieldTest => {
  switch (kind) {
    case 'object':
      return parseExpression(tokens);
    case 'string':
      return exactString(tokens.text());
    case 'number': {
      const value = numberOrText(tokens.text());
      return typeof value === 'number'
        ? { kind: 'number', value }
        : { kind: 'number-text', text: value.text };
    }
    case 'true':
    case 'false':
      return { kind: 'literal', value: kind === 'true' };
    case 'null':
      return { kind: 'literal', value: null };
    default:
      return tokens.refuse('Match value must be String, number, true, false, or null');
  }
};

/** A text that is an address stands for that address, however it is written. */
const exactString = (text: string): ValueTest => {
  const bits = addressBits(text);
  return bits === undefined ? { kind: 'string', text } : { kind: 'ip', text, bits };
};

const parseExpression = (tokens: JsonTokens): FieldTest => {
  if (tokens.next() !== 'name') tokens.refuse('Match expression name not found');
  const operator = tokens.text();
  switch (operator) {
    case 'exactly':
      return closed(tokens, { kind: 'string', text: requireText(tokens, 'exact') });
    case 'prefix':
    case 'suffix':
      return parseAffix(tokens, operator);
    case 'equals-ignore-case':
      return closed(tokens, { kind: operator, text: requireText(tokens, operator) });
    case 'wildcard':
      return closed(tokens, wildcardOf(tokens, requireText(tokens, operator)));
    case 'cidr': {
      // The other operator's name is AWS's own.
      const text = requireText(tokens, 'prefix');
      return closed(tokens, { kind: 'ip', text, bits: networkBits(text) });
    }
    case 'numeric':
      return parseNumeric(tokens);
    case 'exists': {
      const kind = tokens.next();
      if (kind !== 'true' && kind !== 'false')
        tokens.refuse('exists match pattern must be either true or false.');
      return closed(tokens, { kind: 'exists', expected: kind === 'true' });
    }
    case 'anything-but':
      return parseAnythingBut(tokens);
    default:
      return tokens.refuse(`Unrecognized match type ${operator}`);
  }
};

const ONE_KEY = 'Only one key allowed in match expression';
const TOO_MANY = 'Too many elements in numeric expression';

const closed = <Test extends FieldTest>(tokens: JsonTokens, test: Test): Test => {
  if (tokens.next() !== 'end-object') tokens.refuse(ONE_KEY);
  return test;
};

const requireText = (tokens: JsonTokens, operator: string): string =>
  tokens.next() === 'string'
    ? tokens.text()
    : tokens.refuse(`${operator} match pattern must be a string`);

const wildcardOf = (tokens: JsonTokens, text: string): ValueTest => ({
  kind: 'wildcard',
  text,
  tokens: parseWildcard(text, (reason) => tokens.refuse(reason)),
});

const parseAffix = (tokens: JsonTokens, kind: 'prefix' | 'suffix'): FieldTest => {
  const operand = tokens.next();
  if (operand === 'string') return closed(tokens, { kind, text: tokens.text(), ignoreCase: false });
  if (operand !== 'object') return tokens.refuse(`${kind} match pattern must be a string`);
  const named = kind === 'prefix' ? 'Prefix' : 'Suffix';
  if (tokens.next() !== 'name') tokens.refuse(`${named} expression name not found`);
  const inner = tokens.text();
  if (inner !== 'equals-ignore-case') tokens.refuse(`Unsupported ${kind} pattern: ${inner}`);
  const text = requireText(tokens, inner);
  if (tokens.next() !== 'end-object') tokens.refuse(ONE_KEY);
  return closed(tokens, { kind, text, ignoreCase: true });
};

const parseNumeric = (tokens: JsonTokens): FieldTest => {
  if (tokens.next() !== 'array') tokens.refuse('Value of numeric must be an array.');
  const test = parseRange(tokens);
  if (tokens.next() !== 'end-object') tokens.refuse(TOO_MANY);
  return test;
};

const parseRange = (tokens: JsonTokens): FieldTest => {
  if (tokens.next() !== 'string')
    tokens.refuse(`Invalid member in numeric match: ${tokens.text()}`);
  const operator = tokens.text();
  const kind = tokens.next();
  if (!['=', '<', '<=', '>', '>='].includes(operator))
    tokens.refuse(`Unrecognized numeric range operator: ${operator}`);
  const written = requireNumber(tokens, kind, operator === '=' ? 'equals' : operator);
  const end = tokens.next();
  if (operator.startsWith('>') && end !== 'end-array')
    return parseTop(tokens, end, { written, inclusive: operator === '>=' });
  if (end !== 'end-array') tokens.refuse(TOO_MANY);
  const bound = { value: comparable(tokens, written), inclusive: operator.endsWith('=') };
  if (operator === '=') return { kind: 'number', value: bound.value };
  return operator.startsWith('>')
    ? { kind: 'numeric', from: bound }
    : { kind: 'numeric', to: bound };
};

const parseTop = (
  tokens: JsonTokens,
  kind: TokenKind,
  bottom: { readonly written: string; readonly inclusive: boolean },
): FieldTest => {
  if (kind !== 'string') tokens.refuse(`Bad value in numeric range: ${tokens.text()}`);
  const operator = tokens.text();
  if (operator !== '<' && operator !== '<=')
    tokens.refuse(`Bad numeric range operator: ${operator}`);
  const written = requireNumber(tokens, tokens.next(), operator);
  if (tokens.next() !== 'end-array') tokens.refuse('Too many terms in numeric range expression');
  const from: Bound = {
    value: comparable(tokens, bottom.written),
    inclusive: bottom.inclusive,
  };
  const to: Bound = { value: comparable(tokens, written), inclusive: operator === '<=' };
  if (from.value >= to.value) tokens.refuse('Bottom must be less than top');
  return { kind: 'numeric', from, to };
};

const requireNumber = (tokens: JsonTokens, kind: TokenKind, operator: string): string =>
  kind === 'number' ? tokens.text() : tokens.refuse(`Value of ${operator} must be numeric`);

const comparable = (tokens: JsonTokens, written: string): number =>
  exactNumber(written) ?? tokens.refuse(`Cannot compare number : ${written}`);

type Excluding = 'values' | 'equals-ignore-case' | 'prefix' | 'suffix' | 'wildcard';

const isExcluding = (name: string): name is Exclude<Excluding, 'values'> =>
  ['equals-ignore-case', 'prefix', 'suffix', 'wildcard'].includes(name);

const parseAnythingBut = (tokens: JsonTokens): FieldTest => {
  let how: Excluding = 'values';
  let kind = tokens.next();
  if (kind === 'object') {
    if (tokens.next() !== 'name') tokens.refuse('Anything-But expression name not found');
    const name = tokens.text();
    how = isExcluding(name) ? name : tokens.refuse(`Unsupported anything-but pattern: ${name}`);
    kind = tokens.next();
  }
  if (kind !== 'array' && kind !== 'string' && kind !== 'number')
    tokens.refuse('Value of anything-but must be an array or single string/number value.');
  const excluded =
    kind === 'array' ? excludedList(tokens, how) : [excludedValue(tokens, kind, how)];
  if (tokens.next() !== 'end-object') tokens.refuse(TOO_MANY);
  if (how !== 'values' && tokens.next() !== 'end-object') tokens.refuse(TOO_MANY);
  return { kind: 'anything-but', excluded };
};

/** AWS's reader refuses what is within a list twice: its message carries the place two times. */
const refusedTwice = <Value>(tokens: JsonTokens, read: () => Value): Value => {
  try {
    return read();
  } catch (error) {
    if (error instanceof PatternRefusal) return tokens.refuse(error.message);
    throw error;
  }
};

const excludedList = (tokens: JsonTokens, how: Excluding): readonly ValueTest[] => {
  const list = refusedTwice(tokens, () => {
    const found: ValueTest[] = [];
    for (let kind = tokens.next(); kind !== 'end-array'; kind = tokens.next())
      found.push(excludedValue(tokens, kind, how));
    return found;
  });
  if (how === 'values' && new Set(list.map(({ kind }) => kind)).size !== 1)
    tokens.refuse(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
    );
  return list;
};

const excludedValue = (tokens: JsonTokens, kind: TokenKind, how: Excluding): ValueTest => {
  if (how === 'values' && kind === 'number') {
    const written = tokens.text();
    return {
      kind: 'number',
      value: exactNumber(written) ?? refuse(`Cannot compare number : ${written}`),
    };
  }
  if (kind !== 'string') return tokens.refuse(NOT_EXCLUDABLE[how]);
  const text = tokens.text();
  switch (how) {
    case 'values':
      return { kind: 'string', text };
    case 'equals-ignore-case':
      return { kind: how, text };
    case 'prefix':
    case 'suffix':
      if (text === '') tokens.refuse('Null prefix/suffix not allowed');
      return { kind: how, text, ignoreCase: false };
    case 'wildcard':
      return wildcardOf(tokens, text);
    default:
      return how satisfies never;
  }
};

const NOT_EXCLUDABLE = {
  values: 'Inside anything but list, start|null|boolean is not supported.',
  'equals-ignore-case':
    'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  prefix: 'prefix/suffix match pattern must be a string',
  suffix: 'prefix/suffix match pattern must be a string',
  wildcard: 'wildcard match pattern must be a string',
} as const;
