import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { toApiError } from '../../../api/api-error.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { type EditedTag, TagEditor } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { clusterPath, tagsMember } from '../shared/names.ts';

const PROVIDERS = [
  { value: 'FARGATE', label: 'Fargate', description: 'On demand, no instances to look after.' },
  {
    value: 'FARGATE_SPOT',
    label: 'Fargate Spot',
    description: 'Spare capacity that may be taken back.',
  },
  { value: '', label: 'None yet', description: 'Container instances register by themselves.' },
];

interface Draft {
  readonly name: string;
  readonly provider: string;
  readonly tags: readonly EditedTag[];
}

interface Props {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
}

const Fields = ({ draft, change }: Props) => (
  <SpaceBetween size="l">
    <Container header={<Header variant="h2">Configure cluster</Header>}>
      <SpaceBetween size="m">
        <TextField
          label="Cluster name"
          constraint="Up to 255 letters, digits, hyphens and underscores"
          name="clusterName"
          value={draft.name}
          change={(name) => change({ name })}
        />
        <Tiles
          ariaLabel="Provisioning model"
          columns={3}
          value={draft.provider}
          items={PROVIDERS}
          onChange={({ detail }) => change({ provider: detail.value })}
        />
      </SpaceBetween>
    </Container>
    <Container
      header={
        <Header variant="h2" description="Attribute-based policies compare them with your own.">
          Tags
        </Header>
      }
    >
      <TagEditor tags={draft.tags} change={(tags) => change({ tags })} />
    </Container>
  </SpaceBetween>
);

export const Component = () => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded, failed } = useNotifications();
  const [draft, setDraft] = useState<Draft>({ name: '', provider: 'FARGATE', tags: [] });
  const [busy, setBusy] = useState(false);
  const create = async (): Promise<void> => {
    setBusy(true);
    try {
      await aws.call('ecs', 'CreateCluster', {
        ...(draft.name.trim() === '' ? {} : { clusterName: draft.name.trim() }),
        ...(draft.provider === '' ? {} : { capacityProviders: [draft.provider] }),
        ...tagsMember(draft.tags),
      });
      succeeded(`Cluster ${draft.name.trim() || 'default'} created.`);
      await navigate(clusterPath(draft.name.trim() || 'default'));
    } catch (error) {
      failed(toApiError(error), 'The cluster was not created');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title="Create cluster">
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate('/ecs/clusters')}>
              Cancel
            </Button>
            <Button variant="primary" loading={busy} onClick={() => void create()}>
              Create
            </Button>
          </SpaceBetween>
        }
      >
        <Fields draft={draft} change={(part) => setDraft((before) => ({ ...before, ...part }))} />
      </Form>
    </Page>
  );
};
