import { AwsError } from '@gatehouse/core';
import type { Call, Tags } from '@gatehouse/service-kit';
import type { RdsDeps } from '../deps.ts';
import { alreadyExists, invalidCombination, invalidValue, quotaExceeded } from '../errors.ts';
import { zonesOf } from '../groups/subnets.ts';
import type { InstanceDetails, Resource } from '../model.ts';
import { begin } from '../moves.ts';
import { resources } from '../repositories/resources.ts';
import { putTags } from '../tags.ts';

// Amazon RDS User Guide, "Quotas and constraints": the defaults.
const MOST_INSTANCES = 40;
const MOST_STORAGE_GIB = 100_000;

/** Both quotas count what the account has in the Region. */
export const requireQuota = async (
  call: Pick<Call, 'tx' | 'account' | 'region'>,
  added: { readonly instances: number; readonly storage: number },
): Promise<void> => {
  const present = await resources.list(call.tx, call, 'db', { limit: MOST_INSTANCES });
  if (present.length + added.instances > MOST_INSTANCES)
    throw quotaExceeded('InstanceQuotaExceededFault', 'allowed number of DB instances');
  const stored = present
    .filter(({ parent }) => parent === undefined)
    .reduce((sum, { details }) => sum + details.storage, 0);
  if (stored + added.storage > MOST_STORAGE_GIB)
    throw quotaExceeded(
      'StorageQuotaExceededFault',
      'allowed amount of storage available across all DB instances',
    );
};

/** The zones of an instance and of its standby. */
export const placement = (
  group: Resource<'subgrp'>,
  wish: {
    readonly AvailabilityZone?: string | undefined;
    readonly MultiAZ?: boolean | undefined;
  },
): Pick<InstanceDetails, 'zone' | 'secondaryZone' | 'multiAz'> => {
  const zones = zonesOf(group);
  const multiAz = wish.MultiAZ ?? false;
  if (multiAz && wish.AvailabilityZone !== undefined)
    throw invalidCombination(
      'Requesting a specific availability zone is not valid for Multi-AZ instances.',
    );
  const zone = wish.AvailabilityZone ?? zones[0] ?? '';
  if (!zones.includes(zone))
    throw invalidValue(`The DB subnet group ${group.id} has no subnet in ${zone}.`);
  const secondaryZone = zones.find((one) => one !== zone);
  if (multiAz && secondaryZone === undefined)
    throw new AwsError(
      'DBSubnetGroupDoesNotCoverEnoughAZs',
      `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(', ')}. Add subnets to cover at least 2 AZs.`,
    );
  return { zone, secondaryZone, multiAz };
};

/** Puts a new instance in its place, and begins its life. */
export const addInstance = async (
  deps: RdsDeps,
  call: Call,
  instance: Resource<'db'>,
  tags: Tags,
): Promise<Resource<'db'>> => {
  if (!(await resources.insert(call.tx, instance))) throw alreadyExists('db', instance.id);
  await putTags(call.tx, instance, tags);
  return begin(call.tx, deps, instance, 'creating', call.now);
};
