import type { RunTaskResponse } from '@aws-sdk/client-ecs';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { toApiError } from '../../../api/api-error.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { type EditedTag, TagEditor } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { DefinitionField } from '../shared/definition-field.tsx';
import { requireNoFailure } from '../shared/failures.ts';
import { LaunchFields, type Launch, launchInput, NEW_LAUNCH } from '../shared/launch-fields.tsx';
import { clusterPath, lastOf, tagsMember } from '../shared/names.ts';

interface Draft {
  readonly definition: string;
  readonly count: string;
  readonly launch: Launch;
  readonly tags: readonly EditedTag[];
}

interface Props {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
}

const Fields = ({ draft, change }: Props) => (
  <SpaceBetween size="l">
    <Container header={<Header variant="h2">Task</Header>}>
      <SpaceBetween size="m">
        <DefinitionField value={draft.definition} change={(definition) => change({ definition })} />
        <TextField
          label="Number of tasks"
          type="number"
          constraint="1 to 10"
          value={draft.count}
          change={(count) => change({ count })}
        />
        <LaunchFields launch={draft.launch} change={(launch) => change({ launch })} />
      </SpaceBetween>
    </Container>
    <Container header={<Header variant="h2">Task tagging configuration</Header>}>
      <TagEditor tags={draft.tags} change={(tags) => change({ tags })} />
    </Container>
  </SpaceBetween>
);

export const Component = () => {
  const { cluster = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded, failed } = useNotifications();
  const [draft, setDraft] = useState<Draft>({
    definition: '',
    count: '1',
    launch: NEW_LAUNCH,
    tags: [],
  });
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      const { tasks = [], failures } = await aws.call<RunTaskResponse>('ecs', 'RunTask', {
        cluster,
        taskDefinition: draft.definition,
        count: Number(draft.count),
        ...launchInput(draft.launch),
        ...tagsMember(draft.tags),
      });
      requireNoFailure(failures);
      succeeded(`Task ${tasks.map(({ taskArn }) => lastOf(taskArn)).join(', ')} created.`);
      await navigate(`${clusterPath(cluster)}?tab=tasks`);
    } catch (error) {
      failed(toApiError(error), 'The task was not created');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title="Run task" description={`In cluster ${cluster}.`}>
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate(clusterPath(cluster))}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={busy}
              disabled={draft.definition === ''}
              onClick={() => void run()}
            >
              Run task
            </Button>
          </SpaceBetween>
        }
      >
        <Fields draft={draft} change={(part) => setDraft((before) => ({ ...before, ...part }))} />
      </Form>
    </Page>
  );
};
