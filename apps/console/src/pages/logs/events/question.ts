import type {
  FilterLogEventsResponse,
  GetLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Aws } from '../../../api/aws.ts';

/** What somebody looks for in a group, or in one stream of it. */
export interface LogQuestion {
  readonly group: string;
  readonly stream?: string | undefined;
  readonly pattern: string;
  /** Milliseconds. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface Line {
  readonly id: string;
  /** Milliseconds. */
  readonly at: number;
  readonly message: string;
  readonly stream: string;
}

export interface Lines {
  readonly lines: readonly Line[];
  /** Tokens of the API; undefined where there is nothing more that way. */
  readonly older?: string | undefined;
  readonly newer?: string | undefined;
}

const LIMIT = 200;
// FilterLogEvents may give empty pages while it searches; a person waits for so many and then asks on.
const MOST_EMPTY_PAGES = 20;

const rangeOf = ({ from, to }: LogQuestion): object => ({
  ...(from === undefined ? {} : { startTime: from }),
  ...(to === undefined ? {} : { endTime: to }),
});

/** One stream without a pattern can be read both ways from its end. */
const readStream = async (
  aws: Aws,
  question: LogQuestion,
  stream: string,
  token: string | undefined,
  signal: AbortSignal,
): Promise<Lines> => {
  const found = await aws.call<GetLogEventsResponse>(
    'logs',
    'GetLogEvents',
    {
      logGroupName: question.group,
      logStreamName: stream,
      limit: LIMIT,
      ...rangeOf(question),
      ...(token === undefined ? { startFromHead: false } : { nextToken: token }),
    },
    signal,
  );
  const { events = [], nextBackwardToken: older, nextForwardToken: newer } = found;
  const lines = events.map(({ timestamp: at = 0, message = '' }, index) => ({
    id: `${newer ?? ''} ${index}`,
    at,
    message,
    stream,
  }));
  return { lines, older: lines.length < LIMIT && token !== undefined ? undefined : older, newer };
};

const readGroup = async (
  aws: Aws,
  question: LogQuestion,
  token: string | undefined,
  signal: AbortSignal,
): Promise<Lines> => {
  let newer = token;
  for (let page = 0; page < MOST_EMPTY_PAGES; page += 1) {
    const found = await aws.call<FilterLogEventsResponse>(
      'logs',
      'FilterLogEvents',
      {
        logGroupName: question.group,
        limit: LIMIT,
        ...(question.stream === undefined ? {} : { logStreamNames: [question.stream] }),
        ...(question.pattern.trim() === '' ? {} : { filterPattern: question.pattern }),
        ...rangeOf(question),
        ...(newer === undefined ? {} : { nextToken: newer }),
      },
      signal,
    );
    newer = found.nextToken;
    const lines = (found.events ?? []).map((event) => ({
      id: event.eventId ?? '',
      at: event.timestamp ?? 0,
      message: event.message ?? '',
      stream: event.logStreamName ?? '',
    }));
    if (lines.length > 0 || newer === undefined) return { lines, newer };
  }
  return { lines: [], newer };
};

/** A page of what was asked for: the first one, or that of a token. */
export const readLines = (
  aws: Aws,
  question: LogQuestion,
  token: string | undefined,
  signal: AbortSignal,
): Promise<Lines> =>
  question.stream !== undefined && question.pattern.trim() === ''
    ? readStream(aws, question, question.stream, token, signal)
    : readGroup(aws, question, token, signal);
