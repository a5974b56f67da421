import type { ServiceDeps, Tags } from '@gatehouse/service-kit';
import { tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Scope } from './arns.ts';
import { taskTags } from './launch-rules.ts';
import type { Service, Task, TaskDefinition, Template } from './model.ts';
import { tasks } from './repositories/tasks.ts';
import type { Steps } from './rolling.ts';
import { type Batch, runTasks } from './run-tasks.ts';
import { serviceArn } from './services.ts';
import { findTaskDefinition, taskDefinitionRef, taskDefinitionTags } from './task-definitions.ts';

/** A deployment or task set that tasks are started for. */
interface Starter extends Template {
  readonly id: string;
}

const UNABLE = 'was unable to place a task';
const NO_INSTANCE = `${UNABLE} because no container instance met all of its requirements. Reason:`;

/** What a service event says of a placement failure (ECS Developer Guide, "Service event messages"). */
const problemOf = (reason: string | undefined, instance: string | undefined): string => {
  const closest = `The closest matching (container-instance ${instance?.split('/').at(-1) ?? ''})`;
  switch (reason) {
    case 'RESOURCE:CPU':
      return `${NO_INSTANCE} ${closest} has insufficient CPU units available.`;
    case 'RESOURCE:MEMORY':
      return `${NO_INSTANCE} ${closest} has insufficient memory available.`;
    case 'RESOURCE:PORTS':
      return `${NO_INSTANCE} ${closest} is already using a port required by your task.`;
    case 'RESOURCE:INSTANCE':
      return `${NO_INSTANCE} No Container Instances were found in your cluster.`;
    default:
      return `${NO_INSTANCE} ${closest} encountered error "${reason ?? 'UNKNOWN'}".`;
  }
};

const propagated = async (
  tx: Tx,
  scope: Scope,
  service: Service,
  definition: TaskDefinition,
): Promise<Tags | undefined> => {
  switch (service.details.options.propagateTags) {
    case 'SERVICE':
      return tagStore.of(tx, serviceArn(scope, service));
    case 'TASK_DEFINITION':
      return taskDefinitionTags(tx, scope, definition);
    default:
      return undefined;
  }
};

/** How many tasks each capacity provider has for this starter. */
const presentOf = (live: readonly Task[], starter: string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { startedBy, desiredStatus, details } of live) {
    const name = details.capacityProvider;
    if (startedBy !== starter || desiredStatus !== 'RUNNING' || name === undefined) continue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
};

/** Starts what the steps say; `problem` is the event to tell when some found no place. */
export const serviceTasks = async (
  tx: Tx,
  scope: Scope,
  deps: Pick<ServiceDeps, 'delaySeconds' | 'ids'>,
  starter: Starter,
  steps: Steps,
  service: Service,
  now: Date,
): Promise<{ readonly started: readonly Task[]; readonly problem: string | undefined }> => {
  const { options } = service.details;
  const ref = taskDefinitionRef(scope, starter.taskDefinition ?? '');
  const definition = await findTaskDefinition(tx, scope, ref);
  if (definition === undefined || definition.status === 'DELETE_IN_PROGRESS')
    return { started: [], problem: `${UNABLE}. Reason: The task definition no longer exists.` };
  const batch: Omit<Batch, 'count'> = {
    cluster: service.cluster,
    definition,
    launch: { launchType: starter.launchType, strategy: starter.capacityProviderStrategy ?? [] },
    present: presentOf(await tasks.ofService(tx, scope, service.cluster, service.name), starter.id),
    overrides: {},
    group: `service:${service.name}`,
    startedBy: starter.id,
    service: service.name,
    networkConfiguration: starter.networkConfiguration,
    enableExecuteCommand: options.enableExecuteCommand ?? false,
    platformVersion: starter.platformVersion,
    constraints: options.placementConstraints ?? [],
    placementStrategy: options.placementStrategy ?? [],
    tags: taskTags(await propagated(tx, scope, service, definition), new Map(), {
      enabled: options.enableECSManagedTags,
      cluster: service.cluster,
      service: service.name,
    }),
  };
  const batches: Batch[] =
    steps.daemons === undefined
      ? [{ ...batch, count: steps.start }]
      : steps.daemons.map((onlyInstance) => ({ ...batch, count: 1, onlyInstance }));
  const started: Task[] = [];
  let problem: string | undefined;
  for (const one of batches) {
    const outcome = await runTasks(tx, scope, deps, one, now);
    started.push(...outcome.tasks);
    const [failure] = outcome.noInstances ? [{ reason: 'RESOURCE:INSTANCE' }] : outcome.failures;
    if (failure !== undefined)
      problem = problemOf(failure.reason, 'arn' in failure ? failure.arn : undefined);
  }
  return { started, problem };
};
