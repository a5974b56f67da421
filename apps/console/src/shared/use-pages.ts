import { useEffect, useState } from 'react';
import { type ApiError, toApiError } from '../api/api-error.ts';
import { useLatest } from './use-latest.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** The API's own token for what follows; undefined at the end. */
  readonly token?: string | undefined;
}

export type LoadPage<Item> = (
  token: string | undefined,
  signal: AbortSignal,
) => Promise<Page<Item>>;

export interface Pages<Item> {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
  readonly loading: boolean;
  readonly error: ApiError | undefined;
  readonly loadMore: () => void;
  readonly reload: () => void;
}

interface Asked<Item> {
  readonly key: string;
  /** Counts askings, so that one that failed can be made again. */
  readonly number: number;
  readonly token: string | undefined;
  readonly before: readonly Item[];
}

interface Answered<Item> extends Page<Item> {
  readonly key: string;
  readonly number: number;
  readonly error?: ApiError;
}

/** A list of the API, page by page with its own tokens. Starts anew when `key` changes. */
export const usePages = <Item>(key: string, load: LoadPage<Item>): Pages<Item> => {
  const [asked, setAsked] = useState<Asked<Item>>({ key, number: 0, token: undefined, before: [] });
  const [answered, setAnswered] = useState<Answered<Item>>();
  const latestLoad = useLatest(load);
  const wanted = asked.key === key ? asked : { key, number: 0, token: undefined, before: [] };
  const latestWanted = useLatest(wanted);
  const { number } = wanted;

  useEffect(() => {
    const abort = new AbortController();
    const run = async (): Promise<Answered<Item>> => {
      const { token, before } = latestWanted.current;
      try {
        const page = await latestLoad.current(token, abort.signal);
        return { key, number, items: [...before, ...page.items], token: page.token };
      } catch (error) {
        return { key, number, items: before, token, error: toApiError(error) };
      }
    };
    const start = async (): Promise<void> => {
      const answer = await run();
      if (!abort.signal.aborted) setAnswered(answer);
    };
    void start();
    return () => abort.abort();
  }, [key, number, latestLoad, latestWanted]);

  // While a list is asked again its items stay, so that nothing jumps.
  const shown = answered?.key === key ? answered : undefined;
  const loading = shown?.number !== number;
  const ask = (token: string | undefined, before: readonly Item[]): void =>
    setAsked({ key, number: number + 1, token, before });
  return {
    items: shown?.items ?? [],
    hasMore: shown?.token !== undefined,
    loading,
    error: loading ? undefined : shown?.error,
    loadMore: () => {
      if (!loading && shown?.token !== undefined) ask(shown.token, shown.items);
    },
    reload: () => ask(undefined, []),
  };
};
