import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { type EditedTag, TagEditor } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { createTags } from '../shared/document.ts';
import { type ListedPolicy, PolicyPicker } from '../shared/policy-picker.tsx';

interface Draft {
  readonly name: string;
  readonly console: boolean;
  readonly password: string;
  readonly reset: boolean;
  readonly policies: readonly ListedPolicy[];
  readonly tags: readonly EditedTag[];
}

const EMPTY: Draft = {
  name: '',
  console: false,
  password: '',
  reset: true,
  policies: [],
  tags: [],
};

interface Props {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
}

const Details = ({ draft, change }: Props) => (
  <Container header={<Header variant="h2">User details</Header>}>
    <SpaceBetween size="m">
      <TextField
        label="User name"
        constraint="Up to 64 letters, digits and +=,.@-_"
        name="userName"
        value={draft.name}
        change={(name) => change({ name })}
      />
      <Checkbox
        checked={draft.console}
        onChange={({ detail }) => change({ console: detail.checked })}
      >
        May sign in to the console
      </Checkbox>
      {draft.console ? (
        <>
          <TextField
            label="Console password"
            type="password"
            value={draft.password}
            change={(password) => change({ password })}
          />
          <Checkbox
            checked={draft.reset}
            onChange={({ detail }) => change({ reset: detail.checked })}
          >
            Must choose a new password at the next sign-in
          </Checkbox>
        </>
      ) : null}
    </SpaceBetween>
  </Container>
);

export const Component = () => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const [draft, setDraft] = useState(EMPTY);
  const action = useAction();
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const create = async (): Promise<void> => {
    const UserName = draft.name.trim();
    const done = await action.run(async () => {
      await aws.call('iam', 'CreateUser', { UserName, ...createTags(draft.tags) });
      if (draft.console)
        await aws.call('iam', 'CreateLoginProfile', {
          UserName,
          Password: draft.password,
          PasswordResetRequired: draft.reset,
        });
      for (const { Arn } of draft.policies)
        await aws.call('iam', 'AttachUserPolicy', { UserName, PolicyArn: Arn });
    });
    if (!done) return;
    succeeded(`User ${UserName} created.`);
    await navigate(`/iam/users/${encodeURIComponent(UserName)}`);
  };
  return (
    <Page title="Create user">
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate('/iam/users')}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={action.busy}
              disabled={draft.name.trim() === ''}
              onClick={() => void create()}
            >
              Create user
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <ErrorAlert error={action.error} />
          <Details draft={draft} change={change} />
          <PolicyPicker selected={draft.policies} select={(policies) => change({ policies })} />
          <Container header={<Header variant="h2">Tags</Header>}>
            <TagEditor tags={draft.tags} change={(tags) => change({ tags })} />
          </Container>
        </SpaceBetween>
      </Form>
    </Page>
  );
};
