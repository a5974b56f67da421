import type { Member, Schema } from '@gatehouse/wire';
import * as fc from 'fast-check';

/** Values that exist, by what members are called: without them most inputs end at the first lookup. */
export type Known = readonly (readonly [RegExp, readonly string[]])[];

const policy = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statement });

const DOCUMENTS = [
  policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }),
  policy({ Effect: 'Deny', NotAction: 'iam:*', Resource: '*' }),
  policy({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }),
  policy({
    Effect: 'Allow',
    Action: `s3:${'*a'.repeat(500)}`,
    Resource: `arn:${'*:'.repeat(400)}`,
  }),
  policy({
    Effect: 'Allow',
    Action: '*',
    Resource: '*',
    Condition: { StringLike: { ['aws:username']: ['*'.repeat(2000), '${'.repeat(500)] } },
  }),
  policy([{ __proto__: null, Effect: 'Allow', Action: ['\0', '__proto__'], Resource: ['\ud800'] }]),
  `{"Version":"2012-10-17","Statement":{"__proto__":{"Effect":"Allow"},"Effect":"Allow","Action":"*","Resource":"*"}}`,
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  `${'{"Statement":'.repeat(5000)}1${'}'.repeat(5000)}`,
  '{"Version":"2012-10-17","Statement":[]}',
  '{}',
  'null',
  '',
];

const HOSTILE = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '\uffff\u202e\u200b',
  '../../../etc/passwd',
  "' OR 1=1 --",
  '%',
  '_%',
  '%00',
  '*',
  '?',
  '${aws:username}',
  '${',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '(a+)+$',
  '['.repeat(50),
  '\\',
  'ä'.repeat(129),
  '\u{1f512}'.repeat(70),
  'a'.repeat(65),
  'a'.repeat(129),
  'a'.repeat(600),
  'x'.repeat(20_000),
  '/'.repeat(513),
  ':'.repeat(300),
  'arn:',
  'arn:::::',
  'arn:aws:iam::123456789012:role/',
  'arn:aws:iam::999999999999:role/nobody',
  'arn:aws:ecs:us-east-1:123456789012:cluster/',
  'arn:aws:ecs:us-east-1:123456789012:service/a/b/c/d',
  'arn:aws:ecs:::',
  `arn:aws:iam::123456789012:${'user/'.repeat(200)}`,
  'https://',
  '99999999999999999999',
  '1e999',
  '-1',
  'NaN',
  '2026-13-45T99:99:99Z',
  'aws:reserved',
  'null',
  '{}',
  'a\r\nb',
  '\t',
  '<a>&"\'',
  ']]>',
];

const NUMBERS = [
  0,
  1,
  -1,
  2,
  100,
  1000,
  3600,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  -(2 ** 53),
  2 ** 63,
  1e21,
  1e308,
  0.5,
  NaN,
  Infinity,
];

const DATES = [
  0, 1, 8.64e15, -8.64e15, 1_700_000_000_000, 253_402_300_800_000, -62_135_596_800_001,
];

const BYTES = [
  new Uint8Array(),
  new Uint8Array([0]),
  new Uint8Array(3000).fill(255),
  Buffer.from(DOCUMENTS[0] ?? ''),
];

const MAX_DEPTH = 6;

/** How an input is drawn: one that is mostly plausible gets past the first checks. */
interface Temper {
  readonly known: Known;
  readonly hostility: number;
}

const textOf = (name: string, { known, hostility }: Temper): fc.Arbitrary<string> => {
  const own = known.filter(([pattern]) => pattern.test(name)).flatMap(([, values]) => values);
  const hostile = fc.constantFrom(...HOSTILE);
  const plausible = fc.constantFrom('fuzz', 'Owner', '1', 'ENABLED', 'enabled', 'awsvpc', '512');
  const documents = /document|content|policy/i.test(name)
    ? [{ weight: 8, arbitrary: fc.constantFrom(...DOCUMENTS) }]
    : [];
  return fc.oneof(
    { weight: 4 * hostility, arbitrary: hostile },
    { weight: 8, arbitrary: plausible },
    { weight: hostility, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    ...documents,
    ...(own.length === 0 ? [] : [{ weight: 40, arbitrary: fc.constantFrom(...own) }]),
  );
};

const listOf = (item: fc.Arbitrary<unknown>, depth: number): fc.Arbitrary<readonly unknown[]> =>
  depth > 1
    ? fc.array(item, { maxLength: 2 })
    : fc.oneof(
        { weight: 8, arbitrary: fc.array(item, { maxLength: 3 }) },
        { weight: 1, arbitrary: item.map((one) => Array.from({ length: 600 }, () => one)) },
      );

/** Values of DynamoDB hold values: from some depth on, only what holds nothing. */
const endingMembers = (
  { members }: { readonly members: readonly Member[] },
  depth: number,
): readonly Member[] => {
  const leaves = members.filter(({ schema: { kind } }) => kind !== 'list' && kind !== 'map');
  return depth > MAX_DEPTH && leaves.length > 0 ? leaves : members;
};

const valueOf = (member: Member, temper: Temper, depth: number): fc.Arbitrary<unknown> => {
  const { schema, name } = member;
  switch (schema.kind) {
    case 'structure':
      return structureOf(schema, temper, depth + 1);
    case 'union':
      return fc.oneof(
        ...endingMembers(schema, depth).map((one) =>
          valueOf(one, temper, depth + 1).map((value) => ({ [one.name]: value })),
        ),
      );
    case 'list':
      return listOf(valueOf({ ...schema.item, name }, temper, depth + 1), depth);
    case 'map':
      return fc
        .array(
          fc.tuple(textOf(name, temper), valueOf({ ...schema.value, name }, temper, depth + 1)),
          { maxLength: 4 },
        )
        .map((entries) => Object.fromEntries(entries));
    case 'string':
      return textOf(name, temper);
    case 'boolean':
      return fc.boolean();
    case 'number':
    case 'bigDecimal':
    case 'bigInteger':
      return fc.constantFrom(...NUMBERS);
    case 'timestamp':
      return fc.constantFrom(...DATES).map((at) => new Date(at));
    case 'blob':
      return fc.constantFrom(...BYTES);
    case 'document':
    case 'unit':
      return fc.constant({});
    default:
      return schema satisfies never;
  }
};

const OPTIONAL = 2;

const structureOf = (schema: Schema, temper: Temper, depth: number): fc.Arbitrary<object> => {
  if (schema.kind !== 'structure' || depth > MAX_DEPTH) return fc.constant({});
  const members = schema.members.map((member) => {
    const value = valueOf(member, temper, depth);
    const share = member.required ? 30 : OPTIONAL;
    return fc.option(value, { freq: share, nil: undefined }).map((drawn) => [member.name, drawn]);
  });
  return fc
    .tuple(...members)
    .map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined)));
};

/** Inputs that fit an operation's schema and nothing else: the same ones in every run. */
export const hostileInputs = (input: Schema, known: Known, count: number): readonly object[] =>
  [1, 12].flatMap((hostility) =>
    fc.sample(structureOf(input, { known, hostility }, 0), {
      seed: 20_261_125 + hostility,
      numRuns: Math.ceil(count / 2),
    }),
  );
