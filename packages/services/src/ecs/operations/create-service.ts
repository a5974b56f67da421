import { createHash } from 'node:crypto';
import type { CreateServiceRequest, CreateServiceResponse } from '@aws-sdk/client-ecs';
import { canonicalJson } from '@gatehouse/core';
import { type Call, principalArn, tagStore, writes } from '@gatehouse/service-kit';
import { clusterRef, memberArn, taskDefinitionArn } from '../arns.ts';
import { authorizeCreation, authorizePassRole, existing } from '../authorization.ts';
import {
  checkedStrategy,
  clusterKey,
  findCluster,
  providerKeys,
  requireActive,
  strategyLimits,
} from '../clusters.ts';
import { newDeployment, withDeployment } from '../deployments.ts';
import type { EcsDeps } from '../deps.ts';
import { serviceNotIdempotent, serviceStillDraining } from '../errors.ts';
import {
  checkLaunchType,
  checkNetwork,
  launchOf,
  requireUsable,
  taskRoles,
} from '../launch-rules.ts';
import type { Cluster, Service, ServiceOptions, TaskDefinition, Template } from '../model.ts';
import { services } from '../repositories/services.ts';
import { taskSets } from '../repositories/task-sets.ts';
import { checkServiceRequest, controllerOf, optionsOf, serviceKeys } from '../service-rules.ts';
import { describeService } from '../services.ts';
import { requestTags, tagLimits, tagOwner } from '../tags.ts';
import { arnOf, findTaskDefinition, taskDefinitionRef } from '../task-definitions.ts';
import { scheduleService } from '../task-moves.ts';
import { newTaskSet } from '../task-sets.ts';

const templateOf = (
  call: Call,
  input: CreateServiceRequest,
  cluster: Cluster,
  definition: TaskDefinition | undefined,
): Template => {
  const launch = launchOf(input, cluster);
  const strategy = checkedStrategy(launch.strategy, cluster.details.capacityProviders);
  if (definition !== undefined) {
    checkNetwork(definition, input.networkConfiguration);
    if (launch.launchType !== undefined) checkLaunchType(definition, launch.launchType);
  }
  return {
    taskDefinition:
      definition === undefined
        ? undefined
        : taskDefinitionArn(call, definition.family, definition.revision),
    launchType: launch.launchType,
    capacityProviderStrategy: strategy.length === 0 ? undefined : strategy,
    platformVersion:
      input.platformVersion ?? (launch.launchType === 'FARGATE' ? 'LATEST' : undefined),
    networkConfiguration: input.networkConfiguration,
  };
};

/** Service Connect without a namespace of its own uses the cluster's. */
const withNamespace = (options: ServiceOptions, cluster: Cluster): ServiceOptions => {
  const connect = options.serviceConnectConfiguration;
  if (connect === undefined || connect.namespace !== undefined) return options;
  const namespace = cluster.details.serviceConnectDefaults?.namespace;
  return { ...options, serviceConnectConfiguration: { ...connect, namespace } };
};

const authorizeCreate = async (input: CreateServiceRequest, call: Call) => {
  const { tx } = call;
  const tags = requestTags(input.tags);
  const ref = clusterRef(call, input.cluster);
  const foundCluster = await findCluster(tx, call, ref);
  const arn = memberArn(call, 'service', ref.name, input.serviceName ?? '');
  const given = input.taskDefinition;
  const definitionRef = given === undefined ? undefined : taskDefinitionRef(call, given);
  const found = await findTaskDefinition(tx, call, definitionRef);
  const definition =
    given === undefined ? undefined : { arn: arnOf(call, definitionRef, found, given), found };
  const strategy = launchOf(input, foundCluster).strategy;
  await authorizeCreation(call, {
    operation: 'CreateService',
    resource: arn,
    tags,
    keys: existing(await tagStore.of(tx, arn), {
      ...clusterKey(ref),
      ...providerKeys(
        call,
        strategy.map(({ capacityProvider }) => capacityProvider),
      ),
      ...serviceKeys(input, definition),
    }),
  });
  await authorizePassRole(call, taskRoles(found), 'ecs-tasks.amazonaws.com');
  await authorizePassRole(call, [input.role], 'ecs.amazonaws.com');
  return { tags, ref, arn, foundCluster, found };
};

const create = async (
  deps: EcsDeps,
  input: CreateServiceRequest,
  call: Call,
): Promise<CreateServiceResponse> => {
  const { tx, now } = call;
  checkServiceRequest(input, deps.acceptsLooseInput === true);
  const { tags, ref, arn, foundCluster, found } = await authorizeCreate(input, call);
  call.touch({ type: 'AWS::ECS::Service', name: input.serviceName ?? '' });
  const cluster = requireActive(foundCluster);
  const name = input.serviceName ?? '';
  const { clientToken: _clientToken, ...asked } = input;
  const request = createHash('sha256').update(canonicalJson(asked)).digest('hex');
  const present = await services.find(tx, call, ref.name, name);
  if (present?.status === 'DRAINING') throw serviceStillDraining();
  if (present?.status === 'ACTIVE') {
    if (present.details.request !== request) throw serviceNotIdempotent();
    return { service: await describeService(tx, call, present, tags) };
  }
  const controller = controllerOf(input.deploymentController);
  const definition = input.taskDefinition === undefined ? undefined : requireUsable(found);
  const template = templateOf(call, input, cluster, definition);
  const blank: Service = {
    cluster: ref.name,
    name,
    status: 'ACTIVE',
    schedulingStrategy: input.schedulingStrategy === 'DAEMON' ? 'DAEMON' : 'REPLICA',
    desiredCount: input.desiredCount ?? 0,
    createdBy: principalArn(call.principal),
    createdAt: now.getTime(),
    details: {
      options: withNamespace(optionsOf(input), cluster),
      template,
      controller,
      role: input.role,
      deployments: [],
      events: [],
      request,
    },
  };
  const service =
    controller === 'ECS' ? withDeployment(blank, newDeployment(deps.ids, template, now)) : blank;
  if (!(await services.insert(tx, call, service))) throw serviceNotIdempotent();
  // CodeDeploy starts from a task set that stands for what the service was created with.
  if (controller === 'CODE_DEPLOY')
    await taskSets.save(tx, call, newTaskSet(deps.ids, service, template, 'PRIMARY', now));
  await tagStore.put(tx, tagOwner(call, 'service', arn), tags);
  await scheduleService(tx, call, service, now);
  return { service: await describeService(tx, call, service, tags) };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
export const createService = (deps: EcsDeps) =>
  writes<CreateServiceRequest, CreateServiceResponse>(
    {
      partial: 'its tasks go through their states, no container runs',
      limits: { ...tagLimits, ...strategyLimits('capacityProviderStrategy') },
    },
    (input, call) => create(deps, input, call),
  );
