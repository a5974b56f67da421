import type { DescribeLogStreamsResponse, LogStream } from '@aws-sdk/client-cloudwatch-logs';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { PrefixFilter } from '../../../shared/prefix-filter.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { useLater } from '../../../shared/use-later.ts';
import { isoOf, streamPath } from '../shared/names.ts';

type Row = Json<LogStream>;

const columns = (group: string): readonly Column<Row>[] => [
  {
    id: 'name',
    header: 'Log stream',
    isRowHeader: true,
    cell: ({ logStreamName = '' }) => (
      <PageLink to={streamPath(group, logStreamName)}>{logStreamName}</PageLink>
    ),
    text: ({ logStreamName }) => logStreamName,
  },
  {
    id: 'last',
    header: 'Last event',
    cell: ({ lastEventTimestamp }) => <Time at={isoOf(lastEventTimestamp)} />,
    text: ({ lastEventTimestamp }) => lastEventTimestamp,
  },
  {
    id: 'first',
    header: 'First event',
    cell: ({ firstEventTimestamp }) => <Time at={isoOf(firstEventTimestamp)} />,
    text: ({ firstEventTimestamp }) => firstEventTimestamp,
  },
];

interface Props {
  readonly group: string;
}

const CreateStream = ({
  group,
  close,
  done,
}: Props & { readonly close: () => void; readonly done: () => void }) => {
  const aws = useAwsClient();
  const action = useAction();
  const [name, setName] = useState('');
  const create = async (): Promise<void> => {
    const input = { logGroupName: group, logStreamName: name.trim() };
    if (await action.run(() => aws.call('logs', 'CreateLogStream', input))) done();
  };
  return (
    <Dialog
      title={`Create a log stream in ${group}`}
      confirmLabel="Create log stream"
      busy={action.busy}
      error={action.error}
      disabled={name.trim() === ''}
      close={close}
      confirm={() => void create()}
    >
      <TextField label="Log stream name" value={name} change={setName} />
    </Dialog>
  );
};

const DeleteStream = ({
  group,
  name,
  done,
}: Props & { readonly name: string; readonly done: () => void }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  return (
    <ConfirmButton
      label="Delete stream"
      title={`Delete log stream ${name}`}
      text="All its log events are gone for good."
      disabled={name === ''}
      act={() => aws.call('logs', 'DeleteLogStream', { logGroupName: group, logStreamName: name })}
      done={() => {
        succeeded(`Log stream ${name} deleted.`);
        done();
      }}
    />
  );
};

/** Streams of a group: by their last event, or those of a prefix by name. */
export const Streams = ({ group }: Props) => {
  const aws = useAwsClient();
  const [prefix, setPrefix] = useState('');
  const asked = useLater(prefix.trim());
  const [creating, setCreating] = useState(false);
  const [selected, select] = useState<readonly Row[]>([]);
  const [turn, setTurn] = useState(0);
  const name = selected[0]?.logStreamName ?? '';
  const changed = (): void => {
    setCreating(false);
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <AwsTable
        title="Log streams"
        name="streams"
        columns={columns(group)}
        loadKey={`streams ${group} ${asked} ${turn}`}
        load={pagesOf<DescribeLogStreamsResponse, Row>(
          aws,
          {
            service: 'logs',
            operation: 'DescribeLogStreams',
            input: {
              logGroupName: group,
              // DescribeLogStreams orders by the last event only without a prefix.
              ...(asked === ''
                ? { orderBy: 'LastEventTime', descending: true }
                : { logStreamNamePrefix: asked }),
            },
          },
          ({ logStreams }) => logStreams,
        )}
        idOf={({ logStreamName = '' }) => logStreamName}
        empty={asked === '' ? 'No log streams' : `No log stream begins with ${asked}`}
        filterLabel="Filter log streams"
        extraFilter={<PrefixFilter value={prefix} change={setPrefix} />}
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <DeleteStream group={group} name={name} done={changed} />
            <Button onClick={() => setCreating(true)}>Create log stream</Button>
          </>
        }
      />
      {creating ? (
        <CreateStream group={group} close={() => setCreating(false)} done={changed} />
      ) : null}
    </>
  );
};
