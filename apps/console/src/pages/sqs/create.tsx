import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAwsClient } from '../../session/session-context.tsx';
import { ChoiceField } from '../../shared/choice-field.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { useNotifications } from '../../shared/notifications.tsx';
import { Page } from '../../shared/page.tsx';
import { type EditedTag, TagEditor } from '../../shared/tag-editor.tsx';
import { TextField } from '../../shared/text-field.tsx';
import { useAction } from '../../shared/use-aws.ts';
import { queuePath } from './queue.ts';

interface Draft {
  readonly name: string;
  readonly type: string;
  readonly visibility: string;
  readonly retention: string;
}

const NEW: Draft = { name: '', type: 'standard', visibility: '30', retention: '345600' };

const Details = ({
  draft,
  change,
}: {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}) => (
  <Container header={<Header variant="h2">Details</Header>}>
    <SpaceBetween size="m">
      <ChoiceField
        label="Type"
        value={draft.type}
        options={[
          ['standard', 'Standard: at least once, in about the order sent'],
          ['fifo', 'FIFO: exactly once, in order'],
        ]}
        change={(type) => change({ type })}
      />
      <TextField
        label="Queue name"
        constraint="Up to 80 letters, digits, hyphens and underscores"
        value={draft.name}
        change={(name) => change({ name })}
      />
      <TextField
        label="Visibility timeout in seconds"
        value={draft.visibility}
        change={(visibility) => change({ visibility })}
      />
      <TextField
        label="Message retention in seconds"
        value={draft.retention}
        change={(retention) => change({ retention })}
      />
    </SpaceBetween>
  </Container>
);

export const Component = () => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [draft, setDraft] = useState(NEW);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const { name, type, visibility, retention } = draft;
  const [tags, setTags] = useState<readonly EditedTag[]>([]);
  const full = type === 'fifo' && !name.endsWith('.fifo') ? `${name.trim()}.fifo` : name.trim();
  const create = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('sqs', 'CreateQueue', {
        QueueName: full,
        Attributes: {
          VisibilityTimeout: visibility,
          MessageRetentionPeriod: retention,
          ...(type === 'fifo' ? { FifoQueue: 'true' } : {}),
        },
        tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
      }),
    );
    if (!done) return;
    succeeded(`Queue ${full} created.`);
    await navigate(queuePath(full));
  };
  return (
    <Page title="Create queue">
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate('/sqs/queues')}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={action.busy}
              disabled={name.trim() === ''}
              onClick={() => void create()}
            >
              Create queue
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <Details draft={draft} change={change} />
          <Container header={<Header variant="h2">Tags</Header>}>
            <TagEditor tags={tags} change={setTags} />
          </Container>
          <ErrorAlert error={action.error} />
        </SpaceBetween>
      </Form>
    </Page>
  );
};
