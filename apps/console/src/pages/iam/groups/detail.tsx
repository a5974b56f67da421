import type { GetGroupResponse, ListUsersResponse, User } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { Page } from '../../../shared/page.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';
import { AttachedPolicies } from '../shared/attached-policies.tsx';
import { InlinePolicies } from '../shared/inline-policies.tsx';

type Row = Json<User>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'User name',
    isRowHeader: true,
    cell: ({ UserName = '' }) => (
      <PageLink to={`/iam/users/${encodeURIComponent(UserName)}`}>{UserName}</PageLink>
    ),
    text: ({ UserName }) => UserName,
  },
];

interface AddProps {
  readonly group: string;
  readonly close: () => void;
  readonly added: () => void;
}

const AddDialog = ({ group, close, added }: AddProps) => {
  const aws = useAwsClient();
  const [user, setUser] = useState('');
  const action = useAction();
  const { data, loading } = useAws<ListUsersResponse>({
    service: 'iam',
    operation: 'ListUsers',
    input: { MaxItems: 1000 },
  });
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', 'AddUserToGroup', { UserName: user, GroupName: group }),
    );
    if (!done) return;
    close();
    added();
  };
  return (
    <Dialog
      title={`Add a user to ${group}`}
      confirmLabel="Add user"
      busy={action.busy}
      error={action.error}
      disabled={user === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <ChoiceField
        label="User"
        value={user}
        loading={loading}
        options={(data?.Users ?? []).map(({ UserName = '' }) => [UserName, UserName] as const)}
        change={setUser}
      />
    </Dialog>
  );
};

const Members = ({ group }: { readonly group: string }) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Row[]>([]);
  const [open, setOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  const UserName = selected[0]?.UserName;
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <AwsTable
        title="Users in this group"
        name="members"
        columns={COLUMNS}
        loadKey={`${group} ${turn}`}
        load={pagesOf<GetGroupResponse, Row>(
          aws,
          { service: 'iam', operation: 'GetGroup', input: { GroupName: group } },
          ({ Users }) => Users,
        )}
        idOf={({ UserId = '' }) => UserId}
        empty="No users"
        filterLabel="Filter users"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Remove"
              title={`Remove ${UserName ?? ''} from ${group}`}
              text="The user loses what the policies of the group allow."
              disabled={UserName === undefined}
              act={() => aws.call('iam', 'RemoveUserFromGroup', { UserName, GroupName: group })}
              done={changed}
            />
            <Button onClick={() => setOpen(true)}>Add user</Button>
          </>
        }
      />
      {open ? <AddDialog group={group} close={() => setOpen(false)} added={changed} /> : null}
    </>
  );
};

export const Component = () => {
  const { name = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const group = useAws<GetGroupResponse>({
    service: 'iam',
    operation: 'GetGroup',
    input: { GroupName: name, MaxItems: 1 },
  });
  const holder = { kind: 'Group' as const, name };
  return (
    <Page
      title={name}
      actions={
        <ConfirmButton
          label="Delete"
          title={`Delete group ${name}`}
          text="A group with users or policies cannot be deleted: remove them first."
          act={() => aws.call('iam', 'DeleteGroup', { GroupName: name })}
          done={() => void navigate('/iam/groups')}
        />
      }
    >
      <FailureOr of={group}>
        {({ Group: found }) => (
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">Summary</Header>}>
              <Facts
                items={[
                  ['ARN', <Copyable key="arn" text={found?.Arn} what="ARN" />],
                  ['Created', <Time key="created" at={found?.CreateDate} />],
                  ['Unique ID', found?.GroupId],
                ]}
              />
            </Container>
            <Members group={name} />
            <AttachedPolicies holder={holder} />
            <InlinePolicies holder={holder} />
          </SpaceBetween>
        )}
      </FailureOr>
    </Page>
  );
};
