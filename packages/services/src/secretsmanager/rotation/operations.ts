import type { OperationDefinition } from '@gatehouse/service-kit';
import type { SecretsParts } from '../parts.ts';
import { cancelRotateSecret } from './cancel-rotate-secret.ts';
import { rotateSecret } from './rotate-secret.ts';

/** RotateSecret and CancelRotateSecret. */
export const rotationOperations = (
  parts: SecretsParts,
): Readonly<Record<string, OperationDefinition>> => ({
  CancelRotateSecret: cancelRotateSecret(parts),
  RotateSecret: rotateSecret(parts),
});
