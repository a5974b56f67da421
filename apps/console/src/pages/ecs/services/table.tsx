import type { DescribeServicesResponse, ListServicesResponse, Service } from '@aws-sdk/client-ecs';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import type { LoadPage } from '../../../shared/use-pages.ts';
import { clusterPath, definitionPath, lastOf } from '../shared/names.ts';
import { Status } from '../shared/status.tsx';

type Row = Json<Service>;

const columnsOf = (cluster: string): readonly Column<Row>[] => [
  {
    id: 'name',
    header: 'Service',
    isRowHeader: true,
    cell: ({ serviceName = '' }) => (
      <PageLink to={`${clusterPath(cluster)}/services/${encodeURIComponent(serviceName)}`}>
        {serviceName}
      </PageLink>
    ),
    text: ({ serviceName }) => serviceName,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <Status of={status} />,
    text: ({ status }) => status,
  },
  {
    id: 'definition',
    header: 'Task definition',
    cell: ({ taskDefinition }) => (
      <PageLink to={definitionPath(taskDefinition)}>{lastOf(taskDefinition)}</PageLink>
    ),
    text: ({ taskDefinition }) => lastOf(taskDefinition),
  },
  {
    id: 'tasks',
    header: 'Tasks',
    cell: ({ runningCount = 0, desiredCount = 0 }) => `${runningCount} of ${desiredCount} running`,
    text: ({ runningCount }) => runningCount,
  },
];

// DescribeServices takes ten names at most.
const DESCRIBED = 10;

const servicePages = (aws: Aws, cluster: string): LoadPage<Row> => {
  const arns = pagesOf<ListServicesResponse, string>(
    aws,
    { service: 'ecs', operation: 'ListServices', input: { cluster }, count: DESCRIBED },
    ({ serviceArns }) => serviceArns,
  );
  return async (token, signal) => {
    const page = await arns(token, signal);
    if (page.items.length === 0) return { items: [], token: page.token };
    const { services } = await aws.call<DescribeServicesResponse>(
      'ecs',
      'DescribeServices',
      { cluster, services: page.items },
      signal,
    );
    return { items: services ?? [], token: page.token };
  };
};

export const ServiceTable = ({ cluster }: { readonly cluster: string }) => {
  const aws = useAwsClient();
  return (
    <AwsTable
      title="Services"
      name="services"
      columns={columnsOf(cluster)}
      loadKey={cluster}
      load={servicePages(aws, cluster)}
      idOf={({ serviceArn = '' }) => serviceArn}
      empty="No services"
      filterLabel="Filter services"
      actions={<GoButton to={`${clusterPath(cluster)}/services/create`}>Create service</GoButton>}
    />
  );
};
