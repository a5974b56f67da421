import * as fc from 'fast-check';

const FIELDS = ['a', 'b', 'c.d', 'c.e[0]', '@timestamp', '@logStream', '`a`'];
const field = fc.constantFrom(...FIELDS);

const literal = fc.oneof(
  fc.integer({ min: -3, max: 12 }).map((n) => (n < 0 ? `(0 - ${-n})` : String(n))),
  fc.constantFrom('"x"', '"xy"', '"10"', "'y'", 'true', '1.5', '"a\\"b"'),
);

const value: fc.Arbitrary<string> = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    field,
    literal,
    fc
      .tuple(tie('value'), fc.constantFrom('+', '-', '*', '/', '%'), tie('value'))
      .map(([x, sign, y]) => `${x} ${sign} ${y}`),
    tie('value').map((x) => `(${x})`),
    fc
      .tuple(fc.constantFrom('strlen', 'toupper', 'abs', 'ispresent', 'trim'), tie('value'))
      .map(([name, x]) => `${name}(${x})`),
  ),
})).value;

/** Conditions that need no more than the plain reference knows. */
export const condition: fc.Arbitrary<string> = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(value, fc.constantFrom('=', '!=', '<', '<=', '>', '>='), value)
      .map((parts) => parts.join(' ')),
    fc
      .tuple(
        field,
        fc.constantFrom('like', 'not like'),
        fc.constantFrom('"x"', '/x+y?$/', '/^(1|x)/'),
      )
      .map((parts) => parts.join(' ')),
    fc
      .tuple(field, fc.constantFrom('in', 'not in'), fc.array(literal, { maxLength: 3 }))
      .map(([name, word, items]) => `${name} ${word} [${items.join(', ')}]`),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map((parts) => parts.join(' ')),
    tie('condition').map((of) => `not (${of})`),
  ),
})).condition;

const command = fc.oneof(
  fc.tuple(fc.constantFrom('fields', 'display'), value).map(([word, of]) => `${word} ${of} as v`),
  condition.map((of) => `filter ${of}`),
  fc.tuple(field, fc.constantFrom('', ' asc', ' desc')).map((parts) => `sort ${parts.join('')}`),
  fc.constantFrom('limit 3', 'limit any 2', 'parse a "x*y*" as p, q', 'parse /(?<p>x)(y)/ as `q`'),
);

/** Queries of all kinds, most of them right. */
export const query: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(command, { minLength: 1, maxLength: 4 }),
    fc.constantFrom(
      '',
      'stats count(*), avg(a) as m by b, bin(5m)',
      'dedup a, b | limit 2',
      'pattern @message',
    ),
  )
  .map(([commands, last]) => [...commands, ...(last === '' ? [] : [last])].join(' | '));

const member = fc.constantFrom(1, 2, 10, 'x', 'xy', 'y', '10', '', true, false, null, 2.5);

export const message: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .record(
        {
          a: member,
          b: member,
          c: fc.record({ d: member, e: fc.array(member, { maxLength: 2 }) }),
        },
        { requiredKeys: [] },
      )
      .map((of) => JSON.stringify(of)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'plain x',
      'text {"a":1} behind',
      '{"a":',
      'REPORT RequestId: 1\tDuration: 2 ms',
    ),
  },
);
