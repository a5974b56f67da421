import type {
  ClusterSetting,
  CreateClusterRequest,
  CreateClusterResponse,
} from '@aws-sdk/client-ecs';
import { canonicalJson } from '@gatehouse/core';
import { tagStore, writes } from '@gatehouse/service-kit';
import { effectiveValue } from '../account-settings.ts';
import { clusterRef } from '../arns.ts';
import { authorizeCreation, existing } from '../authorization.ts';
import {
  checkedStrategy,
  describeAfter,
  findCluster,
  mergedSettings,
  providerKeys,
  requireProviders,
  strategyLimits,
  touchCluster,
} from '../clusters.ts';
import { clusterNameInvalid, inconsistentRetry } from '../errors.ts';
import type { Cluster } from '../model.ts';
import { clusters } from '../repositories/clusters.ts';
import { requestTags, tagLimits, tagOwner } from '../tags.ts';

const NAME = /^[A-Za-z0-9_-]{1,255}$/;

/** What must be the same when an active cluster is created once more. */
const asked = (input: CreateClusterRequest, { details }: Cluster): boolean =>
  (input.capacityProviders === undefined ||
    canonicalJson(input.capacityProviders) === canonicalJson(details.capacityProviders)) &&
  (input.settings === undefined ||
    canonicalJson(mergedSettings(input.settings)) === canonicalJson(details.settings)) &&
  (input.configuration === undefined ||
    canonicalJson(input.configuration) === canonicalJson(details.configuration ?? null));

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html */
export const createCluster = () =>
  writes<CreateClusterRequest, CreateClusterResponse>(
    { limits: { ...tagLimits, ...strategyLimits('defaultCapacityProviderStrategy') } },
    async (input, call) => {
      const { tx } = call;
      const name =
        input.clusterName === undefined || input.clusterName === '' ? 'default' : input.clusterName;
      if (!NAME.test(name)) throw clusterNameInvalid();
      const tags = requestTags(input.tags);
      const ref = clusterRef(call, name);
      const present = await findCluster(tx, call, ref);
      const active = present?.status === 'ACTIVE' ? present : undefined;
      const ownTags = active === undefined ? new Map() : await tagStore.of(tx, ref.arn);
      await authorizeCreation(call, {
        operation: 'CreateCluster',
        resource: ref.arn,
        tags,
        keys: existing(ownTags, {
          ...providerKeys(call, input.capacityProviders ?? []),
          'ecs:fargate-ephemeral-storage-kms-key':
            input.configuration?.managedStorageConfiguration?.fargateEphemeralStorageKmsKeyId,
        }),
      });
      touchCluster(call, ref);

      if (active !== undefined) {
        if (!asked(input, active)) throw inconsistentRetry();
        return { cluster: await describeAfter(tx, call, name, ownTags) };
      }
      const providers = await requireProviders(tx, call, input.capacityProviders ?? []);
      const usual = await effectiveValue(call, 'containerInsights');
      const usualSettings: ClusterSetting[] = [{ name: 'containerInsights', value: usual }];
      const cluster: Cluster = {
        name,
        status: 'ACTIVE',
        details: {
          settings: mergedSettings(input.settings, usualSettings),
          configuration: input.configuration,
          capacityProviders: providers,
          defaultCapacityProviderStrategy: checkedStrategy(
            input.defaultCapacityProviderStrategy,
            providers,
          ),
          serviceConnectDefaults:
            input.serviceConnectDefaults === undefined
              ? undefined
              : { namespace: input.serviceConnectDefaults.namespace },
        },
      };
      if (!(await clusters.insert(tx, call, cluster, call.now))) throw inconsistentRetry();
      await tagStore.put(tx, tagOwner(call, 'cluster', ref.arn), tags);
      return { cluster: await describeAfter(tx, call, name, tags) };
    },
  );
