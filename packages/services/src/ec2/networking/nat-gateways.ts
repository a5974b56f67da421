import type {
  CreateNatGatewayRequest,
  CreateNatGatewayResult,
  DeleteNatGatewayRequest,
  DeleteNatGatewayResult,
  DescribeNatGatewaysRequest,
  DescribeNatGatewaysResult,
  NatGateway,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import { scheduleWork, type WorkHandler } from '@gatehouse/store';
import { newId, partId } from '../arns.ts';
import { authorizeAll, authorized, authorizeNew, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import { missingParameter } from '../errors.ts';
import { type Resource, type Scope, withDetails } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { addressFor } from './addresses.ts';
import { settleNetwork } from './default-network.ts';
import { addressPool, newInterface } from './new-interface.ts';
import { add, type Ground } from './new-network.ts';

export const NAT_WORK = 'ec2.nat-gateway';

// VPC User Guide, "Delete a NAT gateway": the entry remains visible for about an hour.
const FORGET_AFTER_SECONDS = 3600;
const MS = 1000;

const shownGateway = (
  { id, createdAt, details }: Resource<'natgateway'>,
  tags: Tags,
): NatGateway => ({
  NatGatewayId: id,
  VpcId: details.vpc,
  SubnetId: details.subnet,
  State: details.state,
  ConnectivityType: details.connectivity,
  CreateTime: createdAt,
  ...(details.deletedAt === undefined ? {} : { DeleteTime: new Date(details.deletedAt) }),
  NatGatewayAddresses: [
    {
      NetworkInterfaceId: details.interface,
      PrivateIp: details.privateIp,
      IsPrimary: true,
      Status: 'succeeded',
      ...(details.allocation === undefined
        ? {}
        : { AllocationId: details.allocation, PublicIp: details.publicIp }),
      ...(details.association === undefined ? {} : { AssociationId: details.association }),
    },
  ],
  Tags: shownTags(tags),
});

const GATEWAYS: Description<'natgateway', NatGateway> = {
  kind: 'natgateway',
  filters: {
    'nat-gateway-id': ({ NatGatewayId }) => NatGatewayId,
    state: ({ State }) => State,
    'subnet-id': ({ SubnetId }) => SubnetId,
    'vpc-id': ({ VpcId }) => VpcId,
  },
  show: (_call, rows, tags) => rows.map((row) => shownGateway(row, tags(row))),
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNatGateways.html */
export const describeNatGateways = ({ pages }: Ec2Deps) =>
  shows<DescribeNatGatewaysRequest, DescribeNatGatewaysResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeNatGateways');
    const request = { ...input, Filters: input.Filter };
    const { shown, next } = await described(pages, call, GATEWAYS, request, input.NatGatewayIds);
    return { NatGateways: [...shown], ...next };
  });

const schedule = (
  call: Pick<Call, 'tx' | 'now'>,
  { account, region, id }: Resource<'natgateway'>,
  seconds: number,
): Promise<void> =>
  scheduleWork(call.tx, {
    kind: NAT_WORK,
    key: `${account}/${region}/${id}`,
    payload: JSON.stringify({ account, region, id }),
    dueAt: new Date(call.now.getTime() + seconds * MS),
  });

/** The address of a public gateway; a private one has none. */
const gatewayAddress = async (
  call: Call,
  input: CreateNatGatewayRequest,
): Promise<Resource<'elastic-ip'> | undefined> => {
  if (input.ConnectivityType === 'private') return undefined;
  if (input.AllocationId === undefined) throw missingParameter('AllocationId');
  const address = await addressFor(call, 'CreateNatGateway', input);
  if (address.details.association !== undefined)
    throw new AwsError(
      'Resource.AlreadyAssociated',
      `Elastic IP address [${address.id}] is already associated`,
    );
  return address;
};

/** The network interface by which a gateway stands in its subnet, with its address. */
const gatewayInterface = async (
  ground: Ground,
  id: string,
  subnet: Resource<'subnet'>,
  address: Resource<'elastic-ip'> | undefined,
  wanted: string | undefined,
): Promise<Resource<'network-interface'>> => {
  const { tx, ids } = ground;
  const privateIp = (await addressPool(ground, subnet)).take(wanted);
  const association =
    address === undefined
      ? undefined
      : {
          publicIp: address.details.publicIp,
          allocation: address.id,
          association: partId(ids, 'eipassoc'),
        };
  const held = await newInterface(ground, subnet, {
    description: `Interface for NAT Gateway ${id}`,
    groups: [],
    privateIp,
    type: 'natGateway',
    requester: 'amazon-nat',
    association,
  });
  if (address !== undefined && association !== undefined) {
    const leads = { id: association.association, interface: held.id, privateIp };
    await resources.save(tx, withDetails(address, { association: leads }));
  }
  return held;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html */
export const createNatGateway = ({ ids, delaySeconds }: Ec2Deps) =>
  changes<CreateNatGatewayRequest, CreateNatGatewayResult>(
    { partial: 'one address' },
    async (input, call) => {
      const { tx, account, now } = call;
      await settleNetwork({ ids }, call);
      const operation = 'CreateNatGateway';
      const tags = specifiedTags(input.TagSpecifications, 'natgateway')('natgateway');
      await authorizeNew(call, operation, 'natgateway', tags);
      const subnet = await authorized(call, operation, 'subnet', input.SubnetId ?? '');
      const address = await gatewayAddress(call, input);
      const ground = { tx, ids, account, region: call.region, now };
      const id = newId(ids, 'natgateway');
      const held = await gatewayInterface(ground, id, subnet, address, input.PrivateIpAddress);
      const { vpc, privateIp, association } = held.details;
      const gateway = await add(
        ground,
        'natgateway',
        {
          vpc,
          subnet: subnet.id,
          connectivity: input.ConnectivityType ?? 'public',
          state: delaySeconds === 0 ? 'available' : 'pending',
          allocation: address?.id,
          publicIp: association?.publicIp,
          association: association?.association,
          interface: held.id,
          privateIp,
        },
        { id, vpc },
      );
      await putTags(tx, gateway, tags);
      if (delaySeconds > 0) await schedule(call, gateway, delaySeconds);
      touch(call, 'natgateway', id);
      const { ClientToken } = input;
      return {
        ...(ClientToken === undefined ? {} : { ClientToken }),
        NatGateway: shownGateway(gateway, tags),
      };
    },
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNatGateway.html */
export const deleteNatGateway = (deps: Ec2Deps) =>
  changes<DeleteNatGatewayRequest, DeleteNatGatewayResult>(
    {},
    async ({ NatGatewayId = '' }, call) => {
      const gateway = await authorized(call, 'DeleteNatGateway', 'natgateway', NatGatewayId);
      if (gateway.details.state === 'deleting' || gateway.details.state === 'deleted')
        return { NatGatewayId };
      const deleting = withDetails(gateway, { state: 'deleting', deletedAt: call.now.getTime() });
      await resources.save(call.tx, deleting);
      if (deps.delaySeconds > 0) await schedule(call, deleting, deps.delaySeconds);
      else await finishDeletion(call, deleting);
      return { NatGatewayId };
    },
  );

const finishDeletion = async (
  call: Pick<Call, 'tx' | 'now'>,
  gateway: Resource<'natgateway'>,
): Promise<void> => {
  const { tx } = call;
  const { allocation, interface: held } = gateway.details;
  const address =
    allocation === undefined
      ? undefined
      : await resources.find(tx, gateway, 'elastic-ip', allocation);
  if (address?.details.association?.interface === held)
    await resources.save(tx, { ...address, details: { publicIp: address.details.publicIp } });
  const found = await resources.find(tx, gateway, 'network-interface', held);
  if (found !== undefined) await removeWithTags(tx, found);
  await resources.save(tx, withDetails(gateway, { state: 'deleted' }));
  await schedule(call, gateway, FORGET_AFTER_SECONDS);
};

/** The due work of a NAT gateway: its next state, or the end of what is kept of it. */
export const moveNatGateway =
  ({ clock }: Pick<Ec2Deps, 'clock'>): WorkHandler =>
  async (store, work) => {
    const { id, ...scope } = JSON.parse(work.payload) as Scope & { readonly id: string };
    await store.write(async (tx) => {
      const gateway = await resources.find(tx, scope, 'natgateway', id);
      if (gateway === undefined) return;
      switch (gateway.details.state) {
        case 'pending':
          return resources.save(tx, withDetails(gateway, { state: 'available' }));
        case 'deleting':
          return finishDeletion({ tx, now: clock.now() }, gateway);
        case 'deleted':
          return removeWithTags(tx, gateway);
        case 'available':
          return;
        default:
          gateway.details.state satisfies never;
      }
    });
  };
