import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Column } from '../../../shared/column.ts';
import { Copyable } from '../../../shared/copyable.tsx';
import { PrincipalView } from '../../../shared/principal.tsx';
import { Time } from '../../../shared/time.tsx';
import { ContextPairs, contextText } from '../shared/context.tsx';
import { CONSTRAINT_TEXTS, constraintOf, granteeOf, type GrantRow, retiringOf } from './grant.ts';

const ConstraintView = ({ row }: { readonly row: GrantRow }) => {
  const constraint = constraintOf(row);
  const source = row.Constraints?.SourceArn;
  if (constraint === undefined)
    return source === undefined ? (
      <StatusIndicator type="warning">Any context</StatusIndicator>
    ) : (
      `For ${source}`
    );
  return (
    <>
      {CONSTRAINT_TEXTS[constraint.kind]}
      <ContextPairs context={constraint.pairs} />
    </>
  );
};

export const GRANT_COLUMNS: readonly Column<GrantRow>[] = [
  {
    id: 'grantee',
    header: 'Grantee',
    isRowHeader: true,
    cell: (row) => <PrincipalView principal={granteeOf(row)} />,
    text: granteeOf,
  },
  {
    id: 'name',
    header: 'Name',
    cell: ({ Name = '' }) => (Name === '' ? '–' : Name),
    text: ({ Name }) => Name,
  },
  {
    id: 'operations',
    header: 'Operations',
    cell: ({ Operations = [] }) => Operations.join(', '),
    text: ({ Operations = [] }) => Operations.join(' '),
  },
  {
    id: 'constraint',
    header: 'Constraint',
    cell: (row) => <ConstraintView row={row} />,
    text: (row) => contextText(constraintOf(row)?.pairs),
  },
  {
    id: 'retiring',
    header: 'Retiring principal',
    cell: (row) => <PrincipalView principal={retiringOf(row)} />,
    text: retiringOf,
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ CreationDate }) => <Time at={CreationDate} />,
    text: ({ CreationDate }) => CreationDate,
  },
  {
    id: 'id',
    header: 'Grant ID',
    cell: ({ GrantId }) => <Copyable text={GrantId} what="grant ID" />,
    text: ({ GrantId }) => GrantId,
  },
];
