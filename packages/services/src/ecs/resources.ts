import type { Resource, TaskOverride } from '@aws-sdk/client-ecs';
import type { ContainerInstance, Task, TaskDefinition } from './model.ts';
import { cpuUnits, memoryMiB } from './task-definition-rules.ts';

/** What a task takes on a container instance. */
export interface Need {
  readonly cpu: number;
  readonly memory: number;
  readonly hostPorts: readonly number[];
  /** Container ports that ask for any free host port. */
  readonly dynamicPorts: number;
}

/** What is left on a container instance. */
export interface Capacity {
  readonly instance: ContainerInstance;
  readonly cpu: number;
  readonly memory: number;
  readonly ports: ReadonlySet<number>;
  readonly tasks: readonly Task[];
}

const DYNAMIC_FROM = 32_768;
const DYNAMIC_TO = 60_999;

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

export const needOf = ({ details }: TaskDefinition, overrides: TaskOverride): Need => {
  const containers = details.containerDefinitions;
  const mappings = containers.flatMap(({ portMappings }) => portMappings ?? []);
  const shared = details.networkMode === 'bridge' || details.networkMode === 'host';
  const fixed = mappings.flatMap(({ hostPort }) =>
    hostPort !== undefined && hostPort > 0 ? [hostPort] : [],
  );
  return {
    cpu: cpuUnits(overrides.cpu ?? details.cpu) ?? sum(containers.map(({ cpu }) => cpu ?? 0)),
    memory:
      memoryMiB(overrides.memory ?? details.memory) ??
      sum(containers.map(({ memory, memoryReservation }) => memoryReservation ?? memory ?? 0)),
    hostPorts: shared ? fixed : [],
    dynamicPorts: details.networkMode === 'bridge' ? mappings.length - fixed.length : 0,
  };
};

const integer = (resources: readonly Resource[], name: string): number =>
  resources.find((resource) => resource.name === name)?.integerValue ?? 0;

export const capacityOf = (instance: ContainerInstance, tasks: readonly Task[]): Capacity => {
  const { registeredResources } = instance.details;
  const own = tasks.filter(({ containerInstance }) => containerInstance === instance.id);
  const taken = registeredResources.flatMap(({ name, stringSetValue }) =>
    name === 'PORTS' ? (stringSetValue ?? []).map(Number) : [],
  );
  return {
    instance,
    cpu: integer(registeredResources, 'CPU') - sum(own.map(({ cpu }) => cpu)),
    memory: integer(registeredResources, 'MEMORY') - sum(own.map(({ memory }) => memory)),
    ports: new Set([...taken, ...own.flatMap(({ details }) => details.hostPorts)]),
    tasks: own,
  };
};

/** The `remainingResources` of a container instance, in the form of its registered ones. */
export const remainingResources = ({ instance, cpu, memory, ports }: Capacity): Resource[] =>
  instance.details.registeredResources.map((resource) => {
    if (resource.name === 'CPU') return { ...resource, integerValue: cpu };
    if (resource.name === 'MEMORY') return { ...resource, integerValue: memory };
    if (resource.name === 'PORTS') return { ...resource, stringSetValue: [...ports].map(String) };
    return resource;
  });

/** Why a task does not fit, as `failures` name it (ECS Developer Guide, "API failure reasons"). */
export const misfit = (capacity: Capacity, need: Need): string | undefined => {
  if (capacity.instance.status !== 'ACTIVE') return 'AGENT';
  if (need.cpu > capacity.cpu) return 'RESOURCE:CPU';
  if (need.memory > capacity.memory) return 'RESOURCE:MEMORY';
  if (need.hostPorts.some((port) => capacity.ports.has(port))) return 'RESOURCE:PORTS';
  return undefined;
};

/** Free host ports for the mappings that leave the choice to ECS (ECS Developer Guide, ephemeral port range). */
export const freePorts = (capacity: Capacity, need: Need): number[] => {
  const found: number[] = [];
  for (let port = DYNAMIC_FROM; port <= DYNAMIC_TO && found.length < need.dynamicPorts; port += 1)
    if (!capacity.ports.has(port)) found.push(port);
  return found;
};

export const withTask = (capacity: Capacity, task: Task): Capacity => ({
  ...capacity,
  cpu: capacity.cpu - task.cpu,
  memory: capacity.memory - task.memory,
  ports: new Set([...capacity.ports, ...task.details.hostPorts]),
  tasks: [...capacity.tasks, task],
});
