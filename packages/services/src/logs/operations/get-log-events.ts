import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { type PageTokens, type Position, reads } from '@gatehouse/service-kit';
import { permittedStream } from '../access.ts';
import type { LogsParts } from '../deps.ts';
import { tokenInvalid } from '../errors.ts';
import { type LogEvent, oldestKept, type Place } from '../model.ts';
import { GROUP_NAME, groupOfRequest } from '../names.ts';
import { sizeOf } from '../new-events.ts';
import { events, type Events } from '../repositories/events.ts';
import { STREAM } from './log-streams.ts';

const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;
const EVENTS_AT_ONCE = 500;

/** Where a reader stands, and which way he goes: `f/…/s` or `b/…/s`, as AWS's tokens look. */
interface Cursor extends Place {
  readonly direction: 'b' | 'f';
  readonly inclusive: boolean;
}

const readToken = (pages: PageTokens, question: unknown, token: string): Cursor => {
  const [direction, sealed = '', end, ...rest] = token.split('/');
  const [at, id, inclusive] = pages.open(question, sealed) ?? [];
  if (
    (direction !== 'f' && direction !== 'b') ||
    end !== 's' ||
    rest.length > 0 ||
    at === undefined
  )
    throw tokenInvalid();
  return { direction, at: Number(at), id: String(id), inclusive: inclusive === 1 };
};

const makeToken = (
  pages: PageTokens,
  question: unknown,
  { direction, at, id, inclusive }: Cursor,
): string => {
  const position: Position = [at, id, inclusive ? 1 : 0];
  return `${direction}/${pages.seal(question, position)}/s`;
};

/** As many as fit into an answer, in the direction of reading. */
const readSome = async (
  fetch: (behind: (Place & { inclusive: boolean }) | undefined, limit: number) => Promise<Events>,
  start: Cursor | undefined,
  limit: number,
): Promise<readonly LogEvent[]> => {
  const found: LogEvent[] = [];
  let bytes = 0;
  let behind: (Place & { inclusive: boolean }) | undefined = start;
  while (found.length < limit) {
    const { list, ended } = await fetch(behind, Math.min(EVENTS_AT_ONCE, limit - found.length));
    for (const event of list) {
      bytes += sizeOf(event);
      if (bytes > MOST_BYTES && found.length > 0) return found;
      found.push(event);
    }
    const last = list.at(-1);
    if (last === undefined || ended) break;
    behind = { at: last.at, id: last.id, inclusive: false };
  }
  return found;
};

/** Both ends of what was read; where nothing was, the place at which the reader stands. */
const cursors = (
  page: readonly LogEvent[],
  start: Cursor | undefined,
  from: number,
): { readonly forward: Cursor; readonly backward: Cursor } => {
  const [first] = page;
  const last = page.at(-1);
  if (first !== undefined && last !== undefined)
    return {
      forward: { direction: 'f', at: last.at, id: last.id, inclusive: false },
      backward: { direction: 'b', at: first.at, id: first.id, inclusive: false },
    };
  const { at, id, inclusive } = start ?? { at: from, id: '', inclusive: true };
  // The other way begins with what this way has passed.
  const turned = start === undefined ? inclusive : !inclusive;
  return start?.direction === 'b'
    ? {
        forward: { direction: 'f', at, id, inclusive: turned },
        backward: { direction: 'b', at, id, inclusive },
      }
    : {
        forward: { direction: 'f', at, id, inclusive },
        backward: { direction: 'b', at, id, inclusive: turned },
      };
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export const getLogEvents = ({ groupKeys, pages }: Pick<LogsParts, 'groupKeys' | 'pages'>) =>
  reads<GetLogEventsRequest, GetLogEventsResponse>(
    {
      limits: {
        logGroupName: { minLength: 1, maxLength: 512, pattern: GROUP_NAME },
        logGroupIdentifier: { minLength: 1, maxLength: 2048, pattern: '[\\w#+=/:,.@-]*' },
        logStreamName: STREAM,
        startTime: { minValue: 0 },
        endTime: { minValue: 0 },
        nextToken: { minLength: 1 },
        limit: { minValue: 1, maxValue: MOST_EVENTS },
      },
      event: { data: true },
    },
    async (input, call) => {
      const ref = groupOfRequest(call, input);
      const name = input.logStreamName ?? '';
      const { group, stream } = await permittedStream(call, 'logs:GetLogEvents', ref, name);
      await groupKeys.requireOpen(call, group);
      const question = { operation: 'GetLogEvents', stream: stream.id };
      const start =
        input.nextToken === undefined ? undefined : readToken(pages, question, input.nextToken);
      const forwards = start === undefined ? input.startFromHead === true : start.direction === 'f';
      const from = Math.max(input.startTime ?? 0, oldestKept(group, call.now));
      const read = await readSome(
        (behind, limit) =>
          events.range(call.tx, {
            of: { streamId: stream.id },
            from,
            until: input.endTime,
            behind,
            descending: !forwards,
            limit,
          }),
        start,
        input.limit ?? MOST_EVENTS,
      );
      const page = forwards ? read : read.toReversed();
      const { forward, backward } = cursors(page, start, from);
      return {
        events: page.map(({ at, message, ingestedAt }) => ({
          timestamp: at,
          message,
          ingestionTime: ingestedAt,
        })),
        nextForwardToken: makeToken(pages, question, forward),
        nextBackwardToken: makeToken(pages, question, backward),
      };
    },
  );
