import type { OperationDefinition } from '@gatehouse/service-kit';
import type { CloudWatchParts } from '../deps.ts';

export const operations = (
  _parts: CloudWatchParts,
): Readonly<Record<string, OperationDefinition>> => ({});
