import type { OperationDefinition } from '@gatehouse/service-kit';
import type { CognitoParts } from '../deps.ts';
import { createUserPool } from './create-user-pool.ts';
import { createGroup, deleteGroup, getGroup, listGroups, updateGroup } from './groups.ts';
import {
  createResourceServer,
  deleteResourceServer,
  describeResourceServer,
  listResourceServers,
  updateResourceServer,
} from './resource-servers.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import {
  addUserPoolClientSecret,
  deleteUserPoolClientSecret,
  listUserPoolClientSecrets,
} from './user-pool-client-secrets.ts';
import {
  createUserPoolClient,
  deleteUserPoolClient,
  describeUserPoolClient,
  listUserPoolClients,
  updateUserPoolClient,
} from './user-pool-clients.ts';
import {
  createUserPoolDomain,
  deleteUserPoolDomain,
  describeUserPoolDomain,
  updateUserPoolDomain,
} from './user-pool-domains.ts';
import { getUserPoolMfaConfig, setUserPoolMfaConfig } from './user-pool-mfa-config.ts';
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
  AddUserPoolClientSecret: addUserPoolClientSecret(parts),
  CreateGroup: createGroup(),
  CreateResourceServer: createResourceServer(),
  CreateUserPool: createUserPool(parts),
  CreateUserPoolClient: createUserPoolClient(parts),
  CreateUserPoolDomain: createUserPoolDomain(parts),
  DeleteGroup: deleteGroup(),
  DeleteResourceServer: deleteResourceServer(),
  DeleteUserPool: deleteUserPool(parts),
  DeleteUserPoolClient: deleteUserPoolClient(parts),
  DeleteUserPoolClientSecret: deleteUserPoolClientSecret(parts),
  DeleteUserPoolDomain: deleteUserPoolDomain(),
  DescribeResourceServer: describeResourceServer(),
  DescribeUserPool: describeUserPool(),
  DescribeUserPoolClient: describeUserPoolClient(parts),
  DescribeUserPoolDomain: describeUserPoolDomain(parts),
  GetGroup: getGroup(),
  GetUserPoolMfaConfig: getUserPoolMfaConfig(),
  ListGroups: listGroups(parts),
  ListResourceServers: listResourceServers(parts),
  ListTagsForResource: listTagsForResource(),
  ListUserPoolClients: listUserPoolClients(parts),
  ListUserPoolClientSecrets: listUserPoolClientSecrets(parts),
  ListUserPools: listUserPools(parts),
  SetUserPoolMfaConfig: setUserPoolMfaConfig(),
  TagResource: tagResource(),
  UntagResource: untagResource(),
  UpdateGroup: updateGroup(),
  UpdateResourceServer: updateResourceServer(),
  UpdateUserPool: updateUserPool(),
  UpdateUserPoolClient: updateUserPoolClient(parts),
  UpdateUserPoolDomain: updateUserPoolDomain(parts),
});
