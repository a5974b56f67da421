import type { DescribeTaskSetsRequest, DescribeTaskSetsResponse } from '@aws-sdk/client-ecs';
import { reads, tagStore } from '@gatehouse/service-kit';
import { clusterRef, taskSetArn } from '../arns.ts';
import { existing } from '../authorization.ts';
import { clusterKey } from '../clusters.ts';
import { taskSets } from '../repositories/task-sets.ts';
import { countsOf, shownTaskSet } from '../services.ts';
import { findService, requireService, taskSetId } from '../task-sets.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskSets.html */
export const describeTaskSets = () =>
  reads<DescribeTaskSetsRequest, DescribeTaskSetsResponse>({}, async (input, call) => {
    const { tx } = call;
    const cluster = clusterRef(call, input.cluster);
    const { ref, service: present } = await findService(call, cluster, input.service ?? '');
    const all =
      present === undefined ? [] : await taskSets.ofService(tx, call, cluster.name, present.name);
    const wanted =
      input.taskSets === undefined || input.taskSets.length === 0
        ? all.map(({ id }) => id)
        : input.taskSets.map(taskSetId);
    const arnOf = (id: string): string => taskSetArn(call, cluster.name, ref.id, id);
    const tags = await tagStore.ofMany(tx, wanted.map(arnOf));
    const keys = { ...clusterKey(cluster), 'ecs:service': ref.arn };
    for (const id of wanted.length === 0 ? ['*'] : wanted)
      await call.authorize('ecs:DescribeTaskSets', arnOf(id), existing(tags.get(arnOf(id)), keys));
    const service = await requireService(call, cluster, present);

    const counts = await countsOf(tx, call, service);
    const withTags = input.include?.includes('TAGS') === true;
    const found = wanted.map((id) => ({ id, taskSet: all.find((item) => item.id === id) }));
    return {
      taskSets: found.flatMap(({ id, taskSet }) =>
        taskSet === undefined
          ? []
          : [
              shownTaskSet(
                call,
                service,
                taskSet,
                counts,
                withTags ? tags.get(arnOf(id)) : undefined,
              ),
            ],
      ),
      failures: found.flatMap(({ id, taskSet }) =>
        taskSet === undefined ? [{ arn: arnOf(id), reason: 'MISSING' }] : [],
      ),
    };
  });
