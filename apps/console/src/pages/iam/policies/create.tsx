import type { CreatePolicyResponse } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { JsonEditor } from '../../../shared/json-editor.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { type EditedTag, TagEditor } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { usePolicyRemarks } from '../../../shared/use-policy-remarks.ts';
import { createTags, NEW_POLICY } from '../shared/document.ts';
import { policyPath } from '../shared/policy-picker.tsx';

interface Draft {
  readonly name: string;
  readonly description: string;
  readonly document: string;
  readonly tags: readonly EditedTag[];
}

interface Props {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
}

const DocumentSection = ({ draft, change }: Props) => {
  const remarks = usePolicyRemarks(draft.document, 'IDENTITY_POLICY');
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="What IAM Access Analyzer says about it stands below while you write."
        >
          Policy document
        </Header>
      }
    >
      <JsonEditor
        label="Policy document"
        value={draft.document}
        change={(document) => change({ document })}
        remarks={remarks}
        minimumLines={16}
      />
    </Container>
  );
};

const Details = ({ draft, change }: Props) => (
  <Container header={<Header variant="h2">Policy details</Header>}>
    <SpaceBetween size="m">
      <TextField
        label="Policy name"
        constraint="Up to 128 letters, digits and +=,.@-_"
        name="policyName"
        value={draft.name}
        change={(name) => change({ name })}
      />
      <TextField
        label="Description"
        value={draft.description}
        change={(description) => change({ description })}
      />
      <TagEditor tags={draft.tags} change={(tags) => change({ tags })} />
    </SpaceBetween>
  </Container>
);

export const Component = () => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const [draft, setDraft] = useState<Draft>({
    name: '',
    description: '',
    document: NEW_POLICY,
    tags: [],
  });
  const action = useAction();
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const create = async (): Promise<void> => {
    const done = await action.run(async () => {
      const { Policy } = await aws.call<CreatePolicyResponse>('iam', 'CreatePolicy', {
        PolicyName: draft.name.trim(),
        PolicyDocument: draft.document,
        ...(draft.description === '' ? {} : { Description: draft.description }),
        ...createTags(draft.tags),
      });
      await navigate(policyPath(Policy?.Arn));
    });
    if (done) succeeded(`Policy ${draft.name.trim()} created.`);
  };
  return (
    <Page title="Create policy">
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate('/iam/policies')}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={action.busy}
              disabled={draft.name.trim() === ''}
              onClick={() => void create()}
            >
              Create policy
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <ErrorAlert error={action.error} />
          <DocumentSection draft={draft} change={change} />
          <Details draft={draft} change={change} />
        </SpaceBetween>
      </Form>
    </Page>
  );
};
