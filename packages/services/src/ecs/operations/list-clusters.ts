import type { ListClustersRequest, ListClustersResponse } from '@aws-sdk/client-ecs';
import { reads, type ServiceDeps } from '@gatehouse/service-kit';
import { clusterArn } from '../arns.ts';
import { afterText, readPage } from '../paging.ts';
import { clusters } from '../repositories/clusters.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListClusters.html */
export const listClusters = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  reads<ListClustersRequest, ListClustersResponse>({}, async (input, call) => {
    await call.authorize('ecs:ListClusters', '*');
    const { rows, nextToken } = await readPage(pages, call, input, {
      operation: 'ListClusters',
      filters: {},
      most: 100,
      fetch: (after, limit) => clusters.activeNames(call.tx, call, afterText(after), limit),
      positionOf: (name: string) => [name],
    });
    return { clusterArns: rows.map((name) => clusterArn(call, name)), nextToken };
  });
