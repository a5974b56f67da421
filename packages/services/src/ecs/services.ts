import type {
  Deployment as ShownDeployment,
  DeploymentConfiguration,
  Service as ShownService,
  TaskSet as ShownTaskSet,
} from '@aws-sdk/client-ecs';
import type { Tags } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { clusterArn, memberArn, roleArn, type Scope, taskSetArn } from './arns.ts';
import type { Deployment, Service, TaskSet, Template } from './model.ts';
import { taskSets } from './repositories/task-sets.ts';
import { type StarterCounts, tasks } from './repositories/tasks.ts';
import { shownTags } from './tags.ts';

export const serviceArn = (scope: Scope, { cluster, name }: Service): string =>
  memberArn(scope, 'service', cluster, name);

/** Counts of tasks by deployment or task set id. */
type CountsByStarter = ReadonlyMap<string, StarterCounts>;

export const countsOf = async (
  tx: Tx,
  scope: Scope,
  service: Service,
): Promise<CountsByStarter> => {
  const rows = await tasks.starterCounts(tx, scope, service.cluster, service.name);
  return new Map(rows.map((row) => [row.startedBy, row]));
};

const total = (counts: CountsByStarter, of: 'running' | 'pending'): number =>
  [...counts.values()].reduce((sum, row) => sum + row[of], 0);

const shownTemplate = (template: Template) => ({
  ...(template.taskDefinition === undefined ? {} : { taskDefinition: template.taskDefinition }),
  ...(template.launchType === undefined ? {} : { launchType: template.launchType }),
  ...(template.capacityProviderStrategy === undefined
    ? {}
    : { capacityProviderStrategy: template.capacityProviderStrategy }),
  ...(template.platformVersion === undefined ? {} : { platformVersion: template.platformVersion }),
  ...(template.launchType === 'FARGATE' ? { platformFamily: 'Linux' } : {}),
  ...(template.networkConfiguration === undefined
    ? {}
    : { networkConfiguration: template.networkConfiguration }),
});

const shownDeployment = (
  service: Service,
  deployment: Deployment,
  counts: CountsByStarter,
): ShownDeployment => {
  const own = counts.get(deployment.id);
  const { options } = service.details;
  return {
    ...shownTemplate(deployment),
    id: deployment.id,
    status: deployment.status,
    // What an older deployment still wants is what it still has.
    desiredCount: deployment.status === 'PRIMARY' ? service.desiredCount : (own?.wanted ?? 0),
    pendingCount: own?.pending ?? 0,
    runningCount: own?.running ?? 0,
    failedTasks: 0,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
    ...(options.serviceConnectConfiguration === undefined
      ? {}
      : { serviceConnectConfiguration: options.serviceConnectConfiguration }),
    ...(options.volumeConfigurations === undefined
      ? {}
      : { volumeConfigurations: options.volumeConfigurations }),
    ...(options.vpcLatticeConfigurations === undefined
      ? {}
      : { vpcLatticeConfigurations: options.vpcLatticeConfigurations }),
  };
};

/** Tasks that a task set should have (API reference, TaskSet `computedDesiredCount`). */
export const computedDesiredCount = (service: Service, { status, details }: TaskSet): number =>
  status === 'DRAINING' || service.status !== 'ACTIVE'
    ? 0
    : Math.ceil((service.desiredCount * (details.scale.value ?? 100)) / 100);

export const shownTaskSet = (
  scope: Scope,
  service: Service,
  taskSet: TaskSet,
  counts: CountsByStarter,
  tags: Tags | undefined,
): ShownTaskSet => {
  const { details, id } = taskSet;
  const own = counts.get(id);
  const desired = computedDesiredCount(service, taskSet);
  const steady = own === undefined ? desired === 0 : own.running === desired && own.pending === 0;
  return {
    ...shownTemplate(details),
    id,
    taskSetArn: taskSetArn(scope, service.cluster, service.name, id),
    serviceArn: serviceArn(scope, service),
    clusterArn: clusterArn(scope, service.cluster),
    ...(details.externalId === undefined ? {} : { externalId: details.externalId }),
    status: taskSet.status,
    computedDesiredCount: desired,
    pendingCount: own?.pending ?? 0,
    runningCount: own?.running ?? 0,
    createdAt: new Date(taskSet.createdAt),
    updatedAt: new Date(taskSet.updatedAt),
    loadBalancers: details.loadBalancers,
    serviceRegistries: details.serviceRegistries,
    scale: details.scale,
    stabilityStatus: steady ? 'STEADY_STATE' : 'STABILIZING',
    stabilityStatusAt: new Date(taskSet.updatedAt),
    tags: shownTags(tags),
  };
};

const deploymentConfiguration = (
  service: Service,
  given: DeploymentConfiguration | undefined,
): DeploymentConfiguration => ({
  ...(service.details.controller === 'ECS'
    ? {
        deploymentCircuitBreaker: { enable: false, rollback: false },
        strategy: 'ROLLING' as const,
        bakeTimeInMinutes: 0,
      }
    : {}),
  maximumPercent: service.schedulingStrategy === 'DAEMON' ? 100 : 200,
  minimumHealthyPercent: service.schedulingStrategy === 'DAEMON' ? 0 : 100,
  ...given,
});

/** ECS's own role is shown where it acts for the service: load balancers, registries, network interfaces. */
const shownRole = (scope: Scope, { details }: Service): { roleArn?: string } => {
  const { role, options, template } = details;
  if (role !== undefined) return { roleArn: roleArn(scope, role) };
  const acts =
    (options.loadBalancers ?? []).length > 0 ||
    (options.serviceRegistries ?? []).length > 0 ||
    template.networkConfiguration !== undefined;
  return acts
    ? {
        roleArn: `arn:aws:iam::${scope.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
      }
    : {};
};

/** As the API shows a service; `tags` only where they were asked for. */
const shownService = (
  scope: Scope,
  service: Service,
  counts: CountsByStarter,
  extras: { readonly tags?: Tags | undefined; readonly taskSets?: readonly ShownTaskSet[] } = {},
): ShownService => {
  const { details } = service;
  const { options, template, controller } = details;
  const { deploymentConfiguration: given, ...kept } = options;
  const external = controller !== 'ECS';
  return {
    ...kept,
    ...shownTemplate(template),
    serviceArn: serviceArn(scope, service),
    serviceName: service.name,
    clusterArn: clusterArn(scope, service.cluster),
    loadBalancers: options.loadBalancers ?? [],
    serviceRegistries: options.serviceRegistries ?? [],
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: total(counts, 'running'),
    pendingCount: total(counts, 'pending'),
    deploymentConfiguration: deploymentConfiguration(service, given),
    deployments: details.deployments.map((item) => shownDeployment(service, item, counts)),
    ...(external ? { taskSets: [...(extras.taskSets ?? [])] } : {}),
    ...shownRole(scope, service),
    events: details.events.map(({ id, createdAt, message }) => ({
      id,
      createdAt: new Date(createdAt),
      message,
    })),
    createdAt: new Date(service.createdAt),
    createdBy: service.createdBy,
    placementConstraints: options.placementConstraints ?? [],
    placementStrategy: options.placementStrategy ?? [],
    schedulingStrategy: service.schedulingStrategy,
    deploymentController: { type: controller },
    enableECSManagedTags: options.enableECSManagedTags ?? false,
    propagateTags: options.propagateTags ?? 'NONE',
    enableExecuteCommand: options.enableExecuteCommand ?? false,
    ...(extras.tags === undefined ? {} : { tags: shownTags(extras.tags) }),
  };
};

/** A service with its counts and task sets read for it. */
export const describeService = async (
  tx: Tx,
  scope: Scope,
  service: Service,
  tags?: Tags,
): Promise<ShownService> => {
  const counts = await countsOf(tx, scope, service);
  const own =
    service.details.controller === 'ECS'
      ? []
      : await taskSets.ofService(tx, scope, service.cluster, service.name);
  return shownService(scope, service, counts, {
    tags,
    taskSets: own.map((taskSet) => shownTaskSet(scope, service, taskSet, counts, undefined)),
  });
};
