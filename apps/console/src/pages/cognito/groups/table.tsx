import type { GroupType, ListGroupsResponse } from '@aws-sdk/client-cognito-identity-provider';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { CreateDialog } from '../shared/create-dialog.tsx';
import { groupPath } from '../shared/names.ts';

type Row = Json<GroupType>;

const columns = (pool: string): readonly Column<Row>[] => [
  {
    id: 'name',
    header: 'Group name',
    isRowHeader: true,
    cell: ({ GroupName = '' }) => <PageLink to={groupPath(pool, GroupName)}>{GroupName}</PageLink>,
    text: ({ GroupName }) => GroupName,
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description = '–' }) => Description,
    text: ({ Description }) => Description,
  },
  {
    id: 'precedence',
    header: 'Precedence',
    cell: ({ Precedence = '–' }) => Precedence,
    text: ({ Precedence }) => Precedence,
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ CreationDate }) => <Time at={CreationDate} />,
    text: ({ CreationDate }) => CreationDate,
  },
];

const CreateGroup = ({
  pool,
  close,
  created,
}: {
  readonly pool: string;
  readonly close: () => void;
  readonly created: () => void;
}) => {
  const aws = useAwsClient();
  const [description, setDescription] = useState('');
  const [precedence, setPrecedence] = useState('');
  const create = async (name: string): Promise<void> => {
    await aws.call('cognito-idp', 'CreateGroup', {
      UserPoolId: pool,
      GroupName: name,
      ...(description === '' ? {} : { Description: description }),
      ...(precedence === '' ? {} : { Precedence: Number(precedence) }),
    });
    created();
  };
  return (
    <CreateDialog title="Create group" nameLabel="Group name" create={create} close={close}>
      <TextField label="Description (optional)" value={description} change={setDescription} />
      <TextField
        label="Precedence (optional)"
        type="number"
        constraint="The lowest decides which role a person of several groups prefers"
        value={precedence}
        change={setPrecedence}
      />
    </CreateDialog>
  );
};

export const Groups = ({ pool }: { readonly pool: string }) => {
  const aws = useAwsClient();
  const [open, setOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  const create = (
    <Button variant="primary" onClick={() => setOpen(true)}>
      Create group
    </Button>
  );
  return (
    <>
      <AwsTable
        title="Groups"
        name="groups"
        columns={columns(pool)}
        loadKey={`${pool} ${turn}`}
        load={async (token, signal) => {
          const found = await aws.call<ListGroupsResponse>(
            'cognito-idp',
            'ListGroups',
            { UserPoolId: pool, Limit: 60, ...(token === undefined ? {} : { NextToken: token }) },
            signal,
          );
          return { items: found.Groups ?? [], token: found.NextToken };
        }}
        idOf={({ GroupName = '' }) => GroupName}
        empty="No groups"
        emptyAction={create}
        filterLabel="Filter groups"
        actions={create}
      />
      {open ? (
        <CreateGroup
          pool={pool}
          close={() => setOpen(false)}
          created={() => setTurn((before) => before + 1)}
        />
      ) : null}
    </>
  );
};
