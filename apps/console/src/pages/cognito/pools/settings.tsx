import type {
  GetUserPoolMfaConfigResponse,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';

const MODES = [
  ['OFF', 'Off'],
  ['OPTIONAL', 'Optional: each person decides'],
  ['ON', 'Required'],
] as const;

type Config = Json<GetUserPoolMfaConfigResponse>;

interface Edited {
  readonly mode: string;
  readonly totp: boolean;
}

const MfaFields = ({
  edited,
  change,
}: {
  readonly edited: Edited;
  readonly change: (edited: Edited) => void;
}) => (
  <>
    <ChoiceField
      label="Enforcement"
      value={edited.mode}
      options={MODES}
      change={(mode) => change({ ...edited, mode })}
    />
    <Checkbox
      checked={edited.totp}
      disabled={edited.mode === 'OFF'}
      onChange={({ detail }) => change({ ...edited, totp: detail.checked })}
    >
      Authenticator apps
    </Checkbox>
  </>
);

const mfaInput = ({ mode, totp }: Edited): object => ({
  MfaConfiguration: mode,
  ...(mode === 'OFF' ? {} : { SoftwareTokenMfaConfiguration: { Enabled: totp } }),
});

interface MfaProps {
  readonly pool: string;
  readonly config: Config;
  readonly changed: () => void;
}

const MfaForm = ({ pool, config, changed }: MfaProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const totp = config.SoftwareTokenMfaConfiguration?.Enabled === true;
  const mode = config.MfaConfiguration ?? 'OFF';
  const [edited, setEdited] = useState<Edited>();
  const close = (): void => {
    setEdited(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('cognito-idp', 'SetUserPoolMfaConfig', {
        UserPoolId: pool,
        ...mfaInput(edited ?? { mode, totp }),
      }),
    );
    if (!done) return;
    close();
    changed();
  };
  const buttons = (
    <EditButtons
      editing={edited !== undefined}
      busy={action.busy}
      editLabel="Edit MFA"
      saveLabel="Save MFA"
      edit={() => setEdited({ mode, totp })}
      cancel={close}
      save={() => void save()}
    />
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={buttons}>
          Multi-factor authentication
        </Header>
      }
    >
      <SpaceBetween size="m">
        {edited === undefined ? (
          <Facts
            columns={2}
            items={[
              ['Enforcement', MODES.find(([id]) => id === mode)?.[1]],
              ['Authenticator apps', totp ? 'Yes' : 'No'],
            ]}
          />
        ) : (
          <MfaFields edited={edited} change={setEdited} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};

const yes = (value: boolean | undefined): string => (value === true ? 'Required' : 'Not required');

export const PoolSecurity = ({ pool }: { readonly pool: Json<UserPoolType> }) => {
  const { Id = '', Policies } = pool;
  const mfa = useAws<GetUserPoolMfaConfigResponse>({
    service: 'cognito-idp',
    operation: 'GetUserPoolMfaConfig',
    input: { UserPoolId: Id },
  });
  const rules = Policies?.PasswordPolicy;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Password policy</Header>}>
        <Facts
          items={[
            ['Minimum length', rules?.MinimumLength],
            ['Lower case letter', yes(rules?.RequireLowercase)],
            ['Upper case letter', yes(rules?.RequireUppercase)],
            ['Digit', yes(rules?.RequireNumbers)],
            ['Symbol', yes(rules?.RequireSymbols)],
            ['Temporary passwords last, in days', rules?.TemporaryPasswordValidityDays],
          ]}
        />
      </Container>
      <FailureOr of={mfa}>
        {(config) => <MfaForm pool={Id} config={config} changed={mfa.reload} />}
      </FailureOr>
    </SpaceBetween>
  );
};
