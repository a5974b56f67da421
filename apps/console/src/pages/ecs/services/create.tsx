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
import { LaunchFields, type Launch, launchInput, NEW_LAUNCH } from '../shared/launch-fields.tsx';
import { clusterPath, tagsMember } from '../shared/names.ts';

interface Draft {
  readonly name: string;
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
    <Container header={<Header variant="h2">Service</Header>}>
      <SpaceBetween size="m">
        <TextField label="Service name" value={draft.name} change={(name) => change({ name })} />
        <DefinitionField value={draft.definition} change={(definition) => change({ definition })} />
        <TextField
          label="Desired tasks"
          type="number"
          value={draft.count}
          change={(count) => change({ count })}
        />
        <LaunchFields launch={draft.launch} change={(launch) => change({ launch })} />
      </SpaceBetween>
    </Container>
    <Container header={<Header variant="h2">Tags</Header>}>
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
    name: '',
    definition: '',
    count: '1',
    launch: NEW_LAUNCH,
    tags: [],
  });
  const [busy, setBusy] = useState(false);
  const create = async (): Promise<void> => {
    setBusy(true);
    try {
      await aws.call('ecs', 'CreateService', {
        cluster,
        serviceName: draft.name.trim(),
        taskDefinition: draft.definition,
        desiredCount: Number(draft.count),
        ...launchInput(draft.launch),
        ...tagsMember(draft.tags),
      });
      succeeded(`Service ${draft.name.trim()} created.`);
      await navigate(clusterPath(cluster));
    } catch (error) {
      failed(toApiError(error), 'The service was not created');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title="Create service" description={`In cluster ${cluster}.`}>
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate(clusterPath(cluster))}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={busy}
              disabled={draft.name.trim() === '' || draft.definition === ''}
              onClick={() => void create()}
            >
              Create service
            </Button>
          </SpaceBetween>
        }
      >
        <Fields draft={draft} change={(part) => setDraft((before) => ({ ...before, ...part }))} />
      </Form>
    </Page>
  );
};
