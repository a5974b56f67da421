import type { Group, ListGroupsForUserResponse, ListGroupsResponse } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AddToGroupDialog } from '../../../shared/add-to-group-dialog.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useAction, useAws } from '../../../shared/use-aws.ts';

type Row = Json<Group>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Group name',
    isRowHeader: true,
    cell: ({ GroupName = '' }) => (
      <PageLink to={`/iam/groups/${encodeURIComponent(GroupName)}`}>{GroupName}</PageLink>
    ),
    text: ({ GroupName }) => GroupName,
  },
];

interface AddProps {
  readonly userName: string;
  readonly close: () => void;
  readonly added: () => void;
}

const AddDialog = ({ userName, close, added }: AddProps) => {
  const aws = useAwsClient();
  const [group, setGroup] = useState('');
  const action = useAction();
  const { data, loading } = useAws<ListGroupsResponse>({
    service: 'iam',
    operation: 'ListGroups',
    input: { MaxItems: 1000 },
  });
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', 'AddUserToGroup', { UserName: userName, GroupName: group }),
    );
    if (!done) return;
    close();
    added();
  };
  return (
    <AddToGroupDialog
      user={userName}
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

export const UserGroups = ({ userName }: { readonly userName: string }) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Row[]>([]);
  const [open, setOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  const GroupName = selected[0]?.GroupName;
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <AwsTable
        title="Groups"
        name="groups"
        columns={COLUMNS}
        loadKey={`${userName} ${turn}`}
        load={pagesOf<ListGroupsForUserResponse, Row>(
          aws,
          { service: 'iam', operation: 'ListGroupsForUser', input: { UserName: userName } },
          ({ Groups }) => Groups,
        )}
        idOf={({ GroupId = '' }) => GroupId}
        empty="In no group"
        filterLabel="Filter groups"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Remove from group"
              title={`Remove ${userName} from ${GroupName ?? ''}`}
              text="The user loses what the policies of the group allow."
              disabled={GroupName === undefined}
              act={() => aws.call('iam', 'RemoveUserFromGroup', { UserName: userName, GroupName })}
              done={changed}
            />
            <Button onClick={() => setOpen(true)}>Add to group</Button>
          </>
        }
      />
      {open ? <AddDialog userName={userName} close={() => setOpen(false)} added={changed} /> : null}
    </>
  );
};
