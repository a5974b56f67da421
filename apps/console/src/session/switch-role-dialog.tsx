import type { ListAccountsResponse } from '@aws-sdk/client-organizations';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../api/json.ts';
import { request } from '../api/request.ts';
import { Dialog } from '../shared/dialog.tsx';
import { useAction, useLoad } from '../shared/use-aws.ts';
import { keepRole, keptRoles } from './preferences.ts';
import { useSession, useSessionContext } from './session-context.tsx';
import { type RoleChoice, sessionApi } from './session.ts';

interface Choice {
  readonly account: string;
  readonly roleName: string;
  readonly displayName: string;
}

const labelOf = ({ account, roleName, displayName }: RoleChoice): string =>
  displayName ?? `${roleName} @ ${account}`;

const AccountField = ({
  account,
  change,
}: {
  readonly account: string;
  readonly change: (account: string) => void;
}) => {
  const { data } = useLoad('accounts', (signal) =>
    request<Json<ListAccountsResponse>>('/api/session/accounts', { signal }),
  );
  const options = (data?.Accounts ?? []).map(({ Id = '', Name = '' }) => ({
    value: Id,
    description: Name,
  }));
  return (
    <FormField label="Account" description="The 12 digits of the account that has the role.">
      <Autosuggest
        value={account}
        options={options}
        enteredTextLabel={(value) => `Account ${value}`}
        empty="No accounts to choose from: type the account ID."
        onChange={({ detail }) => change(detail.value)}
      />
    </FormField>
  );
};

const History = ({ choose }: { readonly choose: (role: RoleChoice) => void }) => {
  const roles = keptRoles();
  return roles.length === 0 ? null : (
    <SpaceBetween size="xxs">
      <Box variant="awsui-key-label">Lately used</Box>
      <SpaceBetween direction="horizontal" size="xs">
        {roles.map((role) => (
          <Button key={`${role.account}/${role.roleName}`} onClick={() => choose(role)}>
            {labelOf(role)}
          </Button>
        ))}
      </SpaceBetween>
    </SpaceBetween>
  );
};

interface Props {
  readonly close: () => void;
  readonly initial?: Partial<Choice>;
}

/** Switch role, as the console of AWS has it: account, role and a name to show for it. */
export const SwitchRoleDialog = ({ close, initial = {} }: Props) => {
  const { home } = useSession();
  const { set } = useSessionContext();
  const [choice, setChoice] = useState<Choice>({
    account: home.account,
    roleName: '',
    displayName: '',
    ...initial,
  });
  const action = useAction();
  const change = (part: Partial<Choice>): void => setChoice((before) => ({ ...before, ...part }));
  const confirm = (): Promise<boolean> =>
    action.run(async () => {
      const displayName = choice.displayName.trim();
      const role = {
        account: choice.account.trim(),
        roleName: choice.roleName.trim(),
        ...(displayName === '' ? {} : { displayName }),
      };
      const session = await sessionApi.switchRole(role);
      keepRole(role);
      close();
      set(session);
    });
  return (
    <Dialog
      title="Switch role"
      confirmLabel="Switch role"
      busy={action.busy}
      error={action.error}
      disabled={choice.account.trim() === '' || choice.roleName.trim() === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <History choose={(role) => change({ displayName: '', ...role })} />
      <AccountField account={choice.account} change={(account) => change({ account })} />
      <FormField label="Role" description="The role's name, with its path if it has one.">
        <Input
          name="roleName"
          value={choice.roleName}
          onChange={({ detail }) => change({ roleName: detail.value })}
        />
      </FormField>
      <FormField label="Display name" description="What the top of the page calls it. Optional.">
        <Input
          name="displayName"
          value={choice.displayName}
          onChange={({ detail }) => change({ displayName: detail.value })}
        />
      </FormField>
    </Dialog>
  );
};
