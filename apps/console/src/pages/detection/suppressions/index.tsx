import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { detection } from '../../../api/detection/client.ts';
import type { SuppressionRow } from '../../../api/detection/settings.ts';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { Time } from '../../../shared/time.tsx';
import { useStatus } from '../shared/use-status.ts';
import { LISTS, NEW_SUPPRESSION } from './draft.ts';
import { SuppressButton } from './form.tsx';

/** `Rules: workload.*; Actors: …` */
const whatOf = (row: SuppressionRow): string =>
  LISTS.flatMap(([name, label]) => {
    const values = row[name] ?? [];
    return values.length === 0 ? [] : [`${label}: ${values.join(' or ')}`];
  }).join('; ');

const COLUMNS: readonly Column<SuppressionRow>[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    cell: ({ name }) => name,
    text: ({ name }) => name,
  },
  { id: 'what', header: 'What', cell: whatOf, text: whatOf },
  { id: 'reason', header: 'Reason', cell: ({ reason }) => reason, text: ({ reason }) => reason },
  {
    id: 'ends',
    header: 'Ends',
    cell: ({ expires, expired }) =>
      expired ? (
        <StatusIndicator type="stopped">Expired</StatusIndicator>
      ) : expires === undefined ? (
        'Never'
      ) : (
        <Time at={expires} />
      ),
    text: ({ expires }) => expires,
  },
  {
    id: 'held',
    header: 'Held back',
    cell: ({ held, lastHeldAt }) =>
      held === 0 ? (
        '0'
      ) : (
        <>
          {held}, last <Time at={lastHeldAt} />
        </>
      ),
    text: ({ held }) => held,
  },
  {
    id: 'by',
    header: 'Added by',
    cell: ({ createdBy }) => createdBy,
    text: (row) => row.createdBy,
  },
  {
    id: 'created',
    header: 'Added',
    cell: ({ createdAt }) => <Time at={createdAt} />,
    text: ({ createdAt }) => createdAt,
  },
];

/** What is known and not wanted. */
export const Component = () => {
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly SuppressionRow[]>([]);
  const [turn, setTurn] = useState(0);
  const { data: status } = useStatus();
  usePageTitle('Suppressions');
  const [chosen] = selected;
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <AwsTable
      title="Suppressions"
      headingTag="h1"
      variant="full-page"
      description="What is known and not wanted opens no alert, for a reason and until a day."
      columns={COLUMNS}
      loadKey="suppressions"
      load={async (_token, signal) => ({
        items: (await detection.suppressions(signal)).suppressions,
      })}
      turn={turn}
      idOf={({ id }) => id}
      empty="No suppressions"
      filterLabel="Filter suppressions"
      wrapLines
      {...(status?.may.changeSettings === true
        ? {
            selection: { type: 'single' as const, selected, select },
            actions: (
              <>
                <ConfirmButton
                  label="Remove"
                  title={`Remove suppression ${chosen?.name ?? ''}`}
                  text="What it held back opens alerts again."
                  disabled={chosen === undefined}
                  act={() => detection.removeSuppression({ id: chosen?.id ?? '' })}
                  done={() => {
                    succeeded('Suppression removed.');
                    changed();
                  }}
                />
                <SuppressButton
                  label="Add suppression"
                  variant="primary"
                  initial={NEW_SUPPRESSION}
                  saved={changed}
                />
              </>
            ),
          }
        : {})}
    />
  );
};
