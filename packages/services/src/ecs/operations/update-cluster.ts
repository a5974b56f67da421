import type {
  UpdateClusterRequest,
  UpdateClusterResponse,
  UpdateClusterSettingsRequest,
  UpdateClusterSettingsResponse,
} from '@aws-sdk/client-ecs';
import { type Call, tagStore, writes } from '@gatehouse/service-kit';
import { clusterRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import {
  describeAfter,
  findCluster,
  mergedSettings,
  requireActive,
  touchCluster,
} from '../clusters.ts';
import { clusters } from '../repositories/clusters.ts';

const update = async (
  input: UpdateClusterRequest,
  call: Call,
  action: 'ecs:UpdateCluster' | 'ecs:UpdateClusterSettings',
): Promise<UpdateClusterResponse> => {
  const { tx } = call;
  const ref = clusterRef(call, input.cluster);
  const found = await findCluster(tx, call, ref);
  const tags = await tagStore.of(tx, ref.arn);
  await call.authorize(
    action,
    ref.arn,
    existing(tags, {
      'ecs:fargate-ephemeral-storage-kms-key':
        input.configuration?.managedStorageConfiguration?.fargateEphemeralStorageKmsKeyId,
    }),
  );
  touchCluster(call, ref);
  const cluster = requireActive(found);

  const { details } = cluster;
  const namespace = input.serviceConnectDefaults?.namespace;
  await clusters.save(tx, call, {
    ...cluster,
    details: {
      ...details,
      settings: mergedSettings(input.settings, details.settings),
      configuration: input.configuration ?? details.configuration,
      serviceConnectDefaults:
        namespace === undefined
          ? details.serviceConnectDefaults
          : namespace === ''
            ? undefined
            : { namespace },
    },
  });
  return { cluster: await describeAfter(tx, call, ref.name, tags) };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateCluster.html */
export const updateCluster = () =>
  writes<UpdateClusterRequest, UpdateClusterResponse>({}, (input, call) =>
    update(input, call, 'ecs:UpdateCluster'),
  );

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateClusterSettings.html */
export const updateClusterSettings = () =>
  writes<UpdateClusterSettingsRequest, UpdateClusterSettingsResponse>({}, (input, call) =>
    update({ cluster: input.cluster, settings: input.settings }, call, 'ecs:UpdateClusterSettings'),
  );
