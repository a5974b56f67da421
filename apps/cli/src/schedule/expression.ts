import {
  checkedDuration,
  explainRotation,
  nextAfter,
  nextWindow,
  parseRotation,
  parseSchedule,
} from '@gatehouse/schedule';
import type { Arguments } from '../command.ts';
import { UsageError } from '../errors.ts';

/** A run, and of a rotation the window in which it is. */
export interface Run {
  readonly opensAt: Date;
  readonly closesAt?: Date;
}

/** An expression as one of the two services reads it. */
export interface Read {
  readonly expression: string;
  readonly dialect: 'rotation' | 'rule';
  /** Of a rotation. */
  readonly words?: string;
  next(after: Date): Run | undefined;
}

const rule = (expression: string): Read => {
  const schedule = parseSchedule(expression);
  if (schedule.kind === 'refusal')
    throw new UsageError(`no schedule of a rule: ${schedule.reason}`);
  return {
    expression,
    dialect: 'rule',
    next: (after) => {
      const opensAt = nextAfter(schedule, after);
      return opensAt === undefined ? undefined : { opensAt };
    },
  };
};

const rotation = (expression: string, duration: string | undefined, since: Date): Read => {
  const schedule = parseRotation(expression);
  if (schedule.kind === 'refusal')
    throw new UsageError(`no schedule of a rotation: ${schedule.reason}`);
  const hours = checkedDuration(schedule, duration);
  if (typeof hours === 'object') throw new UsageError(`--duration ${duration}: ${hours.reason}`);
  const question = { schedule, durationHours: hours, since };
  return {
    expression,
    dialect: 'rotation',
    words: explainRotation(schedule),
    next: (after) => nextWindow(question, after),
  };
};

export const DIALECTS = ['rotation', 'rule'] as const;

export const OPTIONS = {
  for: { value: 'rotation|rule', help: 'Secrets Manager (the default) or an EventBridge rule' },
  duration: { value: '3h', help: 'length of a rotation window' },
  after: { value: 'TIME', help: 'from when on, in place of now' },
} as const;

/** @throws UsageError with the reason when it is no expression of the dialect */
export const expressionOf = (given: Arguments, since: Date): Read => {
  const [expression, ...more] = given.positionals;
  if (expression === undefined || more.length > 0)
    throw new UsageError("name one expression, in quotes: 'cron(0 1 ? 3/3 1L *)'");
  const duration = given.one('duration');
  if (given.choice('for', DIALECTS, 'rotation') === 'rotation')
    return rotation(expression, duration, since);
  if (duration !== undefined) throw new UsageError('only a rotation has a --duration');
  return rule(expression);
};
