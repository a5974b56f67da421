import type { IncomingMessage } from 'node:http';
import {
  explainFilter,
  explainPattern,
  parseFilterPattern,
  parsePattern,
} from '@gatehouse/patterns';
import { nextAfter, parseSchedule } from '@gatehouse/schedule';
import { z } from 'zod';
import { requireSession, type Sessions } from './active-session.ts';
import type { ConsoleDeps } from './console-deps.ts';
import { ConsoleError, readBody, readSmallJson } from './http.ts';
import type { Route } from './session-routes.ts';

// PutEvents takes 256 KB; twice that holds such an event with its quotes escaped.
const LARGEST_BODY = 512 * 1024;
const MOST_MESSAGES = 50;
const FIRINGS = 10;

const EventQuestion = z.strictObject({ pattern: z.string().max(4096), event: z.string() });
const FilterQuestion = z.strictObject({
  pattern: z.string().max(1024),
  messages: z.array(z.string().min(1)).min(1).max(MOST_MESSAGES),
});
const ScheduleQuestion = z.strictObject({ expression: z.string().max(256) });

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const body = await readBody(request, LARGEST_BODY);
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return value;
  } catch {
    throw new ConsoleError(400, 'InvalidJson', 'The request is not JSON.');
  }
};

const asked = <Question>(schema: z.ZodType<Question>, given: unknown): Question => {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConsoleError(400, 'InvalidRequest', 'The question is not one.');
};

const explainedEvent = ({ pattern: text, event }: z.infer<typeof EventQuestion>): object => {
  const pattern = parsePattern(text);
  if (Array.isArray(pattern)) return { problems: pattern };
  try {
    return { explanation: explainPattern(pattern, event) };
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ConsoleError(400, 'InvalidJson', 'The event is not JSON.');
    throw error;
  }
};

const explainedMessages = ({ pattern: text, messages }: z.infer<typeof FilterQuestion>): object => {
  const read = parseFilterPattern(text);
  if ('problem' in read) return { problem: read.problem };
  return { explanations: messages.map((message) => explainFilter(read.pattern, message)) };
};

const nextFirings = (expression: string, now: Date): object => {
  const schedule = parseSchedule(expression);
  if (schedule.kind === 'refusal') return { refusal: schedule.reason };
  const firings: Date[] = [];
  let last: Date | undefined = now;
  while (firings.length < FIRINGS) {
    last = nextAfter(schedule, last);
    if (last === undefined) break;
    firings.push(last);
  }
  return { firings };
};

/**
 * What AWS's own operations do not tell of patterns and schedules, of texts that the person has at hand:
 * `POST /api/explain/event-pattern`, `/api/explain/filter-pattern`, `/api/explain/schedule`.
 */
export const patternRoutes = (
  deps: ConsoleDeps,
  sessions: Sessions,
): readonly (readonly [string, Route])[] => {
  const signedIn =
    (answer: (request: IncomingMessage) => Promise<object>): Route =>
    async (request) => {
      await requireSession(deps, sessions, request);
      return { status: 200, body: await answer(request) };
    };
  return [
    [
      'POST /api/explain/event-pattern',
      signedIn(async (request) => explainedEvent(asked(EventQuestion, await readJson(request)))),
    ],
    [
      'POST /api/explain/filter-pattern',
      signedIn(async (request) =>
        explainedMessages(asked(FilterQuestion, await readJson(request))),
      ),
    ],
    [
      'POST /api/explain/schedule',
      signedIn(async (request) => {
        const { expression } = asked(ScheduleQuestion, await readSmallJson(request));
        return nextFirings(expression, deps.clock.now());
      }),
    ],
  ];
};
