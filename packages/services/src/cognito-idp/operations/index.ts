import type { OperationDefinition } from '@gatehouse/service-kit';
import type { CognitoParts } from '../deps.ts';
import { adminCreateUser } from './admin-create-user.ts';
import { adminSetUserMfaPreference } from './admin-mfa.ts';
import { adminResetUserPassword, adminSetUserPassword } from './admin-passwords.ts';
import {
  adminConfirmSignUp,
  adminDeleteUser,
  adminDeleteUserAttributes,
  adminDisableUser,
  adminEnableUser,
  adminGetUser,
  adminUpdateUserAttributes,
} from './admin-users.ts';
import { createUserPool } from './create-user-pool.ts';
import { confirmForgotPassword, forgotPassword } from './forgot-password.ts';
import { createGroup, deleteGroup, getGroup, listGroups, updateGroup } from './groups.ts';
import { listUsers } from './list-users.ts';
import {
  createResourceServer,
  deleteResourceServer,
  describeResourceServer,
  listResourceServers,
  updateResourceServer,
} from './resource-servers.ts';
import { confirmSignUp, resendConfirmationCode, signUp } from './sign-up.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import {
  adminAddUserToGroup,
  adminListGroupsForUser,
  adminRemoveUserFromGroup,
  listUsersInGroup,
} from './user-groups.ts';
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
  AdminAddUserToGroup: adminAddUserToGroup(),
  AdminConfirmSignUp: adminConfirmSignUp(),
  AdminCreateUser: adminCreateUser(parts),
  AdminDeleteUser: adminDeleteUser(parts),
  AdminDeleteUserAttributes: adminDeleteUserAttributes(),
  AdminDisableUser: adminDisableUser(parts),
  AdminEnableUser: adminEnableUser(),
  AdminGetUser: adminGetUser(),
  AdminListGroupsForUser: adminListGroupsForUser(parts),
  AdminRemoveUserFromGroup: adminRemoveUserFromGroup(),
  AdminResetUserPassword: adminResetUserPassword(parts),
  AdminSetUserMFAPreference: adminSetUserMfaPreference(parts),
  AdminSetUserPassword: adminSetUserPassword(parts),
  AdminUpdateUserAttributes: adminUpdateUserAttributes(parts),
  ConfirmForgotPassword: confirmForgotPassword(parts),
  ConfirmSignUp: confirmSignUp(parts),
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
  ForgotPassword: forgotPassword(parts),
  GetGroup: getGroup(),
  GetUserPoolMfaConfig: getUserPoolMfaConfig(),
  ListGroups: listGroups(parts),
  ListResourceServers: listResourceServers(parts),
  ListTagsForResource: listTagsForResource(),
  ListUserPoolClients: listUserPoolClients(parts),
  ListUserPoolClientSecrets: listUserPoolClientSecrets(parts),
  ListUserPools: listUserPools(parts),
  ListUsers: listUsers(parts),
  ListUsersInGroup: listUsersInGroup(parts),
  ResendConfirmationCode: resendConfirmationCode(parts),
  SetUserPoolMfaConfig: setUserPoolMfaConfig(),
  SignUp: signUp(parts),
  TagResource: tagResource(),
  UntagResource: untagResource(),
  UpdateGroup: updateGroup(),
  UpdateResourceServer: updateResourceServer(),
  UpdateUserPool: updateUserPool(),
  UpdateUserPoolClient: updateUserPoolClient(parts),
  UpdateUserPoolDomain: updateUserPoolDomain(parts),
});
