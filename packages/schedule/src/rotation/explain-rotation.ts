import type { CronSchedule, SingleDays } from '../model.ts';
import type { RotationSchedule } from './model.ts';

const MONTH_NAMES =
  'January February March April May June July August September October November December'.split(
    ' ',
  );
const WEEKDAY_NAMES = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];
const MONTHS = 12;
const WEEK = 7;

const listed = (items: readonly string[]): string =>
  items.length < 2
    ? (items[0] ?? '')
    : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** `1st`, `22nd`, `13th` */
const ordinal = (day: number): string => {
  const teen = day % 100 > 10 && day % 100 < 14;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${ending}`;
};

const weekdayName = (weekday: number): string => WEEKDAY_NAMES[weekday - 1] ?? '';

const dayWords = (days: SingleDays): string => {
  switch (days.kind) {
    case 'days':
      return `the ${listed(days.days.map(ordinal))}`;
    case 'last-day':
      return 'the last day';
    case 'last-weekday':
      return 'the last weekday';
    case 'nearest-weekday':
      return `the weekday nearest the ${ordinal(days.day)}`;
    case 'weekdays':
      return `every ${listed(days.weekdays.map(weekdayName))}`;
    case 'last-of-weekday':
      return `the last ${weekdayName(days.weekday)}`;
    case 'nth-of-weekday':
      return `the ${ORDINALS[days.nth - 1] ?? ''} ${weekdayName(days.weekday)}`;
    default:
      return days satisfies never;
  }
};

/** `the second and fourth Saturday` rather than two Saturdays; everything else one after the other. */
const severalWords = (of: readonly SingleDays[]): string => {
  const nths = of.filter((one) => one.kind === 'nth-of-weekday');
  const weekday = nths[0]?.weekday;
  const isOneWeekday = nths.length === of.length && nths.every((one) => one.weekday === weekday);
  if (!isOneWeekday || weekday === undefined) return listed(of.map(dayWords));
  return `the ${listed(nths.map(({ nth }) => ORDINALS[nth - 1] ?? ''))} ${weekdayName(weekday)}`;
};

const isEveryDay = (days: CronSchedule['days']): boolean =>
  (days.kind === 'days' && days.days.length === 31) ||
  (days.kind === 'weekdays' && days.weekdays.length === WEEK);

const monthWords = (months: readonly number[]): string =>
  listed(months.map((month) => MONTH_NAMES[month - 1] ?? ''));

const daysAndMonths = ({ days, months }: CronSchedule): string => {
  const allMonths = months.length === MONTHS;
  if (isEveryDay(days)) return allMonths ? 'every day' : `every day of ${monthWords(months)}`;
  const words = days.kind === 'several' ? severalWords(days.of) : dayWords(days);
  if (!allMonths) return `${words} of ${monthWords(months)}`;
  return days.kind === 'weekdays' ? words : `${words} of every month`;
};

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a schedule says, in words: `The last Sunday of March, June, September and December at 01:00 UTC`. */
export const explainRotation = (schedule: RotationSchedule): string => {
  if (schedule.kind === 'rate') {
    const { every, unit } = schedule;
    return every === 1 ? `Every ${unit.slice(0, -1)}` : `Every ${every} ${unit}`;
  }
  const { hours } = schedule.cron;
  return `${capitalized(daysAndMonths(schedule.cron))} at ${listed(hours.map(clock))} UTC`;
};
