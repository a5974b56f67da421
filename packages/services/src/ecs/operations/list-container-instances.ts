import type {
  ListContainerInstancesRequest,
  ListContainerInstancesResponse,
} from '@aws-sdk/client-ecs';
import { type Call, reads, type ServiceDeps, tagStore } from '@gatehouse/service-kit';
import { clusterRef, memberArn } from '../arns.ts';
import { existing } from '../authorization.ts';
import { matcher } from '../cluster-query.ts';
import { findCluster } from '../clusters.ts';
import { clusterNotFound, shouldBeOneOf } from '../errors.ts';
import type { ContainerInstance } from '../model.ts';
import { afterText, readPage } from '../paging.ts';
import { attributeValues } from '../placement.ts';
import { attributes } from '../repositories/attributes.ts';
import { containerInstances } from '../repositories/container-instances.ts';

const STATUSES = ['ACTIVE', 'DRAINING', 'REGISTERING', 'DEREGISTERING', 'REGISTRATION_FAILED'];
// ECS Developer Guide, "Service quotas": container instances per cluster.
const MOST_INSTANCES = 5000;

/** The instances that a cluster query finds. */
const matching = async (
  call: Call,
  cluster: string,
  filter: string,
  instances: readonly ContainerInstance[],
): Promise<ContainerInstance[]> => {
  const matches = matcher(filter);
  const custom = Map.groupBy(
    await attributes.ofCluster(call.tx, call, cluster),
    ({ containerInstance }) => containerInstance,
  );
  return instances.filter((instance) =>
    matches(attributeValues(instance, custom.get(instance.id) ?? [])),
  );
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListContainerInstances.html */
export const listContainerInstances = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  reads<ListContainerInstancesRequest, ListContainerInstancesResponse>({}, async (input, call) => {
    const { tx } = call;
    const cluster = clusterRef(call, input.cluster);
    const tags = await tagStore.of(tx, cluster.arn);
    await call.authorize('ecs:ListContainerInstances', cluster.arn, existing(tags));
    if ((await findCluster(tx, call, cluster)) === undefined) throw clusterNotFound();
    const { status, filter = '' } = input;
    if (status !== undefined && !STATUSES.includes(status)) throw shouldBeOneOf(status, STATUSES);

    const { rows, nextToken } = await readPage(pages, call, input, {
      operation: 'ListContainerInstances',
      filters: [cluster.name, status ?? null, filter],
      most: 100,
      fetch: async (position, limit) => {
        const after = afterText(position);
        if (filter === '')
          return containerInstances.page(tx, call, cluster.name, { status }, after, limit);
        const all = await containerInstances.page(
          tx,
          call,
          cluster.name,
          { status },
          after,
          MOST_INSTANCES,
        );
        return (await matching(call, cluster.name, filter, all)).slice(0, limit);
      },
      positionOf: ({ id }) => [id],
    });
    return {
      containerInstanceArns: rows.map(({ id }) =>
        memberArn(call, 'container-instance', cluster.name, id),
      ),
      nextToken,
    };
  });
