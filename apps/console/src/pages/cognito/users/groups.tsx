import type {
  AdminListGroupsForUserResponse,
  GroupType,
  ListGroupsResponse,
} from '@aws-sdk/client-cognito-identity-provider';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AddToGroupDialog } from '../../../shared/add-to-group-dialog.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';
import { groupPath } from '../shared/names.ts';

type Row = Json<GroupType>;

interface Props {
  readonly pool: string;
  readonly user: string;
}

const columns = (pool: string): readonly Column<Row>[] => [
  {
    id: 'name',
    header: 'Group name',
    isRowHeader: true,
    cell: ({ GroupName = '' }) => <PageLink to={groupPath(pool, GroupName)}>{GroupName}</PageLink>,
    text: ({ GroupName }) => GroupName,
  },
  { id: 'description', header: 'Description', cell: ({ Description = '–' }) => Description },
];

const AddDialog = ({
  pool,
  user,
  close,
  added,
}: Props & { readonly close: () => void; readonly added: () => void }) => {
  const aws = useAwsClient();
  const [group, setGroup] = useState('');
  const action = useAction();
  const { data, loading } = useAws<ListGroupsResponse>({
    service: 'cognito-idp',
    operation: 'ListGroups',
    input: { UserPoolId: pool, Limit: 60 },
  });
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('cognito-idp', 'AdminAddUserToGroup', {
        UserPoolId: pool,
        Username: user,
        GroupName: group,
      }),
    );
    if (!done) return;
    close();
    added();
  };
  return (
    <AddToGroupDialog
      user={user}
      groups={(data?.Groups ?? []).map(({ GroupName = '' }) => GroupName)}
      loading={loading}
      group={group}
      choose={setGroup}
      action={action}
      close={close}
      confirm={() => void confirm()}
    />
  );
};

export const UserGroups = ({ pool, user }: Props) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Row[]>([]);
  const [open, setOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  const group = selected[0]?.GroupName;
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  const input = { UserPoolId: pool, Username: user };
  return (
    <>
      <AwsTable
        title="Groups"
        name="groups"
        columns={columns(pool)}
        loadKey={`${pool} ${user} ${turn}`}
        load={async (token, signal) => {
          const found = await aws.call<AdminListGroupsForUserResponse>(
            'cognito-idp',
            'AdminListGroupsForUser',
            { ...input, Limit: 60, ...(token === undefined ? {} : { NextToken: token }) },
            signal,
          );
          return { items: found.Groups ?? [], token: found.NextToken };
        }}
        idOf={({ GroupName = '' }) => GroupName}
        empty="No groups"
        filterLabel="Filter groups"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Remove"
              title={`Remove ${user} from ${group ?? ''}`}
              text="Tokens that are out already keep the group until they end."
              disabled={group === undefined}
              act={() =>
                aws.call('cognito-idp', 'AdminRemoveUserFromGroup', { ...input, GroupName: group })
              }
              done={changed}
            />
            <Button onClick={() => setOpen(true)}>Add to group</Button>
          </>
        }
      />
      {open ? (
        <AddDialog pool={pool} user={user} close={() => setOpen(false)} added={changed} />
      ) : null}
    </>
  );
};
