import type { DBInstanceMessage, DescribeDBInstancesMessage } from '@aws-sdk/client-rds';
import { reads } from '@gatehouse/service-kit';
import { arnOf, arnOfResource, named } from '../arns.ts';
import { authorizeDescribe } from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import { described, type FilterTable, tagsOfMany } from '../describing.ts';
import { notFound } from '../errors.ts';
import type { Resource } from '../model.ts';
import { resources } from '../repositories/resources.ts';
import { viewedInstance } from './view.ts';

const FILTERS: FilterTable<Resource<'db'>> = {
  'db-cluster-id': (row) =>
    row.parent === undefined ? undefined : [row.parent, arnOf(row, 'cluster', row.parent)],
  'db-instance-id': (row) => [row.id, arnOfResource(row)],
  'dbi-resource-id': ({ details }) => details.resourceId,
  // No instance has joined a directory.
  domain: () => undefined,
  engine: ({ details }) => details.engine,
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html */
export const describeDBInstances = ({ pages }: RdsDeps) =>
  reads<DescribeDBInstancesMessage, DBInstanceMessage>({}, async (input, call) => {
    const { tx } = call;
    const given = input.DBInstanceIdentifier;
    await authorizeDescribe(call, 'DescribeDBInstances', 'db', given);
    const name = given === undefined ? undefined : named(call, 'db', given);
    const own = name?.account === call.account && name.region === call.region;
    const one = name === undefined || !own ? undefined : await resources.find(tx, name);
    if (given !== undefined && one === undefined) throw notFound('db', given);
    const { rows, next } = await described(pages, call, {
      operation: 'DescribeDBInstances',
      input,
      question: given,
      filters: FILTERS,
      load: async (stretch) =>
        one === undefined ? resources.list(tx, call, 'db', stretch) : [one],
    });
    const tags = await tagsOfMany(call, rows);
    const DBInstances = [];
    for (const row of rows) DBInstances.push(await viewedInstance(call, row, tags(row)));
    return { DBInstances, ...next };
  });
