import type { ConditionSource } from '../model/index.ts';

type TimeWindow = Extract<ConditionSource, { kind: 'time-window' }>;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/**
 * Whether `at` lies in the window by the wall clock of its zone, `from` included and `to` not. A window whose `to` is
 * not later than its `from` ends on the next day; `days` are those on which it begins.
 */
export const inTimeWindow = ({ days, from, to, zone }: TimeWindow, at: Date): boolean => {
  const { day, time } = wallClock(at, zone);
  const today = DAYS[day];
  const yesterday = DAYS[(day + 6) % 7];
  if (today === undefined || yesterday === undefined) return false;
  if (from < to) return days.includes(today) && from <= time && time < to;
  return (days.includes(today) && from <= time) || (days.includes(yesterday) && time < to);
};

const wallClock = (at: Date, zone: string): { readonly day: number; readonly time: string } => {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((one) => one.type === type)?.value ?? '';
  return {
    day: DAYS.findIndex((name) => name === part('weekday')),
    time: `${part('hour')}:${part('minute')}`,
  };
};
