import type { ListAccountAliasesResponse } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';

interface DialogProps {
  readonly close: () => void;
  readonly saved: () => void;
}

const AliasDialog = ({ close, saved }: DialogProps) => {
  const aws = useAwsClient();
  const [alias, setAlias] = useState('');
  const action = useAction();
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', 'CreateAccountAlias', { AccountAlias: alias.trim() }),
    );
    if (!done) return;
    close();
    saved();
  };
  return (
    <Dialog
      title="Set account alias"
      confirmLabel="Set alias"
      busy={action.busy}
      error={action.error}
      disabled={alias.trim() === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <TextField
        label="Alias"
        constraint="3 to 63 lower-case letters, digits and hyphens"
        value={alias}
        change={setAlias}
      />
    </Dialog>
  );
};

/** A name that people can sign in with in place of the account's twelve digits. */
export const AccountAlias = () => {
  const aws = useAwsClient();
  const account = useAccount();
  const [open, setOpen] = useState(false);
  const aliases = useAws<ListAccountAliasesResponse>({
    service: 'iam',
    operation: 'ListAccountAliases',
    input: {},
  });
  const alias = aliases.data?.AccountAliases?.[0];
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <ConfirmButton
                label="Delete alias"
                title={`Delete alias ${alias ?? ''}`}
                text="People sign in with the account ID from then on."
                disabled={alias === undefined}
                act={() => aws.call('iam', 'DeleteAccountAlias', { AccountAlias: alias })}
                done={aliases.reload}
              />
              <Button onClick={() => setOpen(true)}>Set alias</Button>
            </SpaceBetween>
          }
        >
          Account
        </Header>
      }
    >
      <FailureOr of={aliases}>
        {() => (
          <Facts
            items={[
              ['Account ID', account],
              ['Alias', alias],
            ]}
          />
        )}
      </FailureOr>
      {open ? <AliasDialog close={() => setOpen(false)} saved={aliases.reload} /> : null}
    </Container>
  );
};
