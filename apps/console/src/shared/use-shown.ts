import type { TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Column } from './column.ts';
import type { Pages } from './use-pages.ts';

export interface Shown<Item> {
  /** What the current page shows. */
  readonly items: readonly Item[];
  readonly matches: number;
  readonly filter: string;
  readonly isFiltered: boolean;
  readonly isSorted: boolean;
  readonly page: number;
  readonly pagesCount: number;
  /** The current page is not loaded yet. */
  readonly lacksPage: boolean;
  readonly descending: boolean;
  readonly sortingColumn: TableProps.SortingColumn<Item> | undefined;
  readonly setFilter: (text: string) => void;
  readonly setPage: (page: number) => void;
  readonly setSort: (column: string, descending: boolean) => void;
}

interface Settings {
  readonly name: string;
  readonly pageSize: number;
}

const compare = (a: string | number | undefined, b: string | number | undefined): number =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a ?? '').localeCompare(String(b ?? ''), 'en', { numeric: true, sensitivity: 'base' });

/** Search, order and page of a table, kept in the address so that a reload or a link shows the same. */
export const useShown = <Item>(
  { items }: Pages<Item>,
  columns: readonly Column<Item>[],
  { name, pageSize }: Settings,
): Shown<Item> => {
  const [search, setSearch] = useSearchParams();
  const keyOf = (key: string): string => (name === '' ? key : `${name}-${key}`);
  const get = (key: string): string => search.get(keyOf(key)) ?? '';
  const set = (values: Readonly<Record<string, string>>): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [key, value] of Object.entries(values))
          if (value === '') next.delete(keyOf(key));
          else next.set(keyOf(key), value);
        return next;
      },
      { replace: true },
    );

  // What is typed shows at once; the address follows, which takes a moment.
  const [filter, setFilter] = useState(() => get('filter'));
  const needle = filter.trim().toLowerCase();
  const found =
    needle === ''
      ? items
      : items.filter((item) =>
          columns.some(({ text }) =>
            String(text?.(item) ?? '')
              .toLowerCase()
              .includes(needle),
          ),
        );
  const sortedBy = columns.find(({ id, text }) => id === get('sort') && text !== undefined);
  const descending = get('order') === 'descending';
  const sign = descending ? -1 : 1;
  const sorted =
    sortedBy === undefined
      ? found
      : [...found].toSorted((a, b) => sign * compare(sortedBy.text?.(a), sortedBy.text?.(b)));
  const page = Math.max(1, Math.trunc(Number(get('page')) || 1));
  const start = (page - 1) * pageSize;

  return {
    items: sorted.slice(start, start + pageSize),
    matches: found.length,
    filter,
    isFiltered: needle !== '',
    isSorted: sortedBy !== undefined,
    page,
    pagesCount: Math.max(1, Math.ceil(found.length / pageSize)),
    lacksPage: found.length < start + pageSize,
    descending,
    sortingColumn: sortedBy === undefined ? undefined : { sortingField: sortedBy.id },
    setFilter: (text) => {
      setFilter(text);
      set({ filter: text, page: '' });
    },
    setPage: (next) => set({ page: next === 1 ? '' : String(next) }),
    setSort: (column, isDescending) =>
      set({ sort: column, order: isDescending ? 'descending' : '', page: '' }),
  };
};
