import type {
  Attachment,
  Container,
  ManagedAgent,
  Task as ShownTask,
  TaskOverride,
} from '@aws-sdk/client-ecs';
import type { Tags } from '@gatehouse/service-kit';
import { clusterArn, memberArn, type Scope } from './arns.ts';
import type { Task, TaskStatus } from './model.ts';
import { shownTags } from './tags.ts';

const containerStatus = (status: TaskStatus): string => {
  switch (status) {
    case 'PROVISIONING':
    case 'PENDING':
    case 'ACTIVATING':
      return 'PENDING';
    case 'RUNNING':
    case 'DEACTIVATING':
    case 'STOPPING':
      return 'RUNNING';
    case 'DEPROVISIONING':
    case 'STOPPED':
      return 'STOPPED';
    default:
      return status satisfies never;
  }
};

const agents = (task: Task, lastStatus: string): ManagedAgent[] | undefined =>
  task.details.enableExecuteCommand
    ? [
        {
          name: 'ExecuteCommandAgent',
          lastStatus,
          ...(task.times.startedAt === undefined
            ? {}
            : { lastStartedAt: new Date(task.times.startedAt) }),
        },
      ]
    : undefined;

const shownContainer = (arn: string, task: Task, container: Container): Container => {
  const lastStatus = containerStatus(task.lastStatus);
  const started = task.times.startedAt !== undefined;
  const managedAgents = agents(task, lastStatus);
  return {
    ...container,
    taskArn: arn,
    lastStatus,
    healthStatus: 'UNKNOWN',
    networkBindings: started ? container.networkBindings : [],
    ...(started ? { runtimeId: `${task.id}-${container.containerArn?.slice(-10) ?? ''}` } : {}),
    ...(managedAgents === undefined ? {} : { managedAgents }),
  };
};

const attachmentStatus = (status: TaskStatus): string => {
  if (status === 'PROVISIONING') return 'PRECREATED';
  return status === 'STOPPED' ? 'DELETED' : 'ATTACHED';
};

const shownAttachment = (status: TaskStatus, attachment: Attachment): Attachment => ({
  ...attachment,
  status: attachmentStatus(status),
  // The interface is made while the task is provisioned; before that only its subnet is known.
  details: status === 'PROVISIONING' ? attachment.details?.slice(0, 1) : attachment.details,
});

/** As the API shows a task. */
export const shownTask = (scope: Scope, task: Task, tags: Tags | undefined): ShownTask => {
  const { details, times } = task;
  const arn = memberArn(scope, 'task', task.cluster, task.id);
  const dates = Object.fromEntries(
    Object.entries(times).map(([name, value]) => [name, new Date(value)]),
  );
  return {
    ...dates,
    taskArn: arn,
    clusterArn: clusterArn(scope, task.cluster),
    taskDefinitionArn: details.taskDefinition,
    ...(task.containerInstance === undefined
      ? {}
      : {
          containerInstanceArn: memberArn(
            scope,
            'container-instance',
            task.cluster,
            task.containerInstance,
          ),
        }),
    attachments: details.attachments.map((attachment) =>
      shownAttachment(task.lastStatus, attachment),
    ),
    attributes: details.attributes,
    availabilityZone: details.availabilityZone,
    ...(details.capacityProvider === undefined
      ? {}
      : { capacityProviderName: details.capacityProvider }),
    ...(times.connectivityAt === undefined ? {} : { connectivity: 'CONNECTED' as const }),
    containers: details.containers.map((container) => shownContainer(arn, task, container)),
    cpu: details.cpu,
    memory: details.memory,
    desiredStatus: task.desiredStatus,
    enableExecuteCommand: details.enableExecuteCommand,
    group: details.group,
    healthStatus: 'UNKNOWN',
    inferenceAccelerators: details.inferenceAccelerators,
    lastStatus: task.lastStatus,
    ...(task.launchType === undefined ? {} : { launchType: task.launchType }),
    overrides: shownOverrides(details.overrides, details.containers),
    ...(details.platformVersion === undefined ? {} : { platformVersion: details.platformVersion }),
    ...(details.platformFamily === undefined ? {} : { platformFamily: details.platformFamily }),
    ...(details.ephemeralStorageGiB === undefined
      ? {}
      : {
          ephemeralStorage: { sizeInGiB: details.ephemeralStorageGiB },
          fargateEphemeralStorage: { sizeInGiB: details.ephemeralStorageGiB },
        }),
    ...(task.startedBy === undefined ? {} : { startedBy: task.startedBy }),
    ...(details.stopCode === undefined ? {} : { stopCode: details.stopCode }),
    ...(details.stoppedReason === undefined ? {} : { stoppedReason: details.stoppedReason }),
    tags: shownTags(tags),
    version: task.version,
  };
};

/** Every container is named, also those that nothing overrides. */
const shownOverrides = (
  overrides: TaskOverride,
  containers: readonly Container[],
): TaskOverride => ({
  ...overrides,
  containerOverrides: containers.map(
    ({ name }) =>
      overrides.containerOverrides?.find((override) => override.name === name) ?? { name },
  ),
  inferenceAcceleratorOverrides: overrides.inferenceAcceleratorOverrides ?? [],
});

/** `aws:ecs:…` tags that ECS itself puts on tasks (ECS Developer Guide, "Amazon ECS-managed tags"). */
export const managedTags = (
  enabled: boolean | undefined,
  cluster: string,
  service?: string,
): [string, string][] => {
  if (enabled !== true) return [];
  const found: [string, string][] = [['aws:ecs:clusterName', cluster]];
  if (service !== undefined) found.push(['aws:ecs:serviceName', service]);
  return found;
};
