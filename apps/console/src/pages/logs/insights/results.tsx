import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { LazyTimeChart } from '../../../shared/lazy-time-chart.tsx';
import { saveJson } from '../../../shared/save-file.ts';
import { useAction } from '../../../shared/use-aws.ts';
import { chartOf } from './chart.ts';
import { type Answer, isOpen, recordOf, type ResultRow } from './use-query.ts';

/** A row of the result, or a field of the event behind one. */
type Item =
  | { readonly kind: 'row'; readonly id: string; readonly number: number; readonly row: ResultRow }
  | {
      readonly kind: 'field';
      readonly id: string;
      readonly name: string;
      readonly value: string;
    };

const columnsOf = (rows: readonly ResultRow[]): readonly string[] => [
  ...new Set(rows.flatMap(({ cells }) => [...cells.keys()])),
];

const TYPES: Readonly<Record<string, StatusIndicatorProps.Type>> = {
  Scheduled: 'pending',
  Running: 'in-progress',
  Complete: 'success',
  Failed: 'error',
  Timeout: 'error',
  Cancelled: 'stopped',
};

/** The fields of events that have been opened, by pointer. */
const useRecords = () => {
  const aws = useAwsClient();
  const action = useAction();
  const [open, setOpen] = useState<readonly string[]>([]);
  const [records, setRecords] = useState<ReadonlyMap<string, ReadonlyMap<string, string>>>(
    new Map(),
  );
  const toggle = (pointer: string, expanded: boolean): void => {
    setOpen((before) => [
      ...before.filter((one) => one !== pointer),
      ...(expanded ? [pointer] : []),
    ]);
    if (!expanded || records.has(pointer)) return;
    void action.run(async () => {
      const record = await recordOf(aws, pointer);
      setRecords((before) => new Map([...before, [pointer, record]]));
    });
  };
  return { open, records, toggle, error: action.error };
};

const Rows = ({ rows, empty }: { readonly rows: readonly ResultRow[]; readonly empty: string }) => {
  const { open, records, toggle, error } = useRecords();
  const columns = columnsOf(rows);
  const [first] = columns;
  const items = rows.map((row, at): Item => ({ kind: 'row', id: row.id, number: at + 1, row }));
  const fieldsOf = (item: Item): Item[] => {
    const record = item.kind === 'row' ? records.get(item.row.pointer ?? '') : undefined;
    return [...(record ?? [])].map(([name, value]): Item => ({
      kind: 'field',
      id: `${item.id} ${name}`,
      name,
      value,
    }));
  };
  return (
    <SpaceBetween size="s">
      <ErrorAlert error={error} />
      <Table<Item>
        variant="embedded"
        wrapLines
        contentDensity="compact"
        items={items}
        trackBy="id"
        ariaLabels={{ tableLabel: 'Result of the query' }}
        empty={<Box color="text-body-secondary">{empty}</Box>}
        expandableRows={{
          getItemChildren: fieldsOf,
          isItemExpandable: (item) => item.kind === 'row' && item.row.pointer !== undefined,
          expandedItems: items.filter(({ id }) => open.includes(id)),
          onExpandableItemToggle: ({ detail }) => toggle(detail.item.id, detail.expanded),
        }}
        columnDefinitions={[
          {
            id: 'number',
            header: '#',
            isRowHeader: true,
            cell: (item) => (item.kind === 'row' ? item.number : item.name),
          },
          ...columns.map((name) => ({
            id: `field ${name}`,
            header: name,
            cell: (item: Item) => {
              if (item.kind === 'field')
                return name === first ? <Box variant="code">{item.value}</Box> : null;
              const value = item.row.cells.get(name);
              return name === '@message' ? <Box variant="code">{value}</Box> : value;
            },
          })),
        ]}
      />
    </SpaceBetween>
  );
};

const objects = (rows: readonly ResultRow[]): readonly object[] =>
  rows.map(({ cells }) => Object.fromEntries(cells));

export const Results = ({ answer }: { readonly answer: Answer }) => {
  const { status, rows, matched, scanned, bytes, question } = answer;
  const chart = chartOf(rows);
  return (
    <SpaceBetween size="m">
      <Header
        variant="h2"
        counter={`(${rows.length})`}
        description={
          <StatusIndicator type={TYPES[status] ?? 'info'}>
            {status}: {matched} of {scanned} events matched, {bytes} bytes read
          </StatusIndicator>
        }
        actions={
          <Button
            disabled={rows.length === 0}
            onClick={() => saveJson(objects(rows), 'query-result.json')}
          >
            Save as JSON
          </Button>
        }
      >
        Results
      </Header>
      {chart === undefined ? null : (
        <LazyTimeChart
          label={chart.label}
          series={chart.series}
          periodSeconds={chart.periodSeconds}
          from={question.from}
          to={question.to}
          valueTitle={chart.label}
          height={180}
          empty="No values"
        />
      )}
      <Rows rows={rows} empty={isOpen(status) ? 'Nothing found yet' : 'Nothing matched'} />
    </SpaceBetween>
  );
};
