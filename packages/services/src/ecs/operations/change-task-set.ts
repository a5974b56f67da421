import type {
  DeleteTaskSetRequest,
  DeleteTaskSetResponse,
  UpdateServicePrimaryTaskSetRequest,
  UpdateServicePrimaryTaskSetResponse,
  UpdateTaskSetRequest,
  UpdateTaskSetResponse,
} from '@aws-sdk/client-ecs';
import { type Call, tagStore, type Tags, writes } from '@gatehouse/service-kit';
import { clusterRef, taskSetArn } from '../arns.ts';
import { existing } from '../authorization.ts';
import { clusterKey } from '../clusters.ts';
import { primaryTaskSet, taskSetNotFound } from '../errors.ts';
import type { Service, TaskSet } from '../model.ts';
import { services } from '../repositories/services.ts';
import { taskSets } from '../repositories/task-sets.ts';
import { tasks } from '../repositories/tasks.ts';
import { countsOf, shownTaskSet } from '../services.ts';
import { scheduleService } from '../task-moves.ts';
import { checkedScale, findService, requireService, taskSetId } from '../task-sets.ts';

interface Named {
  readonly service: Service;
  readonly taskSet: TaskSet;
  readonly tags: Tags;
}

/** The task set that a request names, once the caller may do `action` on it. */
const authorized = async (
  call: Call,
  action: string,
  input: DeleteTaskSetRequest | UpdateTaskSetRequest,
): Promise<Named> => {
  const { tx } = call;
  const cluster = clusterRef(call, input.cluster);
  const { ref, service: present } = await findService(call, cluster, input.service ?? '');
  const id = taskSetId(input.taskSet ?? '');
  const arn = taskSetArn(call, cluster.name, ref.id, id);
  const tags = await tagStore.of(tx, arn);
  const keys = { ...clusterKey(cluster), 'ecs:service': ref.arn };
  await call.authorize(action, arn, existing(tags, keys));
  call.touch({ type: 'AWS::ECS::TaskSet', name: id });
  const service = await requireService(call, cluster, present);
  const all = await taskSets.ofService(tx, call, cluster.name, service.name);
  const taskSet = all.find((item) => item.id === id);
  if (taskSet === undefined) throw taskSetNotFound();
  return { service, taskSet, tags };
};

const answer = async (call: Call, { service, taskSet, tags }: Named) =>
  shownTaskSet(call, service, taskSet, await countsOf(call.tx, call, service), tags);

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskSet.html */
export const updateTaskSet = () =>
  writes<UpdateTaskSetRequest, UpdateTaskSetResponse>({}, async (input, call) => {
    const scale = checkedScale(input.scale);
    const named = await authorized(call, 'ecs:UpdateTaskSet', input);

    const { service, taskSet } = named;
    const updated: TaskSet = {
      ...taskSet,
      updatedAt: call.now.getTime(),
      details: { ...taskSet.details, scale },
    };
    await taskSets.save(call.tx, call, updated);
    await scheduleService(call.tx, call, service, call.now);
    return { taskSet: await answer(call, { ...named, taskSet: updated }) };
  });

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskSet.html */
export const deleteTaskSet = () =>
  writes<DeleteTaskSetRequest, DeleteTaskSetResponse>({}, async (input, call) => {
    const { tx, now } = call;
    const named = await authorized(call, 'ecs:DeleteTaskSet', input);

    const { service, taskSet } = named;
    if (taskSet.status === 'PRIMARY' && input.force !== true) throw primaryTaskSet();
    const draining: TaskSet = { ...taskSet, status: 'DRAINING', updatedAt: now.getTime() };
    const live = await tasks.ofService(tx, call, service.cluster, service.name);
    if (live.some(({ startedBy }) => startedBy === taskSet.id)) {
      await taskSets.save(tx, call, draining);
      await scheduleService(tx, call, service, now);
    } else {
      await taskSets.delete(tx, call, taskSet);
      await tagStore.removeAll(tx, taskSetArn(call, service.cluster, service.name, taskSet.id));
    }
    return { taskSet: await answer(call, { ...named, taskSet: draining }) };
  });

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateServicePrimaryTaskSet.html */
export const updateServicePrimaryTaskSet = () =>
  writes<UpdateServicePrimaryTaskSetRequest, UpdateServicePrimaryTaskSetResponse>(
    {},
    async (input, call) => {
      const { tx, now } = call;
      const cluster = clusterRef(call, input.cluster);
      const { ref, service: present } = await findService(call, cluster, input.service ?? '');
      const ownTags = await tagStore.of(tx, ref.arn);
      await call.authorize(
        'ecs:UpdateServicePrimaryTaskSet',
        ref.arn,
        existing(ownTags, clusterKey(cluster)),
      );
      call.touch({ type: 'AWS::ECS::Service', name: ref.id });
      const service = await requireService(call, cluster, present);
      const id = taskSetId(input.primaryTaskSet ?? '');
      const all = await taskSets.ofService(tx, call, cluster.name, service.name);
      const chosen = all.find((item) => item.id === id);
      if (chosen === undefined) throw taskSetNotFound();

      for (const earlier of all.filter(({ status }) => status === 'PRIMARY'))
        await taskSets.save(tx, call, { ...earlier, status: 'ACTIVE', updatedAt: now.getTime() });
      const primary: TaskSet = { ...chosen, status: 'PRIMARY', updatedAt: now.getTime() };
      await taskSets.save(tx, call, primary);
      const { taskDefinition, launchType, capacityProviderStrategy, platformVersion } =
        chosen.details;
      const { networkConfiguration } = chosen.details;
      const template = {
        taskDefinition,
        launchType,
        capacityProviderStrategy,
        platformVersion,
        networkConfiguration,
      };
      const updated: Service = { ...service, details: { ...service.details, template } };
      await services.save(tx, call, updated);
      const tags = await tagStore.of(tx, taskSetArn(call, cluster.name, service.name, id));
      return { taskSet: await answer(call, { service: updated, taskSet: primary, tags }) };
    },
  );
