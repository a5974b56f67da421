import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { type ReactNode, useEffect } from 'react';
import { Actions } from './actions.tsx';
import type { Column } from './column.ts';
import { ErrorAlert } from './error-alert.tsx';
import { NotVisibleOrError } from './not-visible.tsx';
import { usePolling, useTurn } from './refresh.ts';
import { useLatest } from './use-latest.ts';
import { type LoadPage, type Pages, usePages } from './use-pages.ts';
import { type Shown, useShown } from './use-shown.ts';

interface Props<Item> {
  readonly title: string;
  readonly description?: ReactNode;
  readonly columns: readonly Column<Item>[];
  readonly load: LoadPage<Item>;
  /** Stands for everything that `load` depends on. */
  readonly loadKey: string;
  readonly idOf: (item: Item) => string;
  readonly empty: string;
  readonly emptyAction?: ReactNode;
  readonly actions?: ReactNode;
  readonly filterLabel: string;
  /** Distinguishes the tables of one page in its address. */
  readonly name?: string;
  readonly variant?: TableProps['variant'];
  readonly selection?: {
    readonly type: 'single' | 'multi';
    readonly selected: readonly Item[];
    readonly select: (items: readonly Item[]) => void;
  };
  readonly extraFilter?: ReactNode;
  readonly pageSize?: number;
  /** Long texts take several lines instead of being cut off. */
  readonly wrapLines?: boolean;
  readonly headingTag?: 'h1' | 'h2' | 'h3';
  /** A summary, not the page's matter: being refused is said in one line. */
  readonly calm?: boolean;
  /** Asks again and again while it is looked at. */
  readonly live?: boolean;
  /** Asks anew when it changes; the rows stay until the answer. */
  readonly turn?: number;
  /** Whether something is on its way to another state: then the list is asked again every few seconds. */
  readonly isMoving?: (item: Item) => boolean;
}

const SEARCHED_AT_MOST = 2000;

/** A search or an order must know all items: the rest is loaded, up to a bound that keeps the browser well. */
const useWhole = <Item,>(pages: Pages<Item>, shown: Shown<Item>): void => {
  const { items, hasMore, loading, error, loadMore } = pages;
  const needsAll = shown.isFiltered || shown.isSorted;
  const wanted =
    hasMore &&
    !loading &&
    error === undefined &&
    (needsAll ? items.length < SEARCHED_AT_MOST : shown.lacksPage);
  const latest = useLatest(loadMore);
  useEffect(() => {
    if (wanted) latest.current();
  }, [wanted, latest]);
};

const counter = (
  { items, hasMore, loading, error }: Omit<Pages<unknown>, 'loadMore' | 'reload'>,
  shown: Pick<Shown<unknown>, 'isFiltered' | 'matches'>,
): string => {
  // Nobody knows how many there are while the first ones have not come.
  if (items.length === 0 && (loading || error !== undefined)) return '';
  const total = `${items.length}${hasMore ? '+' : ''}`;
  return shown.isFiltered ? `(${shown.matches}/${total})` : `(${total})`;
};

const Nothing = ({ text, action }: { readonly text: string; readonly action: ReactNode }) => (
  <Box textAlign="center" color="inherit" padding={{ vertical: 's' }}>
    <SpaceBetween size="s">
      <span>{text}</span>
      {action}
    </SpaceBetween>
  </Box>
);

const selectionProps = <Item,>({ selection, title }: Props<Item>): Partial<TableProps<Item>> =>
  selection === undefined
    ? {}
    : {
        selectionType: selection.type,
        selectedItems: selection.selected,
        onSelectionChange: ({ detail }) => selection.select(detail.selectedItems),
        ariaLabels: {
          selectionGroupLabel: `${title}: selection`,
          allItemsSelectionLabel: () => `Select all of ${title.toLowerCase()}`,
          itemSelectionLabel: (_data, _item) => 'Select this row',
        },
      };

interface PartProps<Item> {
  readonly props: Props<Item>;
  readonly pages: Pages<Item>;
  readonly shown: Shown<Item>;
}

const TableHeader = <Item,>({ props, pages, shown }: PartProps<Item>) => (
  <Header
    variant={props.headingTag ?? 'h2'}
    counter={counter(pages, shown)}
    description={props.description}
    actions={
      <Actions>
        <Button iconName="refresh" ariaLabel={`Reload ${props.title}`} onClick={pages.reload} />
        {props.actions}
      </Actions>
    }
  >
    {props.title}
  </Header>
);

const TableFilter = <Item,>({ props, shown }: Omit<PartProps<Item>, 'pages'>) => (
  <SpaceBetween direction="horizontal" size="xs">
    <TextFilter
      filteringText={shown.filter}
      filteringPlaceholder={props.filterLabel}
      filteringAriaLabel={props.filterLabel}
      filteringClearAriaLabel="Clear filter"
      countText={shown.matches === 1 ? '1 match' : `${shown.matches} matches`}
      onChange={({ detail }) => shown.setFilter(detail.filteringText)}
    />
    {props.extraFilter}
  </SpaceBetween>
);

const TablePaging = <Item,>({ pages, shown }: Omit<PartProps<Item>, 'props'>) => (
  <Pagination
    currentPageIndex={shown.page}
    pagesCount={shown.pagesCount}
    openEnd={pages.hasMore && !shown.isFiltered}
    onChange={({ detail }) => shown.setPage(detail.currentPageIndex)}
    ariaLabels={{
      nextPageLabel: 'Next page',
      previousPageLabel: 'Previous page',
      pageLabel: (page) => `Page ${page}`,
    }}
  />
);

/** What stands in place of rows: why there are none. */
const NoRows = <Item,>({ props, pages, shown }: PartProps<Item>) => {
  if (pages.error !== undefined)
    return (
      <Box textAlign="left" padding={{ vertical: 's' }}>
        {props.calm === true ? (
          <NotVisibleOrError error={pages.error} retry={pages.reload} />
        ) : (
          <ErrorAlert error={pages.error} retry={pages.reload} />
        )}
      </Box>
    );
  return shown.isFiltered ? (
    <Nothing
      text="No matches"
      action={<Button onClick={() => shown.setFilter('')}>Clear filter</Button>}
    />
  ) : (
    <Nothing text={props.empty} action={props.emptyAction} />
  );
};

const definitionOf = <Item,>(column: Column<Item>): TableProps.ColumnDefinition<Item> => ({
  id: column.id,
  header: column.header,
  cell: column.cell,
  isRowHeader: column.isRowHeader ?? false,
  ...(column.width === undefined ? {} : { width: column.width }),
  ...(column.text === undefined ? {} : { sortingField: column.id }),
});

/** A table over a list of the API: loads its pages as they are asked for; search, order and page are in the address. */
export const AwsTable = <Item,>(props: Props<Item>) => {
  const { title, columns, idOf, variant = 'container', name = '' } = props;
  const pages = usePages(props.loadKey, props.load);
  const shown = useShown(pages, columns, { name, pageSize: props.pageSize ?? 20 });
  useWhole(pages, shown);
  usePolling(props.live === true && !pages.loading, pages.reload);
  useTurn(props.turn ?? 0, pages.reload);
  usePolling(props.isMoving !== undefined && pages.items.some(props.isMoving), pages.reload);
  const parts = { props, pages, shown };
  const isCutShort = pages.error !== undefined && shown.items.length > 0;
  return (
    <Table
      {...selectionProps(props)}
      variant={variant}
      items={shown.items}
      trackBy={idOf}
      loading={pages.loading && shown.items.length === 0}
      loadingText={`Loading ${title.toLowerCase()}`}
      enableKeyboardNavigation
      wrapLines={props.wrapLines ?? false}
      columnDefinitions={columns.map(definitionOf)}
      {...(shown.sortingColumn === undefined ? {} : { sortingColumn: shown.sortingColumn })}
      sortingDescending={shown.descending}
      onSortingChange={({ detail }) =>
        shown.setSort(detail.sortingColumn.sortingField ?? '', detail.isDescending ?? false)
      }
      header={<TableHeader {...parts} />}
      filter={<TableFilter {...parts} />}
      pagination={<TablePaging {...parts} />}
      empty={<NoRows {...parts} />}
      footer={isCutShort ? <ErrorAlert error={pages.error} retry={pages.loadMore} /> : undefined}
    />
  );
};
