import { useCallback, useEffect, useState } from 'react';
import { type ApiError, toApiError } from '../api/api-error.ts';
import type { ServiceId } from '../api/aws.ts';
import type { Json } from '../api/json.ts';
import { useAwsClient } from '../session/session-context.tsx';
import { useLatest } from './use-latest.ts';

export interface Query {
  readonly service: ServiceId;
  readonly operation: string;
  readonly input: object;
}

export interface Loaded<Value> {
  /** The last answer; kept while it is asked again, so that nothing jumps. */
  readonly data: Value | undefined;
  readonly error: ApiError | undefined;
  readonly loading: boolean;
  readonly reload: () => void;
}

interface Answered<Value> {
  readonly key: string;
  readonly turn: number;
  readonly data?: Value;
  readonly error?: ApiError;
}

/** Loads with `load` whenever `key` changes; an answer that came too late is dropped. */
export const useLoad = <Value>(
  key: string,
  load: (signal: AbortSignal) => Promise<Value>,
): Loaded<Value> => {
  const [answered, setAnswered] = useState<Answered<Value>>();
  const [turn, setTurn] = useState(0);
  const latest = useLatest(load);

  useEffect(() => {
    const abort = new AbortController();
    const run = async (): Promise<Answered<Value>> => {
      try {
        return { key, turn, data: await latest.current(abort.signal) };
      } catch (error) {
        return { key, turn, error: toApiError(error) };
      }
    };
    const start = async (): Promise<void> => {
      const answer = await run();
      if (!abort.signal.aborted) setAnswered(answer);
    };
    void start();
    return () => abort.abort();
  }, [key, turn, latest]);

  const reload = useCallback(() => setTurn((before) => before + 1), []);
  const shown = answered?.key === key ? answered : undefined;
  return {
    data: shown?.data,
    error: shown?.error,
    loading: shown?.turn !== turn,
    reload,
  };
};

/** One operation that reads. Undefined asks nothing. */
export const useAws = <Output>(query: Query | undefined): Loaded<Json<Output>> => {
  const aws = useAwsClient();
  return useLoad(`${aws.region} ${JSON.stringify(query)}`, (signal) =>
    query === undefined
      ? new Promise<Json<Output>>(() => {})
      : aws.call<Output>(query.service, query.operation, query.input, signal),
  );
};

export interface Action {
  readonly busy: boolean;
  readonly error: ApiError | undefined;
  /** Runs it once; answers whether it succeeded. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
  readonly clear: () => void;
}

/** Something that a person sets off: one at a time, its error kept to be shown beside what set it off. */
export const useAction = (): Action => {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const run = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setError(undefined);
    try {
      await work();
      return true;
    } catch (caught) {
      setError(toApiError(caught));
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setError(undefined), []);
  return { busy, error, run, clear };
};
