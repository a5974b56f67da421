import type {
  DescribeAnomalyDetectorsOutput,
  GetMetricDataOutput,
} from '@aws-sdk/client-cloudwatch';
import { beforeAll, expect, test } from 'vitest';
import { type CloudWatchFixture, cloudWatchFixture } from '../cloudwatch.fixture.ts';
import { type BandSettings, type Point, trainBand } from './band-model.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 1, 16); // a Monday
const PLAIN: BandSettings = { excluded: [], timeZone: 'UTC', hasPeriodicSpikes: false };

/** Two weeks, one value each five minutes. */
const weeks = (value: (at: number, index: number) => number): readonly Point[] =>
  Array.from({ length: 14 * 288 }, (_, index) => {
    const at = START + index * 300_000;
    return { at, value: value(at, index) };
  });

const hourOf = (at: number): number => new Date(at).getUTCHours();
const isWeekend = (at: number): boolean => [0, 6].includes(new Date(at).getUTCDay());
// The same for every run, and without a pattern of hours.
const noise = (index: number): number => Math.sin(index * 12.9898) * 3;

const middleAt = (points: readonly Point[], at: number, settings: BandSettings = PLAIN): number =>
  trainBand(points, settings)?.expected(at).middle ?? NaN;

const NEXT = START + 14 * 24 * HOUR;
const at = (day: number, hour: number): number => NEXT + (day * 24 + hour) * HOUR + HOUR / 2;

test('the band follows the hour of the day and the day of the week', () => {
  const points = weeks(
    (time, index) => (isWeekend(time) ? 20 : 100 + 10 * hourOf(time)) + noise(index),
  );

  expect(middleAt(points, at(0, 3))).toBeCloseTo(130, -1);
  expect(middleAt(points, at(0, 20))).toBeCloseTo(300, -1);
  expect(middleAt(points, at(5, 20))).toBeCloseTo(20, -1);
  expect(trainBand(points, PLAIN)?.expected(at(0, 3)).width).toBeLessThan(10);
});

test('a fourth of the values may be an attack without the band following it', () => {
  const calm = weeks((_, index) => 50 + noise(index));
  const attacked = calm.map((point, index) =>
    index % 4 === 0 ? { ...point, value: 5000 } : point,
  );

  const model = trainBand(attacked, PLAIN);

  expect(model?.expected(at(0, 12)).middle).toBeCloseTo(50, -1);
  expect(model?.expected(at(0, 12)).width).toBeLessThan(10);
});

test('what never moved has a narrow band, and what is excluded says nothing', () => {
  const flat = weeks(() => 100);
  const holiday = { from: START, to: START + 10 * 24 * HOUR };
  const changed = weeks((time) => (time < holiday.to ? 5 : 100));

  expect(trainBand(flat, PLAIN)?.expected(at(0, 0))).toEqual({ middle: 100, width: 1 });
  expect(middleAt(changed, at(0, 0))).toBe(5);
  expect(middleAt(changed, at(0, 0), { ...PLAIN, excluded: [holiday] })).toBe(100);
  expect(trainBand(flat.slice(0, 9), PLAIN)).toBeUndefined();
});

test('hours are those of the time zone, and spikes that come again are usual', () => {
  // Eight in the morning in New York is 13:00 UTC before the clocks change there and 12:00 UTC after.
  const points = weeks((time) => (hourOf(time) === 13 ? 500 : 10));
  const settings = { ...PLAIN, timeZone: 'America/New_York' };
  const summer = Date.UTC(2026, 2, 10, 12, 30);
  const spiky = weeks((time, index) => (hourOf(time) === 2 && index % 3 === 0 ? 900 : 10));
  const widthAt = (hasPeriodicSpikes: boolean): number =>
    trainBand(spiky, { ...PLAIN, hasPeriodicSpikes })?.expected(at(0, 2)).width ?? NaN;

  expect(middleAt(points, summer, settings)).toBe(500);
  expect(middleAt(points, summer)).toBe(10);
  expect(widthAt(true)).toBeGreaterThanOrEqual(widthAt(false));
});

let fixture: CloudWatchFixture;
beforeAll(async () => {
  fixture = await cloudWatchFixture();
  await fixture.put(
    'steady',
    Array.from({ length: 13 * 288 }, (_, index) => [-index * 300, 100 + noise(index)] as const),
  );
});

const describeAll = async (input: object = {}): Promise<DescribeAnomalyDetectorsOutput> =>
  fixture.run('DescribeAnomalyDetectors', input);

const SINGLE = { Namespace: 'app', MetricName: 'steady', Stat: 'Sum' };

test('a band has an upper and a lower series around what is usual', async () => {
  await fixture.put('steady', [[0, 900]]);
  const output = await fixture.run<GetMetricDataOutput>('GetMetricData', {
    MetricDataQueries: [
      {
        Id: 'm1',
        MetricStat: {
          Metric: { Namespace: 'app', MetricName: 'steady' },
          Period: 300,
          Stat: 'Sum',
        },
        ReturnData: false,
      },
      { Id: 'ad1', Expression: 'ANOMALY_DETECTION_BAND(m1, 3)' },
      { Id: 'above', Expression: 'IF(m1 > FIRST(ad1), 1, 0)' },
    ],
    StartTime: fixture.at(-1800),
    EndTime: fixture.at(300),
    ScanBy: 'TimestampAscending',
  });

  const [upper, lower, above] = output.MetricDataResults ?? [];
  expect([upper?.Id, lower?.Id]).toEqual(['ad1', 'ad1']);
  expect(upper?.Values?.at(0)).toBeGreaterThan(101);
  expect(upper?.Values?.at(0)).toBeLessThan(120);
  expect(lower?.Values?.at(0)).toBeGreaterThan(80);
  expect(lower?.Values?.at(0)).toBeLessThan(99);
  expect(above?.Values).toEqual([0, 0, 0, 0, 0, 0, 1]);
});

test('detectors are put, described page by page with their state, and removed', async () => {
  await fixture.run('PutAnomalyDetector', {
    SingleMetricAnomalyDetector: SINGLE,
    Configuration: {
      ExcludedTimeRanges: [{ StartTime: fixture.at(-7200), EndTime: fixture.at(-3600) }],
      MetricTimezone: 'Europe/Zurich',
    },
    MetricCharacteristics: { PeriodicSpikes: true },
  });
  await fixture.run('PutAnomalyDetector', { ...SINGLE, MetricName: 'unknown' });
  const MetricDataQueries = [
    {
      Id: 'm1',
      MetricStat: {
        Metric: { Namespace: 'app', MetricName: 'steady' },
        Period: 300,
        Stat: 'Sum',
      },
      ReturnData: false,
    },
    { Id: 'e1', Expression: 'm1 * 2', ReturnData: true },
  ];
  await fixture.run('PutAnomalyDetector', { MetricMathAnomalyDetector: { MetricDataQueries } });

  const first = await describeAll({ MaxResults: 1 });
  const second = await describeAll({ MaxResults: 1, NextToken: first.NextToken });
  expect(second.NextToken).toBeUndefined();
  const found = [...(first.AnomalyDetectors ?? []), ...(second.AnomalyDetectors ?? [])];
  expect(found.find(({ MetricName }) => MetricName === 'steady')).toEqual({
    ...SINGLE,
    Dimensions: [],
    SingleMetricAnomalyDetector: { ...SINGLE, Dimensions: [] },
    Configuration: {
      ExcludedTimeRanges: [{ StartTime: fixture.at(-7200), EndTime: fixture.at(-3600) }],
      MetricTimezone: 'Europe/Zurich',
    },
    MetricCharacteristics: { PeriodicSpikes: true },
    StateValue: 'TRAINED',
  });
  expect((await describeAll({ MetricName: 'unknown' })).AnomalyDetectors).toMatchObject([
    { StateValue: 'PENDING_TRAINING' },
  ]);
  expect(await describeAll({ AnomalyDetectorTypes: ['METRIC_MATH'] })).toMatchObject({
    AnomalyDetectors: [{ MetricMathAnomalyDetector: { MetricDataQueries }, StateValue: 'TRAINED' }],
  });

  await fixture.run('DeleteAnomalyDetector', SINGLE);
  await expect(fixture.run('DeleteAnomalyDetector', SINGLE)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test.for([
  [{}, 'The parameter Namespace is required.'],
  [{ ...SINGLE, Stat: 'p101' }, 'The value p101'],
  [{ ...SINGLE, SingleMetricAnomalyDetector: SINGLE }, 'mutually exclusive'],
  [{ ...SINGLE, Configuration: { MetricTimezone: 'Moon/Base' } }, 'The value Moon/Base'],
  [
    {
      ...SINGLE,
      Configuration: {
        ExcludedTimeRanges: [{ StartTime: new Date(2000), EndTime: new Date(1000) }],
      },
    },
    'ExcludedTimeRanges.member.1.StartTime',
  ],
  [{ MetricMathAnomalyDetector: { MetricDataQueries: [] } }, 'Exactly one element'],
] as const)('PutAnomalyDetector refuses: case %#', async ([input, text]) => {
  await expect(fixture.run('PutAnomalyDetector', input)).rejects.toThrow(text);
});

test('forged tokens and unknown kinds are refused', async () => {
  await expect(describeAll({ NextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidNextToken' });
  await expect(describeAll({ AnomalyDetectorTypes: ['OTHER'] })).rejects.toThrow('OTHER');
});
