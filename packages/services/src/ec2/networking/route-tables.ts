import type {
  AssociateRouteTableRequest,
  AssociateRouteTableResult,
  CreateRouteRequest,
  CreateRouteResult,
  CreateRouteTableRequest,
  CreateRouteTableResult,
  DeleteRouteRequest,
  DeleteRouteTableRequest,
  DescribeRouteTablesRequest,
  DescribeRouteTablesResult,
  DisassociateRouteTableRequest,
  ReplaceRouteRequest,
  ReplaceRouteTableAssociationRequest,
  ReplaceRouteTableAssociationResult,
  Route,
  RouteTable,
  RouteTableAssociation,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import { arnOf, partId } from '../arns.ts';
import {
  authorizeAll,
  authorized,
  authorizeNew,
  region,
  touch,
  authorizedOne,
} from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description, wellFormed } from '../describing.ts';
import {
  dependencyViolation,
  invalidCombination,
  invalidValue,
  missingParameter,
  notFound,
  parameterInvalid,
} from '../errors.ts';
import { type Kind, type Resource, withDetails } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { cidrText, parseCidr } from './cidr.ts';
import { settleNetwork, showNetwork } from './default-network.ts';
import type { RouteDetails, RouteTargetMember } from './model.ts';
import { add, localRoute } from './new-network.ts';

type Lives = ReadonlyMap<string, unknown>;

const shownRoute = ({ destination, target, origin }: RouteDetails, alive: Lives): Route => ({
  DestinationCidrBlock: destination,
  [target.member]: target.id,
  Origin: origin,
  // A route whose target is gone leads nowhere.
  State: target.id === 'local' || alive.has(target.id) ? 'active' : 'blackhole',
});

const shownAssociation = (
  table: string,
  { id, main, subnet }: Resource<'route-table'>['details']['associations'][number],
): RouteTableAssociation => ({
  RouteTableAssociationId: id,
  RouteTableId: table,
  Main: main,
  ...(subnet === undefined ? {} : { SubnetId: subnet }),
  AssociationState: { State: 'associated' },
});

const shownTable = (
  { id, account, details }: Resource<'route-table'>,
  tags: Tags,
  alive: Lives,
): RouteTable => ({
  RouteTableId: id,
  VpcId: details.vpc,
  OwnerId: account,
  Associations: details.associations.map((one) => shownAssociation(id, one)),
  Routes: details.routes.map((route) => shownRoute(route, alive)),
  PropagatingVgws: [],
  Tags: shownTags(tags),
});

const TARGET_KINDS = ['internet-gateway', 'natgateway', 'network-interface', 'instance'] as const;

/** Ids of what routes can lead to and is there. */
const livingTargets = async (call: Call): Promise<Lives> => {
  const alive = new Map<string, unknown>();
  for (const kind of TARGET_KINDS)
    for (const one of await resources.list(call.tx, call, kind)) {
      const gone =
        (one.kind === 'internet-gateway' && one.vpc === undefined) ||
        ('state' in one.details && ['deleted', 'terminated'].includes(one.details.state));
      if (!gone) alive.set(one.id, one);
    }
  return alive;
};

const routes =
  (look: (route: Route) => string | undefined) =>
  ({ Routes = [] }: RouteTable) =>
    Routes.map(look);
const associations =
  (look: (one: RouteTableAssociation) => string | boolean | undefined) =>
  ({ Associations = [] }: RouteTable) =>
    Associations.map(look);

const TABLES: Description<'route-table', RouteTable> = {
  kind: 'route-table',
  filters: {
    'association.main': associations(({ Main }) => Main),
    'association.route-table-association-id': associations((one) => one.RouteTableAssociationId),
    'association.route-table-id': associations(({ RouteTableId }) => RouteTableId),
    'association.subnet-id': associations(({ SubnetId }) => SubnetId),
    'owner-id': ({ OwnerId }) => OwnerId,
    'route-table-id': ({ RouteTableId }) => RouteTableId,
    'route.destination-cidr-block': routes(({ DestinationCidrBlock }) => DestinationCidrBlock),
    'route.gateway-id': routes(({ GatewayId }) => GatewayId),
    'route.instance-id': routes(({ InstanceId }) => InstanceId),
    'route.nat-gateway-id': routes(({ NatGatewayId }) => NatGatewayId),
    'route.origin': routes(({ Origin }) => Origin),
    'route.state': routes(({ State }) => State),
    'vpc-id': ({ VpcId }) => VpcId,
  },
  show: async (call, rows, tags) => {
    const alive = await livingTargets(call);
    return rows.map((row) => shownTable(row, tags(row), alive));
  },
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html */
export const describeRouteTables = (deps: Ec2Deps) =>
  shows<DescribeRouteTablesRequest, DescribeRouteTablesResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeRouteTables');
    await showNetwork(deps, call);
    const { shown, next } = await described(deps.pages, call, TABLES, input, input.RouteTableIds);
    return { RouteTables: [...shown], ...next };
  });

/** A VPC that something is about to be made in: decided on as part of making it. */
export const vpcFor = (call: Call, operation: string, id: string): Promise<Resource<'vpc'>> => {
  const find = () => resources.find(call.tx, call, 'vpc', id);
  return authorizedOne(call, operation, { kind: 'vpc', id, find });
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRouteTable.html */
export const createRouteTable = ({ ids }: Ec2Deps) =>
  changes<CreateRouteTableRequest, CreateRouteTableResult>({}, async (input, call) => {
    const { tx, account, now } = call;
    await settleNetwork({ ids }, call);
    const tags = specifiedTags(input.TagSpecifications, 'route-table')('route-table');
    const vpcId = input.VpcId ?? '';
    const vpcKey = { 'ec2:Vpc': arnOf(call, 'vpc', vpcId) };
    await authorizeNew(call, 'CreateRouteTable', 'route-table', tags, vpcKey);
    const vpc = await vpcFor(call, 'CreateRouteTable', vpcId);
    const details = { vpc: vpc.id, routes: [localRoute(vpc.details.cidr)], associations: [] };
    const ground = { tx, ids, account, region: call.region, now };
    const table = await add(ground, 'route-table', details, { vpc: vpc.id });
    await putTags(tx, table, tags);
    touch(call, 'route-table', table.id);
    return { RouteTable: shownTable(table, tags, new Map()) };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteRouteTable.html */
export const deleteRouteTable = ({ ids }: Ec2Deps) =>
  changes<DeleteRouteTableRequest, void>({}, async ({ RouteTableId = '' }, call) => {
    await settleNetwork({ ids }, call);
    const table = await authorized(call, 'DeleteRouteTable', 'route-table', RouteTableId);
    if (table.details.associations.length > 0)
      throw dependencyViolation(
        `The routeTable '${table.id}' has dependencies and cannot be deleted.`,
      );
    await removeWithTags(call.tx, table);
  });

const TARGETS: Readonly<Record<RouteTargetMember, Kind | undefined>> = {
  GatewayId: 'internet-gateway',
  InstanceId: 'instance',
  NatGatewayId: 'natgateway',
  NetworkInterfaceId: 'network-interface',
  TransitGatewayId: undefined,
  VpcPeeringConnectionId: undefined,
};

const MEMBERS = Object.keys(TARGETS).filter((name): name is RouteTargetMember =>
  Object.hasOwn(TARGETS, name),
);

const targetOf = async (
  call: Call,
  table: Resource<'route-table'>,
  input: CreateRouteRequest,
): Promise<RouteDetails['target']> => {
  const given = MEMBERS.flatMap((member) => {
    const id = input[member];
    return id === undefined ? [] : [{ member, id }];
  });
  const [target] = given;
  if (target === undefined)
    throw missingParameter('gatewayId, natGatewayId, instanceId or networkInterfaceId');
  if (given.length > 1)
    throw invalidCombination('The parameters of several route targets cannot be used together');
  const kind = TARGETS[target.member];
  if (kind === undefined)
    throw invalidValue(`Routes to a ${target.member} are not implemented by Gatehouse.`);
  wellFormed(kind, [target.id]);
  const found = await resources.find(call.tx, call, kind, target.id);
  if (found === undefined) throw notFound(kind, target.id);
  if (kind === 'internet-gateway' && found.vpc !== table.details.vpc)
    throw invalidValue(
      `route table ${table.id} and network gateway ${target.id} belong to different networks`,
    );
  return target;
};

const destinationOf = (text: string | undefined): string => {
  if (text === undefined) throw missingParameter('destinationCidrBlock');
  const network = parseCidr(text);
  if (network === undefined)
    throw parameterInvalid('destinationCidrBlock', text, 'This is not a valid CIDR block.');
  return cidrText(network);
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html and API_ReplaceRoute.html */
export const putRoute = ({ ids }: Ec2Deps, operation: 'CreateRoute' | 'ReplaceRoute') =>
  changes<CreateRouteRequest & ReplaceRouteRequest, CreateRouteResult>(
    { partial: 'IPv4 destinations' },
    async (input, call) => {
      await settleNetwork({ ids }, call);
      const table = await authorized(call, operation, 'route-table', input.RouteTableId ?? '');
      const destination = destinationOf(input.DestinationCidrBlock);
      const target = await targetOf(call, table, input);
      const earlier = table.details.routes.find((route) => route.destination === destination);
      if (operation === 'CreateRoute' && earlier !== undefined)
        throw new AwsError(
          'RouteAlreadyExists',
          `The route identified by ${destination} already exists.`,
        );
      if (operation === 'ReplaceRoute' && earlier === undefined)
        throw invalidValue(
          `There is no route defined for '${destination}' in the route table. Use CreateRoute instead.`,
        );
      const others = table.details.routes.filter((route) => route !== earlier);
      const route = { destination, target, origin: 'CreateRoute' } as const;
      await resources.save(call.tx, withDetails(table, { routes: [...others, route] }));
      return operation === 'CreateRoute' ? { Return: true } : {};
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteRoute.html */
export const deleteRoute = ({ ids }: Ec2Deps) =>
  changes<DeleteRouteRequest, void>({ partial: 'IPv4 destinations' }, async (input, call) => {
    await settleNetwork({ ids }, call);
    const table = await authorized(call, 'DeleteRoute', 'route-table', input.RouteTableId ?? '');
    const destination = destinationOf(input.DestinationCidrBlock);
    const route = table.details.routes.find((one) => one.destination === destination);
    if (route === undefined)
      throw new AwsError(
        'InvalidRoute.NotFound',
        `no route with destination-cidr-block ${destination} in route table ${table.id}`,
      );
    if (route.target.id === 'local')
      throw parameterInvalid('destinationCidrBlock', destination, 'cannot remove local route.');
    const left = table.details.routes.filter((one) => one !== route);
    await resources.save(call.tx, withDetails(table, { routes: left }));
  });

const tableWith = async (
  call: Call,
  association: string,
): Promise<Resource<'route-table'> | undefined> =>
  (await resources.list(call.tx, call, 'route-table')).find(({ details }) =>
    details.associations.some(({ id }) => id === association),
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateRouteTable.html */
export const associateRouteTable = ({ ids }: Ec2Deps) =>
  changes<AssociateRouteTableRequest, AssociateRouteTableResult>(
    { partial: 'subnets, no gateways' },
    async (input, call) => {
      const { tx } = call;
      await settleNetwork({ ids }, call);
      const operation = 'AssociateRouteTable';
      const table = await authorized(call, operation, 'route-table', input.RouteTableId ?? '');
      if (input.SubnetId === undefined) throw missingParameter('subnetId');
      const subnet = await authorized(call, operation, 'subnet', input.SubnetId);
      if (subnet.details.vpc !== table.details.vpc)
        throw invalidValue(
          `route table ${table.id} and subnet ${subnet.id} belong to different networks`,
        );
      for (const other of await resources.inVpc(tx, call, 'route-table', table.details.vpc)) {
        const earlier = other.details.associations.find((one) => one.subnet === subnet.id);
        if (earlier !== undefined)
          throw new AwsError(
            'Resource.AlreadyAssociated',
            `the specified association for route table ${table.id} conflicts with an existing association`,
          );
      }
      const id = partId(ids, 'rtbassoc');
      const added = [...table.details.associations, { id, main: false, subnet: subnet.id }];
      await resources.save(tx, withDetails(table, { associations: added }));
      return { AssociationId: id, AssociationState: { State: 'associated' } };
    },
  );

const associatedTable = async (
  call: Call,
  operation: string,
  association: string,
): Promise<Resource<'route-table'>> => {
  const table = await tableWith(call, association);
  if (table === undefined) {
    await call.authorize(`ec2:${operation}`, arnOf(call, 'route-table', '*'), region(call));
    throw new AwsError(
      'InvalidAssociationID.NotFound',
      `The association ID '${association}' does not exist`,
    );
  }
  return authorized(call, operation, 'route-table', table.id);
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateRouteTable.html */
export const disassociateRouteTable = ({ ids }: Ec2Deps) =>
  changes<DisassociateRouteTableRequest, void>({}, async ({ AssociationId = '' }, call) => {
    await settleNetwork({ ids }, call);
    const table = await associatedTable(call, 'DisassociateRouteTable', AssociationId);
    const association = table.details.associations.find(({ id }) => id === AssociationId);
    if (association?.main === true)
      throw parameterInvalid(
        'associationId',
        AssociationId,
        'cannot disassociate the main route table association.',
      );
    const left = table.details.associations.filter((one) => one !== association);
    await resources.save(call.tx, withDetails(table, { associations: left }));
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRouteTableAssociation.html */
export const replaceRouteTableAssociation = ({ ids }: Ec2Deps) =>
  changes<ReplaceRouteTableAssociationRequest, ReplaceRouteTableAssociationResult>(
    {},
    async ({ AssociationId = '', RouteTableId = '' }, call) => {
      const { tx } = call;
      const operation = 'ReplaceRouteTableAssociation';
      await settleNetwork({ ids }, call);
      const from = await associatedTable(call, operation, AssociationId);
      const to = await authorized(call, operation, 'route-table', RouteTableId);
      const moved = from.details.associations.find(({ id }) => id === AssociationId);
      if (moved === undefined) throw new Error(`${from.id} has lost ${AssociationId}`);
      if (from.details.vpc !== to.details.vpc)
        throw invalidValue(`route tables ${from.id} and ${to.id} belong to different networks`);
      const id = partId(ids, 'rtbassoc');
      const left = from.details.associations.filter((one) => one !== moved);
      const others = from.id === to.id ? left : to.details.associations;
      if (from.id !== to.id) await resources.save(tx, withDetails(from, { associations: left }));
      await resources.save(tx, withDetails(to, { associations: [...others, { ...moved, id }] }));
      return { NewAssociationId: id, AssociationState: { State: 'associated' } };
    },
  );
