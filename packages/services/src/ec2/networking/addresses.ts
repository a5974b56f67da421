import type {
  Address,
  AllocateAddressRequest,
  AllocateAddressResult,
  AssociateAddressRequest,
  AssociateAddressResult,
  DescribeAddressesRequest,
  DescribeAddressesResult,
  DisassociateAddressRequest,
  ReleaseAddressRequest,
} from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import { arnOf, newId, partId } from '../arns.ts';
import { authorizeAll, authorized, authorizeNew, region, touch } from '../authorization.ts';
import type { Ec2Deps } from '../deps.ts';
import { described, type Description } from '../describing.ts';
import { missingParameter } from '../errors.ts';
import { type Resource, withDetails } from '../model.ts';
import { changes, shows } from '../operation.ts';
import { removeWithTags } from '../removal.ts';
import { resources } from '../repositories/resources.ts';
import { putTags, shownTags, specifiedTags } from '../tags.ts';
import { newPublicIp } from './new-interface.ts';

const QUOTA = 100;
const TRIES = 20;

const shownAddress = (
  { id, account, region: at, details }: Resource<'elastic-ip'>,
  tags: Tags,
): Address => {
  const { association, publicIp } = details;
  return {
    AllocationId: id,
    PublicIp: publicIp,
    PublicIpv4Pool: 'amazon',
    Domain: 'vpc',
    NetworkBorderGroup: at,
    ...(association === undefined
      ? {}
      : {
          AssociationId: association.id,
          NetworkInterfaceId: association.interface,
          NetworkInterfaceOwnerId: account,
          PrivateIpAddress: association.privateIp,
          InstanceId: association.instance ?? '',
        }),
    Tags: shownTags(tags),
  };
};

const ADDRESSES: Description<'elastic-ip', Address> = {
  kind: 'elastic-ip',
  filters: {
    'allocation-id': ({ AllocationId }) => AllocationId,
    'association-id': ({ AssociationId }) => AssociationId,
    domain: ({ Domain }) => Domain,
    'instance-id': ({ InstanceId }) => InstanceId,
    'network-border-group': ({ NetworkBorderGroup }) => NetworkBorderGroup,
    'network-interface-id': ({ NetworkInterfaceId }) => NetworkInterfaceId,
    'network-interface-owner-id': ({ NetworkInterfaceOwnerId }) => NetworkInterfaceOwnerId,
    'private-ip-address': ({ PrivateIpAddress }) => PrivateIpAddress,
    'public-ip': ({ PublicIp }) => PublicIp,
  },
  show: (_call, rows, tags) => rows.map((row) => shownAddress(row, tags(row))),
};

const unknownIp = (ip: string): AwsError =>
  new AwsError('InvalidAddress.NotFound', `Address '${ip}' not found.`);

const byPublicIp = (call: Call, ip: string): Promise<Resource<'elastic-ip'> | undefined> =>
  resources.named(call.tx, call, 'elastic-ip', ip);

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html */
export const describeAddresses = ({ pages }: Ec2Deps) =>
  shows<DescribeAddressesRequest, DescribeAddressesResult>({}, async (input, call) => {
    await authorizeAll(call, 'DescribeAddresses');
    const ids = [...(input.AllocationIds ?? [])];
    for (const ip of input.PublicIps ?? []) {
      const address = await byPublicIp(call, ip);
      if (address === undefined) throw unknownIp(ip);
      ids.push(address.id);
    }
    const { shown } = await described(pages, call, ADDRESSES, { Filters: input.Filters }, ids);
    return { Addresses: [...shown] };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html */
export const allocateAddress = ({ ids }: Ec2Deps) =>
  changes<AllocateAddressRequest, AllocateAddressResult>(
    { partial: "of Gatehouse's own addresses alone" },
    async (input, call) => {
      const { tx, account, now } = call;
      const tags = specifiedTags(input.TagSpecifications, 'elastic-ip')('elastic-ip');
      await authorizeNew(call, 'AllocateAddress', 'elastic-ip', tags, { 'ec2:Domain': 'vpc' });
      if ((await resources.list(tx, call, 'elastic-ip')).length >= QUOTA)
        throw new AwsError(
          'AddressLimitExceeded',
          'The maximum number of addresses has been reached.',
        );
      for (let tries = 0; tries < TRIES; tries += 1) {
        const publicIp = newPublicIp({ ids });
        const address: Resource<'elastic-ip'> = {
          kind: 'elastic-ip',
          id: newId(ids, 'elastic-ip'),
          account,
          region: call.region,
          unique: publicIp,
          createdAt: now,
          details: { publicIp },
        };
        if (!(await resources.insert(tx, address))) continue;
        await putTags(tx, address, tags);
        touch(call, 'elastic-ip', address.id);
        return {
          AllocationId: address.id,
          PublicIp: publicIp,
          PublicIpv4Pool: 'amazon',
          Domain: 'vpc',
          NetworkBorderGroup: call.region,
        };
      }
      throw new AwsError('InsufficientAddressCapacity', 'There are not enough addresses.');
    },
  );

/** An address by its allocation id or by itself. */
export const addressFor = async (
  call: Call,
  operation: string,
  { AllocationId, PublicIp }: { AllocationId?: string | undefined; PublicIp?: string | undefined },
): Promise<Resource<'elastic-ip'>> => {
  if (AllocationId !== undefined) return authorized(call, operation, 'elastic-ip', AllocationId);
  if (PublicIp === undefined) throw missingParameter('allocationId');
  const address = await byPublicIp(call, PublicIp);
  if (address === undefined) {
    await call.authorize(`ec2:${operation}`, arnOf(call, 'elastic-ip', '*'), region(call));
    throw unknownIp(PublicIp);
  }
  return authorized(call, operation, 'elastic-ip', address.id);
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html */
export const releaseAddress = () =>
  changes<ReleaseAddressRequest, void>({}, async (input, call) => {
    const address = await addressFor(call, 'ReleaseAddress', input);
    if (address.details.association !== undefined)
      throw new AwsError(
        'InvalidIPAddress.InUse',
        `Address ${address.details.publicIp} is in use.`,
      );
    await removeWithTags(call.tx, address);
  });

/** The network interface that an address is to lead to: named, or the primary one of an instance. */
const interfaceFor = async (
  call: Call,
  { InstanceId, NetworkInterfaceId }: AssociateAddressRequest,
): Promise<Resource<'network-interface'>> => {
  const operation = 'AssociateAddress';
  if (NetworkInterfaceId !== undefined)
    return authorized(call, operation, 'network-interface', NetworkInterfaceId);
  if (InstanceId === undefined)
    throw new AwsError(
      'MissingParameter',
      'Either instance ID or network interface id must be specified',
    );
  const instance = await authorized(call, operation, 'instance', InstanceId);
  const [primary = ''] = instance.details.interfaces;
  const found = await resources.find(call.tx, call, 'network-interface', primary);
  if (found === undefined)
    throw new AwsError(
      'InvalidInstanceID',
      `The instance '${InstanceId}' has no network interface to associate an address with`,
    );
  return found;
};

/** Lets go of what an address and a network interface have with each other. */
export const dissociate = async (call: Call, address: Resource<'elastic-ip'>): Promise<void> => {
  const { tx } = call;
  const { association, publicIp } = address.details;
  if (association === undefined) return;
  const held = await resources.find(tx, call, 'network-interface', association.interface);
  if (held !== undefined) await resources.save(tx, withDetails(held, { association: undefined }));
  await resources.save(tx, { ...address, details: { publicIp } });
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html */
export const associateAddress = ({ ids }: Ec2Deps) =>
  changes<AssociateAddressRequest, AssociateAddressResult>({}, async (input, call) => {
    const { tx } = call;
    const address = await addressFor(call, 'AssociateAddress', input);
    const target = await interfaceFor(call, input);
    if (address.details.association !== undefined) {
      if (input.AllowReassociation === false)
        throw new AwsError(
          'Resource.AlreadyAssociated',
          `resource ${address.id} is already associated with associate-id ${address.details.association.id}`,
        );
      await dissociate(call, address);
    }
    const allocation = target.details.association?.allocation;
    const replaced =
      allocation === undefined || allocation === address.id
        ? undefined
        : await resources.find(tx, call, 'elastic-ip', allocation);
    if (replaced !== undefined) await dissociate(call, replaced);
    const id = partId(ids, 'eipassoc');
    const { publicIp } = address.details;
    await resources.save(
      tx,
      withDetails(target, { association: { publicIp, allocation: address.id, association: id } }),
    );
    const association = {
      id,
      interface: target.id,
      instance: target.details.attachment?.instance,
      privateIp: target.details.privateIp,
    };
    await resources.save(tx, withDetails(address, { association }));
    return { AssociationId: id };
  });

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateAddress.html */
export const disassociateAddress = () =>
  changes<DisassociateAddressRequest, void>({}, async ({ AssociationId, PublicIp }, call) => {
    const operation = 'DisassociateAddress';
    if (AssociationId === undefined) {
      await dissociate(call, await addressFor(call, operation, { PublicIp }));
      return;
    }
    const found = (await resources.list(call.tx, call, 'elastic-ip')).find(
      ({ details }) => details.association?.id === AssociationId,
    );
    if (found === undefined) {
      await call.authorize(`ec2:${operation}`, arnOf(call, 'elastic-ip', '*'), region(call));
      throw new AwsError(
        'InvalidAssociationID.NotFound',
        `The association ID '${AssociationId}' does not exist`,
      );
    }
    await dissociate(call, await authorized(call, operation, 'elastic-ip', found.id));
  });
