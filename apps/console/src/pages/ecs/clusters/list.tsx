import type { Cluster, DescribeClustersResponse, ListClustersResponse } from '@aws-sdk/client-ecs';
import { ApiError } from '../../../api/api-error.ts';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { usePageTitle } from '../../../shared/page-title.ts';
import type { LoadPage } from '../../../shared/use-pages.ts';
import { clusterPath, lastOf } from '../shared/names.ts';
import { Status } from '../shared/status.tsx';

type Row = Json<Cluster>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Cluster',
    isRowHeader: true,
    cell: ({ clusterName = '' }) => (
      <PageLink to={clusterPath(clusterName)}>{clusterName}</PageLink>
    ),
    text: ({ clusterName }) => clusterName,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <Status of={status} />,
    text: ({ status }) => status,
  },
  {
    id: 'services',
    header: 'Services',
    cell: ({ activeServicesCount = 0 }) => activeServicesCount,
    text: ({ activeServicesCount }) => activeServicesCount,
  },
  {
    id: 'tasks',
    header: 'Tasks',
    cell: ({ runningTasksCount = 0, pendingTasksCount = 0 }) =>
      `${runningTasksCount} running, ${pendingTasksCount} pending`,
    text: ({ runningTasksCount }) => runningTasksCount,
  },
  {
    id: 'instances',
    header: 'Container instances',
    cell: ({ registeredContainerInstancesCount = 0 }) => registeredContainerInstancesCount,
    text: ({ registeredContainerInstancesCount }) => registeredContainerInstancesCount,
  },
];

/** Who may list clusters need not be allowed to describe all of them: then their names are what there is to see. */
const described = async (
  aws: Aws,
  arns: readonly string[],
  signal: AbortSignal,
): Promise<readonly Row[]> => {
  try {
    const input = { clusters: arns };
    const { clusters } = await aws.call<DescribeClustersResponse>(
      'ecs',
      'DescribeClusters',
      input,
      signal,
    );
    return clusters ?? [];
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    return arns.map((clusterArn) => ({ clusterArn, clusterName: lastOf(clusterArn) }));
  }
};

/** ECS lists ARNs; what a person wants to see of them takes a second call. */
const clusterPages = (aws: Aws): LoadPage<Row> => {
  const arns = pagesOf<ListClustersResponse, string>(
    aws,
    { service: 'ecs', operation: 'ListClusters' },
    ({ clusterArns }) => clusterArns,
  );
  return async (token, signal) => {
    const page = await arns(token, signal);
    if (page.items.length === 0) return { items: [], token: page.token };
    return { items: await described(aws, page.items, signal), token: page.token };
  };
};

export const Component = () => {
  const aws = useAwsClient();
  usePageTitle('Clusters');
  const create = (
    <GoButton to="/ecs/clusters/create" variant="primary">
      Create cluster
    </GoButton>
  );
  return (
    <AwsTable
      title="Clusters"
      headingTag="h1"
      variant="full-page"
      description={`Where tasks run in ${aws.region}.`}
      columns={COLUMNS}
      loadKey="clusters"
      load={clusterPages(aws)}
      idOf={({ clusterArn = '' }) => clusterArn}
      empty="No clusters"
      emptyAction={create}
      filterLabel="Filter clusters"
      actions={create}
    />
  );
};
