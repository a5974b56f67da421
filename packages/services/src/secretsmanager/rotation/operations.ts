import type { OperationDefinition } from '@gatehouse/service-kit';
import type { SecretsParts } from '../parts.ts';

/** RotateSecret and CancelRotateSecret. */
export const rotationOperations = (
  _parts: SecretsParts,
): Readonly<Record<string, OperationDefinition>> => ({});
