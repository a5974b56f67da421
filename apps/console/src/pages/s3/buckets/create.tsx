import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { TagEditor } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { REGIONS } from '../../../shell/regions.ts';
import { ALL_BLOCKED, BlockFields } from '../shared/block-fields.tsx';
import { ENCRYPTIONS, OWNERSHIPS } from '../shared/choices.ts';
import { bucketPath } from '../shared/place.ts';
import { createMaker, type NewBucket } from './new-bucket.ts';

const VERSIONINGS = [
  ['Disabled', 'Off: what is overwritten or deleted is gone'],
  ['Enabled', 'On: every version is kept'],
] as const;

const REGION_CHOICES = REGIONS.map(([id, name]) => [id, `${name} ${id}`] as const);

interface PartProps {
  readonly draft: NewBucket;
  readonly change: (part: Partial<NewBucket>) => void;
}

const Section = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Container header={<Header variant="h2">{title}</Header>}>
    <SpaceBetween size="m">{children}</SpaceBetween>
  </Container>
);

const General = ({ draft, change }: PartProps) => (
  <Section title="General">
    <TextField
      label="Bucket name"
      constraint="3 to 63 lower-case letters, digits, dots and hyphens; nobody else in the world has it"
      value={draft.name}
      change={(name) => change({ name })}
    />
    <ChoiceField
      label="AWS Region"
      value={draft.region}
      options={REGION_CHOICES}
      change={(region) => change({ region })}
    />
    <ChoiceField
      label="Object ownership"
      value={draft.ownership}
      options={OWNERSHIPS}
      change={(ownership) => change({ ownership })}
    />
  </Section>
);

const Storage = ({ draft, change }: PartProps) => (
  <Section title="Versions and encryption">
    <ChoiceField
      label="Versioning"
      value={draft.versioning}
      options={VERSIONINGS}
      change={(versioning) => change({ versioning })}
    />
    <ChoiceField
      label="Default encryption"
      value={draft.encryption}
      options={ENCRYPTIONS}
      change={(encryption) => change({ encryption })}
    />
    {draft.encryption === 'aws:kms' ? (
      <TextField
        label="KMS key (optional)"
        description="ARN of a key; without one, the key of S3 in this account."
        value={draft.key}
        change={(key) => change({ key })}
      />
    ) : null}
  </Section>
);

export const Component = () => {
  const { region } = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [make] = useState(createMaker);
  const [draft, setDraft] = useState<NewBucket>({
    name: '',
    region,
    ownership: 'BucketOwnerEnforced',
    block: ALL_BLOCKED,
    versioning: 'Disabled',
    encryption: 'AES256',
    key: '',
    tags: [],
  });
  const change = (part: Partial<NewBucket>): void => setDraft((before) => ({ ...before, ...part }));
  const name = draft.name.trim();
  const create = async (): Promise<void> => {
    if (!(await action.run(() => make({ ...draft, name })))) return;
    succeeded(`Bucket ${name} created.`);
    await navigate(bucketPath(name));
  };
  return (
    <Page title="Create bucket">
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate('/s3/buckets')}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={action.busy}
              disabled={name === ''}
              onClick={() => void create()}
            >
              Create bucket
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <General draft={draft} change={change} />
          <Section title="Block Public Access">
            <BlockFields block={draft.block} change={(block) => change({ block })} />
          </Section>
          <Storage draft={draft} change={change} />
          <Section title="Tags">
            <TagEditor tags={draft.tags} change={(tags) => change({ tags })} />
          </Section>
          <ErrorAlert error={action.error} />
        </SpaceBetween>
      </Form>
    </Page>
  );
};
