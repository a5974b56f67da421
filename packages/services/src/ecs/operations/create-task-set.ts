import type { CreateTaskSetRequest, CreateTaskSetResponse } from '@aws-sdk/client-ecs';
import { type Call, tagStore, writes } from '@gatehouse/service-kit';
import { clusterRef, taskDefinitionArn, taskSetArn } from '../arns.ts';
import { authorizeCreation, authorizePassRole } from '../authorization.ts';
import {
  checkedStrategy,
  clusterKey,
  findCluster,
  providerKeys,
  strategyLimits,
} from '../clusters.ts';
import type { EcsDeps } from '../deps.ts';
import {
  controllerNotExternal,
  launchTypeAndStrategy,
  serviceLaunchTypeInvalid,
} from '../errors.ts';
import { checkNetwork, LAUNCH_TYPES, launchOf, requireUsable, taskRoles } from '../launch-rules.ts';
import { taskSets } from '../repositories/task-sets.ts';
import { countsOf, shownTaskSet } from '../services.ts';
import { requestTags, tagLimits, tagOwner } from '../tags.ts';
import { arnOf, findTaskDefinition, taskDefinitionRef } from '../task-definitions.ts';
import { scheduleService } from '../task-moves.ts';
import { checkedScale, findService, newTaskSet, requireService } from '../task-sets.ts';

const authorizeCreate = async (input: CreateTaskSetRequest, call: Call) => {
  const { tx } = call;
  const tags = requestTags(input.tags);
  const cluster = clusterRef(call, input.cluster);
  const { ref, service: present } = await findService(call, cluster, input.service ?? '');
  const given = input.taskDefinition ?? '';
  const definitionRef = taskDefinitionRef(call, given);
  const found = await findTaskDefinition(tx, call, definitionRef);
  const host = await findCluster(tx, call, cluster);
  const launch = launchOf(input, host);
  await authorizeCreation(call, {
    operation: 'CreateTaskSet',
    resource: taskSetArn(call, cluster.name, ref.id, '*'),
    tags,
    keys: {
      ...clusterKey(cluster),
      'ecs:service': ref.arn,
      'ecs:task-definition': arnOf(call, definitionRef, found, given),
      ...providerKeys(
        call,
        launch.strategy.map(({ capacityProvider }) => capacityProvider),
      ),
    },
  });
  await authorizePassRole(call, taskRoles(found), 'ecs-tasks.amazonaws.com');
  return { tags, cluster, present, found, launch, host };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateTaskSet.html */
export const createTaskSet = (deps: EcsDeps) =>
  writes<CreateTaskSetRequest, CreateTaskSetResponse>(
    { limits: { ...tagLimits, ...strategyLimits('capacityProviderStrategy') } },
    async (input, call) => {
      const { tx, now } = call;
      if (input.launchType !== undefined && !LAUNCH_TYPES.includes(input.launchType))
        throw serviceLaunchTypeInvalid();
      if (input.launchType !== undefined && (input.capacityProviderStrategy ?? []).length > 0)
        throw launchTypeAndStrategy();
      const asked = await authorizeCreate(input, call);
      const { tags, cluster, found, launch, host } = asked;
      const service = await requireService(call, cluster, asked.present);
      if (service.details.controller === 'ECS') throw controllerNotExternal();
      const definition = requireUsable(found);
      checkNetwork(definition, input.networkConfiguration);
      const strategy = checkedStrategy(launch.strategy, host?.details.capacityProviders ?? []);

      const template = {
        taskDefinition: taskDefinitionArn(call, definition.family, definition.revision),
        launchType: launch.launchType,
        capacityProviderStrategy: strategy.length === 0 ? undefined : strategy,
        platformVersion:
          input.platformVersion ?? (launch.launchType === 'FARGATE' ? 'LATEST' : undefined),
        networkConfiguration: input.networkConfiguration,
        externalId: input.externalId,
        loadBalancers: input.loadBalancers ?? [],
        serviceRegistries: input.serviceRegistries ?? [],
        scale: checkedScale(input.scale),
      };
      const taskSet = newTaskSet(deps.ids, service, template, 'ACTIVE', now);
      const arn = taskSetArn(call, cluster.name, service.name, taskSet.id);
      await taskSets.save(tx, call, taskSet);
      await tagStore.put(tx, tagOwner(call, 'task-set', arn), tags);
      await scheduleService(tx, call, service, now);
      call.touch({ type: 'AWS::ECS::TaskSet', name: taskSet.id });
      const counts = await countsOf(tx, call, service);
      return { taskSet: shownTaskSet(call, service, taskSet, counts, tags) };
    },
  );
