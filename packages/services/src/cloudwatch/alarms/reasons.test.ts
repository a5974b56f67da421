import { expect, test } from 'vitest';
import { type Criteria, evaluate, type Slot } from './evaluate.ts';
import { doubleText } from './json.ts';
import { reasonData, reasonOf } from './reasons.ts';
import { spokenTime } from './times.ts';

const AT = Date.UTC(2026, 10, 25, 21, 50);
const MINUTE = 60_000;

const criteria = (over: Partial<Criteria> = {}): Criteria => ({
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  missingData: 'missing',
  ...over,
});

/** Newest first. */
const slots = (...values: readonly (number | undefined)[]): Slot[] =>
  values.map((value, index) => ({ at: AT - index * MINUTE, value, samples: 1 }));

const reason = (
  over: Partial<Criteria>,
  saysHowMany: boolean,
  ...values: (number | undefined)[]
) => {
  const given = criteria(over);
  const verdict = evaluate(given, slots(...values));
  const { state } = verdict;
  if (state === 'KEEP') throw new Error('there is no reason to keep a state');
  return reasonOf(given, { ...verdict, state }, saysHowMany);
};

const three = { evaluationPeriods: 3, datapointsToAlarm: 3 };

test.for([
  [
    'Threshold Crossed: 1 out of the last 1 datapoints [5.0 (25/11/26 21:50:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
    {},
    true,
    [5],
  ],
  [
    'Threshold Crossed: 1 out of the last 1 datapoints [0.0 (25/11/26 21:50:00)] was not greater than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).',
    {},
    true,
    [0],
  ],
  [
    'Threshold Crossed: 1 datapoint [3.5 (25/11/26 21:50:00)] was greater than the threshold (1.0).',
    { comparison: 'GreaterThanThreshold' },
    false,
    [3.5],
  ],
  [
    'Threshold Crossed: 3 datapoints [2.0 (25/11/26 21:50:00), 3.0 (25/11/26 21:49:00), 1.0 (25/11/26 21:48:00)] were greater than the threshold (0.0).',
    { ...three, comparison: 'GreaterThanThreshold', threshold: 0 },
    false,
    [2, 3, 1],
  ],
  [
    'Threshold Crossed: 1 out of the last 20 datapoints [613.0 (25/11/26 21:50:00)] was greater than or equal to the threshold (1.0) and 19 missing datapoints were treated as [NonBreaching] (minimum 1 datapoint for OK -> ALARM transition).',
    { evaluationPeriods: 20, missingData: 'notBreaching' },
    true,
    [613],
  ],
  [
    'Threshold Crossed: 1 datapoint [2.0 (25/11/26 21:50:00)] was not less than or equal to the threshold (0.0) and 2 missing datapoints were treated as [Breaching].',
    { ...three, comparison: 'LessThanOrEqualToThreshold', threshold: 0, missingData: 'breaching' },
    false,
    [2],
  ],
  [
    'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    { missingData: 'notBreaching' },
    true,
    [undefined],
  ],
  [
    'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
    { ...three, missingData: 'breaching' },
    false,
    [],
  ],
  ['Insufficient Data: 1 datapoint was unknown.', {}, true, []],
  ['Insufficient Data: 3 datapoints were unknown.', three, true, []],
  [
    'Threshold Crossed: 6 datapoints were greater than or equal to the threshold (1.0). The most recent datapoints which crossed the threshold: [6.0 (25/11/26 21:50:00), 5.0 (25/11/26 21:49:00), 4.0 (25/11/26 21:48:00), 3.0 (25/11/26 21:47:00), 2.0 (25/11/26 21:46:00)].',
    { evaluationPeriods: 6, datapointsToAlarm: 6 },
    false,
    [6, 5, 4, 3, 2, 1],
  ],
] as const)('%s', ([expected, over, saysHowMany, values]) => {
  expect(reason(over, saysHowMany, ...values)).toBe(expected);
});

test('an anomaly names the band', () => {
  const given = criteria({
    comparison: 'LessThanLowerOrGreaterThanUpperThreshold',
    threshold: undefined,
  });
  const band: Slot[] = [{ at: AT, value: 0, lower: 0.25, upper: 0.5 }];
  const verdict = evaluate(given, band);

  expect(reasonOf(given, { ...verdict, state: 'ALARM' }, true)).toBe(
    'Thresholds Crossed: 1 out of the last 1 datapoints [0.0 (25/11/26 21:50:00)] was less than the lower thresholds [0.25] or greater than the upper thresholds [0.5] (minimum 1 datapoint for OK -> ALARM transition).',
  );
  expect(
    reasonData(given, verdict, band, {
      queryDate: new Date(AT + MINUTE),
      statistic: undefined,
      unit: undefined,
      periodSeconds: 60,
    }),
  ).toBe(
    '{"version":"1.0","queryDate":"2026-11-25T21:51:00.000+0000","startDate":"2026-11-25T21:50:00.000+0000","period":60,"recentDatapoints":[0.0],"recentLowerThresholds":[0.25],"recentUpperThresholds":[0.5],"evaluatedDatapoints":[{"timestamp":"2026-11-25T21:50:00.000+0000","value":0.0}]}',
  );
});

test('reason data have the values as AWS writes them', () => {
  const given = criteria();
  const seen = slots(5);

  expect(
    reasonData(given, evaluate(given, seen), seen, {
      queryDate: new Date(AT + MINUTE),
      statistic: 'Sum',
      unit: undefined,
      periodSeconds: 60,
    }),
  ).toBe(
    '{"version":"1.0","queryDate":"2026-11-25T21:51:00.000+0000","startDate":"2026-11-25T21:50:00.000+0000","statistic":"Sum","period":60,"recentDatapoints":[5.0],"threshold":1.0,"evaluatedDatapoints":[{"timestamp":"2026-11-25T21:50:00.000+0000","sampleCount":1.0,"value":5.0}]}',
  );
});

test.for([
  [0, '0.0'],
  [-0, '-0.0'],
  [613, '613.0'],
  [0.0666851903306472, '0.0666851903306472'],
  [1e7, '1.0E7'],
  [12_345_678.5, '1.23456785E7'],
  [0.0001, '1.0E-4'],
  [-9_999_999, '-9999999.0'],
] as const)('%d is written %s', ([value, text]) => {
  expect(doubleText(value)).toBe(text);
});

test('times are spoken as in reasons of composite alarms', () => {
  expect(spokenTime(new Date('2022-07-22T15:57:45.394Z'))).toBe(
    'Friday 22 July, 2022 15:57:45 UTC',
  );
});
