import type { Group, ListGroupsResponse } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { Dialog } from '../../../shared/dialog.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { usePageTitle } from '../../../shared/page-title.ts';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';

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
  { id: 'path', header: 'Path', cell: ({ Path }) => Path, text: ({ Path }) => Path },
  {
    id: 'created',
    header: 'Created',
    cell: ({ CreateDate }) => <Time at={CreateDate} />,
    text: ({ CreateDate }) => CreateDate,
  },
];

const CreateDialog = ({ close }: { readonly close: () => void }) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const action = useAction();
  const confirm = async (): Promise<void> => {
    const done = await action.run(() => aws.call('iam', 'CreateGroup', { GroupName: name.trim() }));
    if (done) await navigate(`/iam/groups/${encodeURIComponent(name.trim())}`);
  };
  return (
    <Dialog
      title="Create group"
      confirmLabel="Create group"
      busy={action.busy}
      error={action.error}
      disabled={name.trim() === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <TextField label="Group name" value={name} change={setName} />
    </Dialog>
  );
};

export const Component = () => {
  const aws = useAwsClient();
  const [open, setOpen] = useState(false);
  usePageTitle('User groups');
  const create = (
    <Button variant="primary" onClick={() => setOpen(true)}>
      Create group
    </Button>
  );
  return (
    <>
      <AwsTable
        title="User groups"
        headingTag="h1"
        variant="full-page"
        description="Users that share policies."
        columns={COLUMNS}
        loadKey="groups"
        load={pagesOf<ListGroupsResponse, Row>(
          aws,
          { service: 'iam', operation: 'ListGroups' },
          ({ Groups }) => Groups,
        )}
        idOf={({ Arn = '' }) => Arn}
        empty="No groups"
        emptyAction={create}
        filterLabel="Filter groups"
        actions={create}
      />
      {open ? <CreateDialog close={() => setOpen(false)} /> : null}
    </>
  );
};
