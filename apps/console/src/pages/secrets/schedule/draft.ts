import type { ExplainedRotation, RotationForm, RotationQuestion } from '../../../api/rotation.ts';

/** Automatic rotation while it is set up; numbers are as they are typed. */
export interface RotationDraft {
  readonly on: boolean;
  readonly by: 'builder' | 'expression';
  readonly unit: RotationForm['unit'];
  readonly every: string;
  /** 1 is Sunday. */
  readonly weekday: string;
  /** Of the month; `last` is its last one. */
  readonly day: string;
  /** Of the UTC day. */
  readonly hour: string;
  readonly expression: string;
  /** As `3h`; empty: the window's own end. */
  readonly duration: string;
  readonly immediately: boolean;
  /** ARN of the function. */
  readonly lambda: string;
}

export const NEW_ROTATION: RotationDraft = {
  on: false,
  by: 'builder',
  unit: 'days',
  every: '30',
  weekday: '1',
  day: '1',
  hour: '',
  expression: '',
  duration: '',
  immediately: true,
  lambda: '',
};

export const WEEKDAYS: readonly (readonly [value: string, name: string])[] = [
  ['1', 'Sunday'],
  ['2', 'Monday'],
  ['3', 'Tuesday'],
  ['4', 'Wednesday'],
  ['5', 'Thursday'],
  ['6', 'Friday'],
  ['7', 'Saturday'],
];

const MOST_WEEKS = 4;

const whole = (text: string, least: number, most: number): number | undefined => {
  const value = /^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
};

/** What the builder says; a sentence where a field of it says nothing. */
export const formOf = (draft: RotationDraft): RotationForm | string => {
  const { unit } = draft;
  const every = whole(draft.every, 1, unit === 'weeks' ? MOST_WEEKS : 99_999);
  if (every === undefined)
    return unit === 'weeks' ? 'Every 1 to 4 weeks.' : 'Write how often: a whole number.';
  if (unit === 'hours') return { unit, every };
  const hour = whole(draft.hour.trim().replace(/:00$/, ''), 0, 23);
  if (hour === undefined && (unit !== 'days' || draft.hour.trim() !== ''))
    return 'Write the hour at which the window opens: 00 to 23.';
  if (unit === 'days') return { unit, every, ...(hour === undefined ? {} : { hour }) };
  const at = hour ?? 0;
  if (unit === 'weeks') return { unit, every, weekday: Number(draft.weekday), hour: at };
  const day = draft.day === 'last' ? draft.day : whole(draft.day, 1, 31);
  return day === undefined ? 'Choose a day of the month.' : { unit, every, day, hour: at };
};

/** What is asked of the schedule, or why there is nothing to ask yet. */
export const questionOf = (draft: RotationDraft): RotationQuestion | string => {
  const duration = draft.duration.trim();
  const rest = { windows: 6, ...(duration === '' ? {} : { duration }) };
  if (draft.by === 'expression') {
    const expression = draft.expression.trim();
    return expression === ''
      ? 'Write a schedule expression.'
      : { schedule: { expression }, ...rest };
  }
  const form = formOf(draft);
  return typeof form === 'string' ? form : { schedule: { form }, ...rest };
};

const two = (value: number): string => String(value).padStart(2, '0');

/** The fields that write this form. */
const fieldsOf = (form: RotationForm): Partial<RotationDraft> => {
  const { unit } = form;
  const common = { unit, every: String(form.every) };
  if (unit === 'hours') return common;
  const hour = form.hour === undefined ? '' : two(form.hour);
  if (unit === 'days') return { ...common, hour };
  return unit === 'weeks'
    ? { ...common, hour, weekday: String(form.weekday) }
    : { ...common, hour, day: String(form.day) };
};

/** A stored schedule, in the builder where it can show it. */
export const scheduleFields = (
  expression: string,
  { form }: Pick<ExplainedRotation, 'form'>,
): Partial<RotationDraft> =>
  form === undefined
    ? { by: 'expression', expression }
    : { by: 'builder', expression, ...fieldsOf(form) };

export interface RotationRules {
  readonly ScheduleExpression?: string | undefined;
  readonly AutomaticallyAfterDays?: number | undefined;
  readonly Duration?: string | undefined;
}

/** A number of days is the rate that it is the older name of. */
export const expressionOf = (rules: RotationRules | undefined): string | undefined => {
  const { ScheduleExpression, AutomaticallyAfterDays: days } = rules ?? {};
  if (ScheduleExpression !== undefined) return ScheduleExpression;
  return days === undefined ? undefined : `rate(${days} ${days === 1 ? 'day' : 'days'})`;
};
