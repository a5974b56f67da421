import type {
  Cluster as ShownCluster,
  DescribeClustersRequest,
  DescribeClustersResponse,
  Failure,
  KeyValuePair,
} from '@aws-sdk/client-ecs';
import { reads, tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { type ClusterRef, clusterRef, type Scope } from '../arns.ts';
import { existing } from '../authorization.ts';
import { shownCluster } from '../clusters.ts';
import { shouldBeOneOf, tooMany } from '../errors.ts';
import { clusters } from '../repositories/clusters.ts';

const MOST_CLUSTERS = 100;
const FIELDS = ['ATTACHMENTS', 'CONFIGURATIONS', 'SETTINGS', 'STATISTICS', 'TAGS'];

/** Task and service counts by launch type, as `STATISTICS` names them. */
const statistics = async (tx: Tx, scope: Scope, name: string): Promise<KeyValuePair[]> => {
  const tasks = await clusters.taskCounts(tx, scope, name);
  const services = await clusters.serviceCounts(tx, scope, name);
  const of = (launchType: string) => ({
    tasks: tasks.find((row) => row.launchType === launchType),
    services: services.find((row) => row.launchType === launchType),
  });
  return ['EC2', 'Fargate', 'External'].flatMap((title) => {
    const { tasks: task, services: service } = of(title.toUpperCase());
    return [
      { name: `running${title}TasksCount`, value: String(task?.running ?? 0) },
      { name: `pending${title}TasksCount`, value: String(task?.pending ?? 0) },
      { name: `active${title}ServiceCount`, value: String(service?.active ?? 0) },
      { name: `draining${title}ServiceCount`, value: String(service?.draining ?? 0) },
    ];
  });
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html */
export const describeClusters = () =>
  reads<DescribeClustersRequest, DescribeClustersResponse>({}, async (input, call) => {
    const { tx } = call;
    const given = input.clusters ?? [];
    if (given.length > MOST_CLUSTERS) throw tooMany('clusters', MOST_CLUSTERS);
    const include = new Set<string>(input.include);
    for (const field of include) if (!FIELDS.includes(field)) throw shouldBeOneOf(field, FIELDS);

    const refs: ClusterRef[] =
      given.length === 0
        ? [clusterRef(call, undefined)]
        : given.map((text) => clusterRef(call, text));
    const names = [...new Set(refs.filter(({ own }) => own).map(({ name }) => name))];
    const found = new Map(
      (await clusters.counted(tx, call, names)).map((cluster) => [cluster.name, cluster]),
    );
    // Tags decide who may see a cluster, so they are read whether or not the answer shows them.
    const tags = await tagStore.ofMany(
      tx,
      refs.map(({ arn }) => arn),
    );

    const shown: ShownCluster[] = [];
    const failures: Failure[] = [];
    for (const ref of refs) {
      await call.authorize('ecs:DescribeClusters', ref.arn, existing(tags.get(ref.arn)));
      const cluster = ref.own ? found.get(ref.name) : undefined;
      if (cluster === undefined) {
        failures.push({ arn: ref.arn, reason: 'MISSING' });
        continue;
      }
      call.touch({ type: 'AWS::ECS::Cluster', name: ref.name });
      shown.push(
        shownCluster(call, cluster, {
          tags: include.has('TAGS') ? tags.get(ref.arn) : undefined,
          statistics: include.has('STATISTICS') ? await statistics(tx, call, ref.name) : undefined,
          settings: include.has('SETTINGS'),
          configuration: include.has('CONFIGURATIONS'),
          attachments: include.has('ATTACHMENTS'),
        }),
      );
    }
    return { clusters: shown, failures };
  });
