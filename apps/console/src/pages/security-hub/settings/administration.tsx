import type {
  DescribeOrganizationConfigurationResponse,
  GetAdministratorAccountResponse,
  ListOrganizationAdminAccountsResponse,
} from '@aws-sdk/client-securityhub';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { NotVisibleOrError } from '../../../shared/not-visible.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';
import { Aggregation } from './aggregation.tsx';
import { useChange } from './use-change.ts';

interface DelegateProps {
  readonly close: () => void;
  readonly delegated: (account: string) => void;
}

const DelegateDialog = ({ close, delegated }: DelegateProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const [account, setAccount] = useState('');
  const AdminAccountId = account.trim();
  const delegate = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('securityhub', 'EnableOrganizationAdminAccount', { AdminAccountId }),
    );
    if (done) delegated(AdminAccountId);
  };
  return (
    <Dialog
      title="Delegate administration"
      confirmLabel="Delegate"
      busy={action.busy}
      error={action.error}
      disabled={AdminAccountId === ''}
      close={close}
      confirm={() => void delegate()}
    >
      <TextField label="Account ID" value={account} change={setAccount} />
    </Dialog>
  );
};

/** Known to the organization's management account only. */
const Delegation = () => {
  const aws = useAwsClient();
  const change = useChange();
  const [naming, setNaming] = useState(false);
  const found = useAws<ListOrganizationAdminAccountsResponse>({
    service: 'securityhub',
    operation: 'ListOrganizationAdminAccounts',
    input: {},
  });
  const AdminAccountId = found.data?.AdminAccounts?.[0]?.AccountId;
  const changed = (text: string): void => {
    setNaming(false);
    change.done(text);
    found.reload();
  };
  const button =
    AdminAccountId === undefined ? (
      <Button disabled={found.data === undefined} onClick={() => setNaming(true)}>
        Delegate
      </Button>
    ) : (
      <ConfirmButton
        label="Remove"
        title={`Remove administrator ${AdminAccountId}`}
        text="It no longer sees the findings of the organization in this Region."
        act={() => aws.call('securityhub', 'DisableOrganizationAdminAccount', { AdminAccountId })}
        done={() => changed('The administrator was removed.')}
      />
    );
  return (
    <Container
      header={
        <Header variant="h2" actions={<Actions>{button}</Actions>}>
          Delegated administrator
        </Header>
      }
    >
      {found.error === undefined ? (
        <Facts items={[['Account', AdminAccountId ?? 'None']]} />
      ) : (
        <NotVisibleOrError error={found.error} retry={found.reload} />
      )}
      {naming ? (
        <DelegateDialog
          close={() => setNaming(false)}
          delegated={(account) => changed(`Account ${account} administers Security Hub.`)}
        />
      ) : null}
    </Container>
  );
};

/** Who administers this account, and what an administrator decides for new accounts. */
const Administrator = () => {
  const aws = useAwsClient();
  const change = useChange();
  const own = useAws<GetAdministratorAccountResponse>({
    service: 'securityhub',
    operation: 'GetAdministratorAccount',
    input: {},
  });
  const organization = useAws<DescribeOrganizationConfigurationResponse>({
    service: 'securityhub',
    operation: 'DescribeOrganizationConfiguration',
    input: {},
  });
  const AutoEnable = organization.data?.AutoEnable;
  const turn = async (): Promise<void> => {
    await change.run('Saved what becomes of new accounts.', () =>
      aws.call('securityhub', 'UpdateOrganizationConfiguration', {
        AutoEnable: AutoEnable !== true,
      }),
    );
    organization.reload();
  };
  const newAccounts = AutoEnable === true ? 'Enabled by themselves' : 'Not enabled';
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            AutoEnable === undefined ? undefined : (
              <Button loading={change.busy} onClick={() => void turn()}>
                {AutoEnable ? 'Do not enable new accounts' : 'Enable new accounts'}
              </Button>
            )
          }
        >
          Administrator
        </Header>
      }
    >
      <SpaceBetween size="m">
        {own.error === undefined ? null : (
          <NotVisibleOrError error={own.error} retry={own.reload} />
        )}
        <Facts
          items={[
            ['Of this account', own.data?.Administrator?.AccountId ?? 'None'],
            [
              'New accounts of the organization',
              AutoEnable === undefined ? 'Known to the administrator' : newAccounts,
            ],
          ]}
        />
      </SpaceBetween>
    </Container>
  );
};

export const Administration = () => (
  <SpaceBetween size="l">
    <Delegation />
    <Administrator />
    <Aggregation />
  </SpaceBetween>
);
