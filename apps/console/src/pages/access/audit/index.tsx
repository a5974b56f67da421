import Container from '@cloudscape-design/components/container';
import { useBroker } from '../../../access/person-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { Page } from '../../../shared/page.tsx';
import { requestPages } from '../shared/load-requests.ts';
import { OTHERS_COLUMNS } from '../shared/request-columns.tsx';
import { ExportMenu } from './export-menu.tsx';
import { FilterFields, queryOf, useFilters } from './filters.tsx';

/** Everything that was ever asked for, for auditors. */
export const Component = () => {
  const broker = useBroker();
  const [filters, change] = useFilters();
  const query = queryOf(filters);
  return (
    <Page
      title="Audit"
      description="Who asked for what, who decided, and what became of it."
      actions={<ExportMenu filters={filters} />}
    >
      <Container>
        <FilterFields filters={filters} change={change} />
      </Container>
      <AwsTable
        title="Requests"
        name="all"
        columns={OTHERS_COLUMNS}
        loadKey={JSON.stringify(query)}
        load={requestPages(broker, { scope: 'all', ...query })}
        idOf={({ id }) => id}
        empty="No request matches"
        filterLabel="Filter what is loaded"
      />
    </Page>
  );
};
