import type { OperationDefinition } from '@gatehouse/service-kit';
import type { OrganizationsDeps } from '../deps.ts';
import {
  closeAccount,
  describeAccount,
  leaveOrganization,
  listAccounts,
  listAccountsForParent,
  moveAccount,
  removeAccountFromOrganization,
} from './accounts.ts';
import {
  attachPolicy,
  detachPolicy,
  listPoliciesForTarget,
  listTargetsForPolicy,
} from './attachments.ts';
import {
  createAccount,
  describeCreateAccountStatus,
  listCreateAccountStatus,
} from './create-account.ts';
import {
  deregisterDelegatedAdministrator,
  listDelegatedAdministrators,
  listDelegatedServicesForAccount,
  registerDelegatedAdministrator,
} from './delegated-administrators.ts';
import {
  acceptHandshake,
  cancelHandshake,
  declineHandshake,
  describeHandshake,
  listHandshakesForAccount,
  listHandshakesForOrganization,
} from './handshakes.ts';
import { listChildren, listParents } from './hierarchy.ts';
import { enableAllFeatures, inviteAccountToOrganization } from './invitations.ts';
import {
  createOrganization,
  deleteOrganization,
  describeOrganization,
  listRoots,
} from './organization.ts';
import {
  createPolicy,
  deletePolicy,
  describePolicy,
  listPolicies,
  updatePolicy,
} from './policies.ts';
import { disablePolicyType, enablePolicyType } from './policy-types.ts';
import {
  deleteResourcePolicy,
  describeResourcePolicy,
  putResourcePolicy,
} from './resource-policy.ts';
import {
  disableAwsServiceAccess,
  enableAwsServiceAccess,
  listAwsServiceAccessForOrganization,
} from './service-access.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import {
  createOrganizationalUnit,
  deleteOrganizationalUnit,
  describeOrganizationalUnit,
  listOrganizationalUnitsForParent,
  updateOrganizationalUnit,
} from './units.ts';

const structure = (deps: OrganizationsDeps) => ({
  CreateOrganization: createOrganization(deps),
  DescribeOrganization: describeOrganization(),
  DeleteOrganization: deleteOrganization(),
  EnableAllFeatures: enableAllFeatures(deps),
  ListRoots: listRoots(deps),
  CreateOrganizationalUnit: createOrganizationalUnit(deps),
  DescribeOrganizationalUnit: describeOrganizationalUnit(),
  UpdateOrganizationalUnit: updateOrganizationalUnit(),
  DeleteOrganizationalUnit: deleteOrganizationalUnit(),
  ListOrganizationalUnitsForParent: listOrganizationalUnitsForParent(deps),
  ListChildren: listChildren(deps),
  ListParents: listParents(deps),
  TagResource: tagResource(),
  UntagResource: untagResource(),
  ListTagsForResource: listTagsForResource(deps),
});

const members = (deps: OrganizationsDeps) => ({
  CreateAccount: createAccount(deps),
  DescribeCreateAccountStatus: describeCreateAccountStatus(),
  ListCreateAccountStatus: listCreateAccountStatus(deps),
  DescribeAccount: describeAccount(),
  ListAccounts: listAccounts(deps),
  ListAccountsForParent: listAccountsForParent(deps),
  MoveAccount: moveAccount(),
  CloseAccount: closeAccount(deps),
  RemoveAccountFromOrganization: removeAccountFromOrganization(deps),
  LeaveOrganization: leaveOrganization(deps),
  InviteAccountToOrganization: inviteAccountToOrganization(deps),
  AcceptHandshake: acceptHandshake(deps),
  DeclineHandshake: declineHandshake(),
  CancelHandshake: cancelHandshake(),
  DescribeHandshake: describeHandshake(),
  ListHandshakesForAccount: listHandshakesForAccount(deps),
  ListHandshakesForOrganization: listHandshakesForOrganization(deps),
});

const governance = (deps: OrganizationsDeps) => ({
  CreatePolicy: createPolicy(deps),
  DescribePolicy: describePolicy(),
  UpdatePolicy: updatePolicy(),
  DeletePolicy: deletePolicy(),
  ListPolicies: listPolicies(deps),
  AttachPolicy: attachPolicy(deps),
  DetachPolicy: detachPolicy(deps),
  ListPoliciesForTarget: listPoliciesForTarget(deps),
  ListTargetsForPolicy: listTargetsForPolicy(deps),
  EnablePolicyType: enablePolicyType(),
  DisablePolicyType: disablePolicyType(),
  EnableAWSServiceAccess: enableAwsServiceAccess(),
  DisableAWSServiceAccess: disableAwsServiceAccess(),
  ListAWSServiceAccessForOrganization: listAwsServiceAccessForOrganization(deps),
  RegisterDelegatedAdministrator: registerDelegatedAdministrator(deps),
  DeregisterDelegatedAdministrator: deregisterDelegatedAdministrator(),
  ListDelegatedAdministrators: listDelegatedAdministrators(deps),
  ListDelegatedServicesForAccount: listDelegatedServicesForAccount(deps),
  PutResourcePolicy: putResourcePolicy(deps),
  DescribeResourcePolicy: describeResourcePolicy(),
  DeleteResourcePolicy: deleteResourcePolicy(),
});

/** Every operation that is built; one that is absent is answered as not implemented. */
export const operations = (
  deps: OrganizationsDeps,
): Readonly<Record<string, OperationDefinition>> => ({
  ...structure(deps),
  ...members(deps),
  ...governance(deps),
});
