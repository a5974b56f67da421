import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useAwsClient } from '../../session/session-context.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { useNotifications } from '../../shared/notifications.tsx';
import { type EditedTag, TagEditor } from '../../shared/tag-editor.tsx';
import { TextField } from '../../shared/text-field.tsx';
import { useAction } from '../../shared/use-aws.ts';

const attributesOf = (entries: readonly EditedTag[]): object =>
  entries.length === 0
    ? {}
    : {
        MessageAttributes: Object.fromEntries(
          entries.map(({ key, value }) => [key, { DataType: 'String', StringValue: value }]),
        ),
      };

export const Publish = ({ arn }: { readonly arn: string }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [subject, setSubject] = useState('');
  const [text, setText] = useState('');
  const [group, setGroup] = useState('');
  const [attributes, setAttributes] = useState<readonly EditedTag[]>([]);
  const fifo = arn.endsWith('.fifo');
  const publish = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('sns', 'Publish', {
        TopicArn: arn,
        Message: text,
        ...(subject === '' ? {} : { Subject: subject }),
        ...(fifo ? { MessageGroupId: group, MessageDeduplicationId: crypto.randomUUID() } : {}),
        ...attributesOf(attributes),
      }),
    );
    if (!done) return;
    setText('');
    succeeded('Message published.');
  };
  return (
    <Container header={<Header variant="h2">Publish a message</Header>}>
      <SpaceBetween size="m">
        <TextField label="Subject (optional)" value={subject} change={setSubject} />
        <FormField label="Message">
          <Textarea value={text} rows={4} onChange={({ detail }) => setText(detail.value)} />
        </FormField>
        {fifo ? <TextField label="Message group ID" value={group} change={setGroup} /> : null}
        <TagEditor
          tags={attributes}
          change={setAttributes}
          word="attribute"
          empty="No attributes for filter policies."
        />
        <ErrorAlert error={action.error} />
        <Button loading={action.busy} disabled={text === ''} onClick={() => void publish()}>
          Publish message
        </Button>
      </SpaceBetween>
    </Container>
  );
};
