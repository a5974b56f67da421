import type { ScheduleRefusal } from '../model.ts';
import { parseRotation } from './parse-rotation.ts';

const LAST_HOUR = 23;

/**
 * The forms of the console's schedule expression builder: a unit, how many of them, and from days on the hour (0 to 23,
 * UTC) at which the window opens.
 */
export type RotationForm =
  | { readonly unit: 'hours'; readonly every: number }
  | { readonly unit: 'days'; readonly every: number; readonly hour?: number | undefined }
  /** Every week, every second, third or fourth one of a month; 1 is Sunday. */
  | {
      readonly unit: 'weeks';
      readonly every: 1 | 2 | 3 | 4;
      readonly weekday: number;
      readonly hour: number;
    }
  /** On a day of the month (`last` is the last one) of every such month from January on. */
  | {
      readonly unit: 'months';
      readonly every: number;
      readonly day: number | 'last';
      readonly hour: number;
    };

const two = (value: number): string => String(value).padStart(2, '0');

const WEEKS_OF_MONTH: Readonly<Record<number, readonly number[]>> = { 2: [2, 4], 3: [3], 4: [4] };

const expression = (form: RotationForm): string => {
  switch (form.unit) {
    case 'hours':
      return `rate(${form.every} ${form.every === 1 ? 'hour' : 'hours'})`;
    case 'days':
      return form.hour === undefined
        ? `rate(${form.every} ${form.every === 1 ? 'day' : 'days'})`
        : `cron(0 ${two(form.hour)} ${form.every === 1 ? '*' : `1/${form.every}`} * ? *)`;
    case 'weeks': {
      const weeks = WEEKS_OF_MONTH[form.every]?.map((nth) => `${form.weekday}#${nth}`);
      return `cron(0 ${two(form.hour)} ? * ${weeks?.join(',') ?? form.weekday} *)`;
    }
    case 'months': {
      const day = form.day === 'last' ? 'L' : form.day;
      return `cron(0 ${two(form.hour)} ${day} ${form.every === 1 ? '*' : `1/${form.every}`} ? *)`;
    }
    default:
      return form satisfies never;
  }
};

/** The expression that the builder writes; a refusal where Secrets Manager would not take it. */
export const rotationExpression = (form: RotationForm): string | ScheduleRefusal => {
  const numbers = [form.every, 'hour' in form ? (form.hour ?? 0) : 0];
  const hour = 'hour' in form ? (form.hour ?? 0) : 0;
  if (!numbers.every(Number.isSafeInteger) || form.every < 1 || hour < 0 || hour > LAST_HOUR)
    return { kind: 'refusal', reason: 'A number of the form is out of its range' };
  const text = expression(form);
  const parsed = parseRotation(text);
  return parsed.kind === 'refusal' ? parsed : text;
};

const PATTERNS: readonly (readonly [
  RegExp,
  (parts: Readonly<Record<string, string>>) => RotationForm | undefined,
])[] = [
  [/^rate\((?<every>\d+) hours?\)$/, ({ every }) => ({ unit: 'hours', every: Number(every) })],
  [/^rate\((?<every>\d+) days?\)$/, ({ every }) => ({ unit: 'days', every: Number(every) })],
  [
    /^cron\(0 (?<hour>\d{1,2}) (?:\*|1\/(?<every>\d+)) \* \? \*\)$/,
    ({ every, hour }) => ({ unit: 'days', every: Number(every ?? 1), hour: Number(hour) }),
  ],
  [
    /^cron\(0 (?<hour>\d{1,2}) \? \* (?<weekday>[1-7])(?<nths>(?:#\d(?:,\k<weekday>#\d)*)?) \*\)$/,
    ({ hour, weekday, nths }) => weeksForm(Number(weekday), Number(hour), nths ?? ''),
  ],
  [
    /^cron\(0 (?<hour>\d{1,2}) (?<day>\d{1,2}|L) (?:\*|1\/(?<every>\d+)) \? \*\)$/,
    ({ hour, day, every }) => ({
      unit: 'months',
      every: Number(every ?? 1),
      day: day === 'L' ? 'last' : Number(day),
      hour: Number(hour),
    }),
  ],
];

const weeksForm = (weekday: number, hour: number, nths: string): RotationForm | undefined => {
  const named = [...nths.matchAll(/#(\d)/g)].map(([, nth]) => Number(nth));
  if (named.length === 0) return { unit: 'weeks', every: 1, weekday, hour };
  for (const every of [2, 3, 4] as const)
    if (WEEKS_OF_MONTH[every]?.join(',') === named.join(','))
      return { unit: 'weeks', every, weekday, hour };
  return undefined;
};

/** The form that writes this expression; undefined where the builder cannot show it, so that it stays text. */
export const rotationForm = (text: string): RotationForm | undefined => {
  if (parseRotation(text).kind === 'refusal') return undefined;
  for (const [pattern, read] of PATTERNS) {
    const groups = pattern.exec(text)?.groups;
    if (groups !== undefined) return read(groups);
  }
  return undefined;
};
