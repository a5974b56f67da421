import type {
  PutClusterCapacityProvidersRequest,
  PutClusterCapacityProvidersResponse,
} from '@aws-sdk/client-ecs';
import { tagStore, writes } from '@gatehouse/service-kit';
import { clusterRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import {
  checkedStrategy,
  describeAfter,
  findCluster,
  providerKeys,
  requireActive,
  requireProviders,
  strategyLimits,
  touchCluster,
} from '../clusters.ts';
import { capacityProvidersInService } from '../errors.ts';
import { clusters } from '../repositories/clusters.ts';
import { services } from '../repositories/services.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html */
export const putClusterCapacityProviders = () =>
  writes<PutClusterCapacityProvidersRequest, PutClusterCapacityProvidersResponse>(
    { limits: strategyLimits('defaultCapacityProviderStrategy') },
    async (input, call) => {
      const { tx } = call;
      const ref = clusterRef(call, input.cluster);
      const found = await findCluster(tx, call, ref);
      const tags = await tagStore.of(tx, ref.arn);
      await call.authorize(
        'ecs:PutClusterCapacityProviders',
        ref.arn,
        existing(tags, providerKeys(call, input.capacityProviders ?? [])),
      );
      touchCluster(call, ref);
      const cluster = requireActive(found);

      const providers = await requireProviders(tx, call, input.capacityProviders ?? []);
      const removed = cluster.details.capacityProviders.filter((name) => !providers.includes(name));
      const used = (await services.live(tx, call, ref.name)).flatMap(
        ({ details }) => details.template.capacityProviderStrategy ?? [],
      );
      if (used.some(({ capacityProvider }) => removed.includes(capacityProvider ?? '')))
        throw capacityProvidersInService();
      await clusters.save(tx, call, {
        ...cluster,
        details: {
          ...cluster.details,
          capacityProviders: providers,
          defaultCapacityProviderStrategy: checkedStrategy(
            input.defaultCapacityProviderStrategy,
            providers,
          ),
        },
      });
      return { cluster: await describeAfter(tx, call, ref.name, tags) };
    },
  );
