import type { DeleteClusterRequest, DeleteClusterResponse } from '@aws-sdk/client-ecs';
import { tagStore, writes } from '@gatehouse/service-kit';
import { clusterRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import { findCluster, shownCluster, touchCluster } from '../clusters.ts';
import {
  clusterContainsCapacityProviders,
  clusterContainsContainerInstances,
  clusterContainsServices,
  clusterContainsTasks,
  clusterNotFound,
} from '../errors.ts';
import { capacityProviders } from '../repositories/capacity-providers.ts';
import { clusters } from '../repositories/clusters.ts';
import { services } from '../repositories/services.ts';
import { tasks } from '../repositories/tasks.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html */
export const deleteCluster = () =>
  writes<DeleteClusterRequest, DeleteClusterResponse>({}, async (input, call) => {
    const { tx } = call;
    const ref = clusterRef(call, input.cluster);
    const found = await findCluster(tx, call, ref);
    const tags = await tagStore.of(tx, ref.arn);
    await call.authorize('ecs:DeleteCluster', ref.arn, existing(tags));
    touchCluster(call, ref);
    const [counted] = found === undefined ? [] : await clusters.counted(tx, call, [ref.name]);
    if (counted === undefined) throw clusterNotFound();

    if (counted.counts.registeredContainerInstances > 0) throw clusterContainsContainerInstances();
    const live = await services.live(tx, call, ref.name);
    if (live.some(({ status }) => status === 'ACTIVE')) throw clusterContainsServices();
    if ((await tasks.countLive(tx, call, ref.name)) > 0) throw clusterContainsTasks();
    if (await capacityProviders.inCluster(tx, call, ref.name))
      throw clusterContainsCapacityProviders();
    const inactive = { ...counted, status: 'INACTIVE' as const };
    await clusters.save(tx, call, inactive);
    await tagStore.removeAll(tx, ref.arn);
    return { cluster: shownCluster(call, inactive, { tags, settings: true, configuration: true }) };
  });
