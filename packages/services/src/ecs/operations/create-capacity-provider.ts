import type {
  CreateCapacityProviderRequest,
  CreateCapacityProviderResponse,
} from '@aws-sdk/client-ecs';
import { tagStore, writes } from '@gatehouse/service-kit';
import { capacityProviderArn, clusterRef } from '../arns.ts';
import { authorizeCreation, authorizePassRole, existing } from '../authorization.ts';
import {
  completedGroup,
  isProviderName,
  managedKeys,
  providerLimits,
  shownProvider,
} from '../capacity-providers.ts';
import { findCluster, requireActive } from '../clusters.ts';
import {
  capacityProviderExists,
  capacityProviderKind,
  capacityProviderNameInvalid,
} from '../errors.ts';
import type { CapacityProvider } from '../model.ts';
import { capacityProviders } from '../repositories/capacity-providers.ts';
import { requestTags, tagLimits, tagOwner } from '../tags.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html */
export const createCapacityProvider = () =>
  writes<CreateCapacityProviderRequest, CreateCapacityProviderResponse>(
    { limits: { ...tagLimits, ...providerLimits } },
    async (input, call) => {
      const { tx } = call;
      const name = input.name ?? '';
      if (!isProviderName(name)) throw capacityProviderNameInvalid();
      const tags = requestTags(input.tags);
      const arn = capacityProviderArn(call, name);
      const managed = input.managedInstancesProvider;
      await authorizeCreation(call, {
        operation: 'CreateCapacityProvider',
        resource: arn,
        tags,
        keys: existing(await tagStore.of(tx, arn), managedKeys(managed)),
      });
      await authorizePassRole(call, [managed?.infrastructureRoleArn], 'ecs.amazonaws.com');
      call.touch({ type: 'AWS::ECS::CapacityProvider', name });
      const group = input.autoScalingGroupProvider;
      if ((group === undefined) === (managed === undefined)) throw capacityProviderKind();
      const cluster = input.cluster === undefined ? undefined : clusterRef(call, input.cluster);
      if (cluster !== undefined) requireActive(await findCluster(tx, call, cluster));

      const provider: CapacityProvider = {
        name,
        status: 'ACTIVE',
        cluster: cluster?.name,
        details: {
          autoScalingGroupProvider: group === undefined ? undefined : completedGroup(group),
          managedInstancesProvider: managed,
        },
      };
      if (!(await capacityProviders.insert(tx, call, provider, call.now)))
        throw capacityProviderExists();
      await tagStore.put(tx, tagOwner(call, 'capacity-provider', arn), tags);
      return { capacityProvider: shownProvider(call, provider, tags) };
    },
  );
