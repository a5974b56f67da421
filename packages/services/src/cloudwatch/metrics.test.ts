import type {
  Datapoint,
  GetMetricStatisticsOutput,
  ListMetricsOutput,
  MetricDatum,
} from '@aws-sdk/client-cloudwatch';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CloudWatchFixture, cloudWatchFixture } from './cloudwatch.fixture.ts';

let fixture: CloudWatchFixture;
beforeAll(async () => {
  fixture = await cloudWatchFixture();
});

const statistics = async (
  name: string,
  asked: object,
  more: object = {},
): Promise<readonly Datapoint[]> => {
  const output = await fixture.run<GetMetricStatisticsOutput>('GetMetricStatistics', {
    Namespace: 'app',
    MetricName: name,
    StartTime: fixture.at(-3600),
    EndTime: fixture.at(60),
    Period: 60,
    ...asked,
    ...more,
  });
  expect(output.Label).toBe(name);
  return output.Datapoints ?? [];
};

const ALL = { Statistics: ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount'] };

test('all that came in a period is one datapoint, in whatever form it came', async () => {
  await fixture.put('latency', [
    [-120, 3],
    [-119, 5],
  ]);
  await fixture.run('PutMetricData', {
    Namespace: 'app',
    MetricData: [
      { MetricName: 'latency', Timestamp: fixture.at(-100), Values: [1, 2], Counts: [10, 1] },
      {
        MetricName: 'latency',
        Timestamp: fixture.at(-100),
        StatisticValues: { SampleCount: 2, Sum: 20, Minimum: 8, Maximum: 12 },
      },
      { MetricName: 'latency', Value: 7 },
    ],
  });

  const points = await statistics('latency', ALL);

  expect(points).toEqual([
    {
      Timestamp: fixture.at(-120),
      Unit: 'None',
      Sum: 40,
      SampleCount: 15,
      Average: 40 / 15,
      Minimum: 1,
      Maximum: 12,
    },
    {
      Timestamp: fixture.at(0),
      Unit: 'None',
      Sum: 7,
      SampleCount: 1,
      Average: 7,
      Minimum: 7,
      Maximum: 7,
    },
  ]);
  expect(await statistics('latency', { Statistics: ['Sum'] }, { Period: 3600 })).toMatchObject([
    { Timestamp: fixture.at(-3600), Sum: 40 },
    { Timestamp: fixture.at(0), Sum: 7 },
  ]);
  // Whoever gives statistics alone leaves open how values are spread.
  expect(await statistics('latency', { ExtendedStatistics: ['p50'] })).toMatchObject([
    { Timestamp: fixture.at(0), ExtendedStatistics: { p50: 7 } },
  ]);
});

test('units are kept apart, and dimensions in any order are the same metric', async () => {
  const Dimensions = [
    { Name: 'b', Value: '2' },
    { Name: 'a', Value: '1' },
  ];
  await fixture.put('size', [[0, 1]], { Unit: 'Bytes', Dimensions });
  await fixture.put('size', [[0, 2]], { Unit: 'Count', Dimensions: Dimensions.toReversed() });

  const of = (more: object): Promise<readonly Datapoint[]> =>
    statistics('size', { Statistics: ['Sum'] }, { Dimensions, ...more });

  expect(await of({})).toMatchObject([
    { Unit: 'Bytes', Sum: 1 },
    { Unit: 'Count', Sum: 2 },
  ]);
  expect(await of({ Unit: 'Count' })).toMatchObject([{ Unit: 'Count', Sum: 2 }]);
  expect(await of({ Unit: 'Bits' })).toEqual([]);
  expect(await of({ Dimensions: Dimensions.slice(1) })).toEqual([]);
});

test('a metric of high resolution is read by the second', async () => {
  await fixture.put(
    'fast',
    [
      [-2, 1],
      [-1, 2],
      [0, 4],
    ],
    { StorageResolution: 1 },
  );

  const by = (Period: number): Promise<readonly Datapoint[]> =>
    statistics('fast', { Statistics: ['Sum'] }, { Period, StartTime: fixture.at(-60) });

  expect((await by(1)).map(({ Sum }) => Sum)).toEqual([1, 2, 4]);
  expect((await by(5)).map(({ Sum }) => Sum)).toEqual([3, 4]);
  expect((await by(60)).map(({ Sum }) => Sum)).toEqual([3, 4]);
});

test.for([
  ['p0', 1],
  ['p50', 50],
  ['p99.5', 100],
  ['p100', 100],
  ['tm90', 45.5],
  ['TM(10%:90%)', 50.5],
  ['TM(:10)', 5.5],
  ['TM(90:)', 95.5],
  ['wm98', (98 * 2 + (98 * 99) / 2) / 100],
  ['WM(:10)', (45 + 10 * 91) / 100],
  ['tc90', 90],
  ['TC(20:30)', 10],
  ['ts10', 55],
  ['TS(98:)', 199],
  ['PR(:25)', 25],
  ['PR(25:75)', 50],
  ['IQM', 50.5],
] as const)('%s of the numbers from 1 to 100 is %d', async ([name, value]) => {
  await fixture.put(
    `numbers-${name}`,
    Array.from({ length: 100 }, (_, index) => [-60, 100 - index] as const),
  );

  const [point] = await statistics(`numbers-${name}`, { ExtendedStatistics: [name] });

  expect(point?.ExtendedStatistics?.[name]).toBeCloseTo(value, 9);
});

test('percentiles of a hundred thousand different values are at most a hundredth off', async () => {
  const count = 100_000;
  for (let from = 0; from < count; from += 50_000)
    await fixture.run('PutMetricData', {
      Namespace: 'app',
      MetricData: Array.from({ length: 500 }, (_, datum) => ({
        MetricName: 'spread',
        Timestamp: fixture.at(-60),
        Values: Array.from({ length: 100 }, (__, at) => from + datum * 100 + at + 1),
      })),
    });

  const [point] = await statistics('spread', { ExtendedStatistics: ['p1', 'p50', 'p99', 'p100'] });
  const off = (name: string, value: number): number =>
    Math.abs((point?.ExtendedStatistics?.[name] ?? 0) / value - 1);

  expect(off('p1', 1000)).toBeLessThan(0.021);
  expect(off('p50', 50_000)).toBeLessThan(0.021);
  expect(off('p99', 99_000)).toBeLessThan(0.021);
  expect(point?.ExtendedStatistics?.['p100']).toBe(100_000);
});

const datum = (more: object): MetricDatum => ({ MetricName: 'm', ...more });
const BIG = { Timestamp: new Date(0), Value: 1 };

describe('PutMetricData refuses', () => {
  test.for<readonly [MetricDatum, string, string]>([
    [
      datum({ Value: NaN }),
      'InvalidParameterValueException',
      'The value NaN for parameter MetricData.member.1.Value is invalid.',
    ],
    [datum({ Value: -Infinity }), 'InvalidParameterValueException', 'The value -∞'],
    [datum({ Value: 2 ** 361 }), 'InvalidParameterValueException', 'is invalid'],
    [
      datum({ Value: 1, Values: [1] }),
      'InvalidParameterCombinationException',
      'The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.',
    ],
    [
      datum({ Values: [1, 2], Counts: [1] }),
      'InvalidParameterValueException',
      'The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.',
    ],
    [datum({ Values: [1], Counts: [0] }), 'InvalidParameterValueException', 'Counts.member.1'],
    [datum({ Values: Array(151).fill(1) }), 'InvalidParameterValueException', 'greater than 150'],
    [datum({}), 'InvalidParameterCombinationException', 'At least one'],
    [
      datum({ StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 2, Maximum: 1 } }),
      'InvalidParameterValueException',
      'Maximum must be greater',
    ],
    [datum({ Value: 1, Unit: 'Parsec' }), 'InvalidParameterValueException', 'Parsec'],
    [datum({ Value: 1, StorageResolution: 30 }), 'InvalidParameterValueException', '30'],
    [datum(BIG), 'InvalidParameterValueException', 'within the past two weeks'],
    [
      datum({ Value: 1, Timestamp: new Date('2026-03-02T12:00:01Z') }),
      'InvalidParameterValueException',
      'two hours in the future',
    ],
    [
      datum({
        Value: 1,
        Dimensions: Array.from({ length: 31 }, (_, at) => ({ Name: `d${at}`, Value: 'v' })),
      }),
      'InvalidParameterValueException',
      'greater than 30',
    ],
    [
      datum({ Value: 1, Dimensions: [{ Name: ':d', Value: 'v' }] }),
      'InvalidParameterValueException',
      'Dimensions.member.1.Name',
    ],
    [
      datum({ Value: 1, Dimensions: [{ Name: 'd', Value: ' ' }] }),
      'InvalidParameterValueException',
      'Dimensions.member.1.Value',
    ],
    [datum({ Value: 1, MetricName: 'm'.repeat(256) }), 'ValidationError', 'metricName'],
  ])('a datum: case %#', async ([given, name, text]) => {
    const put = fixture.run('PutMetricData', { Namespace: 'app', MetricData: [given] });

    await expect(put).rejects.toMatchObject({ name, message: expect.stringContaining(text) });
  });

  test.for([
    [{ Namespace: 'AWS/EC2', MetricData: [datum({ Value: 1 })] }, 'The value AWS/EC2'],
    [{ Namespace: 'app' }, 'The parameter MetricData is required.'],
    [
      { Namespace: 'app', MetricData: Array(1001).fill(datum({ Value: 1 })) },
      'The collection MetricData must not have a size greater than 1000.',
    ],
    [{ Namespace: ':app', MetricData: [datum({ Value: 1 })] }, 'regular expression'],
  ] as const)('a request: case %#', async ([input, text]) => {
    await expect(fixture.run('PutMetricData', input)).rejects.toThrow(text);
  });

  test('a namespace that a policy does not name', async () => {
    const as = fixture.userWith('agent', {
      Statement: {
        Effect: 'Allow',
        Action: 'cloudwatch:PutMetricData',
        Resource: '*',
        Condition: { StringEquals: { 'cloudwatch:namespace': 'agent' } },
      },
    });
    const put = (Namespace: string): Promise<unknown> =>
      fixture.run('PutMetricData', { Namespace, MetricData: [datum({ Value: 1 })] }, { as });

    await put('agent');
    await expect(put('other')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(fixture.run('ListMetrics', {}, { as })).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});

test('data of entities are taken as others are', async () => {
  await fixture.run('PutMetricData', {
    Namespace: 'app',
    EntityMetricData: [
      {
        Entity: { KeyAttributes: { Type: 'Service', Name: 's' } },
        MetricData: [datum({ MetricName: 'of-entity', Value: 3 })],
      },
    ],
  });

  expect(await statistics('of-entity', { Statistics: ['Sum'] })).toMatchObject([{ Sum: 3 }]);
});

test.for([
  [{ Period: 61 }, 'InvalidParameterValueException', 'multiple of 60'],
  [{ Period: 7 }, 'InvalidParameterValueException', 'multiple of 60'],
  [
    { StartTime: new Date('2026-03-03') },
    'InvalidParameterValueException',
    'The parameter StartTime must be less than the parameter EndTime.',
  ],
  [{ Statistics: [] }, 'InvalidParameterCombinationException', 'Must specify either'],
  [{ Statistics: ['p99'] }, 'InvalidParameterValueException', 'The value p99'],
  [{ ExtendedStatistics: ['p99'] }, 'InvalidParameterCombinationException', 'mutually exclusive'],
  [
    { Statistics: [], ExtendedStatistics: ['p101'] },
    'InvalidParameterValueException',
    'The value p101',
  ],
  [
    { StartTime: new Date('2026-03-01T08:00:00Z') },
    'InvalidParameterCombinationException',
    'You have requested up to 1,561 datapoints, which exceeds the limit of 1,440. You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
  ],
] as const)('GetMetricStatistics refuses %j', async ([asked, name, text]) => {
  await expect(statistics('m', { Statistics: ['Sum'], ...asked })).rejects.toMatchObject({
    name,
    message: expect.stringContaining(text),
  });
});

test('metrics are listed by what they have, page by page, while they get data', async () => {
  const own = await cloudWatchFixture();
  const list = (input: object): Promise<ListMetricsOutput> => own.run('ListMetrics', input);
  const names = async (input: object): Promise<readonly (string | undefined)[]> =>
    ((await list(input)).Metrics ?? []).map(({ MetricName }) => MetricName);
  for (const from of [0, 600])
    await own.run('PutMetricData', {
      Namespace: 'many',
      MetricData: Array.from({ length: 600 }, (_, at) =>
        datum({
          MetricName: `m${String(from + at).padStart(4, '0')}`,
          Value: 1,
          Dimensions: [{ Name: 'host', Value: String(at % 2) }],
        }),
      ),
    });
  await own.put('lonely', [[0, 1]]);

  const seen: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const page: ListMetricsOutput = await list({ Namespace: 'many', NextToken });
    expect(page.Metrics?.length).toBeLessThanOrEqual(500);
    seen.push(...(page.Metrics ?? []).map(({ MetricName }) => MetricName));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(new Set(seen).size).toBe(1200);
  expect(await list({ MetricName: 'm0003' })).toEqual({
    Metrics: [
      { Namespace: 'many', MetricName: 'm0003', Dimensions: [{ Name: 'host', Value: '1' }] },
    ],
    NextToken: undefined,
  });
  expect(await names({ Namespace: 'app', Dimensions: [{ Name: 'host' }] })).toEqual([]);
  expect(await names({ MetricName: 'm0003', Dimensions: [{ Name: 'host', Value: '0' }] })).toEqual(
    [],
  );
  await expect(list({ NextToken: 'forged' })).rejects.toThrow('NextToken');
  await expect(list({ RecentlyActive: 'PT4H' })).rejects.toThrow('PT4H');
  expect(await list({ Namespace: 'app', IncludeLinkedAccounts: true })).toMatchObject({
    OwningAccounts: ['111122223333'],
  });

  own.clock.advance({ hours: 4 });
  expect(await names({ Namespace: 'app', RecentlyActive: 'PT3H' })).toEqual([]);
  expect(await names({ Namespace: 'app' })).toEqual(['lonely']);
  own.clock.advance({ days: 14 });
  expect(await names({ Namespace: 'app' })).toEqual([]);
});
