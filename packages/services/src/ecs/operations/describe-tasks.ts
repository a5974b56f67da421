import type {
  DescribeTasksRequest,
  DescribeTasksResponse,
  Failure,
  Task as ShownTask,
} from '@aws-sdk/client-ecs';
import { reads, tagStore } from '@gatehouse/service-kit';
import { clusterRef, memberArn, memberRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import { clusterKey, findCluster } from '../clusters.ts';
import { cannotBeEmpty, clusterNotFound, tooMany } from '../errors.ts';
import { tasks } from '../repositories/tasks.ts';
import { shownTask } from '../tasks.ts';

const MOST_TASKS = 100;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html */
export const describeTasks = () =>
  reads<DescribeTasksRequest, DescribeTasksResponse>({}, async (input, call) => {
    const { tx } = call;
    const cluster = clusterRef(call, input.cluster);
    const given = input.tasks ?? [];
    if (given.length > MOST_TASKS) throw tooMany('tasks', MOST_TASKS);
    const refs = given.map((text) => memberRef(call, 'task', cluster, text));
    const tags = await tagStore.ofMany(
      tx,
      refs.map(({ arn }) => arn),
    );
    const key = clusterKey(cluster);
    for (const { arn } of refs)
      await call.authorize('ecs:DescribeTasks', arn, existing(tags.get(arn), key));
    if (refs.length === 0)
      await call.authorize('ecs:DescribeTasks', memberArn(call, 'task', cluster.name, '*'), key);
    if ((await findCluster(tx, call, cluster)) === undefined) throw clusterNotFound();
    if (refs.length === 0) throw cannotBeEmpty('Tasks');

    const ids = [...new Set(refs.filter(({ own }) => own).map(({ id }) => id))];
    const found = new Map(
      (await tasks.findMany(tx, call, cluster.name, ids)).map((task) => [task.id, task]),
    );
    const withTags = input.include?.includes('TAGS') === true;
    const shown: ShownTask[] = [];
    const failures: Failure[] = [];
    for (const { id, arn, asGiven, own } of refs) {
      const task = own ? found.get(id) : undefined;
      if (task === undefined) failures.push({ arn: asGiven, reason: 'MISSING' });
      else shown.push(shownTask(call, task, withTags ? tags.get(arn) : undefined));
    }
    return { tasks: shown, failures };
  });
