import type { OperationDefinition } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';

export const grantOperations = (
  _parts: KmsParts,
): Readonly<Record<string, OperationDefinition>> => ({});
