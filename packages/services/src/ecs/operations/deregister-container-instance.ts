import type {
  DeregisterContainerInstanceRequest,
  DeregisterContainerInstanceResponse,
} from '@aws-sdk/client-ecs';
import { tagStore, writes } from '@gatehouse/service-kit';
import { clusterRef, memberRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import { findCluster } from '../clusters.ts';
import { shownInstance } from '../container-instances.ts';
import { clusterNotFound, containerInstanceNotFound, tasksOnInstance } from '../errors.ts';
import { attributes } from '../repositories/attributes.ts';
import { containerInstances } from '../repositories/container-instances.ts';
import { tasks } from '../repositories/tasks.ts';
import { type MoveDeps, stop } from '../task-moves.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterContainerInstance.html */
export const deregisterContainerInstance = (deps: MoveDeps) =>
  writes<DeregisterContainerInstanceRequest, DeregisterContainerInstanceResponse>(
    {},
    async (input, call) => {
      const { tx } = call;
      const cluster = clusterRef(call, input.cluster);
      const ref = memberRef(call, 'container-instance', cluster, input.containerInstance ?? '');
      // The service authorization reference asks for the cluster here, not for the instance.
      const clusterTags = await tagStore.of(tx, cluster.arn);
      await call.authorize('ecs:DeregisterContainerInstance', cluster.arn, existing(clusterTags));
      call.touch({ type: 'AWS::ECS::ContainerInstance', name: ref.id });
      if ((await findCluster(tx, call, cluster)) === undefined) throw clusterNotFound();
      const [instance] = ref.own
        ? await containerInstances.findMany(tx, call, cluster.name, [ref.id])
        : [];
      if (instance === undefined) throw containerInstanceNotFound();

      const running = await tasks.onInstances(tx, call, cluster.name, instance.id);
      const wanted = running.filter(({ desiredStatus }) => desiredStatus === 'RUNNING');
      if (wanted.length > 0 && input.force !== true) throw tasksOnInstance();
      const why = {
        code: 'TerminationNotice' as const,
        reason: `Host EC2 (instance ${instance.ec2InstanceId}) deregistered.`,
      };
      for (const task of wanted) await stop(tx, call, deps, task, why, call.now);
      const tags = await tagStore.of(tx, ref.arn);
      await containerInstances.delete(tx, call, cluster.name, instance.id);
      await attributes.removeAll(tx, call, cluster.name, instance.id);
      await tagStore.removeAll(tx, ref.arn);
      return {
        containerInstance: {
          ...shownInstance(call, { ...instance, status: 'INACTIVE' }, [], [], tags),
          agentConnected: false,
        },
      };
    },
  );
