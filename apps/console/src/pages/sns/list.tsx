import type { CreateTopicResponse, ListTopicsResponse } from '@aws-sdk/client-sns';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import { ChoiceField } from '../../shared/choice-field.tsx';
import type { Column } from '../../shared/column.ts';
import { Dialog } from '../../shared/dialog.tsx';
import { PageLink } from '../../shared/link.tsx';
import { pagesOf } from '../../shared/lists.ts';
import { useNotifications } from '../../shared/notifications.tsx';
import { usePageTitle } from '../../shared/page-title.ts';
import { TextField } from '../../shared/text-field.tsx';
import { useAction } from '../../shared/use-aws.ts';
import { topicName, topicPath } from './topic.ts';

const COLUMNS: readonly Column<string>[] = [
  {
    id: 'name',
    header: 'Topic name',
    isRowHeader: true,
    cell: (arn) => <PageLink to={topicPath(arn)}>{topicName(arn)}</PageLink>,
    text: topicName,
  },
  { id: 'arn', header: 'ARN', cell: (arn) => arn, text: (arn) => arn },
];

const CreateDialog = ({ close }: { readonly close: () => void }) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const [name, setName] = useState('');
  const [display, setDisplay] = useState('');
  const [type, setType] = useState('standard');
  const action = useAction();
  const full = type === 'fifo' && !name.endsWith('.fifo') ? `${name.trim()}.fifo` : name.trim();
  const confirm = async (): Promise<void> => {
    const done = await action.run(async () => {
      const { TopicArn = '' } = await aws.call<CreateTopicResponse>('sns', 'CreateTopic', {
        Name: full,
        Attributes: {
          ...(display === '' ? {} : { DisplayName: display }),
          ...(type === 'fifo' ? { FifoTopic: 'true' } : {}),
        },
      });
      succeeded(`Topic ${topicName(TopicArn)} created.`);
    });
    if (done) await navigate(topicPath(full));
  };
  return (
    <Dialog
      title="Create topic"
      confirmLabel="Create topic"
      busy={action.busy}
      error={action.error}
      disabled={name.trim() === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <ChoiceField
        label="Type"
        value={type}
        options={[
          ['standard', 'Standard'],
          ['fifo', 'FIFO: in order, to queues only'],
        ]}
        change={setType}
      />
      <TextField label="Topic name" value={name} change={setName} />
      <TextField
        label="Display name"
        constraint="Stands as the sender of its mail"
        value={display}
        change={setDisplay}
      />
    </Dialog>
  );
};

export const Component = () => {
  const aws = useAwsClient();
  const [open, setOpen] = useState(false);
  usePageTitle('Topics');
  const create = (
    <Button variant="primary" onClick={() => setOpen(true)}>
      Create topic
    </Button>
  );
  return (
    <>
      <AwsTable
        title="Topics"
        headingTag="h1"
        variant="full-page"
        description="What is published to a topic goes to everybody who subscribed."
        columns={COLUMNS}
        loadKey={`topics ${aws.region}`}
        load={pagesOf<ListTopicsResponse, string>(
          aws,
          { service: 'sns', operation: 'ListTopics' },
          ({ Topics }) => Topics?.flatMap(({ TopicArn }) => TopicArn ?? []),
        )}
        idOf={(arn) => arn}
        empty="No topics"
        emptyAction={create}
        filterLabel="Filter topics"
        actions={create}
      />
      {open ? <CreateDialog close={() => setOpen(false)} /> : null}
    </>
  );
};
