import type { OperationDefinition } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';
import { createGrant } from './operations/create-grant.ts';

export const grantOperations = (
  parts: KmsParts,
): Readonly<Record<string, OperationDefinition>> => ({
  CreateGrant: createGrant(parts),
});
