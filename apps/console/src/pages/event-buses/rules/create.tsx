import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { FormButtons } from '../../../shared/form-buttons.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { type EditedTag, TagEditor } from '../../../shared/tag-editor.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { BusField } from '../shared/bus-field.tsx';
import { busPath, DEFAULT_BUS, rulePath } from '../shared/names.ts';
import { EXAMPLES } from '../tester/examples.ts';
import { type RuleDraft, RuleFields, ruleInput } from './form.tsx';

const newDraft = (pattern: string | null): RuleDraft => ({
  description: '',
  state: 'ENABLED',
  kind: 'pattern',
  pattern: pattern ?? JSON.stringify(EXAMPLES[0]?.pattern, undefined, 2),
  schedule: 'rate(5 minutes)',
});

const tagInput = (tags: readonly EditedTag[]): object =>
  tags.length === 0 ? {} : { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };

const NameField = (field: { readonly value: string; readonly change: (name: string) => void }) => (
  <TextField
    {...field}
    label="Rule name"
    constraint="Up to 64 letters, digits, dots, hyphens and underscores. A rule of that name is replaced."
  />
);

export const Component = () => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [bus, setBus] = useState(search.get('bus') ?? DEFAULT_BUS);
  const [name, setName] = useState('');
  const [draft, setDraft] = useState(() => newDraft(search.get('pattern')));
  const [tags, setTags] = useState<readonly EditedTag[]>([]);
  const change = (part: Partial<RuleDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const create = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('events', 'PutRule', {
        Name: name.trim(),
        EventBusName: bus,
        ...ruleInput(draft),
        ...tagInput(tags),
      }),
    );
    if (!done) return;
    succeeded(`Rule ${name.trim()} created. It sends nowhere until it has a target.`);
    await navigate(`${rulePath(bus, name.trim())}?tab=targets`);
  };
  const buttons = (
    <FormButtons
      back={busPath(bus)}
      label="Create rule"
      busy={action.busy}
      disabled={name.trim() === ''}
      submit={() => void create()}
    />
  );
  return (
    <Page title="Create rule">
      <Form actions={buttons}>
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">Rule</Header>}>
            <SpaceBetween size="m">
              <NameField value={name} change={setName} />
              <BusField
                value={bus}
                change={(chosen) => {
                  setBus(chosen);
                  if (chosen !== DEFAULT_BUS) change({ kind: 'pattern' });
                }}
              />
              <RuleFields draft={draft} bus={bus} change={change} />
            </SpaceBetween>
          </Container>
          <Container header={<Header variant="h2">Tags</Header>}>
            <TagEditor tags={tags} change={setTags} />
          </Container>
          <ErrorAlert error={action.error} />
        </SpaceBetween>
      </Form>
    </Page>
  );
};
