import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  MetricDataQuery,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CloudWatchFixture, cloudWatchFixture } from './cloudwatch.fixture.ts';

let fixture: CloudWatchFixture;

const minutes = (values: readonly (number | undefined)[]) =>
  values.flatMap((value, minute) =>
    value === undefined ? [] : [[(minute - 6) * 60, value] as const],
  );
const dimension = (Value: string) => ({ Dimensions: [{ Name: 'Host', Value }] });

// Minutes 0 to 5 are asked for; `gaps` has values at 1 and 4 only.
beforeAll(async () => {
  fixture = await cloudWatchFixture();
  await fixture.put('up', minutes([1, 2, 3, 4, 5, 6]));
  await fixture.put('down', minutes([6, 5, 4, 3, 2, 1]));
  await fixture.put('gaps', minutes([undefined, 10, undefined, undefined, 40]));
  await fixture.put('zero', minutes([0, 1, 0, 1, 0, 1]));
  await fixture.put('RequestCount', minutes([1, 1, 1, 1, 1, 1]), dimension('web-1'));
  await fixture.put('RequestCount', minutes([2, 2, 2, 2, 2, 2]), dimension('web-2'));
  await fixture.put('ErrorCount', minutes([3, 3]), dimension('web-1'));
});

const metric = (id: string, name: string, more: object = {}): MetricDataQuery => ({
  Id: id,
  MetricStat: { Metric: { Namespace: 'app', MetricName: name }, Period: 60, Stat: 'Sum' },
  ...more,
});

const METRICS = [
  ['m1', 'up'],
  ['m2', 'down'],
  ['m3', 'gaps'],
  ['m4', 'zero'],
  ['none', 'nothing'],
].map(([id = '', name = '']) => metric(id, name, { ReturnData: false }));

const ask = (
  MetricDataQueries: readonly MetricDataQuery[],
  more: Partial<GetMetricDataInput> = {},
): Promise<GetMetricDataOutput> =>
  fixture.run('GetMetricData', {
    MetricDataQueries,
    StartTime: fixture.at(-360),
    EndTime: fixture.at(0),
    ScanBy: 'TimestampAscending',
    ...more,
  });

const results = async (
  Expression: string,
  more: Partial<MetricDataQuery> = {},
): Promise<readonly MetricDataResult[]> =>
  (await ask([...METRICS, { Id: 'e1', Expression, ...more }])).MetricDataResults ?? [];

/** Values of the minutes that are asked for; a minute without one is `_`. */
const shown = ({ Timestamps = [], Values = [] }: MetricDataResult): string =>
  [0, 1, 2, 3, 4, 5]
    .map((minute) => {
      const index = Timestamps.findIndex(
        (at) => at.getTime() === fixture.at((minute - 6) * 60).getTime(),
      );
      return index < 0 ? '_' : String(Number(Values[index]?.toFixed(3)));
    })
    .join(' ');

test.for([
  ['m1', '1 2 3 4 5 6'],
  ['m1 + m2', '7 7 7 7 7 7'],
  ['m1 - 1', '0 1 2 3 4 5'],
  ['10 - m1 * 2 ^ 2 ^ 1', '6 2 -2 -6 -10 -14'],
  ['-m1', '-1 -2 -3 -4 -5 -6'],
  ['2 * (m1 + 1e-36)', '2 4 6 8 10 12'],
  ['m1 / m4', '_ 2 _ 4 _ 6'],
  ['m1 + m3', '_ 12 _ _ 45 _'],
  ['m1 > m2', '0 0 0 1 1 1'],
  ['m1 >= 3 AND m1 < 5', '0 0 1 1 0 0'],
  ['m1 == 1 || m1 == 6', '1 0 0 0 0 1'],
  ['m1 != 2 && m4', '0 0 0 1 0 1'],
  ['SUM([m1, m2])', '7 7 7 7 7 7'],
  ['SUM(METRICS())', '7 18 7 8 47 8'],
  ['SUM(METRICS("m"))', '7 18 7 8 47 8'],
  ['AVG([m1, m3])', '1 6 3 4 22.5 6'],
  ['MIN([m1, m2])', '1 2 3 3 2 1'],
  ['MAX([m1, m2])', '6 5 4 4 5 6'],
  ['STDDEV([m1, m2])', '2.5 1.5 0.5 0.5 1.5 2.5'],
  ['m1 / SUM(m1) * 100', '4.762 9.524 14.286 19.048 23.81 28.571'],
  ['m1 - AVG(m1)', '-2.5 -1.5 -0.5 0.5 1.5 2.5'],
  ['m1 * 0 + MAX(m3) + MIN(m3) + STDDEV(m3)', '65 65 65 65 65 65'],
  ['RATE(m1)', '_ 0.017 0.017 0.017 0.017 0.017'],
  ['DIFF(m3)', '_ _ _ _ 30 _'],
  ['DIFF_TIME(m3)', '_ _ _ _ 180 _'],
  ['RUNNING_SUM(m1)', '1 3 6 10 15 21'],
  ['FILL(m3, 0)', '0 10 0 0 40 0'],
  ['FILL(m3, REPEAT)', '_ 10 10 10 40 40'],
  ['FILL(m3, LINEAR)', '_ 10 20 30 40 _'],
  ['FILL(m3, m1)', '1 10 3 4 40 6'],
  ['FILL(none, 7)', '7 7 7 7 7 7'],
  ['IF(m1 > 3, m1, m2)', '6 5 4 4 5 6'],
  ['IF(m1 > 3, 1)', '_ _ _ 1 1 1'],
  ['IF(1 > 2, m1, m2)', '6 5 4 3 2 1'],
  ['IF(m4, m3)', '_ 10 _ _ _ _'],
  ['ABS(m1 - m2)', '5 3 1 1 3 5'],
  ['CEIL(m1 / 2)', '1 1 2 2 3 3'],
  ['FLOOR(m1 / 2)', '0 1 1 2 2 3'],
  ['LOG10(m1 * 0 + 1000)', '3 3 3 3 3 3'],
  ['LOG(m1 * 0 + 1)', '0 0 0 0 0 0'],
  ['TIME_SERIES(5)', '5 5 5 5 5 5'],
  ['m1 * 0 + PERIOD(m1)', '60 60 60 60 60 60'],
  ['m1 * 0 + DATAPOINT_COUNT(m3)', '2 2 2 2 2 2'],
  ['DATAPOINT_COUNT([m1, m3])', '1 2 1 1 2 1'],
  ['m1 * 0 + METRIC_COUNT(METRICS())', '5 5 5 5 5 5'],
  ['FIRST(SORT([m1, m3], MAX, DESC))', '_ 10 _ _ 40 _'],
  ['LAST(SORT([m3, none, m1], SUM, ASC, 2))', '_ 10 _ _ 40 _'],
  ['FIRST(SLICE([m1, m2, m3], 1, 2))', '6 5 4 3 2 1'],
  ['m1 * 0 + METRIC_COUNT(REMOVE_EMPTY(METRICS()))', '4 4 4 4 4 4'],
  ['MINUTE(m1)', '54 55 56 57 58 59'],
  ['HOUR(m1)', '9 9 9 9 9 9'],
  ['m1 * 0 + DAY(m1) * 1000 + DATE(m1) * 10 + MONTH(m1)', '1023 1023 1023 1023 1023 1023'],
  ['EPOCH(m1) - EPOCH(m1) + YEAR(m1)', '2026 2026 2026 2026 2026 2026'],
  ["SUM(SEARCH('{app,Host} MetricName=\"RequestCount\"', 'Sum', 60))", '3 3 3 3 3 3'],
  ["SUM(SEARCH('request count', 'Sum', 60))", '3 3 3 3 3 3'],
  ["SUM(SEARCH('{app,Host} web NOT Host=2', 'Sum'))", '4 4 1 1 1 1'],
  ["SUM(SEARCH('Namespace=app (MetricName=(\"ErrorCount\" OR up))', 'Sum'))", '4 5 3 4 5 6'],
  ["FILL(SUM(SEARCH('{other}', 'Sum')), 0)", '0 0 0 0 0 0'],
] as const)('%s', async ([expression, values]) => {
  const [result, ...others] = await results(expression);

  expect(others).toEqual([]);
  expect(result).toMatchObject({ Id: 'e1', Label: 'e1', StatusCode: 'Complete' });
  expect(shown(result ?? {})).toBe(values);
});

test('expressions name one another, and an array is a result for each of its series', async () => {
  const output = await ask([
    ...METRICS,
    { Id: 'sum', Expression: 'SUM(both)', ReturnData: true },
    { Id: 'both', Expression: '[m1, m2] * 2' },
  ]);

  expect(output.MetricDataResults?.map((result) => [result.Id, shown(result)])).toEqual([
    ['sum', '14 14 14 14 14 14'],
    ['both', '2 4 6 8 10 12'],
    ['both', '12 10 8 6 4 2'],
  ]);
});

test.for([
  ['m1 +', 'Unexpected end of expression'],
  ['m1 $ 2', "Unexpected character '$' at position 3"],
  ['m1 m2', "Unexpected 'm2' at position 3"],
  ['m9', "Undefined variable 'm9'"],
  ['NOPE(m1)', "Unknown function 'NOPE'"],
  ['[m1] + [m2]', "Unsupported operand type(s) for +: '[Array[TimeSeries], Array[TimeSeries]]'"],
  ['m1 + "a"', "Unsupported operand type(s) for +: '[TimeSeries, String]'"],
  ['e1 + 1', "'e1' refers to itself"],
  ['SUM(m1)', 'time series'],
  ['FILL(m1)', 'wrong number'],
  ['RATE(5)', 'does not take Scalar'],
  ["SEARCH('(', 'Sum', 60)", 'Unexpected end of SEARCH query'],
  ["SEARCH('a', 'p101', 60)", 'p101'],
  [`${'('.repeat(500)}m1${')'.repeat(500)}`, 'nested too deeply'],
  ['SELECT AVG(up) FROM app', 'Metrics Insights'],
  ["'open", 'Unterminated string'],
] as const)('an error of an expression says where it is: case %#', async ([expression, text]) => {
  await expect(results(expression)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(`Error in expression 'e1': `),
  });
  await expect(results(expression)).rejects.toThrow(text);
});

describe('GetMetricData refuses', () => {
  test.for<readonly [readonly MetricDataQuery[], string]>([
    [
      [metric('m1', 'a'), metric('m1', 'b')],
      'The values for parameter id in MetricDataQueries are not unique.',
    ],
    [[metric('M1', 'a')], 'The value M1 for parameter MetricDataQueries.member.1.Id is invalid.'],
    [[{ Id: 'a' }], 'The parameter MetricDataQueries.member.1.MetricStat is required.'],
    [
      [metric('a', 'a', { Period: 60 })],
      'The parameters MetricDataQueries.member.1.Period and MetricDataQueries.member.1.MetricStat are mutually exclusive and you have specified both.',
    ],
    [[metric('a', 'a', { Expression: 'b' })], 'mutually exclusive'],
    [
      [
        {
          Id: 'a',
          MetricStat: { Metric: { Namespace: 'n', MetricName: 'm' }, Period: 60, Stat: 'x' },
        },
        {
          Id: 'b',
          MetricStat: { Metric: { Namespace: 'n', MetricName: 'm' }, Period: 61, Stat: 'x' },
        },
      ],
      'The value for parameter MetricDataQueries.member.1.MetricStat.Stat is not a valid statistic.\nThe value for parameter MetricDataQueries.member.2.MetricStat.Period',
    ],
    [
      Array.from({ length: 501 }, (_, at) => metric(`m${at}`, 'a')),
      'must not have a size greater than 500',
    ],
  ])('queries: case %#', async ([queries, text]) => {
    await expect(ask(queries)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(text),
    });
  });

  test.for([
    [{ StartTime: new Date('2026-03-02T10:00:00Z') }, 'StartTime must be less'],
    [{ LabelOptions: { Timezone: 'CET' } }, 'Timezone'],
    [{ NextToken: 'forged' }, 'nextToken is invalid'],
    [{ MaxDatapoints: 0 }, 'maxDatapoints'],
  ] as const)('%j', async ([more, text]) => {
    await expect(ask([metric('m1', 'up')], more)).rejects.toThrow(text);
  });

  test('a caller without the permission', async () => {
    const as = fixture.userWith('nobody');

    await expect(
      fixture.run(
        'GetMetricData',
        {
          MetricDataQueries: [metric('m', 'up')],
          StartTime: fixture.at(-60),
          EndTime: fixture.at(0),
        },
        { as },
      ),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

test('metrics of another account are forbidden, and say so', async () => {
  const output = await ask([metric('m1', 'up', { AccountId: '999999999999' })]);

  expect(output.MetricDataResults).toMatchObject([{ Values: [], StatusCode: 'Forbidden' }]);
});

test('pages go on where the one before ended, newest first unless asked otherwise', async () => {
  const queries = [metric('m1', 'up'), metric('none', 'nothing'), metric('m2', 'down')];
  const pages: (readonly (readonly [string | undefined, string, string | undefined])[])[] = [];
  let NextToken: string | undefined;
  do {
    const page: GetMetricDataOutput = await ask(queries, {
      MaxDatapoints: 4,
      NextToken,
      ScanBy: undefined,
    });
    pages.push(
      (page.MetricDataResults ?? []).map(({ Id, Values = [], StatusCode }) => [
        Id,
        Values.join(' '),
        StatusCode,
      ]),
    );
    NextToken = page.NextToken;
  } while (NextToken !== undefined);

  expect(pages).toEqual([
    [['m1', '6 5 4 3', 'PartialData']],
    [
      ['m1', '2 1', 'Complete'],
      ['none', '', 'Complete'],
      ['m2', '1 2', 'PartialData'],
    ],
    [['m2', '3 4 5 6', 'Complete']],
  ]);
});

test.for([
  ['a plain one', 'a plain one'],
  ['${LABEL} max ${MAX} at ${MAX_TIME}', 'up max 6 at 2026-03-02 10:59'],
  ['${MIN_TIME_RELATIVE} ${FIRST}-${LAST} ${AVG} ${SUM}', '6m 1-6 3.5 21'],
  ['${MIN_MAX_RANGE} ${MIN_MAX_TIME_RANGE} ${DATAPOINT_COUNT}', '5 5m 6'],
  [
    "${PROP('Namespace')} ${PROP('Stat')} ${PROP('Period')} ${PROP('Region')}",
    'app Sum 60 us-east-1',
  ],
  ["${PROP('Dim.Host')} ${NOPE}", '-- --'],
] as const)('the label %s', async ([Label, text]) => {
  const output = await ask([metric('m1', 'up', { Label })], {
    LabelOptions: { Timezone: '+0100' },
  });

  expect(output.MetricDataResults?.[0]?.Label).toBe(text);
});

const stat = (id: string, name: string, Stat: string, Host?: string): MetricDataQuery => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: 'app',
      MetricName: name,
      ...(Host === undefined ? {} : { Dimensions: [{ Name: 'Host', Value: Host }] }),
    },
    Period: 60,
    Stat,
  },
});
const labelsOf = async (...queries: readonly MetricDataQuery[]): Promise<readonly unknown[]> =>
  ((await ask(queries)).MetricDataResults ?? []).map(({ Label }) => Label);

test('metrics are called by their names, and by what tells their queries apart', async () => {
  expect(await labelsOf(stat('a', 'up', 'Sum'), stat('b', 'down', 'Sum'))).toEqual(['up', 'down']);
  expect(await labelsOf(stat('a', 'up', 'Sum'), stat('b', 'up', 'Average'))).toEqual([
    'up Sum',
    'up Average',
  ]);
  expect(
    await labelsOf(
      stat('a', 'RequestCount', 'Sum', 'web-1'),
      stat('b', 'RequestCount', 'Sum', 'web-2'),
    ),
  ).toEqual(['web-1 RequestCount', 'web-2 RequestCount']);
});

const labels = async (Expression: string, Label?: string): Promise<readonly unknown[]> =>
  (await results(Expression, { Label })).map((result) => result.Label);

test('what SEARCH finds is called by what tells it apart', async () => {
  const search = "SEARCH('{app,Host} RequestCount', 'Sum', 60)";
  expect(await labels(search)).toEqual(['web-1', 'web-2']);
  expect(await labels(search, 'requests')).toEqual(['requests web-1', 'requests web-2']);
  expect(await labels(search, "${PROP('Dim.Host')}: ${MAX}")).toEqual(['web-1: 1', 'web-2: 2']);
  expect(new Set(await labels("SEARCH('{app,Host}', 'Sum', 60)"))).toEqual(
    new Set(['web-1 ErrorCount', 'web-1 RequestCount', 'web-2 RequestCount']),
  );
});

test('a year is read by the hour, however many minutes there were', async () => {
  const own = await cloudWatchFixture();
  for (let day = 0; day < 3; day += 1) {
    await own.put(
      'long',
      Array.from({ length: 1440 }, (_, minute) => [(minute - 1440) * 60, 1] as const),
    );
    own.clock.advance({ days: 1 });
  }
  const statements: string[] = [];
  const output = await own.store.read(async (tx) => {
    const watched = {
      ...tx,
      all: <Row>(sql: string, parameters?: Parameters<typeof tx.all>[1]): Promise<Row[]> => {
        statements.push(`${sql} ${JSON.stringify(parameters)}`);
        return tx.all(sql, parameters);
      },
    };
    return own.cloudWatch.reader.read(
      watched,
      {
        account: '111122223333',
        region: 'us-east-1',
        namespace: 'app',
        name: 'long',
        dimensions: new Map(),
        statistic: 'Sum',
        periodSeconds: 86_400,
      },
      own.at(-365 * 86_400).getTime(),
      own.at(0).getTime(),
    );
  });

  expect(output.map(({ value }) => value)).toEqual([1440, 1440, 1440]);
  expect(statements).toHaveLength(1);
  expect(statements[0]).toContain(',3600,');
});
