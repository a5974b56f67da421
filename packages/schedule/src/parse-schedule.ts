import {
  FieldRefusal,
  HOURS,
  MINUTES,
  monthDaysOf,
  MONTHS,
  valuesOf,
  weekDaysOf,
  YEARS,
} from './cron-field.ts';
import type { CronSchedule, RateSchedule, Schedule, ScheduleRefusal } from './model.ts';

// Amazon EventBridge API Reference, PutRule: ScheduleExpression.
const MOST_CHARACTERS = 256;
const FIELDS = 6;
const UNIT_MILLISECONDS: ReadonlyMap<string, number> = new Map([
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
]);

const refusal = (reason: string): ScheduleRefusal => ({ kind: 'refusal', reason });

/**
 * Reads a `rate(…)` or `cron(…)` expression of a rule (Amazon EventBridge User Guide, "Using cron and rate expressions to
 * schedule rules"). Where the guide is silent, a field reads as in the Quartz scheduler, whose fields these are.
 */
export const parseSchedule = (text: string): Schedule | ScheduleRefusal => {
  if (text.length > MOST_CHARACTERS)
    return refusal(`It has more than ${MOST_CHARACTERS} characters`);
  const [, kind, inner = ''] = /^(rate|cron)\(([^()]*)\)$/.exec(text) ?? [];
  if (kind === 'rate') return parseRate(inner);
  if (kind === 'cron') return parseCron(inner);
  return refusal('It is neither rate(…) nor cron(…)');
};

const parseRate = (text: string): RateSchedule | ScheduleRefusal => {
  const [, number = '', unit = ''] = /^(\d{1,15}) +([a-z]+)$/.exec(text) ?? [];
  const value = Number(number);
  const isOne = value === 1;
  if (value < 1) return refusal('A rate is a whole number above zero, a space and a unit');
  const milliseconds = UNIT_MILLISECONDS.get(isOne ? unit : unit.replace(/s$/, ''));
  if (milliseconds === undefined || unit.endsWith('s') === isOne)
    return refusal(
      `The unit of a rate is ${isOne ? 'minute, hour or day' : 'minutes, hours or days'}`,
    );
  return { kind: 'rate', intervalMilliseconds: value * milliseconds };
};

const parseCron = (text: string): CronSchedule | ScheduleRefusal => {
  const fields = text.split(/[ \t]+/);
  if (fields.length !== FIELDS) return refusal(`A cron expression has ${FIELDS} fields`);
  try {
    return readFields(fields);
  } catch (error) {
    if (error instanceof FieldRefusal) return refusal(error.message);
    throw error;
  }
};

const readFields = (fields: readonly string[]): CronSchedule => {
  const [minutes = '', hours = '', monthDays = '', months = '', weekDays = '', years = ''] = fields;
  if ((monthDays === '?') === (weekDays === '?'))
    throw new FieldRefusal('Exactly one of Day-of-month and Day-of-week is ?');
  return {
    kind: 'cron',
    minutes: valuesOf(MINUTES, minutes),
    hours: valuesOf(HOURS, hours),
    days: weekDays === '?' ? monthDaysOf(monthDays) : weekDaysOf(weekDays),
    months: valuesOf(MONTHS, months),
    years: valuesOf(YEARS, years),
  };
};
