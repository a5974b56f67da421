import type { Failure, PlacementConstraint, PlacementStrategy } from '@aws-sdk/client-ecs';
import type { ServiceDeps, Tags } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { memberArn, type Scope } from './arns.ts';
import { type Launch, launchTypeOf, providersFor } from './launch-rules.ts';
import type { Task } from './model.ts';
import { newTask, type TaskPlan } from './new-task.ts';
import { place, type Pool, readPool, withCapacity } from './placement.ts';
import { freePorts, needOf, withTask } from './resources.ts';
import { launch, type MoveDeps } from './task-moves.ts';

export type RunDeps = MoveDeps & Pick<ServiceDeps, 'ids'>;

/** Tasks of one kind to start now. */
export interface Batch extends Omit<
  TaskPlan,
  'launchType' | 'capacityProvider' | 'instance' | 'need' | 'ports'
> {
  readonly count: number;
  readonly launch: Launch;
  readonly constraints: readonly PlacementConstraint[];
  readonly placementStrategy: readonly PlacementStrategy[];
  readonly tags: Tags;
  /** Where the one task of a daemon belongs. */
  readonly onlyInstance?: string | undefined;
  /** Tasks that the strategy's providers have already. */
  readonly present?: ReadonlyMap<string, number>;
}

interface Started {
  readonly tasks: readonly Task[];
  readonly failures: readonly Failure[];
  /** The tasks needed container instances, and the cluster has none. */
  readonly noInstances: boolean;
}

/** Places and starts tasks. Those that find no container instance are failures, with the reason. */
export const runTasks = async (
  tx: Tx,
  scope: Scope,
  deps: RunDeps,
  batch: Batch,
  now: Date,
): Promise<Started> => {
  const { launch: how, count, tags, cluster, overrides, definition } = batch;
  const need = needOf(definition, overrides);
  const providers =
    how.launchType === undefined
      ? providersFor(how.strategy, batch.present ?? new Map(), count)
      : [];
  const started: Task[] = [];
  const failures: Failure[] = [];
  let pool: Pool | undefined;
  for (let index = 0; index < count; index += 1) {
    const capacityProvider = providers[index];
    const launchType = how.launchType ?? launchTypeOf(capacityProvider ?? '');
    if (launchType === 'FARGATE') {
      const plan = { ...batch, launchType, capacityProvider, need, ports: [] };
      started.push(await launch(tx, scope, deps, newTask(deps.ids, scope, plan, now), tags, now));
      continue;
    }
    pool ??= await readPool(tx, scope, cluster);
    if (pool.capacities.length === 0) return { tasks: started, failures, noInstances: true };
    const rules = {
      constraints: [...batch.constraints, ...(definition.details.placementConstraints ?? [])],
      strategy: batch.placementStrategy,
      group: batch.group,
      onlyInstance: batch.onlyInstance,
    };
    const placement = place(pool, need, rules);
    if (!placement.placed) {
      const { instance, reason } = placement;
      failures.push(
        instance === undefined
          ? { reason }
          : { arn: memberArn(scope, 'container-instance', cluster, instance), reason },
      );
      continue;
    }
    const { capacity } = placement;
    const plan = {
      ...batch,
      launchType,
      capacityProvider,
      instance: capacity.instance,
      need,
      ports: freePorts(capacity, need),
    };
    const task = newTask(deps.ids, scope, plan, now);
    pool = withCapacity(pool, withTask(capacity, task));
    started.push(await launch(tx, scope, deps, task, tags, now));
  }
  return { tasks: started, failures, noInstances: false };
};
