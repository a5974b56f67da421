import type {
  ListDeadLetterSourceQueuesResult,
  ListMessageMoveTasksResult,
  ListMessageMoveTasksResultEntry,
} from '@aws-sdk/client-sqs';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../api/json.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import type { Column } from '../../shared/column.ts';
import { ConfirmButton } from '../../shared/confirm.tsx';
import { EditButtons } from '../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { Facts } from '../../shared/facts.tsx';
import { PageLink } from '../../shared/link.tsx';
import { pagesOf } from '../../shared/lists.ts';
import { TextField } from '../../shared/text-field.tsx';
import { useAction } from '../../shared/use-aws.ts';
import { type FoundQueue, nameOf, nameOfArn, queuePath, type Redrive, redriveOf } from './queue.ts';

interface Props {
  readonly queue: FoundQueue;
  readonly changed: () => void;
}

const Target = ({ redrive }: { readonly redrive: Redrive | undefined }) => (
  <Facts
    columns={2}
    items={[
      [
        'Queue',
        redrive === undefined ? undefined : (
          <PageLink key="queue" to={queuePath(nameOfArn(redrive.target))}>
            {redrive.target}
          </PageLink>
        ),
      ],
      ['Receives before a message goes there', redrive?.maximum],
    ]}
  />
);

const TargetFields = ({
  edited,
  change,
}: {
  readonly edited: Redrive;
  readonly change: (edited: Redrive) => void;
}) => (
  <>
    <TextField
      label="ARN of the dead-letter queue"
      constraint="Empty: messages that nobody works off stay until they are too old"
      value={edited.target}
      change={(target) => change({ ...edited, target })}
    />
    <TextField
      label="Maximum receives"
      value={edited.maximum}
      change={(maximum) => change({ ...edited, maximum })}
    />
  </>
);

/** Where this queue's own undeliverable messages go. */
export const DeadLetterTarget = ({ queue, changed }: Props) => {
  const aws = useAwsClient();
  const current = redriveOf(queue.attributes);
  const action = useAction();
  const [edited, setEdited] = useState<Redrive>();
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    const { target = '', maximum = '' } = edited ?? {};
    const RedrivePolicy =
      target.trim() === ''
        ? ''
        : JSON.stringify({ deadLetterTargetArn: target.trim(), maxReceiveCount: maximum });
    const done = await action.run(() =>
      aws.call('sqs', 'SetQueueAttributes', {
        QueueUrl: queue.url,
        Attributes: { RedrivePolicy },
      }),
    );
    if (!done) return;
    close();
    changed();
  };
  const buttons = (
    <EditButtons
      editing={edited !== undefined}
      busy={action.busy}
      editLabel="Edit dead-letter queue"
      saveLabel="Save"
      edit={() => setEdited(current ?? { target: '', maximum: '5' })}
      cancel={close}
      save={() => void save()}
    />
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={buttons}>
          Dead-letter queue
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          <Target redrive={current} />
        ) : (
          <TargetFields edited={edited} change={setEdited} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};

const SOURCES: readonly Column<string>[] = [
  {
    id: 'name',
    header: 'Queue',
    isRowHeader: true,
    cell: (url) => <PageLink to={queuePath(nameOf(url))}>{nameOf(url)}</PageLink>,
    text: nameOf,
  },
];

type Task = Json<ListMessageMoveTasksResultEntry>;

const TASKS: readonly Column<Task>[] = [
  {
    id: 'status',
    header: 'Status',
    isRowHeader: true,
    cell: ({ Status }) => Status,
    text: ({ Status }) => Status,
  },
  {
    id: 'moved',
    header: 'Moved',
    cell: ({ ApproximateNumberOfMessagesMoved = 0, ApproximateNumberOfMessagesToMove = 0 }) =>
      `${ApproximateNumberOfMessagesMoved} of ${ApproximateNumberOfMessagesToMove}`,
  },
  { id: 'reason', header: 'Why it failed', cell: ({ FailureReason = '–' }) => FailureReason },
];

/** The queues that send their undeliverable messages here, and bringing those back. */
export const DeadLetterSources = ({ queue, changed }: Props) => {
  const aws = useAwsClient();
  const [turn, setTurn] = useState(0);
  const { QueueArn = '' } = queue.attributes;
  return (
    <SpaceBetween size="l">
      <AwsTable
        title="Queues whose dead letters come here"
        name="sources"
        columns={SOURCES}
        loadKey={queue.url}
        load={pagesOf<ListDeadLetterSourceQueuesResult, string>(
          aws,
          {
            service: 'sqs',
            operation: 'ListDeadLetterSourceQueues',
            input: { QueueUrl: queue.url },
          },
          ({ queueUrls }) => queueUrls,
        )}
        idOf={(url) => url}
        empty="This is no other queue's dead-letter queue"
        filterLabel="Filter source queues"
      />
      <AwsTable
        title="Redrives"
        name="redrives"
        columns={TASKS}
        loadKey={`${QueueArn} ${turn}`}
        load={async (_token, signal) => {
          const found = await aws.call<ListMessageMoveTasksResult>(
            'sqs',
            'ListMessageMoveTasks',
            { SourceArn: QueueArn, MaxResults: 10 },
            signal,
          );
          return { items: found.Results ?? [] };
        }}
        idOf={({ TaskHandle, StartedTimestamp = 0 }) => TaskHandle ?? String(StartedTimestamp)}
        empty="No redrives yet"
        filterLabel="Filter redrives"
        actions={
          <ConfirmButton
            label="Start redrive"
            title={`Redrive the messages of ${nameOf(queue.url)}`}
            text="Every message here goes back to the queue that it came from."
            act={() => aws.call('sqs', 'StartMessageMoveTask', { SourceArn: QueueArn })}
            done={() => {
              setTurn((before) => before + 1);
              changed();
            }}
          />
        }
      />
    </SpaceBetween>
  );
};
