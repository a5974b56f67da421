import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { ActionButton } from '../shared/action-button.tsx';
import { SORTABLE } from '../shared/fields.ts';
import { FilterBar } from '../shared/filter-bar.tsx';
import { type Condition, filtersOf, isOpenFilter, OPEN, read, written } from '../shared/filter.ts';
import { type Sort, sendToAction } from '../shared/findings-api.ts';
import { InsightDialog } from '../shared/insight-dialog.tsx';
import { type Finding, insightPath, keyOf } from '../shared/paths.ts';
import { WorkflowButtons } from '../shared/workflow-buttons.tsx';
import { COLUMNS } from './columns.tsx';
import { ExportButton } from './export-button.tsx';
import { Preferences, useListPreferences } from './preferences.tsx';
import { type FindingsList, useFindings } from './use-findings.ts';

/** Filters and order, which are in the address so that a link shows the same. */
const useQuestion = () => {
  const [search, setSearch] = useSearchParams();
  const conditions = read(search.get('filters'));
  const field = search.get('sort') ?? '';
  const sort: Sort = SORTABLE.has(field)
    ? { field, descending: search.get('order') !== 'ascending' }
    : { field: 'UpdatedAt', descending: true };
  const set = (values: Readonly<Record<string, string | undefined>>): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(values))
          if (value === undefined) next.delete(name);
          else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return {
    conditions,
    sort,
    group: search.get('group') ?? undefined,
    setConditions: (next: readonly Condition[]) =>
      set({ filters: isOpenFilter(next) ? undefined : written(next) }),
    setSort: ({ field: by, descending }: Sort) =>
      set({ sort: by, order: descending ? 'descending' : 'ascending' }),
    endGroup: () => set({ group: undefined }),
  };
};

type Question = ReturnType<typeof useQuestion>;

/** "Create insight": at once when the address asks for it. */
const InsightButton = ({ question }: { readonly question: Question }) => {
  const { succeeded } = useNotifications();
  const [open, setOpen] = useState(question.group !== undefined);
  const close = (): void => {
    setOpen(false);
    question.endGroup();
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>Create insight</Button>
      {open ? (
        <InsightDialog
          conditions={question.conditions}
          {...(question.group === undefined ? {} : { group: question.group })}
          close={close}
          saved={(arn, name) => {
            succeeded(
              <>
                Insight <PageLink to={insightPath(arn)}>{name}</PageLink> created.
              </>,
            );
            close();
          }}
        />
      ) : null}
    </>
  );
};

interface HeadProps {
  readonly list: FindingsList;
  readonly question: Question;
  readonly selected: readonly Finding[];
  readonly changed: () => void;
}

const Head = ({ list, question, selected, changed }: HeadProps) => {
  const aws = useAwsClient();
  const total = list.total === undefined ? '' : `(${list.total})`;
  return (
    <Header
      variant="h1"
      counter={
        selected.length === 0 ? total : `(${selected.length} selected of ${list.total ?? '…'})`
      }
      description="What products found in the accounts and Regions that this session sees. New and changed findings appear by themselves."
      actions={
        <Actions>
          <Button iconName="refresh" ariaLabel="Reload findings" onClick={list.reload} />
          <WorkflowButtons findings={selected} changed={changed} />
          <ActionButton
            disabled={selected.length === 0}
            send={(arn) => sendToAction(aws, arn, selected)}
          />
          <ExportButton filters={filtersOf(question.conditions)} />
          <InsightButton question={question} />
        </Actions>
      }
    >
      Findings
    </Header>
  );
};

const NoFindings = ({ list, question }: Pick<HeadProps, 'list' | 'question'>) =>
  list.found.error === undefined ? (
    <Box textAlign="center" padding={{ vertical: 's' }}>
      <SpaceBetween size="s">
        <span>
          {isOpenFilter(question.conditions)
            ? 'No open findings: nothing waits for anybody.'
            : 'No findings match.'}
        </span>
        {isOpenFilter(question.conditions) ? (
          <GoButton to="/security-hub/configuration?tab=products">See integrations</GoButton>
        ) : (
          <Button onClick={() => question.setConditions(OPEN)}>Show open findings</Button>
        )}
      </SpaceBetween>
    </Box>
  ) : (
    <Box textAlign="left" padding={{ vertical: 's' }}>
      <ErrorAlert error={list.found.error} retry={list.reload} />
    </Box>
  );

const Paging = ({ list }: { readonly list: FindingsList }) => (
  <Pagination
    currentPageIndex={list.page}
    pagesCount={list.pagesKnown}
    openEnd={list.found.data?.token !== undefined}
    onChange={({ detail }) => list.setPage(detail.currentPageIndex)}
    ariaLabels={{
      nextPageLabel: 'Next page',
      previousPageLabel: 'Previous page',
      pageLabel: (page) => `Page ${page}`,
    }}
  />
);

const LABELS: TableProps.AriaLabels<Finding> = {
  selectionGroupLabel: 'Findings: selection',
  allItemsSelectionLabel: () => 'Select all findings of this page',
  itemSelectionLabel: (_data, { Title = '' }) => `Select ${Title}`,
  tableLabel: 'Findings',
  resizerRoleDescription: 'resize button',
};

/** Selected findings as the list has them now; those that left it are no longer selected. */
const stillShown = (
  selected: readonly Finding[],
  shown: readonly Finding[],
): readonly Finding[] => {
  const keys = new Set(selected.map(keyOf));
  return shown.filter((finding) => keys.has(keyOf(finding)));
};

export const Component = () => {
  const question = useQuestion();
  const [preferences, setPreferences] = useListPreferences();
  const [chosen, select] = useState<readonly Finding[]>([]);
  usePageTitle('Findings');
  const { sort } = question;
  const list = useFindings({
    filters: filtersOf(question.conditions),
    sort,
    size: preferences.size,
  });
  const findings = list.found.data?.findings ?? [];
  const selected = stillShown(chosen, findings);
  const countText = list.total === undefined ? '' : `${list.total} findings`;
  return (
    <Table<Finding>
      variant="full-page"
      items={findings}
      trackBy={keyOf}
      loading={list.found.loading && list.found.data === undefined}
      loadingText="Loading findings"
      enableKeyboardNavigation
      resizableColumns
      stickyHeader={false}
      selectionType="multi"
      selectedItems={selected}
      onSelectionChange={({ detail }) => select(detail.selectedItems)}
      ariaLabels={LABELS}
      columnDefinitions={COLUMNS}
      columnDisplay={COLUMNS.map(({ id }) => ({
        id,
        visible: id === 'Title' || preferences.columns.includes(id),
      }))}
      sortingColumn={{ sortingField: sort.field }}
      sortingDescending={sort.descending}
      onSortingChange={({ detail }) =>
        question.setSort({
          field: detail.sortingColumn.sortingField ?? '',
          descending: detail.isDescending ?? false,
        })
      }
      header={<Head list={list} question={question} selected={selected} changed={list.reload} />}
      filter={
        <FilterBar
          conditions={question.conditions}
          change={question.setConditions}
          countText={countText}
        />
      }
      pagination={<Paging list={list} />}
      preferences={<Preferences value={preferences} change={setPreferences} />}
      empty={<NoFindings list={list} question={question} />}
    />
  );
};
