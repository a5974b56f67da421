import type { DescribeRouteTablesResult, RouteTable } from '@aws-sdk/client-ec2';
import type { Json } from '../../../api/json.ts';
import { column, type Kind } from '../resources/kind.ts';
import { IdLink } from '../shared/id-link.tsx';
import { namedTag, tagSpecifications } from '../shared/names.ts';
import { vpcs } from '../shared/sources.ts';

/** Whether it serves the subnets that have no table of their own. */
export const isMain = ({ Associations }: Json<RouteTable>): boolean =>
  (Associations ?? []).some(({ Main }) => Main === true);

export const subnetsOfTable = ({ Associations }: Json<RouteTable>): readonly string[] =>
  (Associations ?? []).flatMap(({ SubnetId }) => SubnetId ?? []);

export const ROUTE_TABLES: Kind<Json<RouteTable>, DescribeRouteTablesResult> = {
  path: 'route-tables',
  title: 'Route tables',
  one: 'route table',
  description: 'Where packets that leave a subnet go.',
  empty: 'No route tables',
  operation: 'DescribeRouteTables',
  pick: ({ RouteTables }) => RouteTables,
  idMember: 'RouteTableIds',
  idOf: ({ RouteTableId = '' }) => RouteTableId,
  tagsOf: ({ Tags }) => Tags,
  type: 'route-table',
  columns: [
    {
      id: 'vpc',
      header: 'VPC',
      cell: ({ VpcId }) => <IdLink id={VpcId} />,
      text: ({ VpcId }) => VpcId,
    },
    column('main', 'Main', (table) => (isMain(table) ? 'Yes' : 'No')),
    column('subnets', 'Subnets of its own', (table) => subnetsOfTable(table).length),
    column('routes', 'Routes', ({ Routes = [] }) => Routes.length),
  ],
  filters: [
    ['tag:Name', 'Name'],
    ['vpc-id', 'VPC ID'],
    ['association.subnet-id', 'Subnet ID'],
  ],
  facts: (table) => [
    ['VPC', <IdLink key="vpc" id={table.VpcId} />],
    ['Main', isMain(table) ? 'Yes' : 'No'],
    ['Owner', table.OwnerId],
  ],
  create: {
    label: 'Create route table',
    fields: [
      { id: 'vpc', label: 'VPC', source: vpcs },
      { id: 'name', label: 'Name', optional: true },
    ],
    act: (aws, { vpc, name }) =>
      aws.call('ec2', 'CreateRouteTable', {
        VpcId: vpc,
        ...tagSpecifications('route-table', namedTag(name)),
      }),
  },
  remove: {
    label: 'Delete route table',
    text: 'A main table stays, and so does one that a subnet uses.',
    act: (aws, { RouteTableId }) => aws.call('ec2', 'DeleteRouteTable', { RouteTableId }),
  },
};
