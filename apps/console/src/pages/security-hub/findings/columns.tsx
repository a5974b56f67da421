import type { TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { PageLink } from '../../../shared/link.tsx';
import { inWords, Severity, WorkflowStatus } from '../../../shared/severity.tsx';
import { Time } from '../../../shared/time.tsx';
import { SORTABLE } from '../shared/fields.ts';
import { type Finding, findingPath, resourcePath } from '../shared/paths.ts';

type Definition = TableProps.ColumnDefinition<Finding> & {
  readonly id: string;
  readonly header: string;
};

const column = (
  id: string,
  header: string,
  cell: (finding: Finding) => ReactNode,
  more: Partial<Pick<TableProps.ColumnDefinition<Finding>, 'isRowHeader' | 'minWidth'>> = {},
): Definition => ({
  id,
  header,
  cell,
  ...(SORTABLE.has(id) ? { sortingField: id } : {}),
  ...more,
});

const resourceOf = ({ Resources = [] }: Finding) => {
  const [first] = Resources;
  if (first?.Id === undefined) return '–';
  const more = Resources.length > 1 ? ` and ${Resources.length - 1} more` : '';
  return (
    <>
      <PageLink to={resourcePath(first.Id)}>{first.Id}</PageLink>
      {more}
    </>
  );
};

/** The ids are the filters' own names, by which GetFindings sorts. */
export const COLUMNS: readonly Definition[] = [
  column('SeverityLabel', 'Severity', ({ Severity: { Label } = {} }) => <Severity label={Label} />),
  column(
    'Title',
    'Title',
    (finding) => <PageLink to={findingPath(finding)}>{finding.Title ?? finding.Id}</PageLink>,
    { isRowHeader: true, minWidth: 240 },
  ),
  column('WorkflowStatus', 'Workflow status', ({ Workflow }) => (
    <WorkflowStatus status={Workflow?.Status} />
  )),
  column('RecordState', 'Record state', ({ RecordState }) => inWords(RecordState)),
  column('ProductName', 'Product', ({ ProductName = '–' }) => ProductName),
  column('ResourceId', 'Resource', resourceOf, { minWidth: 240 }),
  column('ResourceType', 'Resource type', ({ Resources = [] }) => Resources[0]?.Type ?? '–'),
  column('AwsAccountId', 'Account', ({ AwsAccountId = '–' }) => AwsAccountId),
  column('Region', 'Region', ({ Region = '–' }) => Region),
  column('ComplianceStatus', 'Compliance', ({ Compliance }) => inWords(Compliance?.Status)),
  column('Note', 'Note', ({ Note }) => Note?.Text ?? '–'),
  column('NoteUpdatedBy', 'Note updated by', ({ Note }) => Note?.UpdatedBy ?? '–'),
  column('Type', 'Types', ({ Types = [] }) => Types.join(', ')),
  column('GeneratorId', 'Generator', ({ GeneratorId = '–' }) => GeneratorId),
  column('UpdatedAt', 'Updated', ({ UpdatedAt }) => <Time at={UpdatedAt} />),
  column('CreatedAt', 'Created', ({ CreatedAt }) => <Time at={CreatedAt} />),
];

export const USUAL: readonly string[] = [
  'SeverityLabel',
  'Title',
  'WorkflowStatus',
  'ProductName',
  'ResourceId',
  'AwsAccountId',
  'Region',
  'UpdatedAt',
];
