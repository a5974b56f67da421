import type {
  Archive,
  DescribeEventBusResponse,
  ListArchivesResponse,
} from '@aws-sdk/client-eventbridge';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { JsonField } from '../../../shared/json-field.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { BusField } from '../shared/bus-field.tsx';
import { DEFAULT_BUS, lastOf } from '../shared/names.ts';
import { usePatternRemarks } from '../tester/pattern-remarks.ts';
import { StartReplay } from './start-replay.tsx';

export type ArchiveRow = Json<Archive>;

const days = ({ RetentionDays = 0 }: ArchiveRow): string =>
  RetentionDays === 0 ? 'Without end' : `${RetentionDays} days`;

const COLUMNS: readonly Column<ArchiveRow>[] = [
  {
    id: 'name',
    header: 'Archive',
    isRowHeader: true,
    cell: ({ ArchiveName }) => ArchiveName,
    text: ({ ArchiveName }) => ArchiveName,
  },
  {
    id: 'bus',
    header: 'Event bus',
    cell: ({ EventSourceArn = '' }) => lastOf(EventSourceArn),
    text: ({ EventSourceArn = '' }) => lastOf(EventSourceArn),
  },
  { id: 'state', header: 'State', cell: ({ State }) => State, text: ({ State }) => State },
  {
    id: 'events',
    header: 'Events',
    cell: ({ EventCount }) => EventCount,
    text: ({ EventCount }) => EventCount,
  },
  {
    id: 'size',
    header: 'Bytes',
    cell: ({ SizeBytes }) => SizeBytes,
    text: ({ SizeBytes }) => SizeBytes,
  },
  { id: 'retention', header: 'Kept', cell: days, text: ({ RetentionDays }) => RetentionDays },
  {
    id: 'created',
    header: 'Created',
    cell: ({ CreationTime }) => <Time at={CreationTime} />,
    text: ({ CreationTime }) => CreationTime,
  },
];

interface DialogProps {
  readonly close: () => void;
  readonly done: () => void;
}

const CreateArchive = ({ close, done }: DialogProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const [name, setName] = useState('');
  const [bus, setBus] = useState(DEFAULT_BUS);
  const [retention, setRetention] = useState('0');
  const [pattern, setPattern] = useState('');
  const remarks = usePatternRemarks(pattern);
  const create = async (): Promise<void> => {
    const finished = await action.run(async () => {
      const { Arn } = await aws.call<DescribeEventBusResponse>('events', 'DescribeEventBus', {
        Name: bus,
      });
      await aws.call('events', 'CreateArchive', {
        ArchiveName: name.trim(),
        EventSourceArn: Arn,
        RetentionDays: Number(retention),
        ...(pattern.trim() === '' ? {} : { EventPattern: pattern }),
      });
    });
    if (finished) done();
  };
  return (
    <Dialog
      title="Create archive"
      confirmLabel="Create archive"
      size="large"
      busy={action.busy}
      error={action.error}
      disabled={name.trim() === ''}
      close={close}
      confirm={() => void create()}
    >
      <TextField
        label="Archive name"
        constraint="Up to 48 letters, digits, dots, hyphens and underscores"
        value={name}
        change={setName}
      />
      <BusField value={bus} change={setBus} />
      <TextField
        label="Days to keep events"
        constraint="0: without end"
        value={retention}
        change={setRetention}
      />
      <JsonField
        label="Event pattern"
        description="Which events are kept. Empty: all of them."
        value={pattern}
        change={setPattern}
        remarks={remarks}
        minimumLines={6}
      />
    </Dialog>
  );
};

export const Archives = () => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly ArchiveRow[]>([]);
  const [open, setOpen] = useState<'create' | 'replay'>();
  const [turn, setTurn] = useState(0);
  const [archive] = selected;
  const close = (): void => setOpen(undefined);
  const changed = (): void => {
    close();
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <AwsTable
        title="Archives"
        columns={COLUMNS}
        loadKey={`archives ${aws.region} ${turn}`}
        load={pagesOf<ListArchivesResponse, ArchiveRow>(
          aws,
          { service: 'events', operation: 'ListArchives' },
          (output) => output.Archives,
        )}
        live
        idOf={({ ArchiveName = '' }) => ArchiveName}
        empty="No archives: what no rule takes is gone"
        filterLabel="Filter archives"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <Button disabled={archive === undefined} onClick={() => setOpen('replay')}>
              Start replay
            </Button>
            <ConfirmButton
              label="Delete"
              title={`Delete archive ${archive?.ArchiveName ?? ''}`}
              text="The events in it are gone for good."
              disabled={archive === undefined}
              act={() => aws.call('events', 'DeleteArchive', { ArchiveName: archive?.ArchiveName })}
              done={() => {
                succeeded(`Archive ${archive?.ArchiveName ?? ''} deleted.`);
                changed();
              }}
            />
            <Button variant="primary" onClick={() => setOpen('create')}>
              Create archive
            </Button>
          </>
        }
      />
      {open === 'create' ? <CreateArchive close={close} done={changed} /> : null}
      {open === 'replay' && archive !== undefined ? (
        <StartReplay archive={archive} close={close} />
      ) : null}
    </>
  );
};
