import { JsonTokens } from './json-tokens.ts';
import type { Alternative, FieldTest, Pattern, PatternProblem, WildcardTokens } from './model.ts';
import { parseTests } from './parse-test.ts';
import { PatternRefusal, refuse } from './refusal.ts';
import { isTooComplex } from './wildcard.ts';

/** Amazon EventBridge API, PutRule: EventPattern. The account's quota, "Event pattern size", is 2048 by default. */
const MOST_CHARACTERS = 4096;
/** Amazon EventBridge User Guide, "Or matching": the product of the alternatives. */
const MOST_ALTERNATIVES = 1000;

// What could become an operator cannot be a name where an object could be a name's or an alternative's.
const RESERVED: ReadonlySet<string> = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
]);

type Fields = Map<string, readonly FieldTest[]>;

export interface PatternLimits {
  /** The account's quota, in characters. */
  readonly mostCharacters?: number;
}

/**
 * Reads and checks an event pattern: its text, or the value of its JSON. A text is better, because a value has lost
 * its long numbers and repeated names, and the problem's place is then in the text that we make of it.
 */
export const parsePattern = (
  source: unknown,
  { mostCharacters = MOST_CHARACTERS }: PatternLimits = {},
): Pattern | PatternProblem[] => {
  const text = typeof source === 'string' ? source : (JSON.stringify(source) ?? 'null');
  if (text.length > mostCharacters) return [tooLong(mostCharacters)];
  try {
    return readPattern(new JsonTokens(text));
  } catch (error) {
    if (error instanceof PatternRefusal) return [problemOf(error)];
    throw error;
  }
};

const tooLong = (most: number): PatternProblem => {
  const reason = `Member must have length less than or equal to ${most}`;
  const message = `1 validation error detected: Value at 'eventPattern' failed to satisfy constraint: ${reason}`;
  return { code: 'too-long', reason, message };
};

const problemOf = ({ message, reason, place }: PatternRefusal): PatternProblem => ({
  code: 'invalid',
  message: `Event pattern is not valid. Reason: ${message}`,
  reason: reason.split('\n')[0] ?? reason,
  ...place,
});

const readPattern = (tokens: JsonTokens): Pattern => {
  if (tokens.next() !== 'object') tokens.refuse('Filter is not an object');
  const alternatives: Fields[] = [];
  readObject(tokens, { alternatives, path: '', withinOr: false });
  // AWS's engine stops reading here; a rule with something behind it could not be read by anyone else.
  if (tokens.next() !== 'end') tokens.refuse('Unexpected content behind the end of the pattern');
  const pattern = { alternatives: alternatives.map(inOrder) };
  requireSimpleWildcards(pattern);
  return pattern;
};

interface Place {
  readonly alternatives: Fields[];
  readonly path: string;
  readonly withinOr: boolean;
}

const readObject = (tokens: JsonTokens, place: Place): void => {
  const { alternatives, withinOr } = place;
  let empty = true;
  while (tokens.next() !== 'end-object') {
    empty = false;
    const name = tokens.text();
    if (name === '$or') {
      readOr(tokens, place);
      continue;
    }
    if (withinOr && RESERVED.has(name))
      tokens.refuse(`${name} is Ruler reserved fieldName which cannot be used inside $or.`);
    const path = place.path === '' ? name : `${place.path}.${name}`;
    const kind = tokens.next();
    if (kind === 'object') readObject(tokens, { alternatives, path, withinOr });
    else if (kind === 'array') write(alternatives, path, parseTests(tokens));
    else tokens.refuse(`"${name}" must be an object or an array`);
  }
  if (empty) tokens.refuse('Empty objects are not allowed');
};

/** The same path again, by its name or by another way to the same dots, takes the place of the first. */
const write = (alternatives: Fields[], path: string, tests: readonly FieldTest[]): void => {
  if (alternatives.length === 0) alternatives.push(new Map());
  for (const fields of alternatives) fields.set(path, tests);
};

const readOr = (tokens: JsonTokens, { alternatives, path }: Place): void => {
  if (tokens.next() !== 'array') tokens.refuse('It must be an Array followed with $or.');
  const before = alternatives.splice(0);
  let count = 0;
  for (let kind = tokens.next(); kind !== 'end-array'; kind = tokens.next()) {
    count += 1;
    if (kind !== 'object')
      tokens.refuse('Only JSON object is allowed in array of $or relationship.');
    const forked: Fields[] =
      before.length === 0 ? [new Map()] : before.map((fields) => new Map(fields));
    readObject(tokens, { alternatives: forked, path, withinOr: true });
    alternatives.push(...forked);
    if (alternatives.length > MOST_ALTERNATIVES)
      refuse(`Rule is too complex - $or makes more than ${MOST_ALTERNATIVES} combinations`);
  }
  if (count < 2) tokens.refuse('There must have at least 2 Objects in $or relationship.');
};

const inOrder = (fields: Fields): Alternative =>
  [...fields]
    .map(([path, tests]) => ({ path, tests }))
    // The engine walks the fields in the order of their UTF-16 units, which "exists": false can tell.
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));

const wildcardOf = (test: FieldTest): readonly WildcardTokens[] =>
  test.kind === 'wildcard' ? [test.tokens] : [];

/** Those of one field weigh together; what one anything-but excludes is a single pattern to AWS's engine. */
const hasComplexWildcards = (tests: readonly FieldTest[]): boolean =>
  isTooComplex(tests.flatMap(wildcardOf)) ||
  tests.some(
    (test) =>
      test.kind === 'anything-but' && test.excluded.some((one) => isTooComplex(wildcardOf(one))),
  );

const requireSimpleWildcards = ({ alternatives }: Pattern): void => {
  const fields = new Set(alternatives.flat().map(({ tests }) => tests));
  for (const tests of fields)
    if (hasComplexWildcards(tests))
      refuse(
        'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
      );
};
