import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { alarmsFixture } from './alarms.fixture.ts';

// Mostly what a running period may decide.
const STATISTICS = ['Sum', 'Sum', 'Sum', 'Maximum', 'Minimum', 'Average', 'SampleCount'] as const;
const COMPARISONS = [
  'GreaterThanThreshold',
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
] as const;

/** Every part has one place in which a value may be negative, too: such a sum sinks again. */
const world = fc.record({
  statistic: fc.constantFrom(...STATISTICS),
  comparison: fc.constantFrom(...COMPARISONS),
  threshold: fc.integer({ min: -4, max: 12 }),
  before: fc.array(fc.integer({ min: -3, max: 6 }), { minLength: 1, maxLength: 2 }),
  values: fc.array(fc.integer({ min: -3, max: 6 }), { minLength: 1, maxLength: 6 }),
  order: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
});

test('the data of one period, in whatever order they come, change an alarm once at most while it runs, and end as they must', async () => {
  const cloud = await alarmsFixture();
  let round = 0;

  await fc.assert(
    fc.asyncProperty(world, async ({ statistic, comparison, threshold, before, values, order }) => {
      round += 1;
      const names = [`m${round}`, `n${round}`] as const;
      for (const AlarmName of names)
        await cloud.run('PutMetricAlarm', {
          Namespace: 'app',
          MetricName: AlarmName,
          AlarmName,
          Statistic: statistic,
          ComparisonOperator: comparison,
          Threshold: threshold,
          Period: 60,
          EvaluationPeriods: 1,
          TreatMissingData: 'notBreaching',
        });
      cloud.clock.advance({ seconds: 60 - ((cloud.clock.now().getTime() / 1000) % 60) });
      for (const name of names) for (const value of before) await cloud.put(name, [[-60, value]]);
      await cloud.pass(5);
      const permuted = values
        .map((value, at) => [order[at] ?? 0, value] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, value]) => value);

      for (const [name, given] of [
        [names[0], values],
        [names[1], permuted],
      ] as const) {
        const changes = async (): Promise<number> =>
          (await cloud.history({ AlarmName: name, HistoryItemType: 'StateUpdate' })).length;
        const at = await changes();
        for (const value of given) {
          await cloud.put(name, [[0, value]]);
          await cloud.runner.runDue();
          // Late data that decide nothing have the alarm looked at in the middle of the period.
          await cloud.put(name, [[-120, 0]]);
          await cloud.runner.runDue();
        }
        expect((await changes()) - at).toBeLessThanOrEqual(1);
      }
      await cloud.pass(60);

      const [one, other] = await Promise.all(names.map((name) => cloud.metric(name)));
      expect(one?.StateValue).toBe(other?.StateValue);
    }),
    { numRuns: 60 },
  );
});
