import { nextAfter, parseSchedule } from '@gatehouse/schedule';
import { CronExpressionParser } from 'cron-parser';
import { Cron } from 'croner';
import type { Benchmark, Measurement } from './benchmark.ts';
import { interleaved } from './measure.ts';

// Expressions that all three understand, ours in the dialect of AWS.
const EXPRESSIONS = [
  ['cron(0 10 * * ? *)', '0 10 * * *'],
  ['cron(0 8 1 * ? *)', '0 8 1 * *'],
  ['cron(0/15 * * * ? *)', '*/15 * * * *'],
  ['cron(0 18 ? * MON-FRI *)', '0 18 * * 1-5'],
  ['cron(0 0 29 2 ? *)', '0 0 29 2 *'],
] as const;
const FROM = new Date('2026-03-02T10:00:00Z');
// A chain of so many next runs, then from the beginning again.
const CHAIN = 20;
const CHAINS = 10;
const ROUNDS = 15;

/** Chains of next runs, each from the same beginning. */
const chains = (next: (after: Date) => Date) => (): void => {
  for (let chain = 0; chain < CHAINS; chain += 1) {
    let at = FROM;
    for (let count = 0; count < CHAIN; count += 1) at = next(at);
  }
};

const found = (next: Date | undefined | null): Date => {
  if (next === undefined || next === null) throw new Error('it ends');
  return next;
};

const ours = (text: string): ((after: Date) => Date) => {
  const schedule = parseSchedule(text);
  if (schedule.kind === 'refusal') throw new Error(schedule.reason);
  return (after) => found(nextAfter(schedule, after));
};

const croner = (text: string): ((after: Date) => Date) => {
  const cron = new Cron(text, { timezone: 'UTC' });
  return (after) => found(cron.nextRun(after));
};

const cronParser = (text: string): ((after: Date) => Date) => {
  const expression = CronExpressionParser.parse(text, { currentDate: FROM, tz: 'UTC' });
  return (after) => {
    if (after === FROM) expression.reset(FROM);
    return expression.next().toDate();
  };
};

const run = async (): Promise<readonly Measurement[]> =>
  EXPRESSIONS.flatMap(([text, unix]) => {
    const times = interleaved(
      {
        ours: chains(ours(text)),
        croner: chains(croner(unix)),
        'cron-parser': chains(cronParser(unix)),
      },
      CHAIN * CHAINS,
      ROUNDS,
    );
    return (['croner', 'cron-parser'] as const).map((peer) => ({
      name: `schedule-vs-cron/${peer} ${text}`,
      value: times.ours,
      unit: 'ns per next run',
      versus: `the time of ${peer}, by ours`,
      ratio: times[peer] / times.ours,
    }));
  });

export const benchmarks: readonly Benchmark[] = [{ name: 'schedule-vs-cron', run }];
