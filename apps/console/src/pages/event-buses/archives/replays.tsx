import type { ListReplaysResponse, Replay } from '@aws-sdk/client-eventbridge';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Time } from '../../../shared/time.tsx';
import { lastOf } from '../shared/names.ts';

type Row = Json<Replay>;

/** How far the times of the events have come, in percent. */
const progressOf = (row: Row): number => {
  if (row.State === 'COMPLETED') return 100;
  const start = Date.parse(row.EventStartTime ?? '');
  const end = Date.parse(row.EventEndTime ?? '');
  const last = Date.parse(row.EventLastReplayedTime ?? '');
  if (Number.isNaN(last) || !(end > start)) return 0;
  return Math.min(100, Math.max(0, Math.round(((last - start) / (end - start)) * 100)));
};

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Replay',
    isRowHeader: true,
    cell: ({ ReplayName }) => ReplayName,
    text: ({ ReplayName }) => ReplayName,
  },
  {
    id: 'archive',
    header: 'Archive',
    cell: ({ EventSourceArn = '' }) => lastOf(EventSourceArn),
    text: ({ EventSourceArn = '' }) => lastOf(EventSourceArn),
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ State, StateReason }) => (
      <>
        {State}
        {StateReason === undefined ? null : <div>{StateReason}</div>}
      </>
    ),
    text: ({ State }) => State,
  },
  {
    id: 'progress',
    header: 'Progress',
    cell: (row) => (
      <ProgressBar value={progressOf(row)} ariaLabel={`Progress of ${row.ReplayName ?? ''}`} />
    ),
    text: progressOf,
  },
  { id: 'from', header: 'Events from', cell: (row) => <Time at={row.EventStartTime} /> },
  { id: 'until', header: 'Events until', cell: (row) => <Time at={row.EventEndTime} /> },
  {
    id: 'started',
    header: 'Started',
    cell: ({ ReplayStartTime }) => <Time at={ReplayStartTime} />,
    text: ({ ReplayStartTime }) => ReplayStartTime,
  },
];

const isOver = (row: Row | undefined): boolean =>
  row === undefined || !['STARTING', 'RUNNING'].includes(row.State ?? '');

/** Replays with how far they are; one that runs can be cancelled. */
export const Replays = () => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly Row[]>([]);
  const [turn, setTurn] = useState(0);
  const name = selected[0]?.ReplayName ?? '';
  return (
    <AwsTable
      title="Replays"
      columns={COLUMNS}
      loadKey={`replays ${aws.region} ${turn}`}
      load={pagesOf<ListReplaysResponse, Row>(
        aws,
        { service: 'events', operation: 'ListReplays' },
        (output) => output.Replays,
      )}
      live
      idOf={({ ReplayName = '' }) => ReplayName}
      empty="No replays: start one from an archive"
      filterLabel="Filter replays"
      selection={{ type: 'single', selected, select }}
      actions={
        <ConfirmButton
          label="Cancel replay"
          title={`Cancel replay ${name}`}
          text="What was sent stays sent; the rest is not."
          disabled={isOver(selected[0])}
          act={() => aws.call('events', 'CancelReplay', { ReplayName: name })}
          done={() => {
            succeeded(`Replay ${name} is being cancelled.`);
            select([]);
            setTurn((before) => before + 1);
          }}
        />
      }
    />
  );
};
