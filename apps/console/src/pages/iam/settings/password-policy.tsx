import type {
  GetAccountPasswordPolicyResponse,
  PasswordPolicy as Policy,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';

const SWITCHES = [
  ['RequireUppercaseCharacters', 'Require at least one upper-case letter'],
  ['RequireLowercaseCharacters', 'Require at least one lower-case letter'],
  ['RequireNumbers', 'Require at least one digit'],
  ['RequireSymbols', 'Require at least one other character'],
  ['AllowUsersToChangePassword', 'Users may change their own password'],
  ['HardExpiry', 'An expired password can only be renewed by an administrator'],
] as const;

type Switch = (typeof SWITCHES)[number][0];

interface Draft {
  readonly switches: ReadonlySet<Switch>;
  readonly length: string;
  readonly age: string;
  readonly reuse: string;
}

const toDraft = (policy: Json<Policy> | undefined): Draft => ({
  switches: new Set(SWITCHES.map(([name]) => name).filter((name) => policy?.[name] === true)),
  length: String(policy?.MinimumPasswordLength ?? 8),
  age: policy?.MaxPasswordAge === undefined ? '' : String(policy.MaxPasswordAge),
  reuse:
    policy?.PasswordReusePrevention === undefined ? '' : String(policy.PasswordReusePrevention),
});

const toInput = ({ switches, length, age, reuse }: Draft): object => ({
  ...Object.fromEntries(SWITCHES.map(([name]) => [name, switches.has(name)])),
  MinimumPasswordLength: Number(length),
  ...(age === '' ? {} : { MaxPasswordAge: Number(age) }),
  ...(reuse === '' ? {} : { PasswordReusePrevention: Number(reuse) }),
});

interface DialogProps {
  readonly policy: Json<Policy> | undefined;
  readonly close: () => void;
  readonly saved: () => void;
}

const toggled = (switches: ReadonlySet<Switch>, name: Switch, on: boolean): ReadonlySet<Switch> =>
  new Set([...switches].filter((other) => other !== name).concat(on ? [name] : []));

const PolicyDialog = ({ policy, close, saved }: DialogProps) => {
  const aws = useAwsClient();
  const [draft, setDraft] = useState(() => toDraft(policy));
  const action = useAction();
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', 'UpdateAccountPasswordPolicy', toInput(draft)),
    );
    if (!done) return;
    close();
    saved();
  };
  return (
    <Dialog
      title="Edit password policy"
      confirmLabel="Save policy"
      busy={action.busy}
      error={action.error}
      close={close}
      confirm={() => void confirm()}
    >
      <TextField
        label="Minimum length"
        type="number"
        constraint="6 to 128"
        value={draft.length}
        change={(length) => change({ length })}
      />
      <SpaceBetween size="xs">
        {SWITCHES.map(([name, label]) => (
          <Checkbox
            key={name}
            checked={draft.switches.has(name)}
            onChange={({ detail }) =>
              change({ switches: toggled(draft.switches, name, detail.checked) })
            }
          >
            {label}
          </Checkbox>
        ))}
      </SpaceBetween>
      <TextField
        label="Passwords expire after days"
        type="number"
        constraint="Empty: never"
        value={draft.age}
        change={(age) => change({ age })}
      />
      <TextField
        label="Earlier passwords that may not be used again"
        type="number"
        constraint="Empty: all may"
        value={draft.reuse}
        change={(reuse) => change({ reuse })}
      />
    </Dialog>
  );
};

const yes = (value: boolean | undefined): string => (value === true ? 'Yes' : 'No');

const PolicyFacts = ({ policy }: { readonly policy: Json<Policy> }) => (
  <Facts
    items={[
      ['Minimum length', String(policy.MinimumPasswordLength ?? '')],
      ...SWITCHES.map(([name, label]) => [label, yes(policy[name])] as const),
      ['Expires after days', policy.MaxPasswordAge?.toString() ?? 'Never'],
      ['Earlier passwords remembered', policy.PasswordReusePrevention?.toString() ?? 'None'],
    ]}
  />
);

export const PasswordPolicy = () => {
  const aws = useAwsClient();
  const [open, setOpen] = useState(false);
  const loaded = useAws<GetAccountPasswordPolicyResponse>({
    service: 'iam',
    operation: 'GetAccountPasswordPolicy',
    input: {},
  });
  const isDefault = loaded.error?.code === 'NoSuchEntity';
  const policy = loaded.data?.PasswordPolicy;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <ConfirmButton
                label="Reset to default"
                title="Reset password policy"
                text="The default policy of AWS holds from then on."
                disabled={policy === undefined}
                act={() => aws.call('iam', 'DeleteAccountPasswordPolicy', {})}
                done={loaded.reload}
              />
              <Button onClick={() => setOpen(true)}>Edit</Button>
            </SpaceBetween>
          }
        >
          Password policy
        </Header>
      }
    >
      {isDefault
        ? 'The default policy: at least 8 characters of at least three kinds, not the account or user name.'
        : null}
      {isDefault ? null : <ErrorAlert error={loaded.error} retry={loaded.reload} />}
      {policy === undefined ? null : <PolicyFacts policy={policy} />}
      {open ? (
        <PolicyDialog policy={policy} close={() => setOpen(false)} saved={loaded.reload} />
      ) : null}
    </Container>
  );
};
