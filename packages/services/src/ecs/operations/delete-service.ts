import type { DeleteServiceRequest, DeleteServiceResponse } from '@aws-sdk/client-ecs';
import { tagStore, writes } from '@gatehouse/service-kit';
import { clusterRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import { clusterKey, findCluster } from '../clusters.ts';
import {
  clusterNotFound,
  serviceHasTaskSets,
  serviceNotFound,
  serviceScaledAboveZero,
} from '../errors.ts';
import type { Service } from '../model.ts';
import { services } from '../repositories/services.ts';
import { taskSets } from '../repositories/task-sets.ts';
import { tasks } from '../repositories/tasks.ts';
import { describeService } from '../services.ts';
import { scheduleService } from '../task-moves.ts';
import { findService } from '../task-sets.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html */
export const deleteService = () =>
  writes<DeleteServiceRequest, DeleteServiceResponse>({}, async (input, call) => {
    const { tx, now } = call;
    const cluster = clusterRef(call, input.cluster);
    const { ref, service: present } = await findService(call, cluster, input.service ?? '');
    const tags = await tagStore.of(tx, ref.arn);
    await call.authorize('ecs:DeleteService', ref.arn, existing(tags, clusterKey(cluster)));
    call.touch({ type: 'AWS::ECS::Service', name: ref.id });
    if ((await findCluster(tx, call, cluster)) === undefined) throw clusterNotFound();
    if (present === undefined || present.status === 'INACTIVE') throw serviceNotFound();

    const replica = present.schedulingStrategy === 'REPLICA';
    if (input.force !== true && replica && present.status === 'ACTIVE' && present.desiredCount > 0)
      throw serviceScaledAboveZero();
    const sets = await taskSets.ofService(tx, call, cluster.name, present.name);
    if (input.force !== true && sets.some(({ status }) => status !== 'DRAINING'))
      throw serviceHasTaskSets();
    for (const taskSet of sets)
      await taskSets.save(tx, call, { ...taskSet, status: 'DRAINING', updatedAt: now.getTime() });
    const live = await tasks.ofService(tx, call, cluster.name, present.name);
    const gone = live.length === 0;
    const deleted: Service = {
      ...present,
      status: gone ? 'INACTIVE' : 'DRAINING',
      desiredCount: 0,
      details: gone ? { ...present.details, deployments: [] } : present.details,
    };
    await services.save(tx, call, deleted);
    if (gone) {
      await tagStore.removeAll(tx, ref.arn);
      for (const taskSet of sets) await taskSets.delete(tx, call, taskSet);
    } else await scheduleService(tx, call, deleted, now);
    return { service: await describeService(tx, call, deleted, tags) };
  });
