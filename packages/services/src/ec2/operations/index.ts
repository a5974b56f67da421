import type { OperationDefinition } from '@gatehouse/service-kit';
import type { Ec2Deps } from '../deps.ts';
import { groupOperations } from './group.ts';
import { imageOperations } from './image.ts';
import { instanceOperations } from './instance.ts';
import { networkOperations } from './network.ts';
import { storageOperations } from './storage.ts';
import { tagOperations } from './tag.ts';

export const operations = (deps: Ec2Deps): Readonly<Record<string, OperationDefinition>> => ({
  ...groupOperations(deps),
  ...imageOperations(deps),
  ...instanceOperations(deps),
  ...networkOperations(deps),
  ...storageOperations(deps),
  ...tagOperations(deps),
});
