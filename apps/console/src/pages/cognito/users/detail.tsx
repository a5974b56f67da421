import type { AdminGetUserResponse } from '@aws-sdk/client-cognito-identity-provider';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';
import { poolPath } from '../shared/names.ts';
import { Enabled } from '../shared/user-columns.tsx';
import { UserAttributes } from './attributes.tsx';
import { UserGroups } from './groups.tsx';

interface Props {
  readonly pool: string;
  readonly name: string;
  readonly user: Json<AdminGetUserResponse>;
  readonly changed: () => void;
}

const PasswordDialog = ({
  pool,
  name,
  close,
  changed,
}: Omit<Props, 'user'> & { readonly close: () => void }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [password, setPassword] = useState('');
  const [permanent, setPermanent] = useState(false);
  const action = useAction();
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('cognito-idp', 'AdminSetUserPassword', {
        UserPoolId: pool,
        Username: name,
        Password: password,
        Permanent: permanent,
      }),
    );
    if (!done) return;
    succeeded(`Password of ${name} set.`);
    close();
    changed();
  };
  return (
    <Dialog
      title={`Set the password of ${name}`}
      confirmLabel="Set password"
      busy={action.busy}
      error={action.error}
      disabled={password === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <TextField label="Password" type="password" value={password} change={setPassword} />
      <Checkbox checked={permanent} onChange={({ detail }) => setPermanent(detail.checked)}>
        The person keeps it; otherwise they choose their own when they sign in
      </Checkbox>
    </Dialog>
  );
};

const UserActions = ({ pool, name, user, changed }: Props) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const [setting, setSetting] = useState(false);
  const call = (operation: string) => () =>
    aws.call('cognito-idp', operation, { UserPoolId: pool, Username: name });
  const enabled = user.Enabled !== false;
  const after = (text: string) => () => {
    succeeded(text);
    changed();
  };
  return (
    <>
      <ConfirmButton
        label={enabled ? 'Disable' : 'Enable'}
        title={`${enabled ? 'Disable' : 'Enable'} user ${name}`}
        text={enabled ? 'The user can no longer sign in.' : 'The user can sign in again.'}
        act={call(enabled ? 'AdminDisableUser' : 'AdminEnableUser')}
        done={after(`User ${name} ${enabled ? 'disabled' : 'enabled'}.`)}
      />
      <ConfirmButton
        label="Reset password"
        title={`Reset the password of ${name}`}
        text="The present one stops working; a code to choose a new one is sent to the user."
        act={call('AdminResetUserPassword')}
        done={after(`Password of ${name} reset.`)}
      />
      <Button onClick={() => setSetting(true)}>Set password</Button>
      <ConfirmButton
        label="Delete"
        title={`Delete user ${name}`}
        text="The user and what the pool knows of them are gone."
        act={call('AdminDeleteUser')}
        done={() => {
          succeeded(`User ${name} deleted.`);
          void navigate(poolPath(pool));
        }}
      />
      {setting ? (
        <PasswordDialog pool={pool} name={name} close={() => setSetting(false)} changed={changed} />
      ) : null}
    </>
  );
};

export const Component = () => {
  const { pool = '', user: name = '' } = useParams();
  const user = useAws<AdminGetUserResponse>({
    service: 'cognito-idp',
    operation: 'AdminGetUser',
    input: { UserPoolId: pool, Username: name },
  });
  const { data } = user;
  return (
    <Page
      title={name}
      actions={
        data === undefined ? undefined : (
          <UserActions pool={pool} name={name} user={data} changed={user.reload} />
        )
      }
    >
      <FailureOr of={user}>
        {(found) => (
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">Summary</Header>}>
              <Facts
                items={[
                  ['State', <Enabled key="enabled" enabled={found.Enabled} />],
                  ['Confirmation', found.UserStatus],
                  ['MFA', found.UserMFASettingList?.join(', ') ?? 'None'],
                  ['Created', <Time key="created" at={found.UserCreateDate} />],
                  ['Changed', <Time key="changed" at={found.UserLastModifiedDate} />],
                ]}
              />
            </Container>
            <UserAttributes
              pool={pool}
              name={name}
              attributes={found.UserAttributes ?? []}
              changed={user.reload}
            />
            <UserGroups pool={pool} user={name} />
          </SpaceBetween>
        )}
      </FailureOr>
    </Page>
  );
};
