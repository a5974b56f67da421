import type { OperationDefinition } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';
import { createGrant } from './operations/create-grant.ts';
import { listGrants } from './operations/list-grants.ts';
import { listRetirableGrants } from './operations/list-retirable-grants.ts';
import { retireGrant } from './operations/retire-grant.ts';
import { revokeGrant } from './operations/revoke-grant.ts';

export const grantOperations = (
  parts: KmsParts,
): Readonly<Record<string, OperationDefinition>> => ({
  CreateGrant: createGrant(parts),
  ListGrants: listGrants(parts),
  ListRetirableGrants: listRetirableGrants(parts),
  RetireGrant: retireGrant(parts),
  RevokeGrant: revokeGrant(parts),
});
