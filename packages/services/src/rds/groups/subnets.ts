import { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import type { RdsDeps } from '../deps.ts';
import { notFound } from '../errors.ts';
import { invalidValue } from '../errors.ts';
import type { Resource } from '../model.ts';
import { resources } from '../repositories/resources.ts';

const DEFAULT = 'default';

/** The subnet group that a request names, or the default VPC's, which is made with its first use. */
export const subnetGroup = async (
  { network }: Pick<RdsDeps, 'network'>,
  call: Call,
  given: string | undefined,
): Promise<Resource<'subgrp'>> => {
  const { tx, account, region, now } = call;
  const id = (given ?? DEFAULT).toLowerCase();
  const found = await resources.find(tx, { account, region, kind: 'subgrp', id });
  if (found !== undefined) return found;
  if (id !== DEFAULT) throw notFound('subgrp', id);
  const present = await network.defaultSubnets(call);
  const subnets = present.toSorted((a, b) => (a.zone < b.zone ? -1 : 1));
  const [first] = subnets;
  if (first === undefined)
    throw new AwsError(
      'InvalidVPCNetworkStateFault',
      'No default VPC was found. Specify a DB subnet group.',
    );
  const group: Resource<'subgrp'> = {
    kind: 'subgrp',
    account,
    region,
    id,
    createdAt: now,
    details: { description: DEFAULT, vpc: first.vpc, subnets },
  };
  await resources.insert(tx, group);
  return group;
};

/** The security groups that a request names, all of them in the VPC; else the VPC's default one. */
export const securityGroups = async (
  { network }: Pick<RdsDeps, 'network'>,
  call: Call,
  vpc: string,
  given: readonly string[] | undefined,
): Promise<readonly string[]> => {
  if (given === undefined || given.length === 0) {
    const own = await network.defaultSecurityGroup(call, vpc);
    return own === undefined ? [] : [own];
  }
  const found = await network.securityGroups(call, given);
  for (const id of given) {
    const group = found.find((one) => one.id === id);
    if (group === undefined)
      throw invalidValue(`Invalid security group , groupId= ${id}, groupName=.`);
    if (group.vpc !== vpc)
      throw new AwsError(
        'InvalidVPCNetworkStateFault',
        `The DB instance and EC2 security group are in different VPCs. The DB instance is in ${vpc} and the EC2 security group is in ${group.vpc}`,
      );
  }
  return [...new Set(given)];
};

/** Zones of a group, each once. */
export const zonesOf = ({ details }: Resource<'subgrp'>): readonly string[] =>
  [...new Set(details.subnets.map(({ zone }) => zone))].toSorted();
