import type { ListRolesResponse, Role } from '@aws-sdk/client-iam';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { usePageTitle } from '../../../shared/page-title.ts';
import { Time } from '../../../shared/time.tsx';
import { trustedBy } from './trust.ts';

type Row = Json<Role>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Role name',
    isRowHeader: true,
    cell: ({ RoleName = '' }) => (
      <PageLink to={`/iam/roles/${encodeURIComponent(RoleName)}`}>{RoleName}</PageLink>
    ),
    text: ({ RoleName }) => RoleName,
  },
  {
    id: 'trusted',
    header: 'Trusted entities',
    cell: ({ AssumeRolePolicyDocument }) => trustedBy(AssumeRolePolicyDocument),
    text: ({ AssumeRolePolicyDocument }) => trustedBy(AssumeRolePolicyDocument),
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
  usePageTitle('Roles');
  const create = (
    <GoButton to="/iam/roles/create" variant="primary">
      Create role
    </GoButton>
  );
  return (
    <AwsTable
      title="Roles"
      headingTag="h1"
      variant="full-page"
      description="Identities that users, accounts and services assume to get temporary credentials."
      columns={COLUMNS}
      loadKey="roles"
      load={pagesOf<ListRolesResponse, Row>(
        aws,
        { service: 'iam', operation: 'ListRoles' },
        ({ Roles }) => Roles,
      )}
      idOf={({ Arn = '' }) => Arn}
      empty="No roles"
      emptyAction={create}
      filterLabel="Filter roles"
      actions={create}
    />
  );
};
