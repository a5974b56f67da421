import type {
  FilterLogEventsRequest,
  FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { CompiledFilter } from '@gatehouse/patterns';
import { reads } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { permittedGroup } from '../access.ts';
import type { LogsParts } from '../deps.ts';
import { namesAndPrefix, streamMissing } from '../errors.ts';
import { eventId, type Group, type LogEvent, oldestKept, type Place } from '../model.ts';
import { GROUP_NAME, groupOfRequest } from '../names.ts';
import { sizeOf } from '../new-events.ts';
import { openToken } from '../paging.ts';
import { events, type Events, type Range } from '../repositories/events.ts';
import { streams } from '../repositories/streams.ts';
import { STREAM } from './log-streams.ts';

const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;
/** An answer without events and with a token says that there was more to look at than one call does. */
const MOST_SEARCHED_EVENTS = 20_000;
const MOST_SEARCHED_BYTES = 16 * 1_048_576;
const EVENTS_AT_ONCE = 1000;
const MOST_STREAMS = 100;
const MOST_READ_BYTES = 4 * 1_048_576;

type Behind = Range['behind'];
/** The next events in order, and whether there are none behind them. */
type Source = (behind: Behind) => Promise<Events>;

const compare = (a: Place, b: Place): number =>
  a.at === b.at ? (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) : a.at - b.at;

interface Span {
  readonly from: number;
  readonly until: number | undefined;
}

const ofGroup =
  (tx: Tx, groupId: string, span: Span): Source =>
  (behind) =>
    events.range(tx, {
      of: { groupId },
      ...span,
      behind,
      descending: false,
      limit: EVENTS_AT_ONCE,
    });

/** Merges streams: each gives some, and what comes before the last of each that may have more is in order. */
const ofStreams =
  (tx: Tx, ids: readonly string[], span: Span): Source =>
  async (behind) => {
    const limit = Math.ceil(EVENTS_AT_ONCE / Math.max(1, ids.length)) + 1;
    const all: LogEvent[] = [];
    let until: LogEvent | undefined;
    for (const streamId of ids) {
      const { list, ended } = await events.range(tx, {
        of: { streamId },
        ...span,
        behind,
        descending: false,
        limit,
        bytes: Math.ceil(MOST_READ_BYTES / ids.length),
      });
      all.push(...list);
      const last = list.at(-1);
      if (last !== undefined && !ended)
        until = until === undefined || compare(last, until) < 0 ? last : until;
    }
    const end = until;
    const list = end === undefined ? all : all.filter((event) => compare(event, end) <= 0);
    return { list: list.toSorted(compare), ended: end === undefined };
  };

const everyName = (): boolean => true;

const sourceFor = async (
  tx: Tx,
  group: Group,
  span: Span,
  { logStreamNames, logStreamNamePrefix }: FilterLogEventsRequest,
): Promise<{ readonly source: Source; readonly passes: (name: string) => boolean }> => {
  if (logStreamNames !== undefined) {
    const found = await streams.findAll(tx, group.id, [...new Set(logStreamNames)]);
    if (found.length < new Set(logStreamNames).size) throw streamMissing();
    const ids = found.map(({ id }) => id);
    return { source: ofStreams(tx, ids, span), passes: everyName };
  }
  if (logStreamNamePrefix === undefined)
    return { source: ofGroup(tx, group.id, span), passes: everyName };
  const query = {
    prefix: logStreamNamePrefix,
    descending: false,
    after: undefined,
    limit: MOST_STREAMS + 1,
  };
  const found = await streams.byName(tx, group.id, query);
  if (found.length <= MOST_STREAMS) {
    const ids = found.map(({ id }) => id);
    return { source: ofStreams(tx, ids, span), passes: everyName };
  }
  return {
    source: ofGroup(tx, group.id, span),
    passes: (name) => name.startsWith(logStreamNamePrefix),
  };
};

interface Found {
  readonly event: LogEvent;
  readonly stream: string;
}

interface Search {
  readonly source: Source;
  readonly passes: (stream: string) => boolean;
  readonly filter: CompiledFilter;
  readonly limit: number;
}

/** One page: what matches, and where to go on if there may be more. */
const search = async (
  tx: Tx,
  { source, passes, filter, limit }: Search,
  start: Behind,
): Promise<{ readonly found: readonly Found[]; readonly last: Place | undefined }> => {
  const found: Found[] = [];
  let [searched, searchedBytes, bytes] = [0, 0, 0];
  let behind = start;
  for (;;) {
    const { list, ended } = await source(behind);
    const names = await streams.names(tx, [...new Set(list.map(({ streamId }) => streamId))]);
    for (const event of list) {
      const size = sizeOf(event);
      searched += 1;
      searchedBytes += size;
      const stream = names.get(event.streamId);
      const matched = stream !== undefined && passes(stream) && filter.matches(event.message);
      if (matched && found.length > 0 && bytes + size > MOST_BYTES) return { found, last: behind };
      if (matched) {
        bytes += size;
        found.push({ event, stream });
      }
      behind = { at: event.at, id: event.id, inclusive: false };
      const isEnough =
        found.length >= limit ||
        searched >= MOST_SEARCHED_EVENTS ||
        searchedBytes >= MOST_SEARCHED_BYTES;
      if (isEnough) return { found, last: event };
    }
    if (ended) return { found, last: undefined };
  }
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export const filterLogEvents = ({
  filters,
  groupKeys,
  pages,
}: Pick<LogsParts, 'filters' | 'groupKeys' | 'pages'>) =>
  reads<FilterLogEventsRequest, FilterLogEventsResponse>(
    {
      limits: {
        logGroupName: { minLength: 1, maxLength: 512, pattern: GROUP_NAME },
        logGroupIdentifier: { minLength: 1, maxLength: 2048, pattern: '[\\w#+=/:,.@-]*' },
        logStreamNames: { minLength: 1, maxLength: MOST_STREAMS },
        'logStreamNames[]': STREAM,
        logStreamNamePrefix: STREAM,
        startTime: { minValue: 0 },
        endTime: { minValue: 0 },
        filterPattern: { maxLength: 1024 },
        nextToken: { minLength: 1 },
        limit: { minValue: 1, maxValue: MOST_EVENTS },
      },
      event: { data: true },
    },
    async (input, call) => {
      const ref = groupOfRequest(call, input);
      const group = await permittedGroup(call, 'logs:FilterLogEvents', ref);
      if (input.logStreamNames !== undefined && input.logStreamNamePrefix !== undefined)
        throw namesAndPrefix();
      await groupKeys.requireOpen(call, group);
      const filter = filters.of(input.filterPattern ?? '');
      const question = {
        operation: 'FilterLogEvents',
        group: group.id,
        streams: input.logStreamNames ?? [],
        prefix: input.logStreamNamePrefix ?? '',
        pattern: input.filterPattern ?? '',
        from: input.startTime ?? null,
        until: input.endTime ?? null,
      };
      const [at, id] = openToken(pages, question, input.nextToken) ?? [];
      const start =
        at === undefined ? undefined : { at: Number(at), id: String(id), inclusive: false };
      const span = {
        from: Math.max(input.startTime ?? 0, oldestKept(group, call.now)),
        until: input.endTime === undefined ? undefined : input.endTime + 1,
      };
      const where = await sourceFor(call.tx, group, span, input);
      const limit = input.limit ?? MOST_EVENTS;
      const { found, last } = await search(call.tx, { ...where, filter, limit }, start);
      return {
        events: found.map(({ event, stream }) => ({
          logStreamName: stream,
          timestamp: event.at,
          message: event.message,
          ingestionTime: event.ingestedAt,
          eventId: eventId(event),
        })),
        // CloudWatch Logs API Reference, FilterLogEvents: an empty list since 2020.
        searchedLogStreams: [],
        nextToken: last === undefined ? undefined : pages.seal(question, [last.at, last.id]),
      };
    },
  );
