import type { ConnectionAuthorizationType } from '@aws-sdk/client-eventbridge';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { authParameters, type ConnectionDraft } from './connection-draft.ts';

const TYPES: readonly (readonly [ConnectionAuthorizationType, string])[] = [
  ['API_KEY', 'API key'],
  ['BASIC', 'User name and password'],
  ['OAUTH_CLIENT_CREDENTIALS', 'OAuth client credentials'],
];

const IDENTITIES = {
  API_KEY: 'Name of the header',
  BASIC: 'User name',
  OAUTH_CLIENT_CREDENTIALS: 'Client ID',
} as const;

const SECRETS = {
  API_KEY: 'API key',
  BASIC: 'Password',
  OAUTH_CLIENT_CREDENTIALS: 'Client secret',
} as const;

interface Props {
  readonly initial: ConnectionDraft;
  readonly adding: boolean;
  readonly close: () => void;
  readonly done: () => void;
}

interface FieldsProps {
  readonly draft: ConnectionDraft;
  readonly change: (part: Partial<ConnectionDraft>) => void;
}

const OAuthFields = ({ draft, change }: FieldsProps) => (
  <>
    <TextField
      label="Authorization endpoint"
      placeholder="https://id.example.com/token"
      value={draft.endpoint}
      change={(endpoint) => change({ endpoint })}
    />
    <ChoiceField
      label="Method"
      value={draft.method}
      options={['POST', 'PUT', 'GET'].map((method) => [method, method] as const)}
      change={(method) => change({ method })}
    />
    <TextField
      label="Scope"
      constraint="May stay empty"
      value={draft.scope}
      change={(scope) => change({ scope })}
    />
  </>
);

const NameFields = ({ draft, change, adding }: FieldsProps & { readonly adding: boolean }) => (
  <>
    <TextField
      label="Connection name"
      disabled={!adding}
      value={draft.name}
      change={(name) => change({ name })}
    />
    <TextField
      label="Description"
      value={draft.description}
      change={(description) => change({ description })}
    />
  </>
);

/** Creates a connection or changes one. Secrets go in and never come back. */
export const ConnectionForm = ({ initial, adding, close, done }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [draft, setDraft] = useState(initial);
  const change = (part: Partial<ConnectionDraft>): void =>
    setDraft((before) => ({ ...before, ...part }));
  const confirm = async (): Promise<void> => {
    const finished = await action.run(() =>
      aws.call('events', adding ? 'CreateConnection' : 'UpdateConnection', {
        Name: draft.name.trim(),
        Description: draft.description,
        AuthorizationType: draft.type,
        AuthParameters: authParameters(draft),
      }),
    );
    if (finished) done();
  };
  return (
    <Dialog
      title={adding ? 'Create connection' : `Edit connection ${draft.name}`}
      confirmLabel={adding ? 'Create connection' : 'Save connection'}
      busy={action.busy}
      error={action.error}
      disabled={
        draft.name.trim() === '' || draft.identity === '' || (adding && draft.secret === '')
      }
      close={close}
      confirm={() => void confirm()}
    >
      <NameFields draft={draft} change={change} adding={adding} />
      <ChoiceField
        label="Authorization"
        value={draft.type}
        options={TYPES}
        change={(type) => change({ type: TYPES.find(([one]) => one === type)?.[0] ?? 'API_KEY' })}
      />
      <TextField
        label={IDENTITIES[draft.type]}
        value={draft.identity}
        change={(identity) => change({ identity })}
      />
      <TextField
        label={SECRETS[draft.type]}
        type="password"
        constraint={adding ? undefined : 'Empty: it stays as it is'}
        value={draft.secret}
        change={(secret) => change({ secret })}
      />
      {draft.type === 'OAUTH_CLIENT_CREDENTIALS' ? (
        <OAuthFields draft={draft} change={change} />
      ) : null}
    </Dialog>
  );
};
