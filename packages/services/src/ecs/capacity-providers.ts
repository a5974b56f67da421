import type {
  AutoScalingGroupProvider,
  CapacityProvider as ShownProvider,
  ManagedScaling,
} from '@aws-sdk/client-ecs';
import type { ConditionKeys, Limits, Tags } from '@gatehouse/service-kit';
import { tagStore } from '@gatehouse/service-kit';
import type { WorkHandler } from '@gatehouse/store';
import { capacityProviderArn, clusterArn, type Scope } from './arns.ts';
import type { CapacityProvider } from './model.ts';
import { capacityProviders } from './repositories/capacity-providers.ts';
import { shownTags } from './tags.ts';
import { nameIn, payloadOf } from './work.ts';

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
const RESERVED = /^(?:aws|ecs|fargate)/i;

export const isProviderName = (name: string): boolean => NAME.test(name) && !RESERVED.test(name);

const scaling = 'autoScalingGroupProvider.managedScaling';
export const providerLimits: Limits = {
  [`${scaling}.targetCapacity`]: { minValue: 1, maxValue: 100 },
  [`${scaling}.minimumScalingStepSize`]: { minValue: 1, maxValue: 10_000 },
  [`${scaling}.maximumScalingStepSize`]: { minValue: 1, maxValue: 10_000 },
  [`${scaling}.instanceWarmupPeriod`]: { minValue: 0, maxValue: 10_000 },
};

/** API reference, ManagedScaling: what it is where the request does not say. */
const USUAL_SCALING: ManagedScaling = {
  status: 'DISABLED',
  targetCapacity: 100,
  minimumScalingStepSize: 1,
  maximumScalingStepSize: 10_000,
  instanceWarmupPeriod: 300,
};

export const completedGroup = (
  given: Partial<AutoScalingGroupProvider>,
  present?: AutoScalingGroupProvider,
): AutoScalingGroupProvider => ({
  autoScalingGroupArn: given.autoScalingGroupArn ?? present?.autoScalingGroupArn,
  managedScaling: { ...USUAL_SCALING, ...present?.managedScaling, ...given.managedScaling },
  managedTerminationProtection:
    given.managedTerminationProtection ?? present?.managedTerminationProtection ?? 'DISABLED',
  ...(given.managedDraining === undefined && present?.managedDraining === undefined
    ? {}
    : { managedDraining: given.managedDraining ?? present?.managedDraining }),
});

/** Condition keys of creating and updating a provider of managed instances. */
export const managedKeys = (
  given:
    | {
        readonly propagateTags?: string | undefined;
        readonly instanceLaunchTemplate?:
          | { readonly instanceMetadataTagsPropagation?: boolean | undefined }
          | undefined;
      }
    | undefined,
): ConditionKeys => ({
  'ecs:propagate-tags': given?.propagateTags,
  'ecs:instance-metadata-tags-propagation':
    given?.instanceLaunchTemplate?.instanceMetadataTagsPropagation,
});

const typeOf = ({ name, details }: CapacityProvider): NonNullable<ShownProvider['type']> => {
  if (name === 'FARGATE' || name === 'FARGATE_SPOT') return name;
  return details.managedInstancesProvider === undefined ? 'EC2_AUTOSCALING' : 'MANAGED_INSTANCES';
};

export const builtInProvider = (name: 'FARGATE' | 'FARGATE_SPOT'): CapacityProvider => ({
  name,
  status: 'ACTIVE',
  cluster: undefined,
  details: {},
});

/** As the API shows a capacity provider. */
export const shownProvider = (
  scope: Scope,
  provider: CapacityProvider,
  tags: Tags | undefined,
): ShownProvider => {
  const { name, status, cluster, details } = provider;
  return {
    capacityProviderArn: capacityProviderArn(scope, name),
    name,
    status,
    ...(cluster === undefined ? {} : { cluster: clusterArn(scope, cluster) }),
    ...(details.autoScalingGroupProvider === undefined
      ? {}
      : { autoScalingGroupProvider: details.autoScalingGroupProvider }),
    ...(details.managedInstancesProvider === undefined
      ? {}
      : { managedInstancesProvider: details.managedInstancesProvider }),
    ...(details.updateStatus === undefined ? {} : { updateStatus: details.updateStatus }),
    tags: shownTags(tags),
    type: typeOf(provider),
  };
};

/** The due work of a capacity provider: the end of its deletion or of its update. */
export const finishProvider: WorkHandler = async (store, work) => {
  const payload = payloadOf(work);
  await store.write(async (tx) => {
    const provider = await capacityProviders.find(tx, payload, nameIn(payload, 'provider'));
    if (provider === undefined) return;
    if (provider.details.updateStatus === 'DELETE_IN_PROGRESS') {
      await capacityProviders.delete(tx, payload, provider.name);
      await tagStore.removeAll(tx, capacityProviderArn(payload, provider.name));
    } else if (provider.details.updateStatus === 'UPDATE_IN_PROGRESS') {
      const details = { ...provider.details, updateStatus: 'UPDATE_COMPLETE' as const };
      await capacityProviders.save(tx, payload, { ...provider, details });
    }
  });
};
