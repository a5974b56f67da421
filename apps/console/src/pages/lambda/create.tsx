import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAwsClient } from '../../session/session-context.tsx';
import { ChoiceField } from '../../shared/choice-field.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { FormButtons } from '../../shared/form-buttons.tsx';
import { useNotifications } from '../../shared/notifications.tsx';
import { Page } from '../../shared/page.tsx';
import { TextField } from '../../shared/text-field.tsx';
import { useAction } from '../../shared/use-aws.ts';
import { CodeFields, isReady, NEW_SOURCE, zipOf } from './code/source.tsx';
import { functionPath, RUNTIMES } from './shared/names.ts';
import { RoleField } from './shared/role-field.tsx';

interface Draft {
  readonly name: string;
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly memory: string;
  readonly timeout: string;
}

const NEW: Draft = {
  name: '',
  runtime: 'nodejs22.x',
  handler: 'index.handler',
  role: '',
  memory: '128',
  timeout: '3',
};

interface DetailsProps {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

const Details = ({ draft, change }: DetailsProps) => (
  <Container header={<Header variant="h2">Function</Header>}>
    <SpaceBetween size="m">
      <TextField
        label="Function name"
        constraint="Up to 64 letters, digits, hyphens and underscores"
        value={draft.name}
        change={(name) => change({ name })}
      />
      <ChoiceField
        label="Runtime"
        value={draft.runtime}
        options={RUNTIMES}
        change={(runtime) => change({ runtime })}
      />
      <TextField
        label="Handler"
        constraint="File and exported function"
        value={draft.handler}
        change={(handler) => change({ handler })}
      />
      <RoleField value={draft.role} change={(role) => change({ role })} />
      <TextField
        label="Memory in MB"
        value={draft.memory}
        change={(memory) => change({ memory })}
      />
      <TextField
        label="Timeout in seconds"
        value={draft.timeout}
        change={(timeout) => change({ timeout })}
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
  const [source, setSource] = useState(NEW_SOURCE);
  const name = draft.name.trim();
  const create = async (): Promise<void> => {
    const done = await action.run(async () =>
      aws.call('lambda', 'CreateFunction', {
        FunctionName: name,
        Runtime: draft.runtime,
        Handler: draft.handler.trim(),
        Role: draft.role.trim(),
        MemorySize: Number(draft.memory),
        Timeout: Number(draft.timeout),
        Code: { ZipFile: await zipOf(source) },
      }),
    );
    if (!done) return;
    succeeded(`Function ${name} created.`);
    await navigate(functionPath(name));
  };
  const buttons = (
    <FormButtons
      back="/lambda/functions"
      label="Create function"
      busy={action.busy}
      disabled={name === '' || draft.role.trim() === '' || !isReady(source)}
      submit={() => void create()}
    />
  );
  return (
    <Page title="Create function">
      <Form actions={buttons}>
        <SpaceBetween size="l">
          <Details
            draft={draft}
            change={(part) => setDraft((before) => ({ ...before, ...part }))}
          />
          <Container header={<Header variant="h2">Code</Header>}>
            <CodeFields source={source} change={setSource} />
          </Container>
          <ErrorAlert error={action.error} />
        </SpaceBetween>
      </Form>
    </Page>
  );
};
