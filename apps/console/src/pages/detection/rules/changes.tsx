import { detection } from '../../../api/detection/client.ts';
import type { ChangesAnswer } from '../../../api/detection/settings.ts';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { Time } from '../../../shared/time.tsx';

type Change = ChangesAnswer['changes'][number];

const textOf = (value: unknown): string =>
  value === undefined || value === null ? '–' : JSON.stringify(value);

const COLUMNS: readonly Column<Change>[] = [
  { id: 'at', header: 'Time', cell: ({ at }) => <Time at={at} />, text: ({ at }) => at },
  {
    id: 'what',
    header: 'What',
    isRowHeader: true,
    cell: ({ what }) => what,
    text: ({ what }) => what,
  },
  { id: 'before', header: 'Before', cell: ({ before }) => textOf(before) },
  { id: 'after', header: 'After', cell: ({ after }) => textOf(after) },
  { id: 'by', header: 'By', cell: ({ by }) => by, text: ({ by }) => by },
];

/** Who changed which setting, the latest first. */
export const Changes = () => (
  <AwsTable
    title="Changes"
    name="changes"
    columns={COLUMNS}
    loadKey="changes"
    load={async (token, signal) => {
      const { changes, next } = await detection.changes(token, signal);
      return { items: changes, token: next };
    }}
    idOf={({ at, what }) => `${at} ${what}`}
    empty="Everything is as it was shipped"
    filterLabel="Filter changes"
    wrapLines
  />
);
