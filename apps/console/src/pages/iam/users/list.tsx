import type { ListUsersResponse, User } from '@aws-sdk/client-iam';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { usePageTitle } from '../../../shared/page-title.ts';
import { Time } from '../../../shared/time.tsx';

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
  { id: 'path', header: 'Path', cell: ({ Path }) => Path, text: ({ Path }) => Path },
  {
    id: 'signed-in',
    header: 'Last console sign-in',
    cell: ({ PasswordLastUsed }) => <Time at={PasswordLastUsed} />,
    text: ({ PasswordLastUsed }) => PasswordLastUsed,
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ CreateDate }) => <Time at={CreateDate} />,
    text: ({ CreateDate }) => CreateDate,
  },
];

export const Component = () => {
  const aws = useAwsClient();
  usePageTitle('Users');
  const create = (
    <GoButton to="/iam/users/create" variant="primary">
      Create user
    </GoButton>
  );
  return (
    <AwsTable
      title="Users"
      headingTag="h1"
      variant="full-page"
      description="People and programs with long-term credentials in this account."
      columns={COLUMNS}
      loadKey="users"
      load={pagesOf<ListUsersResponse, Row>(
        aws,
        { service: 'iam', operation: 'ListUsers' },
        ({ Users }) => Users,
      )}
      idOf={({ Arn = '' }) => Arn}
      empty="No users"
      emptyAction={create}
      filterLabel="Filter users"
      actions={create}
    />
  );
};
