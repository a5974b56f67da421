import type { NetworkInterfaceType } from '@aws-sdk/client-ec2';
import { AwsError } from '@gatehouse/core';
import { invalidValue } from '../errors.ts';
import type { Resource } from '../model.ts';
import { resources } from '../repositories/resources.ts';
import { firstFree, isUsable, parseAddress } from './cidr.ts';
import type { InterfaceAssociation, InterfaceAttachment } from './model.ts';
import { add, type Ground } from './new-network.ts';
import { networkOf } from './subnets.ts';

/** Gives out the addresses of a subnet, each once. */
export interface AddressPool {
  take(wanted: string | undefined): string;
}

export const addressPool = async (
  ground: Ground,
  subnet: Resource<'subnet'>,
): Promise<AddressPool> => {
  const network = networkOf(subnet.details.cidr);
  const { tx } = ground;
  const inVpc = await resources.inVpc(tx, ground, 'network-interface', subnet.details.vpc);
  const taken = new Set(
    inVpc.flatMap(({ details }) => (details.subnet === subnet.id ? [details.privateIp] : [])),
  );
  return {
    take: (wanted) => {
      const address = wanted ?? firstFree(network, taken);
      if (address === undefined)
        throw new AwsError(
          'InsufficientFreeAddressesInSubnet',
          `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
        );
      const number = parseAddress(address);
      if (number === undefined || !isUsable(network, number))
        throw invalidValue(`Address ${address} does not fall within the subnet's address range`);
      if (taken.has(address))
        throw new AwsError('InvalidIPAddress.InUse', `Address ${address} is in use.`);
      taken.add(address);
      return address;
    },
  };
};

export interface InterfaceDraft {
  readonly id?: string;
  readonly description?: string | undefined;
  readonly groups: readonly string[];
  readonly privateIp: string;
  readonly type?: NetworkInterfaceType;
  readonly requester?: string;
  readonly attachment?: InterfaceAttachment;
  readonly association?: InterfaceAssociation | undefined;
}

const MAC_BYTES = 5;

const newMac = ({ ids }: Ground): string =>
  // The second bit of the first byte says that it is locally administered (IEEE 802, "Local address").
  ['0a', ...[...ids.bytes(MAC_BYTES)].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');

export const newInterface = (
  ground: Ground,
  subnet: Resource<'subnet'>,
  draft: InterfaceDraft,
): Promise<Resource<'network-interface'>> => {
  const { vpc, zone } = subnet.details;
  const { id, description = '', groups, privateIp, type = 'interface' } = draft;
  const { requester, attachment, association } = draft;
  return add(
    ground,
    'network-interface',
    {
      vpc,
      subnet: subnet.id,
      zone,
      description,
      groups,
      privateIp,
      mac: newMac(ground),
      sourceDestCheck: true,
      type,
      requester,
      attachment,
      association,
    },
    { ...(id === undefined ? {} : { id }), vpc, unique: `${subnet.id} ${privateIp}` },
  );
};

/** RFC 2544 §C.2.2: addresses that no machine on the Internet has, so that nothing here names a stranger's. */
const PUBLIC_PREFIX = [198, 18] as const;

export const newPublicIp = ({ ids }: Pick<Ground, 'ids'>): string => {
  const [first, second, third] = ids.bytes(3);
  const parts = [PUBLIC_PREFIX[0], PUBLIC_PREFIX[1] + ((first ?? 0) % 2), second ?? 0, third ?? 0];
  return parts.join('.');
};
