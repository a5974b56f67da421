import type {
  Attachment,
  Container,
  ContainerDefinition,
  LaunchType,
  NetworkConfiguration,
  TaskOverride,
} from '@aws-sdk/client-ecs';
import type { Ids } from '@gatehouse/core';
import { ecsArn, type Scope, taskDefinitionArn } from './arns.ts';
import type { ContainerInstance, Task, TaskDefinition, TaskDetails } from './model.ts';
import type { Need } from './resources.ts';

/** What a new task is made from. */
export interface TaskPlan {
  readonly cluster: string;
  readonly definition: TaskDefinition;
  readonly launchType: LaunchType;
  readonly capacityProvider?: string | undefined;
  readonly instance?: ContainerInstance | undefined;
  readonly need: Need;
  /** Chosen for the mappings without host port. */
  readonly ports: readonly number[];
  readonly overrides: TaskOverride;
  readonly group: string;
  readonly startedBy?: string | undefined;
  readonly service?: string | undefined;
  readonly networkConfiguration?: NetworkConfiguration | undefined;
  readonly enableExecuteCommand: boolean;
  readonly platformVersion?: string | undefined;
}

// AWS answers with the version that LATEST stands for.
const FARGATE_PLATFORM = '1.4.0';
const FARGATE_STORAGE_GIB = 20;

const elasticNetworkInterface = (
  ids: Ids,
  { region }: Scope,
  subnet: string,
): { readonly attachment: Attachment; readonly address: string } => {
  const [third = 0, fourth = 0] = ids.bytes(2);
  const address = `10.0.${third}.${fourth}`;
  const mac = ids.hex(10).match(/../g)?.join(':') ?? '';
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  return {
    address,
    attachment: {
      id: ids.uuid(),
      type: 'ElasticNetworkInterface',
      details: [
        { name: 'subnetId', value: subnet },
        { name: 'networkInterfaceId', value: `eni-${ids.hex(17)}` },
        { name: 'macAddress', value: `0a:${mac}` },
        { name: 'privateDnsName', value: `ip-${address.replaceAll('.', '-')}.${domain}` },
        { name: 'privateIPv4Address', value: address },
      ],
    },
  };
};

const bindings = (
  { portMappings = [] }: ContainerDefinition,
  ports: number[],
): NonNullable<Container['networkBindings']> =>
  portMappings.map(({ containerPort, hostPort, protocol }) => ({
    bindIP: '0.0.0.0',
    containerPort,
    hostPort: hostPort !== undefined && hostPort > 0 ? hostPort : ports.shift(),
    protocol: protocol ?? 'tcp',
  }));

const optionalText = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

const newContainers = (
  ids: Ids,
  scope: Scope,
  plan: TaskPlan,
  id: string,
  network: ReturnType<typeof elasticNetworkInterface> | undefined,
): Container[] => {
  const ports = [...plan.ports];
  const interfaces =
    network === undefined
      ? []
      : [{ attachmentId: network.attachment.id, privateIpv4Address: network.address }];
  return plan.definition.details.containerDefinitions.map((container) => {
    const override = plan.overrides.containerOverrides?.find(({ name }) => name === container.name);
    return {
      containerArn: ecsArn(scope, `container/${plan.cluster}/${id}/${ids.uuid()}`),
      name: container.name,
      image: container.image,
      networkBindings: hasOwnNetwork(plan) ? [] : bindings(container, ports),
      networkInterfaces: interfaces,
      cpu: String(override?.cpu ?? container.cpu ?? 0),
      memory: optionalText(override?.memory ?? container.memory),
      memoryReservation: optionalText(override?.memoryReservation ?? container.memoryReservation),
    };
  });
};

const hasOwnNetwork = ({ definition, launchType }: TaskPlan): boolean =>
  definition.details.networkMode === 'awsvpc' || launchType === 'FARGATE';

/** What only Fargate tasks have. */
const fargateDetails = (
  plan: TaskPlan,
): Pick<TaskDetails, 'platformVersion' | 'platformFamily' | 'ephemeralStorageGiB'> => {
  if (plan.launchType !== 'FARGATE') return {};
  const storage = plan.overrides.ephemeralStorage ?? plan.definition.details.ephemeralStorage;
  const version = plan.platformVersion ?? 'LATEST';
  return {
    platformVersion: version === 'LATEST' ? FARGATE_PLATFORM : version,
    platformFamily: 'Linux',
    ephemeralStorageGiB: storage?.sizeInGiB ?? FARGATE_STORAGE_GIB,
  };
};

export const newTask = (ids: Ids, scope: Scope, plan: TaskPlan, now: Date): Task => {
  const { definition, overrides, instance, need } = plan;
  const { details } = definition;
  const id = ids.hex(32);
  const subnet = plan.networkConfiguration?.awsvpcConfiguration?.subnets?.[0];
  const network = subnet === undefined ? undefined : elasticNetworkInterface(ids, scope, subnet);
  const zone = instance?.details.attributes.find(({ name }) => name === 'ecs.availability-zone');
  const architecture = details.runtimePlatform?.cpuArchitecture === 'ARM64' ? 'arm64' : 'x86_64';
  return {
    cluster: plan.cluster,
    id,
    lastStatus: hasOwnNetwork(plan) ? 'PROVISIONING' : 'PENDING',
    desiredStatus: 'RUNNING',
    launchType: plan.launchType,
    family: definition.family,
    startedBy: plan.startedBy,
    service: plan.service,
    containerInstance: instance?.id,
    cpu: need.cpu,
    memory: need.memory,
    version: 1,
    protectedUntil: undefined,
    times: { createdAt: now.getTime() },
    details: {
      taskDefinition: taskDefinitionArn(scope, definition.family, definition.revision),
      awsvpc: hasOwnNetwork(plan),
      group: plan.group,
      overrides,
      containers: newContainers(ids, scope, plan, id, network),
      attachments: network === undefined ? [] : [network.attachment],
      attributes: [{ name: 'ecs.cpu-architecture', value: architecture }],
      inferenceAccelerators: details.inferenceAccelerators ?? [],
      availabilityZone: zone?.value ?? `${scope.region}a`,
      capacityProvider: plan.capacityProvider,
      ...fargateDetails(plan),
      cpu: overrides.cpu ?? details.cpu ?? String(need.cpu),
      memory: overrides.memory ?? details.memory ?? String(need.memory),
      enableExecuteCommand: plan.enableExecuteCommand,
      hostPorts: [...need.hostPorts, ...plan.ports],
    },
  };
};
