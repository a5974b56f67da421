import { describe, expect, test } from 'vitest';
import {
  type Criteria,
  evaluate,
  isBreaching,
  onlyGrowsWorse,
  samplesFor,
  type Slot,
} from './evaluate.ts';
import type { MissingData } from './model.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 25, 21, 50);

/** `0 - X - X`, the newest on the right: 0 is good, X breaches, - is missing. */
const slots = (drawn: string): Slot[] =>
  drawn
    .split(' ')
    .map((mark, at, all) => ({
      at: NOW - (all.length - 1 - at) * MINUTE,
      value: mark === '-' ? undefined : mark === 'X' ? 10 : 0,
    }))
    .toReversed();

const criteria = (over: Partial<Criteria>): Criteria => ({
  comparison: 'GreaterThanThreshold',
  threshold: 5,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  missingData: 'missing',
  ...over,
});

const TREATMENTS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

describe('the tables of "How alarm state is evaluated when data is missing"', () => {
  test.for([
    ['0 - X - X', 3, 0, ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', 3, 2, ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', 3, 3, ['INSUFFICIENT_DATA', 'KEEP', 'ALARM', 'OK']],
    ['0 X X - X', 3, 0, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', 3, 2, ['ALARM', 'KEEP', 'ALARM', 'OK']],
    ['0 - X - X', 2, 0, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', 2, 0, ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', 2, 1, ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', 2, 2, ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', 2, 2, ['ALARM', 'KEEP', 'ALARM', 'OK']],
  ] as const)('%s with %i of 3', ([drawn, datapointsToAlarm, filled, states]) => {
    const verdicts = TREATMENTS.map((missingData) =>
      evaluate(criteria({ missingData, datapointsToAlarm }), slots(drawn)),
    );

    expect(verdicts.map(({ state }) => state)).toEqual(states);
    expect(verdicts[0]?.filled).toBe(filled);
  });

  test.for([
    ['- - - - X', 3, 'KEEP'],
    ['- - - X -', 3, 'KEEP'],
    ['- - - X 0', 3, 'OK'],
    ['- - X - 0', 3, 'OK'],
    ['- - X - -', 3, 'ALARM'],
    ['- X - - -', 3, 'ALARM'],
    ['- - X X -', 3, 'ALARM'],
    ['- - - X X', 3, 'KEEP'],
    ['- - - - X', 2, 'KEEP'],
    ['- - - - X', 1, 'ALARM'],
  ] as const)('%s with %i of 3 is not premature: %s', ([drawn, datapointsToAlarm, state]) => {
    expect(evaluate(criteria({ datapointsToAlarm }), slots(drawn)).state).toBe(state);
  });
});

test.for([
  ['GreaterThanThreshold', 5, false],
  ['GreaterThanOrEqualToThreshold', 5, true],
  ['LessThanThreshold', 5, false],
  ['LessThanOrEqualToThreshold', 5, true],
  ['LessThanLowerOrGreaterThanUpperThreshold', 1, true],
  ['LessThanLowerOrGreaterThanUpperThreshold', 9, true],
  ['LessThanLowerOrGreaterThanUpperThreshold', 5, false],
  ['LessThanLowerThreshold', 9, false],
  ['LessThanLowerThreshold', 1, true],
  ['GreaterThanUpperThreshold', 9, true],
  ['GreaterThanUpperThreshold', 1, false],
] as const)('%s and %d: %s', ([comparison, value, breaches]) => {
  expect(isBreaching({ comparison, threshold: 5 }, { at: 0, value, lower: 2, upper: 8 })).toBe(
    breaches,
  );
});

test('a percentile of too few samples leaves an alarm as it is', () => {
  const leastSamples = samplesFor('p99');
  const one = criteria({ evaluationPeriods: 1, datapointsToAlarm: 1 });

  expect(leastSamples).toBeCloseTo(1000);
  expect(samplesFor('p25')).toBeCloseTo(40);
  expect(samplesFor('p100')).toBeUndefined();
  expect(samplesFor('tm99')).toBeUndefined();
  expect(evaluate({ ...one, leastSamples }, [{ at: 0, value: 10, samples: 900 }]).state).toBe(
    'KEEP',
  );
  expect(evaluate({ ...one, leastSamples }, [{ at: 0, value: 10, samples: 1001 }]).state).toBe(
    'ALARM',
  );
  expect(evaluate(one, [{ at: 0, value: 10, samples: 1 }]).state).toBe('ALARM');
});

test('a period that runs decides only where more data cannot take it back', () => {
  expect(onlyGrowsWorse('Sum', 'GreaterThanThreshold')).toBe(true);
  expect(onlyGrowsWorse('Maximum', 'GreaterThanOrEqualToThreshold')).toBe(true);
  expect(onlyGrowsWorse('Minimum', 'LessThanThreshold')).toBe(true);
  expect(onlyGrowsWorse('Minimum', 'GreaterThanThreshold')).toBe(false);
  expect(onlyGrowsWorse('Average', 'GreaterThanThreshold')).toBe(false);
  expect(onlyGrowsWorse('Sum', 'LessThanThreshold')).toBe(false);
  expect(onlyGrowsWorse('p99', 'GreaterThanThreshold')).toBe(false);
});
