import type {
  ContainerInstance,
  DescribeContainerInstancesResponse,
  ListContainerInstancesResponse,
} from '@aws-sdk/client-ecs';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { pagesOf } from '../../../shared/lists.ts';
import { Time } from '../../../shared/time.tsx';
import type { LoadPage } from '../../../shared/use-pages.ts';
import { lastOf } from '../shared/names.ts';
import { Status } from '../shared/status.tsx';

type Row = Json<ContainerInstance>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'id',
    header: 'Container instance',
    isRowHeader: true,
    cell: ({ containerInstanceArn }) => lastOf(containerInstanceArn),
    text: ({ containerInstanceArn }) => lastOf(containerInstanceArn),
  },
  {
    id: 'ec2',
    header: 'EC2 instance',
    cell: ({ ec2InstanceId }) => ec2InstanceId ?? '–',
    text: ({ ec2InstanceId }) => ec2InstanceId,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <Status of={status} />,
    text: ({ status }) => status,
  },
  {
    id: 'tasks',
    header: 'Running tasks',
    cell: ({ runningTasksCount = 0 }) => runningTasksCount,
    text: ({ runningTasksCount }) => runningTasksCount,
  },
  {
    id: 'registered',
    header: 'Registered',
    cell: ({ registeredAt }) => <Time at={registeredAt} />,
    text: ({ registeredAt }) => registeredAt,
  },
];

const instancePages = (aws: Aws, cluster: string): LoadPage<Row> => {
  const arns = pagesOf<ListContainerInstancesResponse, string>(
    aws,
    { service: 'ecs', operation: 'ListContainerInstances', input: { cluster } },
    ({ containerInstanceArns }) => containerInstanceArns,
  );
  return async (token, signal) => {
    const page = await arns(token, signal);
    if (page.items.length === 0) return { items: [], token: page.token };
    const found = await aws.call<DescribeContainerInstancesResponse>(
      'ecs',
      'DescribeContainerInstances',
      { cluster, containerInstances: page.items },
      signal,
    );
    return { items: found.containerInstances ?? [], token: page.token };
  };
};

export const InstanceTable = ({ cluster }: { readonly cluster: string }) => {
  const aws = useAwsClient();
  return (
    <AwsTable
      title="Container instances"
      name="instances"
      columns={COLUMNS}
      loadKey={cluster}
      load={instancePages(aws, cluster)}
      idOf={({ containerInstanceArn = '' }) => containerInstanceArn}
      empty="No container instances"
      filterLabel="Filter container instances"
    />
  );
};
