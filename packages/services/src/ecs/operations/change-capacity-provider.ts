import type {
  DeleteCapacityProviderRequest,
  DeleteCapacityProviderResponse,
  ManagedInstancesProvider,
  UpdateCapacityProviderRequest,
  UpdateCapacityProviderResponse,
} from '@aws-sdk/client-ecs';
import {
  type Call,
  type ConditionKeys,
  type ServiceDeps,
  tagStore,
  type Tags,
  writes,
} from '@gatehouse/service-kit';
import { scheduleWork } from '@gatehouse/store';
import { capacityProviderArn, isOwn } from '../arns.ts';
import { authorizePassRole, existing } from '../authorization.ts';
import {
  completedGroup,
  managedKeys,
  providerLimits,
  shownProvider,
} from '../capacity-providers.ts';
import { isBuiltInProvider, providerName } from '../clusters.ts';
import {
  capacityProviderInUse,
  capacityProviderReserved,
  capacityProviderUnknown,
} from '../errors.ts';
import type { CapacityProvider } from '../model.ts';
import { capacityProviders } from '../repositories/capacity-providers.ts';
import { clusters } from '../repositories/clusters.ts';
import { later, workKey } from '../work.ts';

/** The provider that a request names, once the caller may do `action` on it. */
const authorized = async (
  call: Call,
  action: 'ecs:DeleteCapacityProvider' | 'ecs:UpdateCapacityProvider',
  given: string,
  keys: ConditionKeys = {},
): Promise<{ readonly provider: CapacityProvider; readonly tags: Tags }> => {
  const name = providerName(given);
  const own = !given.startsWith('arn:') || isOwn(call, given);
  const arn = own ? capacityProviderArn(call, name) : given;
  const tags = await tagStore.of(call.tx, arn);
  await call.authorize(action, arn, existing(tags, keys));
  if (isBuiltInProvider(name)) throw capacityProviderReserved();
  const provider = own ? await capacityProviders.find(call.tx, call, name) : undefined;
  if (provider === undefined) throw capacityProviderUnknown();
  call.touch({ type: 'AWS::ECS::CapacityProvider', name });
  return { provider, tags };
};

const finishLater = (call: Call, provider: CapacityProvider, delaySeconds: number): Promise<void> =>
  scheduleWork(call.tx, {
    kind: 'ecs.capacity-provider',
    ...workKey(call, { provider: provider.name }),
    dueAt: later(call.now, delaySeconds),
  });

/** Stated members replace present ones, those of the launch template one by one. */
const changedInstances = (
  present: ManagedInstancesProvider | undefined,
  given: UpdateCapacityProviderRequest['managedInstancesProvider'],
): ManagedInstancesProvider | undefined => {
  if (present === undefined || given === undefined) return present;
  const { instanceLaunchTemplate: template, ...stated } = given;
  const launch = present.instanceLaunchTemplate;
  return {
    ...present,
    ...stated,
    instanceLaunchTemplate:
      launch === undefined
        ? undefined
        : {
            ...launch,
            ...template,
            ec2InstanceProfileArn: template?.ec2InstanceProfileArn ?? launch.ec2InstanceProfileArn,
            networkConfiguration: template?.networkConfiguration ?? launch.networkConfiguration,
          },
  };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateCapacityProvider.html */
export const updateCapacityProvider = ({ delaySeconds }: Pick<ServiceDeps, 'delaySeconds'>) =>
  writes<UpdateCapacityProviderRequest, UpdateCapacityProviderResponse>(
    { limits: providerLimits },
    async (input, call) => {
      const { provider, tags } = await authorized(
        call,
        'ecs:UpdateCapacityProvider',
        input.name ?? '',
        managedKeys(input.managedInstancesProvider),
      );
      const role = input.managedInstancesProvider?.infrastructureRoleArn;
      await authorizePassRole(call, [role], 'ecs.amazonaws.com');

      const { details } = provider;
      const group = details.autoScalingGroupProvider;
      const updated: CapacityProvider = {
        ...provider,
        details: {
          updateStatus: 'UPDATE_IN_PROGRESS',
          autoScalingGroupProvider:
            group === undefined
              ? undefined
              : completedGroup(input.autoScalingGroupProvider ?? {}, group),
          managedInstancesProvider: changedInstances(
            details.managedInstancesProvider,
            input.managedInstancesProvider,
          ),
        },
      };
      await capacityProviders.save(call.tx, call, updated);
      await finishLater(call, updated, delaySeconds);
      return { capacityProvider: shownProvider(call, updated, tags) };
    },
  );

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCapacityProvider.html */
export const deleteCapacityProvider = ({ delaySeconds }: Pick<ServiceDeps, 'delaySeconds'>) =>
  writes<DeleteCapacityProviderRequest, DeleteCapacityProviderResponse>({}, async (input, call) => {
    const { tx } = call;
    const given = input.capacityProvider ?? '';
    const { provider, tags } = await authorized(call, 'ecs:DeleteCapacityProvider', given);
    const users = await clusters.all(tx, call);
    if (users.some(({ details }) => details.capacityProviders.includes(provider.name)))
      throw capacityProviderInUse();

    const deleted: CapacityProvider = {
      ...provider,
      status: 'INACTIVE',
      details: { ...provider.details, updateStatus: 'DELETE_IN_PROGRESS' },
    };
    await capacityProviders.save(tx, call, deleted);
    await finishLater(call, deleted, delaySeconds);
    return { capacityProvider: shownProvider(call, deleted, tags) };
  });
