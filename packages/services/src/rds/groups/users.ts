import type { Call } from '@gatehouse/service-kit';
import type { Resource } from '../model.ts';
import { resources } from '../repositories/resources.ts';

// More than the quotas let an account have.
const EVERY = 1000;

/** Identifiers of the databases that use a group. */
export const databasesWith = async (
  call: Pick<Call, 'tx'>,
  group: Resource<'subgrp'> | Resource<'pg' | 'cluster-pg'>,
): Promise<readonly string[]> => {
  const limit = { limit: EVERY };
  const instances = await resources.list(call.tx, group, 'db', limit);
  const clusters = await resources.list(call.tx, group, 'cluster', limit);
  if (group.kind === 'subgrp')
    return [...instances, ...clusters]
      .filter(({ details }) => details.subnetGroup === group.id)
      .map(({ id }) => id);
  return (group.kind === 'pg' ? instances : clusters)
    .filter(({ details }) => details.parameterGroup === group.id)
    .map(({ id }) => id);
};
