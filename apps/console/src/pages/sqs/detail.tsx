import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useAwsClient } from '../../session/session-context.tsx';
import { ConfirmButton } from '../../shared/confirm.tsx';
import { Copyable } from '../../shared/copyable.tsx';
import { EditButtons } from '../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { Facts } from '../../shared/facts.tsx';
import { FailureOr } from '../../shared/failure-or.tsx';
import { useNotifications } from '../../shared/notifications.tsx';
import { Page } from '../../shared/page.tsx';
import { PolicySection } from '../../shared/policy-section.tsx';
import { TagsSection } from '../../shared/tags-section.tsx';
import { TextField } from '../../shared/text-field.tsx';
import { Time } from '../../shared/time.tsx';
import { UrlTabs } from '../../shared/url-tabs.tsx';
import { useAction, useAws, useLoad } from '../../shared/use-aws.ts';
import { DeadLetterSources, DeadLetterTarget } from './dead-letters.tsx';
import { PollMessages, SendMessage } from './messages.tsx';
import { findQueue, type FoundQueue } from './queue.ts';

interface Props {
  readonly queue: FoundQueue;
  readonly changed: () => void;
}

const at = (seconds: string | undefined): string | undefined =>
  seconds === undefined ? undefined : new Date(Number(seconds) * 1000).toISOString();

const Summary = ({ queue }: { readonly queue: FoundQueue }) => {
  const { url, attributes: all } = queue;
  return (
    <Container header={<Header variant="h2">Summary</Header>}>
      <Facts
        items={[
          ['ARN', <Copyable key="arn" text={all['QueueArn']} what="ARN" />],
          ['URL', <Copyable key="url" text={url} what="URL" />],
          ['Created', <Time key="created" at={at(all['CreatedTimestamp'])} />],
          ['Messages available', all['ApproximateNumberOfMessages']],
          ['In flight', all['ApproximateNumberOfMessagesNotVisible']],
          ['Delayed', all['ApproximateNumberOfMessagesDelayed']],
        ]}
      />
    </Container>
  );
};

const SETTINGS: readonly (readonly [attribute: string, label: string])[] = [
  ['VisibilityTimeout', 'Visibility timeout in seconds'],
  ['MessageRetentionPeriod', 'Message retention in seconds'],
  ['DelaySeconds', 'Delivery delay in seconds'],
  ['MaximumMessageSize', 'Maximum message size in bytes'],
  ['ReceiveMessageWaitTimeSeconds', 'Receive wait time in seconds'],
];

const Settings = ({ queue, changed }: Props) => {
  const aws = useAwsClient();
  const [edited, setEdited] = useState<Readonly<Record<string, string>>>();
  const action = useAction();
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('sqs', 'SetQueueAttributes', { QueueUrl: queue.url, Attributes: edited }),
    );
    if (!done) return;
    close();
    changed();
  };
  const current = Object.fromEntries(SETTINGS.map(([key]) => [key, queue.attributes[key] ?? '']));
  const buttons = (
    <EditButtons
      editing={edited !== undefined}
      busy={action.busy}
      editLabel="Edit attributes"
      saveLabel="Save attributes"
      edit={() => setEdited(current)}
      cancel={close}
      save={() => void save()}
    />
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={buttons}>
          Attributes
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          <Facts items={SETTINGS.map(([key, label]) => [label, queue.attributes[key]])} />
        ) : (
          SETTINGS.map(([key, label]) => (
            <TextField
              key={key}
              label={label}
              value={edited[key] ?? ''}
              change={(value) => setEdited({ ...edited, [key]: value })}
            />
          ))
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};

const QueueTags = ({ url }: { readonly url: string }) => {
  const aws = useAwsClient();
  const tags = useAws<{ Tags?: Record<string, string> }>({
    service: 'sqs',
    operation: 'ListQueueTags',
    input: { QueueUrl: url },
  });
  return (
    <FailureOr of={tags}>
      {({ Tags = {} }) => (
        <TagsSection
          tags={Object.entries(Tags).map(([key, value]) => ({ key, value }))}
          save={async (added, removed) => {
            if (removed.length > 0)
              await aws.call('sqs', 'UntagQueue', { QueueUrl: url, TagKeys: removed });
            if (added.length > 0)
              await aws.call('sqs', 'TagQueue', {
                QueueUrl: url,
                Tags: Object.fromEntries(added.map(({ key, value }) => [key, value])),
              });
          }}
          saved={tags.reload}
        />
      )}
    </FailureOr>
  );
};

const template = (arn: string): string =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: arn.split(':')[4] ?? '' },
          Action: 'sqs:SendMessage',
          Resource: arn,
        },
      ],
    },
    null,
    2,
  );

const Content = ({ queue, changed }: Props) => {
  const aws = useAwsClient();
  const { url, attributes } = queue;
  const { QueueArn = '', Policy, FifoQueue } = attributes;
  const policy = (
    <PolicySection
      document={Policy}
      description="Who else may use the queue, and how."
      template={template(QueueArn)}
      save={(document) =>
        aws.call('sqs', 'SetQueueAttributes', {
          QueueUrl: url,
          Attributes: { Policy: document },
        })
      }
      saved={changed}
    />
  );
  const messages = (
    <SpaceBetween size="l">
      <SendMessage url={url} fifo={FifoQueue === 'true'} changed={changed} />
      <PollMessages url={url} changed={changed} />
    </SpaceBetween>
  );
  const deadLetters = (
    <SpaceBetween size="l">
      <DeadLetterTarget queue={queue} changed={changed} />
      <DeadLetterSources queue={queue} changed={changed} />
    </SpaceBetween>
  );
  return (
    <SpaceBetween size="l">
      <Summary queue={queue} />
      <UrlTabs
        label="Queue"
        tabs={[
          ['messages', 'Messages', messages],
          ['settings', 'Attributes', <Settings key="settings" queue={queue} changed={changed} />],
          ['policy', 'Access policy', policy],
          ['dead-letters', 'Dead letters', deadLetters],
          ['tags', 'Tags', <QueueTags key="tags" url={url} />],
        ]}
      />
    </SpaceBetween>
  );
};

export const Component = () => {
  const { name = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const queue = useLoad(`queue ${aws.region} ${name}`, (signal) => findQueue(aws, name, signal));
  const { data } = queue;
  const buttons =
    data === undefined ? null : (
      <>
        <ConfirmButton
          label="Purge"
          title={`Purge queue ${name}`}
          text="Every message in the queue is deleted; none comes back."
          act={() => aws.call('sqs', 'PurgeQueue', { QueueUrl: data.url })}
          done={() => {
            succeeded(`Queue ${name} purged.`);
            queue.reload();
          }}
        />
        <ConfirmButton
          label="Delete"
          title={`Delete queue ${name}`}
          text="The queue and its messages are gone, and who sends to it is refused."
          act={() => aws.call('sqs', 'DeleteQueue', { QueueUrl: data.url })}
          done={() => {
            succeeded(`Queue ${name} deleted.`);
            void navigate('/sqs/queues');
          }}
        />
      </>
    );
  return (
    <Page title={name} actions={buttons}>
      <FailureOr of={queue}>
        {(found) => <Content queue={found} changed={queue.reload} />}
      </FailureOr>
    </Page>
  );
};
