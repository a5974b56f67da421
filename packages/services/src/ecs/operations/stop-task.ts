import type { StopTaskRequest, StopTaskResponse } from '@aws-sdk/client-ecs';
import { tagStore, writes } from '@gatehouse/service-kit';
import { clusterRef, memberRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import { clusterKey, findCluster } from '../clusters.ts';
import { clusterNotFound, taskNotFound } from '../errors.ts';
import { tasks } from '../repositories/tasks.ts';
import { type MoveDeps, stop } from '../task-moves.ts';
import { shownTask } from '../tasks.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html */
export const stopTask = (deps: MoveDeps) =>
  writes<StopTaskRequest, StopTaskResponse>(
    {
      redactOutput: [
        'task.overrides.containerOverrides[].environment',
        'task.overrides.containerOverrides[].command',
      ],
    },
    async (input, call) => {
      const { tx } = call;
      const cluster = clusterRef(call, input.cluster);
      const ref = memberRef(call, 'task', cluster, input.task ?? '');
      const task = ref.own ? await tasks.find(tx, call, cluster.name, ref.id) : undefined;
      const tags = await tagStore.of(tx, ref.arn);
      await call.authorize('ecs:StopTask', ref.arn, existing(tags, clusterKey(cluster)));
      if ((await findCluster(tx, call, cluster)) === undefined) throw clusterNotFound();
      if (task === undefined) throw taskNotFound();

      call.touch({ type: 'AWS::ECS::Task', name: task.id });
      const why = {
        code: 'UserInitiated' as const,
        reason: input.reason ?? 'Task stopped by user',
      };
      return { task: shownTask(call, await stop(tx, call, deps, task, why, call.now), tags) };
    },
  );
