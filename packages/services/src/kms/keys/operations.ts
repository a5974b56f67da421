import type { OperationDefinition } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';
import { createKey } from './create-key.ts';
import { describeKey } from './describe-key.ts';

export const keyOperations = (parts: KmsParts): Readonly<Record<string, OperationDefinition>> => ({
  CreateKey: createKey(parts),
  DescribeKey: describeKey(parts),
});
