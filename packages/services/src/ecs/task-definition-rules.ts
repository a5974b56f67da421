import type {
  Compatibility,
  ContainerDefinition,
  NetworkMode,
  RegisterTaskDefinitionRequest,
} from '@aws-sdk/client-ecs';
import {
  awsvpcHostPort,
  containerMember,
  containerNameInvalid,
  containerNamesRepeat,
  containersEmpty,
  familyInvalid,
  familyTooLong,
  fargateNetworkMode,
  fargatePidMode,
  fargateSize,
  memoryBelowReservation,
  memoryMissing,
  noEssentialContainer,
  shouldBeOneOf,
  taskDefinitionTooLarge,
  taskSizeInvalid,
} from './errors.ts';
import type { TaskDefinitionDetails } from './model.ts';

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
// ECS Developer Guide, "Service quotas": task definition size limit.
const MOST_BYTES = 65_536;
const NETWORK_MODES = ['bridge', 'host', 'awsvpc', 'none'];
const COMPATIBILITIES = ['EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'];

const steps = (from: number, to: number, by: number): number[] =>
  Array.from({ length: (to - from) / by + 1 }, (_, index) => from + index * by);

// ECS Developer Guide, "Task size": MiB that Fargate offers with each number of CPU units.
const FARGATE_MEMORY: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, steps(1024, 4096, 1024)],
  [1024, steps(2048, 8192, 1024)],
  [2048, steps(4096, 16_384, 1024)],
  [4096, steps(8192, 30_720, 1024)],
  [8192, steps(16_384, 61_440, 4096)],
  [16_384, steps(32_768, 122_880, 8192)],
  [32_768, [61_440, ...steps(65_536, 249_856, 4096)]],
]);

const AMOUNT = /^(?=[\d.])(\d{0,9})(?:\.(\d{1,3}))?$/;
const UNIT = /\s{0,3}(?:vcpu|gb)$/i;

/** CPU units from `1024` or `1 vCPU`, MiB from `2048` or `2 GB`; undefined for anything else. */
const amount = (text: string, unit: 'vcpu' | 'gb'): number | undefined => {
  const named = UNIT.exec(text);
  const value = AMOUNT.exec(named === null ? text : text.slice(0, named.index));
  if (value === null) return undefined;
  if (named === null) return value[2] === undefined ? Number(value[1]) : undefined;
  return named[0].trim().toLowerCase() === unit ? Number(value[0]) * 1024 : undefined;
};

export const cpuUnits = (text: string | undefined): number | undefined =>
  text === undefined || text === '' ? undefined : amount(text, 'vcpu');

export const memoryMiB = (text: string | undefined): number | undefined =>
  text === undefined || text === '' ? undefined : amount(text, 'gb');

const checkContainers = (
  containers: readonly ContainerDefinition[],
  taskMemory: string | undefined,
  networkMode: NetworkMode,
  fargate: boolean,
): void => {
  if (containers.length === 0) throw containersEmpty();
  const names = new Set<string>();
  for (const { name, image, memory, memoryReservation, portMappings } of containers) {
    if (name === undefined || name === '') throw containerMember('name');
    if (!NAME.test(name)) throw containerNameInvalid();
    if (names.has(name)) throw containerNamesRepeat(name);
    names.add(name);
    if (image === undefined || image === '') throw containerMember('image');
    if (
      memory === undefined &&
      memoryReservation === undefined &&
      taskMemory === undefined &&
      !fargate
    )
      throw memoryMissing(name);
    if (memory !== undefined && memoryReservation !== undefined && memory < memoryReservation)
      throw memoryBelowReservation(name);
    const differs = (portMappings ?? []).some(
      ({ containerPort, hostPort }) =>
        hostPort !== undefined && hostPort !== 0 && hostPort !== containerPort,
    );
    if (networkMode === 'awsvpc' && differs) throw awsvpcHostPort();
  }
  if (containers.every(({ essential }) => essential === false)) throw noEssentialContainer();
};

const checkFargate = (
  { cpu, memory, pidMode, networkMode }: RegisterTaskDefinitionRequest,
  only: boolean,
): void => {
  if (pidMode === 'host') throw fargatePidMode();
  if (networkMode !== undefined && networkMode !== 'awsvpc') throw fargateNetworkMode();
  const units = cpuUnits(cpu);
  const mebibytes = memoryMiB(memory);
  // With another compatibility stated, the sizes need only fit that one.
  if (!only || units === undefined || mebibytes === undefined) return;
  if (FARGATE_MEMORY.get(units)?.includes(mebibytes) !== true) throw fargateSize();
};

const withDefaults = (container: ContainerDefinition): ContainerDefinition => ({
  ...container,
  cpu: container.cpu ?? 0,
  portMappings: (container.portMappings ?? []).map((mapping) => ({
    ...mapping,
    protocol: mapping.protocol ?? 'tcp',
  })),
  essential: container.essential ?? true,
  environment: container.environment ?? [],
  mountPoints: container.mountPoints ?? [],
  volumesFrom: container.volumesFrom ?? [],
});

const compatibilitiesOf = (required: readonly Compatibility[]): Compatibility[] => {
  const others = required.filter((name) => name !== 'EC2');
  return ['EC2', ...others];
};

/** A registration, checked and completed (API reference, RegisterTaskDefinition). */
export const checkedTaskDefinition = (
  input: RegisterTaskDefinitionRequest,
): TaskDefinitionDetails => {
  const { family: _family, tags: _tags, containerDefinitions, ...kept } = input;
  const bytes = Buffer.byteLength(JSON.stringify(input));
  if (bytes > MOST_BYTES) throw taskDefinitionTooLarge(bytes, MOST_BYTES);
  const required = input.requiresCompatibilities ?? [];
  for (const name of required)
    if (!COMPATIBILITIES.includes(name)) throw shouldBeOneOf(name, COMPATIBILITIES);
  if (input.networkMode !== undefined && !NETWORK_MODES.includes(input.networkMode))
    throw shouldBeOneOf(input.networkMode, NETWORK_MODES);
  const fargate = required.includes('FARGATE');
  const networkMode = fargate ? 'awsvpc' : (input.networkMode ?? 'bridge');
  if (input.cpu !== undefined && cpuUnits(input.cpu) === undefined) throw taskSizeInvalid('cpu');
  if (input.memory !== undefined && memoryMiB(input.memory) === undefined)
    throw taskSizeInvalid('memory');
  if (fargate) checkFargate(input, required.length === 1);
  const containers = containerDefinitions ?? [];
  checkContainers(containers, input.memory, networkMode, fargate);
  return {
    ...kept,
    // The API gives numbers back, also for `1 vCPU` and `2 GB`.
    cpu: input.cpu === undefined ? undefined : String(cpuUnits(input.cpu)),
    memory: input.memory === undefined ? undefined : String(memoryMiB(input.memory)),
    containerDefinitions: containers.map((container) => {
      const complete = withDefaults(container);
      if (networkMode !== 'awsvpc' && networkMode !== 'host') return complete;
      return {
        ...complete,
        portMappings: complete.portMappings?.map((mapping) => ({
          ...mapping,
          hostPort: mapping.hostPort ?? mapping.containerPort,
        })),
      };
    }),
    networkMode,
    volumes: input.volumes ?? [],
    placementConstraints: input.placementConstraints ?? [],
    compatibilities: compatibilitiesOf(required),
  };
};

export const checkFamily = (family: string): void => {
  if (family.length > 255) throw familyTooLong();
  if (!NAME.test(family)) throw familyInvalid();
};
