import { type AwsError, parseArn } from '@gatehouse/core';
import type { ConditionKeys, TouchedResource } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { clusterArn, isOwn, memberArn, type Scope } from './arns.ts';
import {
  capacityProviderUnknown,
  clusterInactive,
  clusterNotFound,
  containerInstanceNotFound,
  resourceArnInvalid,
  serviceNotFound,
  taskDefinitionUnknown,
  taskNotFound,
  taskSetNotFound,
} from './errors.ts';
import { capacityProviders } from './repositories/capacity-providers.ts';
import { clusters } from './repositories/clusters.ts';
import { containerInstances } from './repositories/container-instances.ts';
import { services } from './repositories/services.ts';
import { taskDefinitions } from './repositories/task-definitions.ts';
import { taskSets } from './repositories/task-sets.ts';
import { tasks } from './repositories/tasks.ts';
import type { TaggedKind } from './tags.ts';

/** What an ARN of the tagging operations names, whether or not it exists. */
interface Tagged {
  readonly kind: TaggedKind;
  /** In the long format, under which its tags are kept. */
  readonly arn: string;
  readonly keys: ConditionKeys;
  readonly touched: TouchedResource;
  /** The error to answer once the caller is known to be allowed. */
  readonly missing: AwsError | undefined;
}

const TYPES: Readonly<Record<TaggedKind, string>> = {
  'capacity-provider': 'AWS::ECS::CapacityProvider',
  cluster: 'AWS::ECS::Cluster',
  'container-instance': 'AWS::ECS::ContainerInstance',
  service: 'AWS::ECS::Service',
  task: 'AWS::ECS::Task',
  'task-definition': 'AWS::ECS::TaskDefinition',
  'task-set': 'AWS::ECS::TaskSet',
};

interface Found {
  /** Set when the ARN was short and the resource's cluster is known only now. */
  readonly arn?: string;
  readonly missing: AwsError | undefined;
}

/** No account keeps a row under it. */
const NOWHERE: Scope = { account: '', region: '' };

type Find = (tx: Tx, scope: Scope, names: readonly string[]) => Promise<Found>;

const FINDERS: Readonly<Record<TaggedKind, Find>> = {
  cluster: async (tx, scope, [name = '']) => {
    const cluster = await clusters.find(tx, scope, name);
    if (cluster === undefined) return { missing: clusterNotFound() };
    return { missing: cluster.status === 'ACTIVE' ? undefined : clusterInactive() };
  },
  service: async (tx, scope, names) => {
    const name = names.at(-1) ?? '';
    const service =
      names.length === 2
        ? await services.find(tx, scope, names[0] ?? '', name)
        : await services.findByName(tx, scope, name);
    if (service === undefined) return { missing: serviceNotFound() };
    return { arn: memberArn(scope, 'service', service.cluster, name), missing: undefined };
  },
  task: async (tx, scope, names) => {
    const task = await tasks.findById(tx, scope, names.at(-1) ?? '');
    if (task === undefined || (names.length === 2 && task.cluster !== names[0]))
      return { missing: taskNotFound() };
    return { arn: memberArn(scope, 'task', task.cluster, task.id), missing: undefined };
  },
  'container-instance': async (tx, scope, names) => {
    const instance = await containerInstances.findById(tx, scope, names.at(-1) ?? '');
    if (instance === undefined || (names.length === 2 && instance.cluster !== names[0]))
      return { missing: containerInstanceNotFound() };
    const arn = memberArn(scope, 'container-instance', instance.cluster, instance.id);
    return { arn, missing: undefined };
  },
  'task-definition': async (tx, scope, [text = '']) => {
    const [family = '', revision = ''] = text.split(':');
    const definition = /^[1-9]\d{0,8}$/.test(revision)
      ? await taskDefinitions.find(tx, scope, family, Number(revision))
      : undefined;
    return { missing: definition === undefined ? taskDefinitionUnknown() : undefined };
  },
  'task-set': async (tx, scope, [cluster = '', service = '', ...id]) => {
    const found = (await taskSets.ofService(tx, scope, cluster, service)).some(
      (taskSet) => taskSet.id === id.join('/'),
    );
    return { missing: found ? undefined : taskSetNotFound() };
  },
  'capacity-provider': async (tx, scope, [name = '']) => {
    const provider = await capacityProviders.find(tx, scope, name);
    return { missing: provider === undefined ? capacityProviderUnknown() : undefined };
  },
};

const isTaggedKind = (text: string): text is TaggedKind => Object.hasOwn(FINDERS, text);

const clusterKeyOf = (scope: Scope, kind: TaggedKind, arn: string): ConditionKeys => {
  const names = parseArn(arn)?.resource.split('/') ?? [];
  const inCluster = kind === 'service' || kind === 'task' || kind === 'container-instance';
  return inCluster && names.length > 2 ? { 'ecs:cluster': clusterArn(scope, names[1] ?? '') } : {};
};

export const findTagged = async (tx: Tx, scope: Scope, given: string): Promise<Tagged> => {
  const parsed = parseArn(given);
  const [kind = '', ...names] = parsed?.resource.split('/') ?? [];
  if (parsed?.service !== 'ecs' || !isTaggedKind(kind) || names.length === 0)
    throw resourceArnInvalid(given);
  // Another account's resource is answered like one that does not exist, once the caller is allowed to ask.
  const found = await FINDERS[kind](tx, isOwn(scope, given) ? scope : NOWHERE, names);
  const arn = found.arn ?? given;
  return {
    kind,
    arn,
    keys: clusterKeyOf(scope, kind, arn),
    touched: { type: TYPES[kind], name: names.at(-1) ?? '' },
    missing: found.missing,
  };
};
