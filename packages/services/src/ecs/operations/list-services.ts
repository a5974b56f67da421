import type {
  ListServicesByNamespaceRequest,
  ListServicesByNamespaceResponse,
  ListServicesRequest,
  ListServicesResponse,
} from '@aws-sdk/client-ecs';
import { type Position, reads, type ServiceDeps } from '@gatehouse/service-kit';
import { clusterRef, memberArn } from '../arns.ts';
import { clusterKey, findCluster } from '../clusters.ts';
import { clusterNotFound, shouldBeOneOf } from '../errors.ts';
import { LAUNCH_TYPES } from '../launch-rules.ts';
import { afterText, readPage } from '../paging.ts';
import { services } from '../repositories/services.ts';

const STRATEGIES = ['REPLICA', 'DAEMON'];

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServices.html */
export const listServices = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  reads<ListServicesRequest, ListServicesResponse>({}, async (input, call) => {
    const { tx } = call;
    const cluster = clusterRef(call, input.cluster);
    // The service authorization reference gives this action no resource type, only the key.
    await call.authorize('ecs:ListServices', '*', clusterKey(cluster));
    if ((await findCluster(tx, call, cluster)) === undefined) throw clusterNotFound();
    const { launchType, schedulingStrategy } = input;
    if (launchType !== undefined && !LAUNCH_TYPES.includes(launchType))
      throw shouldBeOneOf('launch type', LAUNCH_TYPES);
    if (schedulingStrategy !== undefined && !STRATEGIES.includes(schedulingStrategy))
      throw shouldBeOneOf(schedulingStrategy, STRATEGIES);
    const filter = { launchType, schedulingStrategy };
    const { rows, nextToken } = await readPage(pages, call, input, {
      operation: 'ListServices',
      filters: [cluster.name, launchType ?? null, schedulingStrategy ?? null],
      most: 100,
      usual: 10,
      fetch: (after, limit) =>
        services.page(tx, call, cluster.name, filter, afterText(after), limit),
      positionOf: (name: string) => [name],
    });
    return {
      serviceArns: rows.map((name) => memberArn(call, 'service', cluster.name, name)),
      nextToken,
    };
  });

const afterService = (position: Position | undefined): [string, string] => [
  String(position?.[0] ?? ''),
  String(position?.[1] ?? ''),
];

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServicesByNamespace.html */
export const listServicesByNamespace = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  reads<ListServicesByNamespaceRequest, ListServicesByNamespaceResponse>(
    {},
    async (input, call) => {
      const namespace = input.namespace ?? '';
      await call.authorize('ecs:ListServicesByNamespace', '*', { 'ecs:namespace': namespace });
      const { rows, nextToken } = await readPage(pages, call, input, {
        operation: 'ListServicesByNamespace',
        filters: namespace,
        most: 100,
        usual: 10,
        fetch: (after, limit) =>
          services.pageOfNamespace(call.tx, call, namespace, afterService(after), limit),
        positionOf: ({ cluster, name }) => [cluster, name],
      });
      return {
        serviceArns: rows.map(({ cluster, name }) => memberArn(call, 'service', cluster, name)),
        nextToken,
      };
    },
  );
