import type { CreateServiceRequest, LaunchType } from '@aws-sdk/client-ecs';
import type { ConditionKeys } from '@gatehouse/service-kit';
import {
  daemonOnFargate,
  desiredCountNegative,
  desiredCountTooLarge,
  launchTypeAndStrategy,
  serviceLaunchTypeInvalid,
  serviceNameInvalid,
  shouldBeOneOf,
  taskDefinitionRequired,
} from './errors.ts';
import { sizeKeys, subnetKeys } from './launch-rules.ts';
import type { ServiceDetails, ServiceOptions, TaskDefinition } from './model.ts';

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
// ECS Developer Guide, "Service quotas": tasks per service.
const MOST_TASKS = 5000;
const CONTROLLERS = ['ECS', 'CODE_DEPLOY', 'EXTERNAL'] as const;
const STRATEGIES = ['REPLICA', 'DAEMON'];
const PROPAGATIONS = ['TASK_DEFINITION', 'SERVICE', 'NONE'];
const LAUNCH_TYPES: readonly LaunchType[] = ['EC2', 'FARGATE', 'EXTERNAL'];

export const checkDesiredCount = (count: number | undefined): void => {
  if (count !== undefined && count < 0) throw desiredCountNegative();
  if (count !== undefined && count > MOST_TASKS) throw desiredCountTooLarge(MOST_TASKS);
};

export const controllerOf = (
  given: CreateServiceRequest['deploymentController'],
): ServiceDetails['controller'] => {
  const type = given?.type ?? 'ECS';
  const controller = CONTROLLERS.find((name) => name === type);
  if (controller === undefined) throw shouldBeOneOf(type, CONTROLLERS);
  return controller;
};

/** What can be seen from a CreateService request alone. */
export const checkServiceRequest = (input: CreateServiceRequest, loose: boolean): void => {
  const { launchType, schedulingStrategy = 'REPLICA', propagateTags } = input;
  if (launchType !== undefined && !LAUNCH_TYPES.includes(launchType))
    throw serviceLaunchTypeInvalid();
  if (launchType !== undefined && (input.capacityProviderStrategy ?? []).length > 0)
    throw launchTypeAndStrategy();
  if (!NAME.test(input.serviceName ?? '')) throw serviceNameInvalid();
  if (!STRATEGIES.includes(schedulingStrategy)) throw shouldBeOneOf(schedulingStrategy, STRATEGIES);
  if (propagateTags !== undefined && !PROPAGATIONS.includes(propagateTags))
    throw shouldBeOneOf(propagateTags, PROPAGATIONS);
  if (!loose && schedulingStrategy === 'DAEMON' && launchType === 'FARGATE')
    throw daemonOnFargate();
  checkDesiredCount(input.desiredCount);
  const controller = controllerOf(input.deploymentController);
  if (!loose && controller !== 'EXTERNAL' && (input.taskDefinition ?? '') === '')
    throw taskDefinitionRequired();
};

/** Members that a request states, as they are kept. */
export const optionsOf = (input: ServiceOptions): ServiceOptions => {
  const {
    availabilityZoneRebalancing,
    loadBalancers,
    serviceRegistries,
    deploymentConfiguration,
    placementConstraints,
    placementStrategy,
    healthCheckGracePeriodSeconds,
    enableECSManagedTags,
    propagateTags,
    enableExecuteCommand,
    serviceConnectConfiguration,
    volumeConfigurations,
    vpcLatticeConfigurations,
  } = input;
  const stated = {
    availabilityZoneRebalancing,
    loadBalancers,
    serviceRegistries,
    deploymentConfiguration,
    placementConstraints,
    placementStrategy,
    healthCheckGracePeriodSeconds,
    enableECSManagedTags,
    propagateTags,
    enableExecuteCommand,
    serviceConnectConfiguration,
    volumeConfigurations,
    vpcLatticeConfigurations,
  };
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined));
};

/** A change of these makes new tasks necessary. */
export const changesTasks = (options: ServiceOptions): boolean =>
  options.loadBalancers !== undefined ||
  options.serviceRegistries !== undefined ||
  options.enableExecuteCommand !== undefined ||
  options.serviceConnectConfiguration !== undefined ||
  options.volumeConfigurations !== undefined ||
  options.vpcLatticeConfigurations !== undefined;

/** Condition keys of CreateService and UpdateService: what the request states, nothing that it does not. */
export const serviceKeys = (
  input: ServiceOptions & Pick<CreateServiceRequest, 'networkConfiguration'>,
  definition: { readonly arn: string; readonly found: TaskDefinition | undefined } | undefined,
): ConditionKeys => ({
  ...subnetKeys(input.networkConfiguration),
  ...(definition === undefined
    ? {}
    : { 'ecs:task-definition': definition.arn, ...sizeKeys(definition.found) }),
  'ecs:enable-ecs-managed-tags': input.enableECSManagedTags,
  'ecs:enable-execute-command':
    input.enableExecuteCommand === undefined ? undefined : String(input.enableExecuteCommand),
  'ecs:propagate-tags': input.propagateTags,
  'ecs:enable-service-connect':
    input.serviceConnectConfiguration?.enabled === undefined
      ? undefined
      : String(input.serviceConnectConfiguration.enabled),
  'ecs:namespace': input.serviceConnectConfiguration?.namespace,
  'ecs:enable-ebs-volumes':
    input.volumeConfigurations === undefined
      ? undefined
      : String(input.volumeConfigurations.length > 0),
  'ecs:enable-vpc-lattice':
    input.vpcLatticeConfigurations === undefined
      ? undefined
      : String(input.vpcLatticeConfigurations.length > 0),
});
