import {
  checkedDuration,
  explainRotation,
  nextWindow,
  parseRotation,
  rotationExpression,
  rotationForm,
  type RotationSchedule,
  type RotationWindow,
  type WindowQuestion,
} from '@gatehouse/schedule';
import { z } from 'zod';
import { requireSession, type Sessions } from './active-session.ts';
import type { ConsoleDeps } from './console-deps.ts';
import { ConsoleError, readSmallJson } from './http.ts';
import type { Route } from './session-routes.ts';

const MOST_WINDOWS = 60;
const HOUR_MILLISECONDS = 3_600_000;
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;

const Whole = z.number().int();
const Hour = Whole.min(0).max(23);
const Form = z.discriminatedUnion('unit', [
  z.strictObject({ unit: z.literal('hours'), every: Whole }),
  z.strictObject({ unit: z.literal('days'), every: Whole, hour: Hour.optional() }),
  z.strictObject({
    unit: z.literal('weeks'),
    every: z.literal([1, 2, 3, 4]),
    weekday: Whole.min(1).max(7),
    hour: Hour,
  }),
  z.strictObject({
    unit: z.literal('months'),
    every: Whole,
    day: z.union([Whole.min(1).max(31), z.literal('last')]),
    hour: Hour,
  }),
]);
const Question = z.strictObject({
  /** Either what the builder has, or an expression. */
  schedule: z.union([
    z.strictObject({ form: Form }),
    z.strictObject({ expression: z.string().max(256) }),
  ]),
  duration: z.string().max(3).optional(),
  /** `NextRotationDate` of a secret that rotates so already: the last second of its next window. */
  next: z.iso.datetime().optional(),
  windows: Whole.min(1).max(MOST_WINDOWS).default(1),
});
type Question = z.output<typeof Question>;

const midnightOf = (at: number): number => Math.floor(at / DAY_MILLISECONDS) * DAY_MILLISECONDS;

/** When the window opens whose last second this is. */
const openingOf = (
  schedule: RotationSchedule,
  durationHours: number | undefined,
  lastSecond: number,
): number => {
  const inHours = schedule.kind === 'cron' ? schedule.inHours : schedule.unit === 'hours';
  if (durationHours !== undefined) return lastSecond + 1000 - durationHours * HOUR_MILLISECONDS;
  return inHours ? lastSecond + 1000 - HOUR_MILLISECONDS : midnightOf(lastSecond);
};

/** A midnight from which a rate comes to this window: the secret's own is not told by DescribeSecret. */
const sinceOf = (schedule: RotationSchedule, opensAt: number): number => {
  if (schedule.kind === 'cron') return opensAt;
  const { every, unit } = schedule;
  if (unit === 'days') return opensAt - every * DAY_MILLISECONDS;
  const step = every * HOUR_MILLISECONDS;
  for (let count = 1; count <= 24; count += 1) {
    const since = opensAt - count * step;
    if (since === midnightOf(since)) return since;
  }
  return midnightOf(opensAt - step);
};

interface Beginning {
  readonly since: number;
  /** The first window opens after it. */
  readonly after: number;
}

const beginningOf = (
  schedule: RotationSchedule,
  durationHours: number | undefined,
  next: string | undefined,
  now: number,
): Beginning => {
  if (next === undefined) return { since: now, after: now };
  const opensAt = openingOf(schedule, durationHours, Date.parse(next));
  return {
    since: sinceOf(schedule, opensAt),
    // A window that has passed without a rotation is no next one.
    after: Date.parse(next) < now ? now : opensAt - 1,
  };
};

const windowsOf = (
  question: Omit<WindowQuestion, 'since'>,
  { since, after }: Beginning,
  count: number,
): readonly RotationWindow[] => {
  const found: RotationWindow[] = [];
  let last = new Date(after);
  while (found.length < count) {
    const window = nextWindow({ ...question, since: new Date(since) }, last);
    if (window === undefined) break;
    found.push(window);
    last = window.opensAt;
  }
  return found;
};

const answerOf = ({ schedule: asked, duration, next, windows }: Question, now: number): object => {
  const expression = 'form' in asked ? rotationExpression(asked.form) : asked.expression;
  if (typeof expression === 'object') return { refusal: expression.reason };
  const schedule = parseRotation(expression);
  if (schedule.kind === 'refusal') return { expression, refusal: schedule.reason };
  const told = {
    expression,
    words: explainRotation(schedule),
    form: rotationForm(expression),
  };
  const durationHours = checkedDuration(schedule, duration);
  if (typeof durationHours === 'object') return { ...told, durationRefusal: durationHours.reason };
  const beginning = beginningOf(schedule, durationHours, next, now);
  return { ...told, windows: windowsOf({ schedule, durationHours }, beginning, windows) };
};

/**
 * `POST /api/explain/rotation`: what a rotation schedule says, in words and as the builder's form, whether it and its duration
 * hold, and the windows that come next.
 */
export const rotationRoute = (
  deps: ConsoleDeps,
  sessions: Sessions,
): readonly (readonly [string, Route])[] => [
  [
    'POST /api/explain/rotation',
    async (request) => {
      await requireSession(deps, sessions, request);
      const parsed = Question.safeParse(await readSmallJson(request));
      if (!parsed.success)
        throw new ConsoleError(400, 'InvalidRequest', 'The question is not one.');
      return { status: 200, body: answerOf(parsed.data, deps.clock.now().getTime()) };
    },
  ],
];
