import type { GetLoginProfileResponse } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';

interface DialogProps {
  readonly userName: string;
  readonly exists: boolean;
  readonly close: () => void;
  readonly saved: () => void;
}

const PasswordDialog = ({ userName, exists, close, saved }: DialogProps) => {
  const aws = useAwsClient();
  const [password, setPassword] = useState('');
  const [reset, setReset] = useState(true);
  const action = useAction();
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', exists ? 'UpdateLoginProfile' : 'CreateLoginProfile', {
        UserName: userName,
        Password: password,
        PasswordResetRequired: reset,
      }),
    );
    if (!done) return;
    close();
    saved();
  };
  return (
    <Dialog
      title={`Set console password of ${userName}`}
      confirmLabel="Set password"
      busy={action.busy}
      error={action.error}
      disabled={password === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <TextField label="Password" type="password" value={password} change={setPassword} />
      <Checkbox checked={reset} onChange={({ detail }) => setReset(detail.checked)}>
        Must choose a new password at the next sign-in
      </Checkbox>
    </Dialog>
  );
};

/** Whether, and since when, somebody can sign in to the console as this user. */
export const ConsoleAccess = ({ userName }: { readonly userName: string }) => {
  const aws = useAwsClient();
  const [open, setOpen] = useState(false);
  const profile = useAws<GetLoginProfileResponse>({
    service: 'iam',
    operation: 'GetLoginProfile',
    input: { UserName: userName },
  });
  const isAbsent = profile.error?.code === 'NoSuchEntity';
  const found = profile.data?.LoginProfile;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <ConfirmButton
                label="Remove console access"
                title={`Remove console access of ${userName}`}
                text="The password is forgotten, and console sessions of the user end at once."
                disabled={found === undefined}
                act={() => aws.call('iam', 'DeleteLoginProfile', { UserName: userName })}
                done={profile.reload}
              />
              <Button disabled={profile.loading} onClick={() => setOpen(true)}>
                Set password
              </Button>
            </SpaceBetween>
          }
        >
          Console sign-in
        </Header>
      }
    >
      {isAbsent ? (
        'This user has no console password.'
      ) : (
        <ErrorAlert error={profile.error} retry={profile.reload} />
      )}
      {found === undefined ? null : (
        <Facts
          items={[
            ['Password created', <Time key="created" at={found.CreateDate} />],
            ['Must be changed at the next sign-in', found.PasswordResetRequired ? 'Yes' : 'No'],
          ]}
        />
      )}
      {open ? (
        <PasswordDialog
          userName={userName}
          exists={found !== undefined}
          close={() => setOpen(false)}
          saved={profile.reload}
        />
      ) : null}
    </Container>
  );
};
