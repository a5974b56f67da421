import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAction } from '../shared/use-aws.ts';
import { keepAccount, keptAccount } from './preferences.ts';
import { useSessionContext } from './session-context.tsx';
import { type Credentials, sessionApi } from './session.ts';

type Step = 'password' | 'mfa' | 'new-password';

const EMPTY = { account: '', userName: '', password: '', mfaCode: '', newPassword: '' };
type Fields = typeof EMPTY;

interface FieldProps extends Pick<InputProps, 'type' | 'autoComplete' | 'inputMode'> {
  readonly name: keyof Fields;
  readonly label: string;
  readonly hint?: string;
  readonly fields: Fields;
  readonly set: (change: Partial<Fields>) => void;
}

const Field = ({ name, label, hint, fields, set, ...input }: FieldProps) => (
  <FormField label={label} {...(hint === undefined ? {} : { description: hint })}>
    <Input
      {...input}
      name={name}
      value={fields[name]}
      ariaRequired
      onChange={({ detail }) => set({ [name]: detail.value })}
    />
  </FormField>
);

const credentialsOf = (fields: Fields, step: Step): Credentials => ({
  account: fields.account.trim(),
  userName: fields.userName.trim(),
  password: fields.password,
  ...(fields.mfaCode === '' ? {} : { mfaCode: fields.mfaCode.trim() }),
  ...(step === 'new-password' ? { newPassword: fields.newPassword } : {}),
});

const LABELS = {
  password: 'Sign in',
  mfa: 'Submit code',
  'new-password': 'Change password and sign in',
} as const;

const StepFields = ({ step, ...rest }: Pick<FieldProps, 'fields' | 'set'> & { step: Step }) => {
  switch (step) {
    case 'password':
      return (
        <SpaceBetween size="m">
          <Field {...rest} name="account" label="Account ID or alias" autoComplete="organization" />
          <Field {...rest} name="userName" label="User name" autoComplete="username" />
          <Field
            {...rest}
            name="password"
            label="Password"
            type="password"
            autoComplete="current-password"
          />
        </SpaceBetween>
      );
    case 'mfa':
      return (
        <Field
          {...rest}
          name="mfaCode"
          label="MFA code"
          hint="The six digits that your MFA device shows."
          inputMode="numeric"
          autoComplete="one-time-code"
        />
      );
    case 'new-password':
      return (
        <Field
          {...rest}
          name="newPassword"
          label="New password"
          hint="Your password must be changed before you go on."
          type="password"
          autoComplete="new-password"
        />
      );
    default:
      return step satisfies never;
  }
};

export const PasswordForm = () => {
  const { reload } = useSessionContext();
  const [fields, setFields] = useState<Fields>(() => ({ ...EMPTY, account: keptAccount() }));
  const [step, setStep] = useState<Step>('password');
  const action = useAction();
  const set = (change: Partial<Fields>): void => setFields((before) => ({ ...before, ...change }));

  const submit = (): Promise<boolean> =>
    action.run(async () => {
      const answer = await sessionApi.signIn(credentialsOf(fields, step));
      if (answer.mfaRequired === true) setStep('mfa');
      else if (answer.changePasswordRequired === true) setStep('new-password');
      else {
        keepAccount(fields.account.trim());
        reload();
      }
    });
  const isComplete = fields.account !== '' && fields.userName !== '' && fields.password !== '';
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete && !action.busy) void submit();
      }}
    >
      <SpaceBetween size="m">
        {action.error === undefined ? null : <Alert type="error">{action.error.message}</Alert>}
        <StepFields step={step} fields={fields} set={set} />
        <Button variant="primary" fullWidth formAction="submit" loading={action.busy}>
          {LABELS[step]}
        </Button>
      </SpaceBetween>
    </form>
  );
};
