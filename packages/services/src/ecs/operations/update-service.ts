import type { UpdateServiceRequest, UpdateServiceResponse } from '@aws-sdk/client-ecs';
import { type Call, tagStore, writes } from '@gatehouse/service-kit';
import { clusterRef, taskDefinitionArn } from '../arns.ts';
import { authorizePassRole, existing } from '../authorization.ts';
import {
  checkedStrategy,
  clusterKey,
  findCluster,
  providerKeys,
  strategyLimits,
} from '../clusters.ts';
import { newDeployment, primaryOf, withDeployment } from '../deployments.ts';
import type { EcsDeps } from '../deps.ts';
import { updateNotForController } from '../errors.ts';
import { checkLaunchType, checkNetwork, requireUsable, taskRoles } from '../launch-rules.ts';
import type { Service, TaskDefinition, Template } from '../model.ts';
import { services } from '../repositories/services.ts';
import { changesTasks, checkDesiredCount, optionsOf, serviceKeys } from '../service-rules.ts';
import { describeService } from '../services.ts';
import { arnOf, findTaskDefinition, taskDefinitionRef } from '../task-definitions.ts';
import { scheduleService } from '../task-moves.ts';
import { findService, requireService } from '../task-sets.ts';

const authorizeUpdate = async (input: UpdateServiceRequest, call: Call) => {
  const { tx } = call;
  const cluster = clusterRef(call, input.cluster);
  const { ref, service: present } = await findService(call, cluster, input.service ?? '');
  const given = input.taskDefinition;
  const definitionRef = given === undefined ? undefined : taskDefinitionRef(call, given);
  const found = await findTaskDefinition(tx, call, definitionRef);
  const definition =
    given === undefined ? undefined : { arn: arnOf(call, definitionRef, found, given), found };
  const providers = (input.capacityProviderStrategy ?? []).map((item) => item.capacityProvider);
  await call.authorize(
    'ecs:UpdateService',
    ref.arn,
    existing(await tagStore.of(tx, ref.arn), {
      ...clusterKey(cluster),
      ...providerKeys(call, providers),
      ...serviceKeys(input, definition),
    }),
  );
  await authorizePassRole(call, taskRoles(found), 'ecs-tasks.amazonaws.com');
  return { cluster, ref, present, found };
};

/** The template after the update, or undefined when nothing of it changes. */
const changedTemplate = (
  call: Call,
  input: UpdateServiceRequest,
  service: Service,
  found: TaskDefinition | undefined,
  associated: readonly string[],
): Template | undefined => {
  const { template } = service.details;
  const stated =
    input.taskDefinition !== undefined ||
    input.capacityProviderStrategy !== undefined ||
    input.networkConfiguration !== undefined ||
    input.platformVersion !== undefined ||
    input.forceNewDeployment === true ||
    changesTasks(optionsOf(input));
  if (!stated) return undefined;
  const definition = input.taskDefinition === undefined ? undefined : requireUsable(found);
  const network = input.networkConfiguration ?? template.networkConfiguration;
  if (definition !== undefined) checkNetwork(definition, network);
  if (definition !== undefined && template.launchType !== undefined)
    checkLaunchType(definition, template.launchType);
  const strategy =
    input.capacityProviderStrategy === undefined
      ? undefined
      : checkedStrategy(input.capacityProviderStrategy, associated);
  return {
    taskDefinition:
      definition === undefined
        ? template.taskDefinition
        : taskDefinitionArn(call, definition.family, definition.revision),
    launchType: strategy === undefined || strategy.length === 0 ? template.launchType : undefined,
    capacityProviderStrategy: strategy ?? template.capacityProviderStrategy,
    platformVersion: input.platformVersion ?? template.platformVersion,
    networkConfiguration: network,
  };
};

/** As AWS does, a change of the desired count alone is no new deployment. */
const changed = (
  deps: EcsDeps,
  input: UpdateServiceRequest,
  service: Service,
  template: Template | undefined,
  now: Date,
): Service => {
  const { details } = service;
  const resized: Service = {
    ...service,
    desiredCount: input.desiredCount ?? service.desiredCount,
    details: {
      ...details,
      options: { ...details.options, ...optionsOf(input) },
      template: template ?? details.template,
    },
  };
  if (details.controller !== 'ECS') return resized;
  if (template !== undefined)
    return withDeployment(resized, newDeployment(deps.ids, template, now));
  const primary = primaryOf(resized);
  return {
    ...resized,
    details: {
      ...resized.details,
      deployments: resized.details.deployments.map((item) =>
        item === primary ? { ...item, updatedAt: now.getTime() } : item,
      ),
    },
  };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html */
export const updateService = (deps: EcsDeps) =>
  writes<UpdateServiceRequest, UpdateServiceResponse>(
    { limits: strategyLimits('capacityProviderStrategy') },
    async (input, call) => {
      const { tx, now } = call;
      checkDesiredCount(input.desiredCount);
      const { cluster, ref, present, found } = await authorizeUpdate(input, call);
      call.touch({ type: 'AWS::ECS::Service', name: ref.id });
      const service = await requireService(call, cluster, present);
      const { controller } = service.details;
      if (input.taskDefinition !== undefined && controller !== 'ECS')
        throw updateNotForController(controller);

      const host = await findCluster(tx, call, cluster);
      const associated = host?.details.capacityProviders ?? [];
      const template = changedTemplate(call, input, service, found, associated);
      const updated = changed(deps, input, service, template, now);
      await services.save(tx, call, updated);
      await scheduleService(tx, call, updated, now);
      const tags = await tagStore.of(tx, ref.arn);
      return { service: await describeService(tx, call, updated, tags) };
    },
  );
