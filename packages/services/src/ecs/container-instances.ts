import type { Attribute, ContainerInstance as ShownInstance, Resource } from '@aws-sdk/client-ecs';
import type { Tags } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { memberArn, type Scope } from './arns.ts';
import { identityDocumentInvalid } from './errors.ts';
import type { ContainerInstance, Task } from './model.ts';
import { services } from './repositories/services.ts';
import { capacityOf, remainingResources } from './resources.ts';
import { shownTags } from './tags.ts';
import { scheduleService } from './task-moves.ts';

/** What a new instance has when its agent does not say: CPU units, MiB, and the ports that are taken. */
export const USUAL_RESOURCES: readonly Resource[] = [
  { name: 'CPU', type: 'INTEGER', doubleValue: 0, longValue: 0, integerValue: 4096 },
  { name: 'MEMORY', type: 'INTEGER', doubleValue: 0, longValue: 0, integerValue: 7482 },
  {
    name: 'PORTS',
    type: 'STRINGSET',
    doubleValue: 0,
    longValue: 0,
    integerValue: 0,
    stringSetValue: ['22', '2376', '2375', '51678', '51679'],
  },
  {
    name: 'PORTS_UDP',
    type: 'STRINGSET',
    doubleValue: 0,
    longValue: 0,
    integerValue: 0,
    stringSetValue: [],
  },
];

export const USUAL_VERSION = {
  agentVersion: '1.0.0',
  agentHash: '4023248',
  dockerVersion: 'DockerVersion: 1.5.0',
};

/** The parts of an EC2 instance identity document that ECS looks at. */
interface Identity {
  readonly instanceId: string;
  readonly attributes: Attribute[];
}

const MOST_CHARACTERS = 16_384;

export const identityOf = (document: string | undefined): Identity => {
  if (document === undefined || document.length > MOST_CHARACTERS) throw identityDocumentInvalid();
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch (cause) {
    throw Object.assign(identityDocumentInvalid(), { cause });
  }
  if (typeof parsed !== 'object' || parsed === null) throw identityDocumentInvalid();
  const members = new Map<string, unknown>(Object.entries(parsed));
  const text = (name: string): string | undefined => {
    const value = members.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const instanceId = text('instanceId');
  if (instanceId === undefined || !/^[a-z]+-[0-9a-f]{8,32}$/.test(instanceId))
    throw identityDocumentInvalid();
  const named: [string, string | undefined][] = [
    ['ecs.availability-zone', text('availabilityZone')],
    ['ecs.ami-id', text('imageId')],
    ['ecs.instance-type', text('instanceType')],
    ['ecs.os-type', 'linux'],
  ];
  return {
    instanceId,
    attributes: named.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
  };
};

/** As the API shows a container instance. */
export const shownInstance = (
  scope: Scope,
  instance: ContainerInstance,
  tasks: readonly Task[],
  custom: readonly { readonly name: string; readonly value: string | null }[],
  tags: Tags | undefined,
): ShownInstance => {
  const { details } = instance;
  const own = tasks.filter(({ containerInstance }) => containerInstance === instance.id);
  return {
    containerInstanceArn: memberArn(scope, 'container-instance', instance.cluster, instance.id),
    ec2InstanceId: instance.ec2InstanceId,
    ...(details.capacityProvider === undefined
      ? {}
      : { capacityProviderName: details.capacityProvider }),
    version: instance.version,
    versionInfo: details.versionInfo,
    registeredResources: details.registeredResources,
    remainingResources: remainingResources(capacityOf(instance, own)),
    status: instance.status,
    agentConnected: true,
    runningTasksCount: own.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingTasksCount: own.filter(
      ({ lastStatus }) => lastStatus === 'PENDING' || lastStatus === 'PROVISIONING',
    ).length,
    attributes: [
      ...details.attributes,
      ...custom.map(({ name, value }) => (value === null ? { name } : { name, value })),
    ],
    registeredAt: new Date(instance.registeredAt),
    attachments: [],
    tags: shownTags(tags),
  };
};

/** Has the scheduler look at every service that may place tasks on container instances of the cluster. */
export const scheduleServicesOn = async (
  tx: Tx,
  scope: Scope,
  cluster: string,
  now: Date,
): Promise<void> => {
  for (const service of await services.live(tx, scope, cluster))
    if (service.details.template.launchType !== 'FARGATE')
      await scheduleService(tx, scope, service, now);
};
