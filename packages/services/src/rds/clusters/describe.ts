import type { DBClusterMessage, DescribeDBClustersMessage } from '@aws-sdk/client-rds';
import { reads } from '@gatehouse/service-kit';
import { arnOfResource, named } from '../arns.ts';
import { authorizeDescribe } from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import { described, type FilterTable, tagsOfMany } from '../describing.ts';
import { notFound } from '../errors.ts';
import type { Resource } from '../model.ts';
import { resources } from '../repositories/resources.ts';
import { viewedCluster } from './view.ts';

const FILTERS: FilterTable<Resource<'cluster'>> = {
  // No cluster is another's clone, and none has joined a directory.
  'clone-group-id': () => undefined,
  'db-cluster-id': (row) => [row.id, arnOfResource(row)],
  'db-cluster-resource-id': ({ details }) => details.resourceId,
  domain: () => undefined,
  engine: ({ details }) => details.engine,
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusters.html */
export const describeDBClusters = ({ pages }: RdsDeps) =>
  reads<DescribeDBClustersMessage, DBClusterMessage>(
    { partial: 'no clusters that other accounts share' },
    async (input, call) => {
      const { tx } = call;
      const given = input.DBClusterIdentifier;
      await authorizeDescribe(call, 'DescribeDBClusters', 'cluster', given);
      const name = given === undefined ? undefined : named(call, 'cluster', given);
      const own = name?.account === call.account && name.region === call.region;
      const one = name === undefined || !own ? undefined : await resources.find(tx, name);
      if (given !== undefined && one === undefined) throw notFound('cluster', given);
      const { rows, next } = await described(pages, call, {
        operation: 'DescribeDBClusters',
        input,
        question: given,
        filters: FILTERS,
        load: async (stretch) =>
          one === undefined ? resources.list(tx, call, 'cluster', stretch) : [one],
      });
      const tags = await tagsOfMany(call, rows);
      const DBClusters = [];
      for (const row of rows) DBClusters.push(await viewedCluster(call, row, tags(row)));
      return { DBClusters, ...next };
    },
  );
