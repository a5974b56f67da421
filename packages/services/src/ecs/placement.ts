import type { PlacementConstraint, PlacementStrategy } from '@aws-sdk/client-ecs';
import type { Tx } from '@gatehouse/store';
import type { Scope } from './arns.ts';
import { type AttributeValues, matcher } from './cluster-query.ts';
import type { ContainerInstance } from './model.ts';
import { attributes } from './repositories/attributes.ts';
import { containerInstances } from './repositories/container-instances.ts';
import { tasks } from './repositories/tasks.ts';
import { type Capacity, capacityOf, misfit, type Need } from './resources.ts';

/** The container instances of a cluster, what is left on each, and what each is known by. */
export interface Pool {
  readonly capacities: readonly Capacity[];
  readonly attributes: ReadonlyMap<string, AttributeValues>;
}

export const attributeValues = (
  instance: ContainerInstance,
  custom: readonly { readonly name: string; readonly value: string | null }[],
): AttributeValues =>
  new Map([
    ...instance.details.attributes.map(({ name = '', value }): [string, string | undefined] => [
      name,
      value,
    ]),
    ...custom.map(({ name, value }): [string, string | undefined] => [name, value ?? undefined]),
  ]);

export const readPool = async (tx: Tx, scope: Scope, cluster: string): Promise<Pool> => {
  const instances = await containerInstances.all(tx, scope, cluster);
  const running = await tasks.onInstances(tx, scope, cluster);
  const custom = Map.groupBy(
    await attributes.ofCluster(tx, scope, cluster),
    ({ containerInstance }) => containerInstance,
  );
  return {
    capacities: instances.map((instance) => capacityOf(instance, running)),
    attributes: new Map(
      instances.map((instance) => [
        instance.id,
        attributeValues(instance, custom.get(instance.id) ?? []),
      ]),
    ),
  };
};

interface PlacementRules {
  readonly constraints: readonly PlacementConstraint[];
  readonly strategy: readonly PlacementStrategy[];
  /** Tasks of one group avoid one another under `distinctInstance`. */
  readonly group: string;
  readonly onlyInstance?: string | undefined;
}

type Placement =
  | { readonly placed: true; readonly capacity: Capacity }
  | {
      readonly placed: false;
      /** The instance that came closest, if there is any, and why it does not do. */
      readonly instance: string | undefined;
      readonly reason: string;
    };

/** Smaller first: what the strategy prefers (ECS Developer Guide, "Task placement strategies"). */
const preference = (capacity: Capacity, pool: Pool, { type, field }: PlacementStrategy): number => {
  if (type === 'binpack') return field?.toLowerCase() === 'cpu' ? capacity.cpu : capacity.memory;
  if (type !== 'spread' || field === undefined || field === 'instanceId' || field === 'host')
    return capacity.tasks.length;
  const name = field.replace(/^attribute:/, '');
  const value = pool.attributes.get(capacity.instance.id)?.get(name);
  return pool.capacities
    .filter(({ instance }) => pool.attributes.get(instance.id)?.get(name) === value)
    .reduce((total, { tasks: running }) => total + running.length, 0);
};

const compare =
  (pool: Pool, strategy: readonly PlacementStrategy[]) =>
  (left: Capacity, right: Capacity): number => {
    for (const item of strategy) {
      const difference = preference(left, pool, item) - preference(right, pool, item);
      if (difference !== 0) return difference;
    }
    return left.tasks.length - right.tasks.length;
  };

/** Finds a container instance for one more task. */
export const place = (pool: Pool, need: Need, rules: PlacementRules): Placement => {
  const expressions = rules.constraints
    .filter(({ type, expression }) => type === 'memberOf' && expression !== undefined)
    .map(({ expression }) => matcher(expression ?? ''));
  const distinct = rules.constraints.some(({ type }) => type === 'distinctInstance');
  let refused: Extract<Placement, { placed: false }> = {
    placed: false,
    instance: undefined,
    reason: 'RESOURCE:INSTANCE',
  };
  const fitting: Capacity[] = [];
  for (const capacity of pool.capacities) {
    const { instance } = capacity;
    if (rules.onlyInstance !== undefined && rules.onlyInstance !== instance.id) continue;
    const known = pool.attributes.get(instance.id) ?? new Map();
    const suits =
      expressions.every((matches) => matches(known)) &&
      !(distinct && capacity.tasks.some(({ details }) => details.group === rules.group));
    const reason = suits ? misfit(capacity, need) : 'MEMBER_OF';
    if (reason === undefined) fitting.push(capacity);
    else refused = { placed: false, instance: instance.id, reason };
  }
  const best = fitting.toSorted(compare(pool, rules.strategy))[0];
  return best === undefined ? refused : { placed: true, capacity: best };
};

export const withCapacity = (pool: Pool, changed: Capacity): Pool => ({
  ...pool,
  capacities: pool.capacities.map((capacity) =>
    capacity.instance.id === changed.instance.id ? changed : capacity,
  ),
});
