import {
  FieldRefusal,
  type Field,
  HOURS,
  MONTHS,
  valuesOf,
  weekDaysOf,
  monthDaysOf,
} from '../cron-field.ts';
import type { CronSchedule, ScheduleRefusal, SingleDays } from '../model.ts';
import { shortestGapHours } from './gaps.ts';
import type { RotationCron, RotationRate, RotationSchedule } from './model.ts';

// AWS Secrets Manager User Guide, "Rotation schedules"; API Reference, RotationRulesType.
const MOST_CHARACTERS = 256;
const LEAST_HOURS = 4;
const MOST_DAYS = 999;
const HOURS_PER_DAY = 24;
const FIELDS = 6;
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;
const YEARS = Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, at) => FIRST_YEAR + at);

const refusal = (reason: string): ScheduleRefusal => ({ kind: 'refusal', reason });

/**
 * Reads a `rate(…)` or `cron(…)` expression of a rotation (AWS Secrets Manager User Guide, "Rotation schedules"). It is a
 * dialect of its own: minutes are 0, hours take `/` only, the year is `*`, days of the week take several `#`, there is no
 * `W`, and no two rotations are nearer than four hours.
 */
export const parseRotation = (text: string): RotationSchedule | ScheduleRefusal => {
  if (text.length > MOST_CHARACTERS)
    return refusal(`It has more than ${MOST_CHARACTERS} characters`);
  const [, kind, inner = ''] = /^(rate|cron)\(([^()]*)\)$/.exec(text.trim()) ?? [];
  if (kind === 'rate') return parseRate(inner.trim());
  if (kind === 'cron') return parseCron(inner.trim());
  return refusal('It is neither rate(…) nor cron(…)');
};

const parseRate = (text: string): RotationRate | ScheduleRefusal => {
  const [, number = '', unit = ''] = /^(\d{1,6})\s+(hour|hours|day|days)$/.exec(text) ?? [];
  if (unit === '') return refusal('A rate is a whole number of hours or days');
  const every = Number(number);
  const hours = unit.startsWith('hour') ? every : every * HOURS_PER_DAY;
  if (hours < LEAST_HOURS)
    return refusal(`A secret rotates every ${LEAST_HOURS} hours at the most`);
  if (hours > MOST_DAYS * HOURS_PER_DAY) return refusal(`A rate is at most ${MOST_DAYS} days`);
  return { kind: 'rate', unit: unit.startsWith('hour') ? 'hours' : 'days', every };
};

const parseCron = (text: string): RotationCron | ScheduleRefusal => {
  const fields = text.split(/[ \t]+/);
  if (fields.length !== FIELDS) return refusal(`A cron expression has ${FIELDS} fields`);
  try {
    const cron = readFields(fields);
    const gap = shortestGapHours(cron);
    if (gap !== undefined && gap < LEAST_HOURS)
      return refusal(
        `A secret rotates every ${LEAST_HOURS} hours at the most, and this names times ${gap} hours apart`,
      );
    return { kind: 'cron', cron, inHours: (fields[1] ?? '').includes('/') };
  } catch (error) {
    if (error instanceof FieldRefusal) return refusal(error.message);
    throw error;
  }
};

const readFields = (fields: readonly string[]): CronSchedule => {
  const [minutes = '', hours = '', monthDays = '', months = '', weekDays = '', years = ''] = fields;
  if (!/^0{1,2}$/.test(minutes)) throw new FieldRefusal('Minutes must be 0');
  if (years !== '*') throw new FieldRefusal('Year must be *');
  if ((monthDays === '?') === (weekDays === '?'))
    throw new FieldRefusal('Exactly one of Day-of-month and Day-of-week is ?');
  const items = weekDays === '?' ? dayItems(monthDays, monthDay) : dayItems(weekDays, weekDaysOf);
  return {
    kind: 'cron',
    minutes: [0],
    hours: hoursOf(hours),
    days: items,
    months: valuesOf(MONTHS, months),
    years: YEARS,
  };
};

/** One hour, or an increment from one: `8`, `/8`, `2/10`. */
const hoursOf = (text: string): readonly number[] => {
  if (!/^(?:\d{1,2}|\d{0,2}\/\d{1,2}|\*\/\d{1,2})$/.test(text)) throw unfit(HOURS, text);
  return valuesOf(HOURS, text.startsWith('/') ? `0${text}` : text);
};

const unfit = ({ label }: Field, text: string): FieldRefusal =>
  new FieldRefusal(`${label} cannot be ${JSON.stringify(text)}`);

const monthDay = (text: string): SingleDays => {
  const days = monthDaysOf(text);
  if (days.kind === 'nearest-weekday' || days.kind === 'last-weekday')
    throw new FieldRefusal('Day-of-month knows no W here');
  return days;
};

/** A list may mix what no list of EventBridge may: `7#2,7#4`, `1L,4`. */
const dayItems = (text: string, read: (item: string) => SingleDays): CronSchedule['days'] => {
  if (!/[#L]/.test(text) || !text.includes(',')) return read(text);
  return { kind: 'several', of: text.split(',').map(read) };
};
