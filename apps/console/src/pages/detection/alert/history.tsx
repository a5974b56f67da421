import type { AlertStep } from '../../../api/detection/alerts.ts';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { WorkflowStatus } from '../../../shared/severity.tsx';
import { Time } from '../../../shared/time.tsx';

const KINDS: Readonly<Record<AlertStep['kind'], string>> = {
  opened: 'Opened',
  reopened: 'Opened again',
  status: 'Status changed',
  note: 'Note written',
  severity: 'Severity changed',
};

const WHO: Readonly<Record<string, string>> = {
  'security-hub': 'In Security Hub',
  gatehouse: 'Gatehouse',
};

const COLUMNS: readonly Column<AlertStep>[] = [
  { id: 'at', header: 'Time', cell: ({ at }) => <Time at={at} />, text: ({ at }) => at },
  {
    id: 'kind',
    header: 'What happened',
    isRowHeader: true,
    cell: ({ kind }) => KINDS[kind],
    text: ({ kind }) => KINDS[kind],
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <WorkflowStatus status={status} />,
  },
  { id: 'text', header: 'Note', cell: ({ text }) => text ?? '–', text: ({ text }) => text },
  {
    id: 'by',
    header: 'By',
    cell: ({ by }) => WHO[by] ?? by,
    text: ({ by }) => WHO[by] ?? by,
  },
];

/** Who did what with an alert, the latest first. */
export const Steps = ({ steps }: { readonly steps: readonly AlertStep[] }) => (
  <AwsTable
    title="History"
    name="steps"
    columns={COLUMNS}
    loadKey={`steps ${JSON.stringify(steps)}`}
    load={() => Promise.resolve({ items: steps })}
    idOf={({ at, kind, text = '' }) => `${at} ${kind} ${text}`}
    empty="Nothing happened to it yet"
    filterLabel="Filter history"
    wrapLines
  />
);
