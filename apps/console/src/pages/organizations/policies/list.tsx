import type { ListPoliciesResponse, PolicySummary } from '@aws-sdk/client-organizations';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useSearchParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { usePageTitle } from '../../../shared/page-title.ts';
import { CONTROL_TYPES } from '../control-types.ts';

type Row = Json<PolicySummary>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Policy name',
    isRowHeader: true,
    cell: ({ Id = '', Name }) => <PageLink to={`/organizations/policies/${Id}`}>{Name}</PageLink>,
    text: ({ Name }) => Name,
  },
  { id: 'id', header: 'ID', cell: ({ Id }) => Id, text: ({ Id }) => Id },
  {
    id: 'owner',
    header: 'Managed by',
    cell: ({ AwsManaged }) => (AwsManaged === true ? 'AWS' : 'Customer'),
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description }) => Description || '–',
    text: ({ Description }) => Description,
  },
];

export const Component = () => {
  const aws = useAwsClient();
  const [search, setSearch] = useSearchParams();
  usePageTitle('Control policies');
  const type =
    search.get('type') === 'RESOURCE_CONTROL_POLICY'
      ? 'RESOURCE_CONTROL_POLICY'
      : 'SERVICE_CONTROL_POLICY';
  const create = (
    <GoButton to={`/organizations/policies/create?type=${type}`} variant="primary">
      Create policy
    </GoButton>
  );
  return (
    <AwsTable
      title="Control policies"
      headingTag="h1"
      variant="full-page"
      description="What principals and resources of the organization's accounts may at most."
      columns={COLUMNS}
      loadKey={type}
      load={pagesOf<ListPoliciesResponse, Row>(
        aws,
        { service: 'organizations', operation: 'ListPolicies', input: { Filter: type } },
        ({ Policies }) => Policies,
      )}
      idOf={({ Id = '' }) => Id}
      empty="No policies"
      emptyAction={create}
      filterLabel="Filter policies"
      extraFilter={
        <SegmentedControl
          label="Type of policy"
          selectedId={type}
          options={CONTROL_TYPES.map(([id, text]) => ({ id, text }))}
          onChange={({ detail }) => setSearch({ type: detail.selectedId })}
        />
      }
      actions={create}
    />
  );
};
