import type { ListPoliciesResponse, Policy } from '@aws-sdk/client-iam';
import Select from '@cloudscape-design/components/select';
import { useSearchParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { usePageTitle } from '../../../shared/page-title.ts';
import { isAwsManaged, policyPath } from '../shared/policy-picker.tsx';

type Row = Json<Policy>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Policy name',
    isRowHeader: true,
    cell: ({ PolicyName, Arn }) => <PageLink to={policyPath(Arn)}>{PolicyName}</PageLink>,
    text: ({ PolicyName }) => PolicyName,
  },
  {
    id: 'type',
    header: 'Type',
    cell: (policy) => (isAwsManaged(policy) ? 'AWS managed' : 'Customer managed'),
    text: (policy) => (isAwsManaged(policy) ? 'AWS managed' : 'Customer managed'),
  },
  {
    id: 'used',
    header: 'Used as',
    cell: ({ AttachmentCount = 0, PermissionsBoundaryUsageCount = 0 }) =>
      [
        ...(AttachmentCount > 0 ? [`Permissions policy (${AttachmentCount})`] : []),
        ...(PermissionsBoundaryUsageCount > 0
          ? [`Boundary (${PermissionsBoundaryUsageCount})`]
          : []),
      ].join(', ') || '–',
    text: ({ AttachmentCount }) => AttachmentCount,
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description }) => Description ?? '–',
    text: ({ Description }) => Description,
  },
];

const TYPES = [
  { value: 'All', label: 'All types' },
  { value: 'Local', label: 'Customer managed' },
  { value: 'AWS', label: 'AWS managed' },
];

export const Component = () => {
  const aws = useAwsClient();
  const [search, setSearch] = useSearchParams();
  usePageTitle('Policies');
  const scope = TYPES.find(({ value }) => value === search.get('type')) ?? TYPES[0];
  const create = (
    <GoButton to="/iam/policies/create" variant="primary">
      Create policy
    </GoButton>
  );
  return (
    <AwsTable
      title="Policies"
      headingTag="h1"
      variant="full-page"
      description="Documents that say what users, groups and roles may do."
      columns={COLUMNS}
      loadKey={`policies ${scope?.value ?? ''}`}
      load={pagesOf<ListPoliciesResponse, Row>(
        aws,
        { service: 'iam', operation: 'ListPolicies', input: { Scope: scope?.value } },
        ({ Policies }) => Policies,
      )}
      idOf={({ Arn = '' }) => Arn}
      empty="No policies"
      emptyAction={create}
      filterLabel="Filter policies"
      extraFilter={
        <Select
          ariaLabel="Type of policy"
          selectedOption={scope ?? null}
          options={TYPES}
          onChange={({ detail }) => setSearch({ type: detail.selectedOption.value ?? 'All' })}
        />
      }
      actions={create}
    />
  );
};
