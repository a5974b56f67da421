import type { OperationDefinition } from '@gatehouse/service-kit';
import type { CognitoParts } from '../deps.ts';
import { createUserPool } from './create-user-pool.ts';
import {
  addCustomAttributes,
  deleteUserPool,
  describeUserPool,
  listUserPools,
  updateUserPool,
} from './user-pools.ts';

/** The control plane's operations; those that people sign in with are beside the token store. */
export const operations = (parts: CognitoParts): Readonly<Record<string, OperationDefinition>> => ({
  AddCustomAttributes: addCustomAttributes(),
  CreateUserPool: createUserPool(parts),
  DeleteUserPool: deleteUserPool(parts),
  DescribeUserPool: describeUserPool(),
  ListUserPools: listUserPools(parts),
  UpdateUserPool: updateUserPool(),
});
