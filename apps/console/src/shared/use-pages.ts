import { useCallback, useEffect, useRef, useState } from 'react';
import { type ApiError, toApiError } from '../api/api-error.ts';

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

interface State<Item> {
  readonly items: readonly Item[];
  readonly token: string | undefined;
  readonly loading: boolean;
  readonly error: ApiError | undefined;
}

/** A list of the API, page by page with its own tokens. Starts anew when `key` changes. */
export const usePages = <Item>(key: string, load: LoadPage<Item>): Pages<Item> => {
  const empty: State<Item> = { items: [], token: undefined, loading: true, error: undefined };
  const [state, setState] = useState(empty);
  const [turn, setTurn] = useState(0);
  const abort = useRef(new AbortController());

  const fetchPage = useCallback(
    (before: readonly Item[], token: string | undefined) => {
      const { signal } = abort.current;
      setState((old) => ({ ...old, loading: true, error: undefined }));
      load(token, signal).then(
        (page) => {
          if (signal.aborted) return;
          const items = [...before, ...page.items];
          setState({ items, token: page.token, loading: false, error: undefined });
        },
        (error: unknown) => {
          if (!signal.aborted)
            setState({ items: before, token, loading: false, error: toApiError(error) });
        },
      );
    },
    // `key` stands for everything that `load` depends on.
    [key],
  );

  useEffect(() => {
    abort.current = new AbortController();
    fetchPage([], undefined);
    return () => abort.current.abort();
  }, [fetchPage, turn]);

  return {
    items: state.items,
    hasMore: state.token !== undefined,
    loading: state.loading,
    error: state.error,
    loadMore: () => {
      if (!state.loading && state.token !== undefined) fetchPage(state.items, state.token);
    },
    reload: () => setTurn((before) => before + 1),
  };
};
