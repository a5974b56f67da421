import type {
  InstanceNetworkInterfaceSpecification,
  RunInstancesRequest,
} from '@aws-sdk/client-ec2';
import type { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import { authorized } from '../authorization.ts';
import {
  differentNetworks,
  groupNameNotFound,
  invalidCombination,
  invalidValue,
  missingParameter,
  noDefaultSubnet,
  noDefaultVpc,
  parameterInvalid,
} from '../errors.ts';
import type { Resource } from '../model.ts';
import { zonesOf } from '../networking/zones.ts';
import { resources } from '../repositories/resources.ts';

/** A network interface that an instance will have: a new one, or one that is there. */
export interface InterfacePlan {
  readonly deviceIndex: number;
  readonly existing?: Resource<'network-interface'>;
  readonly subnet: Resource<'subnet'>;
  readonly groups: readonly string[];
  readonly privateIp?: string | undefined;
  readonly description?: string | undefined;
  readonly publicIp: boolean;
  readonly deleteOnTermination: boolean;
}

const OPERATION = 'RunInstances';

/** The default subnet of the zone, of the first zone where none is wished. */
const defaultSubnet = async (call: Call, zone: string | undefined): Promise<Resource<'subnet'>> => {
  const vpc = await resources.named(call.tx, call, 'vpc', 'default');
  if (vpc === undefined) throw noDefaultVpc();
  if (zone !== undefined && !zonesOf(call.region).some(({ name }) => name === zone))
    throw invalidValue(`Invalid availability zone: [${zone}]`);
  const subnets = await resources.inVpc(call.tx, call, 'subnet', vpc.id);
  const found = subnets.find(
    ({ details }) => details.isDefault && (zone === undefined || details.zone === zone),
  );
  if (found === undefined) throw noDefaultSubnet(vpc.id);
  return authorized(call, OPERATION, 'subnet', found.id);
};

const subnetOf = async (
  call: Call,
  id: string | undefined,
  zone: string | undefined,
): Promise<Resource<'subnet'>> => {
  if (id === undefined) return defaultSubnet(call, zone);
  const subnet = await authorized(call, OPERATION, 'subnet', id);
  if (zone !== undefined && subnet.details.zone !== zone)
    throw invalidCombination(
      `The specified availability zone '${zone}' does not match the zone of the subnet '${id}'.`,
    );
  return subnet;
};

/** Ids of the groups that a request names by id or, in the default VPC, by name; the VPC's default group without any. */
const groupsOf = async (
  call: Call,
  subnet: Resource<'subnet'>,
  ids: readonly string[] = [],
  names: readonly string[] = [],
): Promise<readonly string[]> => {
  const { vpc } = subnet.details;
  const inVpc = await resources.inVpc(call.tx, call, 'security-group', vpc);
  const wanted = ids.length + names.length === 0 ? ['default'] : names;
  const byName = wanted.map((name) => {
    const group = inVpc.find(({ details }) => details.name === name);
    if (group === undefined) throw groupNameNotFound(name);
    return group.id;
  });
  const all = [...new Set([...ids, ...byName])];
  for (const id of all) {
    const group = await authorized(call, OPERATION, 'security-group', id);
    if (group.details.vpc !== vpc) throw differentNetworks(id, subnet.id);
  }
  return all;
};

const existingPlan = async (
  call: Call,
  given: InstanceNetworkInterfaceSpecification,
  id: string,
  count: number,
): Promise<InterfacePlan> => {
  const existing = await authorized(call, OPERATION, 'network-interface', id);
  if (count > 1)
    throw invalidCombination(
      'Multiple instances may not be launched with the same network interface',
    );
  if (existing.details.attachment !== undefined) throw invalidValue(`Interface: [${id}] in use.`);
  return {
    deviceIndex: given.DeviceIndex ?? 0,
    existing,
    subnet: await authorized(call, OPERATION, 'subnet', existing.details.subnet),
    groups: existing.details.groups,
    publicIp: false,
    deleteOnTermination: false,
  };
};

const specifiedPlan = async (
  call: Call,
  given: InstanceNetworkInterfaceSpecification,
  zone: string | undefined,
  count: number,
): Promise<InterfacePlan> => {
  if (given.DeviceIndex === undefined) throw missingParameter('NetworkInterface.1.DeviceIndex');
  if (given.NetworkInterfaceId !== undefined)
    return existingPlan(call, given, given.NetworkInterfaceId, count);
  const subnet = await subnetOf(call, given.SubnetId, zone);
  const privateIp =
    given.PrivateIpAddress ??
    given.PrivateIpAddresses?.find(({ Primary }) => Primary === true)?.PrivateIpAddress;
  return {
    deviceIndex: given.DeviceIndex,
    subnet,
    groups: await groupsOf(call, subnet, given.Groups),
    privateIp,
    description: given.Description,
    publicIp:
      given.AssociatePublicIpAddress ?? (given.DeviceIndex === 0 && subnet.details.mapPublicIp),
    deleteOnTermination: given.DeleteOnTermination ?? true,
  };
};

const both = (what: string): AwsError =>
  invalidCombination(
    `Network interfaces and an instance-level ${what} may not be specified on the same request`,
  );

const requireNoInstanceLevel = (input: RunInstancesRequest): void => {
  if (input.SubnetId !== undefined) throw both('subnet ID');
  const groups = [...(input.SecurityGroupIds ?? []), ...(input.SecurityGroups ?? [])];
  if (groups.length > 0) throw both('security groups');
  if (input.PrivateIpAddress !== undefined) throw both('private address');
};

const requireOneSubnetZone = (plans: readonly InterfacePlan[]): void => {
  const indexes = new Set(plans.map(({ deviceIndex }) => deviceIndex));
  if (indexes.size < plans.length || !indexes.has(0))
    throw parameterInvalid(
      'deviceIndex',
      '',
      'Each network interface requires a device index of its own, beginning with 0.',
    );
  const zones = new Set(plans.map(({ subnet }) => subnet.details.zone));
  if (zones.size > 1)
    throw invalidCombination('Network interfaces must be in the same Availability Zone');
};

/** Where an instance will stand, the primary network interface first. */
export const planNetwork = async (
  call: Call,
  input: RunInstancesRequest,
  count: number,
): Promise<readonly InterfacePlan[]> => {
  const zone = input.Placement?.AvailabilityZone;
  if (input.NetworkInterfaces !== undefined && input.NetworkInterfaces.length > 0) {
    requireNoInstanceLevel(input);
    const plans: InterfacePlan[] = [];
    for (const given of input.NetworkInterfaces)
      plans.push(await specifiedPlan(call, given, zone, count));
    requireOneSubnetZone(plans);
    return plans.toSorted((a, b) => a.deviceIndex - b.deviceIndex);
  }
  const subnet = await subnetOf(call, input.SubnetId, zone);
  return [
    {
      deviceIndex: 0,
      subnet,
      groups: await groupsOf(call, subnet, input.SecurityGroupIds, input.SecurityGroups),
      privateIp: input.PrivateIpAddress,
      publicIp: subnet.details.mapPublicIp,
      deleteOnTermination: true,
    },
  ];
};
