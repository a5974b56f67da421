import type {
  DescribeInternetGatewaysResult,
  DescribeNatGatewaysResult,
  DescribeRouteTablesResult,
  DescribeSubnetsResult,
  InternetGateway,
  NatGateway,
  RouteTable,
  Subnet,
} from '@aws-sdk/client-ec2';
import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { useLoad } from '../../../shared/use-aws.ts';
import { IdLink } from '../shared/id-link.tsx';
import { nameOf, type Tags } from '../shared/names.ts';
import { isMain, subnetsOfTable } from './route-tables.tsx';
import { destinationOf, targetOf } from './routes.tsx';

interface Network {
  readonly subnets: readonly Json<Subnet>[];
  readonly tables: readonly Json<RouteTable>[];
  readonly internet: readonly Json<InternetGateway>[];
  readonly nat: readonly Json<NatGateway>[];
}

const load = async (aws: Aws, vpc: string, signal: AbortSignal): Promise<Network> => {
  const all = <Output, Item>(
    operation: string,
    filter: string,
    pick: (output: Json<Output>) => readonly Item[] | undefined,
  ): Promise<readonly Item[]> => {
    const input = { Filters: [{ Name: filter, Values: [vpc] }] };
    return allOf(pagesOf<Output, Item>(aws, { service: 'ec2', operation, input }, pick), signal);
  };
  const [subnets, tables, internet, nat] = await Promise.all([
    all<DescribeSubnetsResult, Json<Subnet>>('DescribeSubnets', 'vpc-id', (found) => found.Subnets),
    all<DescribeRouteTablesResult, Json<RouteTable>>(
      'DescribeRouteTables',
      'vpc-id',
      (found) => found.RouteTables,
    ),
    all<DescribeInternetGatewaysResult, Json<InternetGateway>>(
      'DescribeInternetGateways',
      'attachment.vpc-id',
      (found) => found.InternetGateways,
    ),
    all<DescribeNatGatewaysResult, Json<NatGateway>>(
      'DescribeNatGateways',
      'vpc-id',
      (found) => found.NatGateways,
    ),
  ]);
  return { subnets, tables, internet, nat };
};

/** The table that a subnet uses: its own, else the main one. */
const tableFor = ({ tables }: Network, subnet: string): Json<RouteTable> | undefined =>
  tables.find((table) => subnetsOfTable(table).includes(subnet)) ?? tables.find(isMain);

/** Whether what is in the subnet can be reached from the internet, and can reach it. */
const reachOf = (table: Json<RouteTable> | undefined): string => {
  const targets = (table?.Routes ?? [])
    .filter((route) => destinationOf(route) === '0.0.0.0/0')
    .map(targetOf);
  if (targets.some((target) => target.startsWith('igw-'))) return 'Public';
  return targets.some((target) => target.startsWith('nat-'))
    ? 'Private, with a way out'
    : 'Private';
};

const Entry = ({
  id,
  tags,
  lines,
}: {
  readonly id: string | undefined;
  readonly tags: Tags;
  readonly lines: readonly string[];
}) => (
  <li>
    <IdLink id={id} />
    {nameOf(tags) === '' ? null : <div>{nameOf(tags)}</div>}
    {lines.map((line) => (
      <Box key={line} variant="small" color="text-body-secondary" display="block">
        {line}
      </Box>
    ))}
  </li>
);

const Subnets = ({ network }: { readonly network: Network }) => {
  const zones = Map.groupBy(network.subnets, ({ AvailabilityZone = '' }) => AvailabilityZone);
  return [...zones]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([zone, subnets]) => (
      <section key={zone} aria-label={zone}>
        <Box variant="h4">{zone}</Box>
        <ul className="gh-checks">
          {subnets.map(({ SubnetId = '', Tags, CidrBlock = '' }) => {
            const table = tableFor(network, SubnetId);
            const lines = [
              CidrBlock,
              reachOf(table),
              `→ ${table?.RouteTableId ?? 'no route table'}`,
            ];
            return <Entry key={SubnetId} id={SubnetId} tags={Tags} lines={lines} />;
          })}
        </ul>
      </section>
    ));
};

const Tables = ({ tables }: { readonly tables: readonly Json<RouteTable>[] }) => (
  <ul className="gh-checks">
    {tables.map((table) => (
      <Entry
        key={table.RouteTableId}
        id={table.RouteTableId}
        tags={table.Tags}
        lines={[
          ...(isMain(table) ? ['Main'] : []),
          ...(table.Routes ?? []).map((route) => `${destinationOf(route)} → ${targetOf(route)}`),
        ]}
      />
    ))}
  </ul>
);

const Gateways = ({ network: { internet, nat } }: { readonly network: Network }) =>
  internet.length + nat.length === 0 ? (
    <Box color="text-body-secondary">No gateways: nothing comes in or goes out.</Box>
  ) : (
    <ul className="gh-checks">
      {internet.map(({ InternetGatewayId, Tags }) => (
        <Entry
          key={InternetGatewayId}
          id={InternetGatewayId}
          tags={Tags}
          lines={['Internet gateway']}
        />
      ))}
      {nat.map(({ NatGatewayId, Tags, State, SubnetId }) => (
        <Entry
          key={NatGatewayId}
          id={NatGatewayId}
          tags={Tags}
          lines={[`NAT gateway, ${State}`, `in ${SubnetId}`]}
        />
      ))}
    </ul>
  );

/** Subnets, the tables they use and where those lead, side by side. */
export const VpcMap = ({ vpc }: { readonly vpc: string }) => {
  const aws = useAwsClient();
  const network = useLoad(`map ${aws.region} ${vpc}`, (signal) => load(aws, vpc, signal));
  return (
    <Container header={<Header variant="h2">Resource map</Header>}>
      <FailureOr of={network}>
        {(found) => (
          <ColumnLayout columns={3} variant="text-grid">
            <div>
              <Box variant="h3">Subnets ({found.subnets.length})</Box>
              <Subnets network={found} />
            </div>
            <div>
              <Box variant="h3">Route tables ({found.tables.length})</Box>
              <Tables tables={found.tables} />
            </div>
            <div>
              <Box variant="h3">Gateways ({found.internet.length + found.nat.length})</Box>
              <Gateways network={found} />
            </div>
          </ColumnLayout>
        )}
      </FailureOr>
    </Container>
  );
};
