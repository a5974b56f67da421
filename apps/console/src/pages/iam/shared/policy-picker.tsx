import type { ListPoliciesResponse, Policy } from '@aws-sdk/client-iam';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { GoButton } from '../../../shared/go-button.tsx';
import { pagesOf } from '../../../shared/lists.ts';

export type ListedPolicy = Json<Policy>;

export const policyPath = (arn: string | undefined): string =>
  `/iam/policies/detail?arn=${encodeURIComponent(arn ?? '')}`;

export const isAwsManaged = ({ Arn }: { readonly Arn?: string | undefined }): boolean =>
  Arn?.startsWith('arn:aws:iam::aws:') === true;

const COLUMNS: readonly Column<ListedPolicy>[] = [
  {
    id: 'name',
    header: 'Policy name',
    isRowHeader: true,
    cell: ({ PolicyName }) => PolicyName,
    text: ({ PolicyName }) => PolicyName,
  },
  {
    id: 'type',
    header: 'Type',
    cell: (policy) => (isAwsManaged(policy) ? 'AWS managed' : 'Customer managed'),
    text: (policy) => (isAwsManaged(policy) ? 'AWS managed' : 'Customer managed'),
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description }) => Description ?? '–',
    text: ({ Description }) => Description,
  },
];

interface Props {
  readonly selected: readonly ListedPolicy[];
  readonly select: (policies: readonly ListedPolicy[]) => void;
  readonly type?: 'single' | 'multi';
  readonly boundary?: boolean;
}

/** The managed policies of the account and of AWS, to choose from. */
export const PolicyPicker = ({ selected, select, type = 'multi', boundary = false }: Props) => {
  const aws = useAwsClient();
  // The account's own come first: they are few, and the ones most looked for.
  const own = pagesOf<ListPoliciesResponse, ListedPolicy>(
    aws,
    { service: 'iam', operation: 'ListPolicies', input: { Scope: 'Local' }, count: 1000 },
    ({ Policies }) => Policies,
  );
  const ofAws = pagesOf<ListPoliciesResponse, ListedPolicy>(
    aws,
    { service: 'iam', operation: 'ListPolicies', input: { Scope: 'AWS' }, count: 1000 },
    ({ Policies }) => Policies,
  );
  return (
    <AwsTable
      title={boundary ? 'Boundary policy' : 'Permissions policies'}
      description="Managed policies of this account and of AWS."
      name="policies"
      columns={COLUMNS}
      loadKey="policy-picker"
      load={async (token, signal) => {
        if (token !== undefined) return ofAws(token, signal);
        const [first, second] = await Promise.all([
          own(undefined, signal),
          ofAws(undefined, signal),
        ]);
        return { items: [...first.items, ...second.items], token: second.token };
      }}
      idOf={({ Arn = '' }) => Arn}
      empty="No policies"
      filterLabel="Filter policies"
      pageSize={10}
      selection={{ type, selected, select }}
      actions={<GoButton to="/iam/policies/create">Create policy</GoButton>}
    />
  );
};
