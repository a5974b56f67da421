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
import { TextAreaField } from '../../shared/text-area-field.tsx';
import { TextField } from '../../shared/text-field.tsx';
import { useAction } from '../../shared/use-aws.ts';
import { LIST_PATH, parameterPath, TIERS, TYPES } from './parameter.ts';

interface Draft {
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly tier: string;
  readonly keyId: string;
  readonly value: string;
  readonly pattern: string;
}

const NEW: Draft = {
  name: '',
  description: '',
  type: 'String',
  tier: 'Standard',
  keyId: '',
  value: '',
  pattern: '',
};

const given = (name: string, text: string): object =>
  text.trim() === '' ? {} : { [name]: text.trim() };

const inputOf = (draft: Draft, tags: readonly EditedTag[]): object => ({
  Name: draft.name.trim(),
  Type: draft.type,
  Tier: draft.tier,
  Value: draft.value,
  ...given('Description', draft.description),
  ...given('AllowedPattern', draft.pattern),
  ...(draft.type === 'SecureString' ? given('KeyId', draft.keyId) : {}),
  ...(tags.length === 0
    ? {}
    : { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
});

interface FieldProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

const Details = ({ draft, change }: FieldProps) => (
  <Container header={<Header variant="h2">Details</Header>}>
    <SpaceBetween size="m">
      <TextField
        label="Name"
        constraint="Letters, digits and .-_; slashes make a hierarchy of at most 15 levels: /app/prod/db/user"
        value={draft.name}
        change={(name) => change({ name })}
      />
      <TextField
        label="Description"
        description="Optional"
        value={draft.description}
        change={(description) => change({ description })}
      />
      <ChoiceField
        label="Tier"
        value={draft.tier}
        options={TIERS}
        change={(tier) => change({ tier })}
      />
      <ChoiceField
        label="Type"
        value={draft.type}
        options={TYPES}
        change={(type) => change({ type })}
      />
    </SpaceBetween>
  </Container>
);

const ValueFields = ({ draft, change }: FieldProps) => (
  <Container header={<Header variant="h2">Value</Header>}>
    <SpaceBetween size="m">
      {draft.type === 'SecureString' ? (
        <TextField
          label="KMS key"
          description="Whoever reads the value must be allowed to decrypt with it."
          placeholder="alias/aws/ssm"
          value={draft.keyId}
          change={(keyId) => change({ keyId })}
        />
      ) : null}
      <TextAreaField label="Value" value={draft.value} change={(value) => change({ value })} />
      <TextField
        label="Allowed pattern"
        description="Optional: a regular expression that every value must match as a whole."
        placeholder="^\d+$"
        value={draft.pattern}
        change={(pattern) => change({ pattern })}
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
  const [tags, setTags] = useState<readonly EditedTag[]>([]);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const name = draft.name.trim();
  const create = async (): Promise<void> => {
    const done = await action.run(() => aws.call('ssm', 'PutParameter', inputOf(draft, tags)));
    if (!done) return;
    succeeded(`Parameter ${name} created.`);
    await navigate(parameterPath(name));
  };
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" onClick={() => void navigate(LIST_PATH)}>
        Cancel
      </Button>
      <Button
        variant="primary"
        loading={action.busy}
        disabled={name === '' || draft.value === ''}
        onClick={() => void create()}
      >
        Create parameter
      </Button>
    </SpaceBetween>
  );
  return (
    <Page title="Create parameter">
      <Form actions={actions}>
        <SpaceBetween size="l">
          <Details draft={draft} change={change} />
          <ValueFields draft={draft} change={change} />
          <Container header={<Header variant="h2">Tags</Header>}>
            <TagEditor tags={tags} change={setTags} />
          </Container>
          <ErrorAlert error={action.error} />
        </SpaceBetween>
      </Form>
    </Page>
  );
};
