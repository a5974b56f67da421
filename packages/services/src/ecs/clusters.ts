import type {
  CapacityProviderStrategyItem,
  Cluster as ShownCluster,
  ClusterSetting,
  KeyValuePair,
} from '@aws-sdk/client-ecs';
import type { Call, ConditionKeys, Limits, Tags } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { capacityProviderArn, clusterArn, type ClusterRef, type Scope } from './arns.ts';
import {
  capacityProviderNotFound,
  clusterInactive,
  clusterNotFound,
  shouldBeOneOf,
  strategyBases,
  strategyOutsideCluster,
} from './errors.ts';
import type { Cluster } from './model.ts';
import { capacityProviders } from './repositories/capacity-providers.ts';
import { clusters, type CountedCluster } from './repositories/clusters.ts';
import { shownTags } from './tags.ts';

const BUILT_IN_PROVIDERS = ['FARGATE', 'FARGATE_SPOT'];
const CLUSTER_SETTINGS = ['containerInsights'];

export const isBuiltInProvider = (name: string): boolean => BUILT_IN_PROVIDERS.includes(name);

export const strategyLimits = (member: string): Limits => ({
  [`${member}[].weight`]: { minValue: 0, maxValue: 1000 },
  [`${member}[].base`]: { minValue: 0, maxValue: 100_000 },
});

/** A cluster that a reference finds; nothing for another account's. */
export const findCluster = async (
  tx: Tx,
  scope: Scope,
  ref: ClusterRef,
): Promise<Cluster | undefined> => (ref.own ? clusters.find(tx, scope, ref.name) : undefined);

/** After authorization: the cluster must exist and be active. */
export const requireActive = (cluster: Cluster | undefined): Cluster => {
  if (cluster === undefined) throw clusterNotFound();
  if (cluster.status !== 'ACTIVE') throw clusterInactive();
  return cluster;
};

export const clusterKey = (ref: ClusterRef): ConditionKeys => ({ 'ecs:cluster': ref.arn });

export const touchCluster = (call: Call, ref: ClusterRef): void => {
  call.touch({ type: 'AWS::ECS::Cluster', name: ref.name });
};

interface ClusterExtras {
  readonly tags?: Tags | undefined;
  readonly statistics?: KeyValuePair[] | undefined;
  readonly settings?: boolean;
  readonly configuration?: boolean;
  readonly attachments?: boolean;
}

/** As the API shows a cluster. Lists are there, and empty, even where the request did not ask for them. */
export const shownCluster = (
  scope: Scope,
  { name, status, details, counts }: CountedCluster,
  extras: ClusterExtras = {},
): ShownCluster => ({
  clusterArn: clusterArn(scope, name),
  clusterName: name,
  status,
  registeredContainerInstancesCount: counts.registeredContainerInstances,
  runningTasksCount: counts.runningTasks,
  pendingTasksCount: counts.pendingTasks,
  activeServicesCount: counts.activeServices,
  statistics: extras.statistics ?? [],
  tags: shownTags(extras.tags),
  settings: extras.settings === true ? details.settings : [],
  capacityProviders: details.capacityProviders,
  defaultCapacityProviderStrategy: details.defaultCapacityProviderStrategy,
  ...(extras.configuration === true && details.configuration !== undefined
    ? { configuration: details.configuration }
    : {}),
  ...(extras.attachments === true ? { attachments: [] } : {}),
  ...(details.serviceConnectDefaults === undefined
    ? {}
    : { serviceConnectDefaults: details.serviceConnectDefaults }),
});

/** The answer of an operation that changed a cluster. */
export const describeAfter = async (
  tx: Tx,
  scope: Scope,
  name: string,
  tags: Tags,
): Promise<ShownCluster> => {
  const [cluster] = await clusters.counted(tx, scope, [name]);
  if (cluster === undefined) throw new Error(`cluster ${name} is gone within its own transaction`);
  return shownCluster(scope, cluster, { tags, settings: true, configuration: true });
};

const DEFAULT_SETTINGS: readonly ClusterSetting[] = [
  { name: 'containerInsights', value: 'disabled' },
];

/** Settings as given, over those that a cluster has or every cluster starts with. */
export const mergedSettings = (
  given: readonly ClusterSetting[] | undefined,
  present: readonly ClusterSetting[] = DEFAULT_SETTINGS,
): ClusterSetting[] => {
  const merged = new Map(present.map((setting) => [setting.name, setting]));
  for (const setting of given ?? []) {
    if (setting.name === undefined || !CLUSTER_SETTINGS.includes(setting.name))
      throw shouldBeOneOf(String(setting.name), CLUSTER_SETTINGS);
    merged.set(setting.name, setting);
  }
  return [...merged.values()];
};

/** `name` of a provider given by name or ARN. */
export const providerName = (given: string): string =>
  given.startsWith('arn:') ? (given.split('/').at(-1) ?? given) : given;

export const requireProviders = async (
  tx: Tx,
  scope: Scope,
  given: readonly string[],
): Promise<string[]> => {
  const names = given.map(providerName);
  const own = names.filter((name) => !isBuiltInProvider(name));
  const found = await capacityProviders.findMany(tx, scope, own);
  const active = new Set(found.filter(({ status }) => status === 'ACTIVE').map(({ name }) => name));
  for (const name of own) if (!active.has(name)) throw capacityProviderNotFound(name);
  return names;
};

/** A strategy over the providers of a cluster (API reference, CapacityProviderStrategyItem). */
export const checkedStrategy = (
  given: readonly CapacityProviderStrategyItem[] | undefined,
  associated: readonly string[],
): CapacityProviderStrategyItem[] => {
  const strategy = (given ?? []).map(({ capacityProvider = '', weight = 0, base = 0 }) => ({
    capacityProvider: providerName(capacityProvider),
    weight,
    base,
  }));
  if (strategy.some(({ capacityProvider }) => !associated.includes(capacityProvider)))
    throw strategyOutsideCluster();
  if (strategy.filter(({ base }) => base > 0).length > 1) throw strategyBases();
  return strategy;
};

/** `ecs:capacity-provider` holds ARNs. */
export const providerKeys = (
  scope: Scope,
  names: readonly (string | undefined)[],
): ConditionKeys => {
  const given = names.filter((name) => name !== undefined && name !== '');
  return given.length === 0
    ? {}
    : {
        'ecs:capacity-provider': given.map((name) =>
          capacityProviderArn(scope, providerName(name ?? '')),
        ),
      };
};
