import type { DescribeTasksResponse, ListTasksResponse, Task } from '@aws-sdk/client-ecs';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { pagesOf } from '../../../shared/lists.ts';
import type { LoadPage } from '../../../shared/use-pages.ts';

export type TaskRow = Json<Task>;

export const taskPages = (
  aws: Aws,
  cluster: string,
  desiredStatus: 'RUNNING' | 'STOPPED',
  serviceName?: string,
): LoadPage<TaskRow> => {
  const arns = pagesOf<ListTasksResponse, string>(
    aws,
    {
      service: 'ecs',
      operation: 'ListTasks',
      input: { cluster, desiredStatus, ...(serviceName === undefined ? {} : { serviceName }) },
    },
    ({ taskArns }) => taskArns,
  );
  return async (token, signal) => {
    const page = await arns(token, signal);
    if (page.items.length === 0) return { items: [], token: page.token };
    const { tasks } = await aws.call<DescribeTasksResponse>(
      'ecs',
      'DescribeTasks',
      { cluster, tasks: page.items, include: ['TAGS'] },
      signal,
    );
    return { items: tasks ?? [], token: page.token };
  };
};
