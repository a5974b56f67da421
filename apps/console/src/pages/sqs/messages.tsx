import type { Message, ReceiveMessageResult } from '@aws-sdk/client-sqs';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import type { Json } from '../../api/json.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { Actions } from '../../shared/actions.tsx';
import { ConfirmButton } from '../../shared/confirm.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { useNotifications } from '../../shared/notifications.tsx';
import { TextField } from '../../shared/text-field.tsx';
import { useAction } from '../../shared/use-aws.ts';

type Received = Json<Message>;

interface Props {
  readonly url: string;
  readonly fifo: boolean;
  readonly changed: () => void;
}

export const SendMessage = ({ url, fifo, changed }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [text, setText] = useState('');
  const [group, setGroup] = useState('');
  const [once, setOnce] = useState('');
  const send = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('sqs', 'SendMessage', {
        QueueUrl: url,
        MessageBody: text,
        ...(fifo ? { MessageGroupId: group } : {}),
        ...(once === '' ? {} : { MessageDeduplicationId: once }),
      }),
    );
    if (!done) return;
    setText('');
    succeeded('Message sent.');
    changed();
  };
  return (
    <Container header={<Header variant="h2">Send a message</Header>}>
      <SpaceBetween size="m">
        <FormField label="Message body">
          <Textarea value={text} rows={4} onChange={({ detail }) => setText(detail.value)} />
        </FormField>
        {fifo ? (
          <>
            <TextField label="Message group ID" value={group} change={setGroup} />
            <TextField label="Deduplication ID" value={once} change={setOnce} />
          </>
        ) : null}
        <ErrorAlert error={action.error} />
        <Button loading={action.busy} disabled={text === ''} onClick={() => void send()}>
          Send message
        </Button>
      </SpaceBetween>
    </Container>
  );
};

const One = ({
  message,
  url,
  gone,
}: {
  readonly message: Received;
  readonly url: string;
  readonly gone: () => void;
}) => {
  const aws = useAwsClient();
  const { MessageId = '', Body = '', Attributes = {}, ReceiptHandle } = message;
  return (
    <li>
      <Box variant="awsui-key-label">
        {MessageId} · received {Attributes.ApproximateReceiveCount ?? '1'} times
      </Box>
      <pre className="gh-copy-block">{Body}</pre>
      <ConfirmButton
        label="Delete"
        title={`Delete message ${MessageId}`}
        text="It is gone for everybody who works off this queue."
        act={() => aws.call('sqs', 'DeleteMessage', { QueueUrl: url, ReceiptHandle })}
        done={gone}
      />
    </li>
  );
};

interface PollHeaderProps {
  readonly hold: boolean;
  readonly setHold: (hold: boolean) => void;
  readonly busy: boolean;
  readonly poll: () => void;
}

const PollHeader = ({ hold, setHold, busy, poll }: PollHeaderProps) => (
  <Header
    variant="h2"
    description="Each look counts as a receive, which may move a message to the dead-letter queue."
    actions={
      <Actions>
        <Checkbox checked={hold} onChange={({ detail }) => setHold(detail.checked)}>
          Hide from others for the visibility timeout
        </Checkbox>
        <Button loading={busy} onClick={poll}>
          Poll for messages
        </Button>
      </Actions>
    }
  >
    Messages
  </Header>
);

/** Looking at a message counts as receiving it, as everywhere in SQS: it goes back at once, or is held for this long. */
export const PollMessages = ({ url, changed }: Omit<Props, 'fifo'>) => {
  const aws = useAwsClient();
  const action = useAction();
  const [hold, setHold] = useState(false);
  const [messages, setMessages] = useState<readonly Received[]>();
  const poll = async (): Promise<void> => {
    await action.run(async () => {
      const found = await aws.call<ReceiveMessageResult>('sqs', 'ReceiveMessage', {
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        ...(hold ? {} : { VisibilityTimeout: 0 }),
      });
      setMessages(found.Messages ?? []);
    });
    changed();
  };
  return (
    <Container
      header={
        <PollHeader hold={hold} setHold={setHold} busy={action.busy} poll={() => void poll()} />
      }
    >
      <SpaceBetween size="m">
        <ErrorAlert error={action.error} />
        {messages === undefined || messages.length === 0 ? (
          <Box color="text-body-secondary">
            {messages === undefined ? 'Not polled yet.' : 'No messages were available.'}
          </Box>
        ) : (
          <ul className="gh-plain-list">
            {messages.map((message) => (
              <One
                key={message.ReceiptHandle}
                message={message}
                url={url}
                gone={() => {
                  setMessages((before) =>
                    before?.filter(({ ReceiptHandle }) => ReceiptHandle !== message.ReceiptHandle),
                  );
                  changed();
                }}
              />
            ))}
          </ul>
        )}
      </SpaceBetween>
    </Container>
  );
};
