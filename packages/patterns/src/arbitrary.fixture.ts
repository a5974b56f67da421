import * as fc from 'fast-check';

/** Few letters, so that patterns and events meet. */
const TEXT = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'é'), maxLength: 4 }),
  fc.constantFrom('10.0.0.1', '10.0.1.7', '10.0.0.01', '10.9.0.0', '11.0.0.1', '999.0.0.1'),
);
const NUMBER = fc.constantFrom(-1, 0, 1, 1.5, 2, 3e2, 300);
const SCALAR = fc.oneof(
  { weight: 4, arbitrary: TEXT },
  { weight: 2, arbitrary: NUMBER },
  { weight: 1, arbitrary: fc.constantFrom(true, false, null) },
);
const NAME = fc.constantFrom('a', 'b', 'c', 'a.b', 'b.c');
const NON_EMPTY = TEXT.filter((text) => text !== '');
const WILDCARD = fc
  .string({ unit: fc.constantFrom('a', 'b', '*', '\\*', '\\\\'), maxLength: 5 })
  .filter((text) => !/\*\*/.test(text.replaceAll(/\\./g, 'x')));

const range = fc
  .tuple(
    fc.constantFrom('>', '>='),
    fc.constantFrom(-1, 0, 1),
    fc.constantFrom('<', '<='),
    fc.constantFrom(1.5, 2, 300),
  )
  .map((list) => list.slice());
const numeric = fc.oneof(
  fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), NUMBER).map((list) => list.slice()),
  range,
);

const oneOrMore = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));

const anythingBut = fc.oneof(
  oneOrMore(TEXT),
  oneOrMore(NUMBER),
  oneOrMore(NON_EMPTY).map((prefix) => ({ prefix })),
  oneOrMore(NON_EMPTY).map((suffix) => ({ suffix })),
  oneOrMore(WILDCARD).map((wildcard) => ({ wildcard })),
  oneOrMore(TEXT).map((text) => ({ 'equals-ignore-case': text })),
);

const test = fc.oneof(
  { weight: 4, arbitrary: SCALAR },
  TEXT.map((prefix) => ({ prefix })),
  TEXT.map((suffix) => ({ suffix })),
  TEXT.map((text) => ({ prefix: { 'equals-ignore-case': text } })),
  TEXT.map((text) => ({ suffix: { 'equals-ignore-case': text } })),
  TEXT.map((text) => ({ 'equals-ignore-case': text })),
  WILDCARD.map((wildcard) => ({ wildcard })),
  numeric.map((list) => ({ numeric: list })),
  fc
    .constantFrom('10.0.0.0/8', '10.0.0.0/24', '10.0.1.200/25', '0.0.0.0/0')
    .map((cidr) => ({ cidr })),
  fc.boolean().map((exists) => ({ exists })),
  { weight: 3, arbitrary: anythingBut.map((but) => ({ 'anything-but': but })) },
);

const tests = fc.array(test, { minLength: 1, maxLength: 3 });

export const arbitraryPattern = fc.letrec<{ node: object }>((tie) => ({
  node: fc
    .tuple(
      fc.dictionary(NAME, fc.oneof({ maxDepth: 2 }, tests, tie('node')), {
        minKeys: 1,
        maxKeys: 3,
        noNullPrototype: true,
      }),
      fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        {
          weight: 1,
          arbitrary: fc.array(
            fc.dictionary(NAME, tests, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
            { minLength: 2, maxLength: 3 },
          ),
        },
      ),
    )
    .map(([fields, or]) => (or.length > 0 ? { ...fields, $or: or } : fields)),
})).node;

export const arbitraryEvent = fc.letrec<{ node: object; value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: SCALAR },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 2, arbitrary: tie('node') },
  ),
  node: fc.dictionary(NAME, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).node;
