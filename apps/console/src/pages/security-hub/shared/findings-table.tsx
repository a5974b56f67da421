import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { Severity, WorkflowStatus } from '../../../shared/severity.tsx';
import { Time } from '../../../shared/time.tsx';
import { type Condition, filtersOf } from './filter.ts';
import { getFindings } from './findings-api.ts';
import { type Finding, findingPath, findingsPath, keyOf } from './paths.ts';

const columns: readonly Column<Finding>[] = [
  {
    id: 'severity',
    header: 'Severity',
    cell: ({ Severity: severity }) => <Severity label={severity?.Label} />,
    text: ({ Severity: severity }) => severity?.Normalized,
  },
  {
    id: 'title',
    header: 'Title',
    isRowHeader: true,
    cell: (finding) => <PageLink to={findingPath(finding)}>{finding.Title ?? ''}</PageLink>,
    text: ({ Title }) => Title,
  },
  {
    id: 'status',
    header: 'Workflow status',
    cell: ({ Workflow }) => <WorkflowStatus status={Workflow?.Status} />,
    text: ({ Workflow }) => Workflow?.Status,
  },
  {
    id: 'product',
    header: 'Product',
    cell: ({ ProductName = '–' }) => ProductName,
    text: ({ ProductName }) => ProductName,
  },
  {
    id: 'account',
    header: 'Account',
    cell: ({ AwsAccountId = '–' }) => AwsAccountId,
    text: ({ AwsAccountId }) => AwsAccountId,
  },
  {
    id: 'region',
    header: 'Region',
    cell: ({ Region = '–' }) => Region,
    text: ({ Region }) => Region,
  },
  {
    id: 'note',
    header: 'Note',
    cell: ({ Note }) => Note?.Text ?? '–',
    text: ({ Note }) => Note?.Text,
  },
  {
    id: 'updated',
    header: 'Updated',
    cell: ({ UpdatedAt }) => <Time at={UpdatedAt} />,
    text: ({ UpdatedAt }) => UpdatedAt,
  },
];

interface Props {
  readonly title: string;
  readonly conditions: readonly Condition[];
  readonly empty: string;
  readonly turn?: number;
}

/** Findings on a page about something else. */
export const FindingsTable = ({ title, conditions, empty, turn = 0 }: Props) => {
  const aws = useAwsClient();
  const filters = filtersOf(conditions);
  return (
    <AwsTable
      title={title}
      columns={columns}
      loadKey={`findings ${aws.region} ${turn} ${JSON.stringify(filters)}`}
      load={async (token, signal) => {
        const page = await getFindings(aws, { filters, token }, signal);
        return { items: page.findings, token: page.token };
      }}
      idOf={keyOf}
      empty={empty}
      filterLabel="Filter these findings"
      name="findings"
      actions={<GoButton to={findingsPath(conditions)}>Open in findings</GoButton>}
    />
  );
};
