import type {
  ContainerInstance as ShownInstance,
  DescribeContainerInstancesRequest,
  DescribeContainerInstancesResponse,
  Failure,
} from '@aws-sdk/client-ecs';
import { reads, tagStore } from '@gatehouse/service-kit';
import { clusterRef, memberArn, memberRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import { clusterKey, findCluster } from '../clusters.ts';
import { shownInstance } from '../container-instances.ts';
import { clientCannotBeEmpty, clusterNotFound, tooMany } from '../errors.ts';
import { attributes } from '../repositories/attributes.ts';
import { containerInstances } from '../repositories/container-instances.ts';
import { tasks } from '../repositories/tasks.ts';

const MOST_INSTANCES = 100;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html */
export const describeContainerInstances = () =>
  reads<DescribeContainerInstancesRequest, DescribeContainerInstancesResponse>(
    {},
    async (input, call) => {
      const { tx } = call;
      const cluster = clusterRef(call, input.cluster);
      const given = input.containerInstances ?? [];
      if (given.length > MOST_INSTANCES) throw tooMany('containerInstances', MOST_INSTANCES);
      const refs = given.map((text) => memberRef(call, 'container-instance', cluster, text));
      const arns = refs.map(({ arn }) => arn);
      const tags = await tagStore.ofMany(tx, arns);
      const any = memberArn(call, 'container-instance', cluster.name, '*');
      for (const arn of arns.length === 0 ? [any] : arns)
        await call.authorize(
          'ecs:DescribeContainerInstances',
          arn,
          existing(tags.get(arn), clusterKey(cluster)),
        );
      if ((await findCluster(tx, call, cluster)) === undefined) throw clusterNotFound();
      if (refs.length === 0) throw clientCannotBeEmpty('Container Instances');

      const ids = [...new Set(refs.filter(({ own }) => own).map(({ id }) => id))];
      const found = new Map(
        (await containerInstances.findMany(tx, call, cluster.name, ids)).map((item) => [
          item.id,
          item,
        ]),
      );
      const running = await tasks.onInstances(tx, call, cluster.name);
      const custom = Map.groupBy(
        await attributes.ofCluster(tx, call, cluster.name),
        ({ containerInstance }) => containerInstance,
      );
      const withTags = input.include?.includes('TAGS') === true;
      const shown: ShownInstance[] = [];
      const failures: Failure[] = [];
      for (const { id, arn, asGiven, own } of refs) {
        const instance = own ? found.get(id) : undefined;
        if (instance === undefined) failures.push({ arn: asGiven, reason: 'MISSING' });
        else {
          const ownTags = withTags ? tags.get(arn) : undefined;
          shown.push(shownInstance(call, instance, running, custom.get(id) ?? [], ownTags));
        }
      }
      return { containerInstances: shown, failures };
    },
  );
