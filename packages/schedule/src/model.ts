/** Runs again and again, so long after the last time. */
export interface RateSchedule {
  readonly kind: 'rate';
  readonly intervalMilliseconds: number;
}

/** Which days of a month, told by their number. */
export type MonthDays =
  | { readonly kind: 'days'; readonly days: readonly number[] }
  /** `L` */
  | { readonly kind: 'last-day' }
  /** `LW` */
  | { readonly kind: 'last-weekday' }
  /** `15W`: the day from Monday to Friday of the same month that is nearest to it. */
  | { readonly kind: 'nearest-weekday'; readonly day: number };

/** Which days of a month, told by their day of the week: 1 is Sunday. */
export type WeekDays =
  | { readonly kind: 'weekdays'; readonly weekdays: readonly number[] }
  /** `6L`: the last Friday of the month. */
  | { readonly kind: 'last-of-weekday'; readonly weekday: number }
  /** `6#3`: the third Friday of the month. */
  | { readonly kind: 'nth-of-weekday'; readonly weekday: number; readonly nth: number };

export type SingleDays = MonthDays | WeekDays;

/** Runs in each minute that it names; lists are ascending and without repetition. */
export interface CronSchedule {
  readonly kind: 'cron';
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: SingleDays | { readonly kind: 'several'; readonly of: readonly SingleDays[] };
  /** 1 to 12 */
  readonly months: readonly number[];
  readonly years: readonly number[];
}

export type Schedule = RateSchedule | CronSchedule;

/** Why a text is no schedule, for people: AWS itself says only that it is not valid. */
export interface ScheduleRefusal {
  readonly kind: 'refusal';
  readonly reason: string;
}
