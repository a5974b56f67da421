import type {
  ContainerInstance as ShownInstance,
  Failure,
  UpdateContainerAgentRequest,
  UpdateContainerAgentResponse,
  UpdateContainerInstancesStateRequest,
  UpdateContainerInstancesStateResponse,
} from '@aws-sdk/client-ecs';
import { tagStore, writes } from '@gatehouse/service-kit';
import { clusterRef, memberArn, memberRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import { clusterKey, findCluster } from '../clusters.ts';
import { scheduleServicesOn, shownInstance } from '../container-instances.ts';
import {
  cannotBeEmpty,
  clusterNotFound,
  containerInstanceNotFound,
  noAgentUpdate,
  shouldBeOneOf,
  tooMany,
} from '../errors.ts';
import type { ContainerInstance } from '../model.ts';
import { attributes } from '../repositories/attributes.ts';
import { containerInstances } from '../repositories/container-instances.ts';
import { tasks } from '../repositories/tasks.ts';
import { type MoveDeps, stop } from '../task-moves.ts';

const STATUSES = ['ACTIVE', 'DRAINING'] as const;
const MOST_INSTANCES = 10;
const DRAINED = {
  code: 'ServiceSchedulerInitiated',
  reason: 'Container instance is in DRAINING state',
} as const;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateContainerInstancesState.html */
export const updateContainerInstancesState = (deps: MoveDeps) =>
  writes<UpdateContainerInstancesStateRequest, UpdateContainerInstancesStateResponse>(
    {},
    async (input, call) => {
      const { tx, now } = call;
      const status = STATUSES.find((name) => name === input.status);
      if (status === undefined) throw shouldBeOneOf('Container instance status', STATUSES);
      const cluster = clusterRef(call, input.cluster);
      const given = input.containerInstances ?? [];
      if (given.length > MOST_INSTANCES) throw tooMany('containerInstances', MOST_INSTANCES);
      const refs = given.map((text) => memberRef(call, 'container-instance', cluster, text));
      const arns = refs.map(({ arn }) => arn);
      const tags = await tagStore.ofMany(tx, arns);
      const any = memberArn(call, 'container-instance', cluster.name, '*');
      for (const arn of arns.length === 0 ? [any] : arns)
        await call.authorize(
          'ecs:UpdateContainerInstancesState',
          arn,
          existing(tags.get(arn), clusterKey(cluster)),
        );
      if ((await findCluster(tx, call, cluster)) === undefined) throw clusterNotFound();
      if (refs.length === 0) throw cannotBeEmpty('Container Instances');

      const custom = Map.groupBy(
        await attributes.ofCluster(tx, call, cluster.name),
        ({ containerInstance }) => containerInstance,
      );
      const shown: ShownInstance[] = [];
      const failures: Failure[] = [];
      for (const { id, arn, asGiven, own } of refs) {
        const [found] = own ? await containerInstances.findMany(tx, call, cluster.name, [id]) : [];
        if (found === undefined) {
          failures.push({ arn: asGiven, reason: 'MISSING' });
          continue;
        }
        const instance: ContainerInstance = { ...found, status, version: found.version + 1 };
        await containerInstances.save(tx, call, instance);
        const running = await tasks.onInstances(tx, call, cluster.name, id);
        // Tasks that somebody ran by hand stay; a service's are replaced elsewhere.
        for (const task of status === 'DRAINING' ? running : [])
          if (task.service !== undefined) await stop(tx, call, deps, task, DRAINED, now);
        call.touch({ type: 'AWS::ECS::ContainerInstance', name: id });
        shown.push(shownInstance(call, instance, running, custom.get(id) ?? [], tags.get(arn)));
      }
      await scheduleServicesOn(tx, call, cluster.name, now);
      return { containerInstances: shown, failures };
    },
  );

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateContainerAgent.html */
export const updateContainerAgent = () =>
  writes<UpdateContainerAgentRequest, UpdateContainerAgentResponse>({}, async (input, call) => {
    const { tx } = call;
    const cluster = clusterRef(call, input.cluster);
    const ref = memberRef(call, 'container-instance', cluster, input.containerInstance ?? '');
    const tags = await tagStore.of(tx, ref.arn);
    await call.authorize('ecs:UpdateContainerAgent', ref.arn, existing(tags, clusterKey(cluster)));
    if ((await findCluster(tx, call, cluster)) === undefined) throw clusterNotFound();
    const [instance] = ref.own
      ? await containerInstances.findMany(tx, call, cluster.name, [ref.id])
      : [];
    if (instance === undefined) throw containerInstanceNotFound();
    // No agent runs here, so none can be out of date.
    throw noAgentUpdate();
  });
