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
import { tablePath, TYPES } from './table.ts';

interface Draft {
  readonly name: string;
  readonly hash: string;
  readonly hashType: string;
  readonly range: string;
  readonly rangeType: string;
}

const NEW: Draft = { name: '', hash: '', hashType: 'S', range: '', rangeType: 'S' };

const inputOf = (
  { name, hash, hashType, range, rangeType }: Draft,
  tags: readonly EditedTag[],
): object => {
  const keys = [
    { name: hash.trim(), type: hashType, kind: 'HASH' },
    ...(range.trim() === '' ? [] : [{ name: range.trim(), type: rangeType, kind: 'RANGE' }]),
  ];
  return {
    TableName: name.trim(),
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keys.map((key) => ({ AttributeName: key.name, KeyType: key.kind })),
    AttributeDefinitions: keys.map((key) => ({
      AttributeName: key.name,
      AttributeType: key.type,
    })),
    ...(tags.length === 0
      ? {}
      : { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
  };
};

const Details = ({
  draft,
  change,
}: {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}) => (
  <Container header={<Header variant="h2">Details</Header>}>
    <SpaceBetween size="m">
      <TextField
        label="Table name"
        constraint="3 to 255 letters, digits, hyphens, underscores and periods"
        value={draft.name}
        change={(name) => change({ name })}
      />
      <TextField label="Partition key" value={draft.hash} change={(hash) => change({ hash })} />
      <ChoiceField
        label="Partition key type"
        value={draft.hashType}
        options={TYPES}
        change={(hashType) => change({ hashType })}
      />
      <TextField
        label="Sort key"
        description="Optional: items of one partition are kept in its order."
        value={draft.range}
        change={(range) => change({ range })}
      />
      {draft.range.trim() === '' ? null : (
        <ChoiceField
          label="Sort key type"
          value={draft.rangeType}
          options={TYPES}
          change={(rangeType) => change({ rangeType })}
        />
      )}
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
    const done = await action.run(() => aws.call('dynamodb', 'CreateTable', inputOf(draft, tags)));
    if (!done) return;
    succeeded(`Table ${name} is being created.`);
    await navigate(tablePath(name));
  };
  return (
    <Page title="Create table">
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={() => void navigate('/dynamodb/tables')}>
              Cancel
            </Button>
            <Button
              variant="primary"
              loading={action.busy}
              disabled={name === '' || draft.hash.trim() === ''}
              onClick={() => void create()}
            >
              Create table
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
