import type {
  CapacityProviderStrategyItem,
  LaunchType,
  NetworkConfiguration,
  RunTaskRequest,
  TaskOverride,
} from '@aws-sdk/client-ecs';
import type { ConditionKeys, Tags } from '@gatehouse/service-kit';
import type { Scope } from './arns.ts';
import { isBuiltInProvider, providerKeys } from './clusters.ts';
import {
  clientTokenInvalid,
  launchTypeAndStrategy,
  launchTypeUnsupported,
  networkConfigurationMissing,
  networkConfigurationNotValid,
  overrideOfUnknownContainer,
  overridesTooLong,
  shouldBeOneOf,
  startedByInvalid,
  subnetsEmpty,
  taskDefinitionInactive,
  taskDefinitionNotFound,
} from './errors.ts';
import type { Cluster, TaskDefinition } from './model.ts';
import { cpuUnits, memoryMiB } from './task-definition-rules.ts';
import { managedTags } from './tasks.ts';

export const LAUNCH_TYPES: readonly LaunchType[] = ['EC2', 'FARGATE', 'EXTERNAL'];
const MOST_OVERRIDE_CHARACTERS = 8192;
const STARTED_BY = /^[A-Za-z0-9_/:.+=@ -]*$/;
const CLIENT_TOKEN = /^[!-~]{1,64}$/;

/** Where tasks run: a launch type, or providers that share them. */
export interface Launch {
  readonly launchType: LaunchType | undefined;
  readonly strategy: readonly CapacityProviderStrategyItem[];
}

/** What a request asks for, else the cluster's default strategy, else EC2 (API reference, RunTask). */
export const launchOf = (
  given: {
    readonly launchType?: LaunchType | undefined;
    readonly capacityProviderStrategy?: readonly CapacityProviderStrategyItem[] | undefined;
  },
  cluster: Cluster | undefined,
): Launch => {
  const strategy = given.capacityProviderStrategy ?? [];
  if (given.launchType !== undefined) return { launchType: given.launchType, strategy: [] };
  if (strategy.length > 0) return { launchType: undefined, strategy };
  const usual = cluster?.details.defaultCapacityProviderStrategy ?? [];
  return usual.length > 0
    ? { launchType: undefined, strategy: usual }
    : { launchType: 'EC2', strategy: [] };
};

/** How full a provider would be with one task more, in relation to its weight. */
const load = (
  { capacityProvider = '', base = 0, weight = 1 }: CapacityProviderStrategyItem,
  placed: ReadonlyMap<string, number>,
): number => (Math.max(0, (placed.get(capacityProvider) ?? 0) - base) + 1) / weight;

/**
 * The provider of each of the next `count` tasks when `present` already run: `base` tasks first, then by weight (API
 * reference, CapacityProviderStrategyItem).
 */
export const providersFor = (
  strategy: readonly CapacityProviderStrategyItem[],
  present: ReadonlyMap<string, number>,
  count: number,
): string[] => {
  const placed = new Map(present);
  const chosen: string[] = [];
  const tasksOf = (name: string): number => placed.get(name) ?? 0;
  for (let index = 0; index < count; index += 1) {
    const based = strategy.find(
      ({ capacityProvider = '', base = 0 }) => tasksOf(capacityProvider) < base,
    );
    const weighted = strategy
      .filter(({ weight = 0 }) => weight > 0)
      .toSorted((left, right) => load(left, placed) - load(right, placed));
    const name = (based ?? weighted[0] ?? strategy[0])?.capacityProvider ?? '';
    chosen.push(name);
    placed.set(name, tasksOf(name) + 1);
  }
  return chosen;
};

/** Tasks of an Auto Scaling group's provider run on container instances. */
export const launchTypeOf = (provider: string): LaunchType =>
  isBuiltInProvider(provider) ? 'FARGATE' : 'EC2';

/** What can be seen from the request alone, before anything is looked up. */
export const checkTaskRequest = (input: {
  readonly launchType?: LaunchType | undefined;
  readonly capacityProviderStrategy?: readonly CapacityProviderStrategyItem[] | undefined;
  readonly overrides?: TaskOverride | undefined;
  readonly startedBy?: string | undefined;
  readonly clientToken?: string | undefined;
  readonly startedByLength: number;
}): void => {
  const { launchType, capacityProviderStrategy = [], overrides, startedBy, clientToken } = input;
  if (launchType !== undefined && !LAUNCH_TYPES.includes(launchType))
    throw shouldBeOneOf('launch type', LAUNCH_TYPES);
  if (launchType !== undefined && capacityProviderStrategy.length > 0)
    throw launchTypeAndStrategy();
  if (overrides !== undefined && JSON.stringify(overrides).length > MOST_OVERRIDE_CHARACTERS)
    throw overridesTooLong();
  if (
    startedBy !== undefined &&
    (startedBy.length > input.startedByLength || !STARTED_BY.test(startedBy))
  )
    throw startedByInvalid();
  if (clientToken !== undefined && !CLIENT_TOKEN.test(clientToken)) throw clientTokenInvalid();
};

/** A task definition that new tasks can be made from. */
export const requireUsable = (definition: TaskDefinition | undefined): TaskDefinition => {
  if (definition === undefined) throw taskDefinitionNotFound();
  if (definition.status !== 'ACTIVE') throw taskDefinitionInactive();
  return definition;
};

export const checkNetwork = (
  { details }: TaskDefinition,
  network: NetworkConfiguration | undefined,
): void => {
  const configuration = network?.awsvpcConfiguration;
  if (details.networkMode === 'awsvpc') {
    if (configuration === undefined) throw networkConfigurationMissing();
    if ((configuration.subnets ?? []).length === 0) throw subnetsEmpty();
  } else if (configuration !== undefined) throw networkConfigurationNotValid();
};

/**
 * A task definition that states compatibilities runs only on those. One that states none was written for whichever
 * launch type asks for it, so it is not refused.
 */
export const checkLaunchType = ({ details }: TaskDefinition, launchType: LaunchType): void => {
  const required = details.requiresCompatibilities ?? [];
  if (required.length > 0 && !required.includes(launchType))
    throw launchTypeUnsupported(launchType);
};

export const checkOverrides = ({ details }: TaskDefinition, overrides: TaskOverride): void => {
  const names = new Set(details.containerDefinitions.map(({ name }) => name));
  for (const { name } of overrides.containerOverrides ?? [])
    if (name === undefined || !names.has(name)) throw overrideOfUnknownContainer(name ?? 'null');
};

export const subnetKeys = (network: NetworkConfiguration | undefined): ConditionKeys => {
  const configuration = network?.awsvpcConfiguration;
  return configuration === undefined
    ? {}
    : {
        'ecs:subnet': configuration.subnets,
        'ecs:auto-assign-public-ip': configuration.assignPublicIp === 'ENABLED',
      };
};

/** Task size: what the request overrides, else what the task definition says. */
export const sizeKeys = (
  definition: TaskDefinition | undefined,
  overrides: TaskOverride = {},
): ConditionKeys => ({
  'ecs:task-cpu': cpuUnits(overrides.cpu ?? definition?.details.cpu),
  'ecs:task-memory': memoryMiB(overrides.memory ?? definition?.details.memory),
});

export const launchKeys = (
  scope: Scope,
  { strategy }: Launch,
  input: Pick<RunTaskRequest, 'enableExecuteCommand' | 'volumeConfigurations'>,
): ConditionKeys => ({
  ...providerKeys(
    scope,
    strategy.map(({ capacityProvider }) => capacityProvider),
  ),
  'ecs:enable-execute-command': String(input.enableExecuteCommand ?? false),
  'ecs:enable-ebs-volumes': String((input.volumeConfigurations ?? []).length > 0),
});

/** Roles that the containers of the tasks get. */
export const taskRoles = (
  definition: TaskDefinition | undefined,
  overrides: TaskOverride = {},
): (string | undefined)[] => [
  overrides.taskRoleArn ?? definition?.details.taskRoleArn,
  overrides.executionRoleArn ?? definition?.details.executionRoleArn,
];

/** Propagated tags, the request's own over them, and ECS's. */
export const taskTags = (
  propagated: Tags | undefined,
  own: Tags,
  managed: {
    readonly enabled: boolean | undefined;
    readonly cluster: string;
    readonly service?: string;
  },
): Tags =>
  new Map([
    ...[...(propagated ?? [])].filter(([key]) => !key.startsWith('aws:')),
    ...own,
    ...managedTags(managed.enabled, managed.cluster, managed.service),
  ]);
