import type { OperationDefinition } from '@gatehouse/service-kit';
import type { SecretsParts } from '../parts.ts';

export const operations = (
  _parts: SecretsParts,
): Readonly<Record<string, OperationDefinition>> => ({});
