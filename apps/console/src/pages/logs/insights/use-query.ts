import type {
  GetLogRecordResponse,
  GetQueryResultsResponse,
  StartQueryResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { useState } from 'react';
import { type ApiError, toApiError } from '../../../api/api-error.ts';
import type { Aws } from '../../../api/aws.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { usePoll } from '../../../shared/use-poll.ts';

export interface Question {
  readonly groups: readonly string[];
  readonly query: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

export interface ResultRow {
  readonly id: string;
  readonly pointer: string | undefined;
  readonly cells: ReadonlyMap<string, string>;
}

export interface Answer {
  readonly question: Question;
  readonly status: string;
  readonly rows: readonly ResultRow[];
  readonly matched: number;
  readonly scanned: number;
  readonly bytes: number;
}

interface Asked {
  readonly id: string;
  readonly question: Question;
}

const POLL_MILLISECONDS = 700;
const MOST_ROWS = 1000;

export const isOpen = (status: string): boolean => status === 'Scheduled' || status === 'Running';

const start = async (aws: Aws, question: Question): Promise<string> => {
  const { queryId = '' } = await aws.call<StartQueryResponse>('logs', 'StartQuery', {
    logGroupNames: question.groups,
    queryString: question.query,
    startTime: question.from,
    endTime: question.to,
  });
  return queryId;
};

const read = async (aws: Aws, { id, question }: Asked): Promise<Answer> => {
  const found = await aws.call<GetQueryResultsResponse>('logs', 'GetQueryResults', {
    queryId: id,
    maxItems: MOST_ROWS,
  });
  const rows = (found.results ?? []).map((fields, at): ResultRow => {
    const cells = new Map(fields.map(({ field = '', value = '' }) => [field, value]));
    const pointer = cells.get('@ptr');
    cells.delete('@ptr');
    return { id: pointer ?? String(at), pointer, cells };
  });
  const { recordsMatched = 0, recordsScanned = 0, bytesScanned = 0 } = found.statistics ?? {};
  return {
    question,
    status: found.status ?? 'Unknown',
    rows,
    matched: recordsMatched,
    scanned: recordsScanned,
    bytes: bytesScanned,
  };
};

/** All fields of one event. */
export const recordOf = async (aws: Aws, pointer: string): Promise<ReadonlyMap<string, string>> => {
  const { logRecord = {} } = await aws.call<GetLogRecordResponse>('logs', 'GetLogRecord', {
    logRecordPointer: pointer,
  });
  return new Map(Object.entries(logRecord));
};

export interface Running {
  readonly answer: Answer | undefined;
  readonly error: ApiError | undefined;
  readonly running: boolean;
  readonly run: (question: Question) => void;
  readonly stop: () => void;
}

/** One query at a time: it is started, asked for again and again, and can be stopped. */
export const useQuery = (): Running => {
  const aws = useAwsClient();
  const [asked, setAsked] = useState<Asked>();
  const [answer, setAnswer] = useState<Answer>();
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch (caught) {
      setError(toApiError(caught));
      setAsked(undefined);
    } finally {
      setBusy(false);
    }
  };
  const look = (of: Asked): Promise<void> =>
    attempt(async () => {
      const found = await read(aws, of);
      setAnswer(found);
      if (!isOpen(found.status)) setAsked(undefined);
    });
  usePoll(
    () => {
      if (asked !== undefined && !busy) void look(asked);
    },
    asked === undefined ? 0 : POLL_MILLISECONDS,
  );
  return {
    answer,
    error,
    running: asked !== undefined || (busy && answer === undefined),
    run: (question) => {
      setError(undefined);
      setAnswer(undefined);
      void attempt(async () => setAsked({ id: await start(aws, question), question }));
    },
    stop: () => {
      if (asked !== undefined)
        void attempt(async () => {
          await aws.call('logs', 'StopQuery', { queryId: asked.id });
          setAnswer(await read(aws, asked));
          setAsked(undefined);
        });
    },
  };
};
