import type { AttributeValue, QueryOutput } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Attributes, definitions, dynamoDbFixture, keySchema } from '../dynamodb.fixture.ts';

type Type = 'S' | 'N' | 'B';

const KEYS: Readonly<Record<Type, readonly AttributeValue[]>> = {
  S: ['a', 'aa', 'ab', 'b', 'Z', 'é', '\u{ffff}', '\u{10000}', 'a\u{ff}'].map((S) => ({ S })),
  N: ['-10', '-9.5', '-1', '-0.001', '0', '0.5', '1', '9', '10', '1e20'].map((N) => ({ N })),
  B: [[0], [0, 0], [1], [1, 255], [2], [255], [255, 0], [255, 255]].map((bytes) => ({
    B: Buffer.from(bytes),
  })),
};

const bytes = ({ S, B }: AttributeValue): Buffer => Buffer.from(B ?? Buffer.from(S ?? ''));

/** The order that is documented: numbers as such, texts by their UTF-8, bytes as unsigned. */
const order = (one: AttributeValue, other: AttributeValue): number => {
  if (one.N !== undefined) return Number(one.N) - Number(other.N);
  return Buffer.compare(bytes(one), bytes(other));
};

const begins = (whole: AttributeValue, part: AttributeValue): boolean =>
  whole.B === undefined
    ? (whole.S ?? '').startsWith(part.S ?? '')
    : Buffer.from(whole.B)
        .subarray(0, part.B?.length)
        .equals(Buffer.from(part.B ?? []));

const COMPARATORS = {
  'sk = :a': (key, a) => order(key, a) === 0,
  'sk < :a': (key, a) => order(key, a) < 0,
  'sk <= :a': (key, a) => order(key, a) <= 0,
  'sk > :a': (key, a) => order(key, a) > 0,
  'sk >= :a': (key, a) => order(key, a) >= 0,
  'sk BETWEEN :a AND :b': (key, a, b) => order(key, a) >= 0 && order(key, b) <= 0,
  'begins_with(sk, :a)': begins,
} satisfies Record<string, (key: AttributeValue, a: AttributeValue, b: AttributeValue) => boolean>;

type Comparator = keyof typeof COMPARATORS;

const fixture = await dynamoDbFixture();
for (const type of ['S', 'N', 'B'] as const) {
  await fixture.table(`keys-${type}`, {
    AttributeDefinitions: definitions({ pk: 'S', sk: type, gsi: 'S' }),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'gsi',
        KeySchema: keySchema('gsi', 'sk'),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  });
  for (const sk of KEYS[type])
    await fixture.put(`keys-${type}`, { pk: { S: 'p' }, sk, gsi: { S: 'p' } });
}

/** All pages of a query. */
const pagesOf = async (input: object): Promise<readonly (AttributeValue | undefined)[]> => {
  const found: (AttributeValue | undefined)[] = [];
  let ExclusiveStartKey: Attributes | undefined;
  do {
    const page: QueryOutput = await fixture.db('Query', {
      ...input,
      ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
    });
    found.push(...(page.Items ?? []).map(({ sk }) => sk));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return found;
};

test.for(['S', 'N', 'B'] as const)(
  'a query by a sort key of type %s finds what a search through all items finds, page after page',
  async (type) => {
    const keys = fc.constantFrom(...KEYS[type]);
    const comparators = Object.keys(COMPARATORS) as Comparator[];
    const usable = comparators.filter((one) => type !== 'N' || !one.startsWith('begins'));

    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...usable),
        fc.tuple(keys, keys).map(([one, other]) => [one, other].toSorted(order)),
        fc.boolean(),
        fc.integer({ min: 1, max: 11 }),
        fc.constantFrom('', 'gsi'),
        async (comparator, [a = {} as never, b = {} as never], forward, Limit, index) => {
          const found = await pagesOf({
            TableName: `keys-${type}`,
            KeyConditionExpression: `${index === '' ? 'pk' : 'gsi'} = :p AND ${comparator}`,
            ExpressionAttributeValues: {
              ':p': { S: 'p' },
              ':a': a,
              ...(comparator.includes(':b') ? { ':b': b } : {}),
            },
            ScanIndexForward: forward,
            Limit,
            ...(index === '' ? {} : { IndexName: index }),
          });

          const holds = COMPARATORS[comparator];
          const expected = KEYS[type].filter((key) => holds(key, a, b)).toSorted(order);
          expect(
            found.map((key) => KEYS[type].findIndex((one) => order(one, key ?? one) === 0)),
          ).toEqual(
            (forward ? expected : expected.toReversed()).map((key) => KEYS[type].indexOf(key)),
          );
        },
      ),
      { numRuns: 60 },
    );
  },
);
