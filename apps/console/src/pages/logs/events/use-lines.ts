import { useEffect, useState } from 'react';
import { type ApiError, toApiError } from '../../../api/api-error.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { useLatest } from '../../../shared/use-latest.ts';
import { type Line, type Lines, type LogQuestion, readLines } from './question.ts';

// A browser that tails a busy group forgets what is older.
const MOST_LINES = 5000;

type Direction = 'first' | 'older' | 'newer';

interface Asked {
  readonly direction: Direction;
  readonly number: number;
}

export interface ShownLines extends Lines {
  readonly loading: boolean;
  readonly error: ApiError | undefined;
  readonly loadOlder: () => void;
  /** What has come since, too. */
  readonly loadNewer: () => void;
}

const NONE: Lines = { lines: [] };

/** Lines that are not there yet, behind those that are. */
const appended = (before: readonly Line[], found: readonly Line[]): readonly Line[] => {
  const known = new Set(before.map(({ id }) => id));
  return [...before, ...found.filter(({ id }) => !known.has(id))].slice(-MOST_LINES);
};

const joined = (before: Lines, found: Lines, direction: Direction): Lines => {
  switch (direction) {
    case 'first':
      return found;
    case 'older':
      return { ...before, lines: [...found.lines, ...before.lines], older: found.older };
    case 'newer':
      return { ...before, lines: appended(before.lines, found.lines), newer: found.newer };
    default:
      return direction satisfies never;
  }
};

/** What the next reading asks: without a token, from the last line on. */
const following = (question: LogQuestion, { lines, newer }: Lines): LogQuestion =>
  newer === undefined ? { ...question, from: lines.at(-1)?.at ?? question.from } : question;

/** The log events of a question, to be continued both ways. The component starts anew for another question. */
export const useLines = (question: LogQuestion): ShownLines => {
  const aws = useAwsClient();
  const [asked, setAsked] = useState<Asked>({ direction: 'first', number: 0 });
  const [answered, setAnswered] = useState({ number: -1, lines: NONE });
  const [failure, setFailure] = useState<{ number: number; error: ApiError }>();
  const latest = useLatest({ question, shown: answered.lines });
  const { direction, number } = asked;

  useEffect(() => {
    const abort = new AbortController();
    const run = async (): Promise<void> => {
      const { shown, question: first } = latest.current;
      const next = direction === 'newer' ? following(first, shown) : first;
      const token = direction === 'first' ? undefined : shown[direction];
      try {
        const found = await readLines(aws, next, token, abort.signal);
        if (!abort.signal.aborted) setAnswered({ number, lines: joined(shown, found, direction) });
      } catch (error) {
        if (!abort.signal.aborted) setFailure({ number, error: toApiError(error) });
      }
    };
    void run();
    return () => abort.abort();
  }, [aws, direction, number, latest]);

  const loading = answered.number !== number && failure?.number !== number;
  const ask = (way: Direction): void => {
    if (!loading) setAsked({ direction: way, number: number + 1 });
  };
  return {
    ...answered.lines,
    loading,
    error: failure?.number === number ? failure.error : undefined,
    loadOlder: () => ask('older'),
    loadNewer: () => ask(answered.number === -1 ? 'first' : 'newer'),
  };
};
