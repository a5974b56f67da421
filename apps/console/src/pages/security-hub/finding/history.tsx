import type { FindingHistoryRecord, GetFindingHistoryResponse } from '@aws-sdk/client-securityhub';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { pagesOf } from '../../../shared/lists.ts';
import { Time } from '../../../shared/time.tsx';
import type { Finding } from '../shared/paths.ts';

type Record = Json<FindingHistoryRecord>;

const changesOf = ({ FindingCreated, Updates = [] }: Record): string =>
  FindingCreated === true
    ? 'Finding created'
    : Updates.map(
        ({ UpdatedField, OldValue, NewValue }) =>
          `${UpdatedField ?? ''}: ${OldValue ?? '–'} → ${NewValue ?? '–'}`,
      ).join('; ');

const columns: readonly Column<Record>[] = [
  {
    id: 'at',
    header: 'Time',
    isRowHeader: true,
    cell: ({ UpdateTime }) => <Time at={UpdateTime} />,
    text: ({ UpdateTime }) => UpdateTime,
  },
  { id: 'changes', header: 'Changes', cell: changesOf, text: changesOf },
  {
    id: 'by',
    header: 'By',
    cell: ({ UpdateSource }) => UpdateSource?.Identity ?? '–',
    text: ({ UpdateSource }) => UpdateSource?.Identity,
  },
  {
    id: 'source',
    header: 'Operation',
    cell: ({ UpdateSource }) => UpdateSource?.Type ?? '–',
    text: ({ UpdateSource }) => UpdateSource?.Type,
  },
];

/** Who changed what, the last 90 days. */
export const History = ({ finding }: { readonly finding: Finding }) => {
  const aws = useAwsClient();
  const { Id, ProductArn, UpdatedAt, Workflow, Note } = finding;
  const version = `${UpdatedAt ?? ''} ${Workflow?.Status ?? ''} ${Note?.UpdatedAt ?? ''}`;
  return (
    <AwsTable
      title="History"
      columns={columns}
      loadKey={`history ${aws.region} ${ProductArn ?? ''} ${Id ?? ''} ${version}`}
      load={pagesOf<GetFindingHistoryResponse, Record>(
        aws,
        {
          service: 'securityhub',
          operation: 'GetFindingHistory',
          input: { FindingIdentifier: { Id, ProductArn } },
        },
        ({ Records }) => Records,
      )}
      idOf={(record) => `${record.UpdateTime ?? ''} ${changesOf(record)}`}
      empty="No changes in the last 90 days"
      filterLabel="Filter history"
      name="history"
    />
  );
};
