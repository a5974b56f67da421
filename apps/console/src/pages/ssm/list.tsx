import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import type { Column } from '../../shared/column.ts';
import { GoButton } from '../../shared/go-button.tsx';
import { PageLink } from '../../shared/link.tsx';
import { pagesOf } from '../../shared/lists.ts';
import { usePageTitle } from '../../shared/page-title.ts';
import { Time } from '../../shared/time.tsx';
import { useLater } from '../../shared/use-later.ts';
import { inputOf, ParameterFilterFields, useParameterFilter } from './filter.tsx';
import { LIST_PATH, type ParameterFacts, parameterPath } from './parameter.ts';

const COLUMNS: readonly Column<ParameterFacts>[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    cell: ({ Name = '' }) => <PageLink to={parameterPath(Name)}>{Name}</PageLink>,
    text: ({ Name }) => Name,
  },
  { id: 'type', header: 'Type', cell: ({ Type }) => Type, text: ({ Type }) => Type },
  { id: 'tier', header: 'Tier', cell: ({ Tier }) => Tier, text: ({ Tier }) => Tier },
  {
    id: 'version',
    header: 'Version',
    cell: ({ Version }) => Version,
    text: ({ Version }) => Version,
  },
  {
    id: 'modified',
    header: 'Last changed',
    cell: ({ LastModifiedDate }) => <Time at={LastModifiedDate} />,
    text: ({ LastModifiedDate }) => LastModifiedDate,
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description }) => Description ?? '–',
    text: ({ Description }) => Description,
  },
];

/** The parameters of this Region, as DescribeParameters finds them. */
export const Component = () => {
  const aws = useAwsClient();
  const [filter, change] = useParameterFilter();
  const value = useLater(filter.value);
  const input = inputOf({ ...filter, value });
  usePageTitle('Parameters');
  const create = (
    <GoButton to={`${LIST_PATH}/create`} variant="primary">
      Create parameter
    </GoButton>
  );
  return (
    <AwsTable
      title="Parameters"
      headingTag="h1"
      variant="full-page"
      description="Settings and secrets in hierarchies, with their versions."
      wrapLines
      columns={COLUMNS}
      loadKey={`parameters ${aws.region} ${JSON.stringify(input)}`}
      load={pagesOf<{ readonly Parameters?: readonly ParameterFacts[] }, ParameterFacts>(
        aws,
        { service: 'ssm', operation: 'DescribeParameters', input },
        ({ Parameters }) => Parameters,
      )}
      idOf={({ Name = '' }) => Name}
      empty={filter.value === '' ? 'No parameters' : 'No parameter of this Region is like that'}
      emptyAction={create}
      filterLabel="Filter what is shown"
      extraFilter={<ParameterFilterFields filter={filter} change={change} />}
      actions={create}
    />
  );
};
