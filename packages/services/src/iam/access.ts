import type { OperationDefinition } from '@gatehouse/service-kit';
import type { AccessDeps } from './access-deps.ts';
import { createAwsPolicies } from './aws-policies.ts';
import { createCompiledPolicies } from './documents.ts';
import { createIdentity } from './identity.ts';
import { uniqueId } from './ids.ts';
import { createManagedPolicies, requireBoundary } from './managed-policies.ts';
import { policyMigrations } from './migrations-policies.ts';
import {
  attachPolicy,
  detachPolicy,
  listAttachedPolicies,
} from './operations/attached-policies.ts';
import { createPolicy } from './operations/create-policy.ts';
import { createRole } from './operations/create-role.ts';
import { deletePolicy } from './operations/delete-policy.ts';
import { deleteRole } from './operations/delete-role.ts';
import { getAccountAuthorizationDetails } from './operations/get-account-authorization-details.ts';
import { getPolicy } from './operations/get-policy.ts';
import { getRole } from './operations/get-role.ts';
import {
  deleteInlinePolicy,
  getInlinePolicy,
  listInlinePolicies,
  putInlinePolicy,
} from './operations/inline-policies.ts';
import {
  addRoleToInstanceProfile,
  createInstanceProfile,
  deleteInstanceProfile,
  getInstanceProfile,
  instanceProfileTags,
  listInstanceProfiles,
  listInstanceProfilesForRole,
  removeRoleFromInstanceProfile,
} from './operations/instance-profiles.ts';
import { listEntitiesForPolicy } from './operations/list-entities-for-policy.ts';
import { listPoliciesGrantingServiceAccess } from './operations/list-policies-granting-service-access.ts';
import { listPolicies } from './operations/list-policies.ts';
import { listRoles } from './operations/list-roles.ts';
import {
  addClientIDToOpenIDConnectProvider,
  createOpenIDConnectProvider,
  deleteOpenIDConnectProvider,
  getOpenIDConnectProvider,
  listOpenIDConnectProviders,
  oidcProviderTags,
  removeClientIDFromOpenIDConnectProvider,
  updateOpenIDConnectProviderThumbprint,
} from './operations/oidc-providers.ts';
import {
  deletePermissionsBoundary,
  putPermissionsBoundary,
} from './operations/permissions-boundaries.ts';
import { policyTags } from './operations/policy-tags.ts';
import {
  createPolicyVersion,
  deletePolicyVersion,
  getPolicyVersion,
  listPolicyVersions,
  setDefaultPolicyVersion,
} from './operations/policy-versions.ts';
import { roleTags } from './operations/role-tags.ts';
import {
  createSAMLProvider,
  deleteSAMLProvider,
  getSAMLProvider,
  listSAMLProviders,
  samlProviderTags,
  updateSAMLProvider,
} from './operations/saml-providers.ts';
import {
  createServiceLinkedRole,
  deleteServiceLinkedRole,
  getServiceLinkedRoleDeletionStatus,
  linkedRoleDeletion,
} from './operations/service-linked-roles.ts';
import {
  getContextKeysForCustomPolicy,
  getContextKeysForPrincipalPolicy,
  simulateCustomPolicy,
  simulatePrincipalPolicy,
} from './operations/simulate-policies.ts';
import { updateAssumeRolePolicy } from './operations/update-assume-role-policy.ts';
import { updateRole, updateRoleDescription } from './operations/update-role.ts';
import type { AccessPart, IamDeps } from './parts.ts';
import { holders } from './repositories/holders.ts';
import { holdings } from './repositories/holdings.ts';
import { instanceProfiles } from './repositories/instance-profiles.ts';
import { oidcProviders } from './repositories/oidc-providers.ts';
import { policies } from './repositories/policies.ts';
import { roles } from './repositories/roles.ts';
import { samlProviders } from './repositories/saml-providers.ts';
import { DEFAULT_SESSION_SECONDS } from './role-limits.ts';
import { createRolePort } from './role-port.ts';

type Operations = Readonly<Record<string, OperationDefinition>>;

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

const roleOperations = (deps: AccessDeps): Operations => ({
  CreateRole: createRole(deps),
  GetRole: getRole(),
  ListRoles: listRoles(deps),
  UpdateRole: updateRole(),
  UpdateRoleDescription: updateRoleDescription(),
  UpdateAssumeRolePolicy: updateAssumeRolePolicy(deps),
  DeleteRole: deleteRole(),
  ...roleTags(deps),
  PutUserPermissionsBoundary: putPermissionsBoundary('user', deps),
  PutRolePermissionsBoundary: putPermissionsBoundary('role', deps),
  DeleteUserPermissionsBoundary: deletePermissionsBoundary('user'),
  DeleteRolePermissionsBoundary: deletePermissionsBoundary('role'),
  CreateInstanceProfile: createInstanceProfile(deps),
  GetInstanceProfile: getInstanceProfile(),
  ListInstanceProfiles: listInstanceProfiles(deps),
  ListInstanceProfilesForRole: listInstanceProfilesForRole(deps),
  AddRoleToInstanceProfile: addRoleToInstanceProfile(),
  RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile(),
  DeleteInstanceProfile: deleteInstanceProfile(),
  ...instanceProfileTags(deps),
});

const policyOperations = (deps: AccessDeps): Operations => ({
  CreatePolicy: createPolicy(deps),
  GetPolicy: getPolicy(deps),
  ListPolicies: listPolicies(deps),
  DeletePolicy: deletePolicy(deps),
  CreatePolicyVersion: createPolicyVersion(deps),
  GetPolicyVersion: getPolicyVersion(deps),
  ListPolicyVersions: listPolicyVersions(deps),
  SetDefaultPolicyVersion: setDefaultPolicyVersion(deps),
  DeletePolicyVersion: deletePolicyVersion(deps),
  ...policyTags(deps),
  ListEntitiesForPolicy: listEntitiesForPolicy(deps),
  AttachUserPolicy: attachPolicy('user', deps),
  AttachGroupPolicy: attachPolicy('group', deps),
  AttachRolePolicy: attachPolicy('role', deps),
  DetachUserPolicy: detachPolicy('user'),
  DetachGroupPolicy: detachPolicy('group'),
  DetachRolePolicy: detachPolicy('role'),
  ListAttachedUserPolicies: listAttachedPolicies('user', deps),
  ListAttachedGroupPolicies: listAttachedPolicies('group', deps),
  ListAttachedRolePolicies: listAttachedPolicies('role', deps),
  PutUserPolicy: putInlinePolicy('user', deps),
  PutGroupPolicy: putInlinePolicy('group', deps),
  PutRolePolicy: putInlinePolicy('role', deps),
  GetUserPolicy: getInlinePolicy('user', deps),
  GetGroupPolicy: getInlinePolicy('group', deps),
  GetRolePolicy: getInlinePolicy('role', deps),
  ListUserPolicies: listInlinePolicies('user', deps),
  ListGroupPolicies: listInlinePolicies('group', deps),
  ListRolePolicies: listInlinePolicies('role', deps),
  DeleteUserPolicy: deleteInlinePolicy('user', deps),
  DeleteGroupPolicy: deleteInlinePolicy('group', deps),
  DeleteRolePolicy: deleteInlinePolicy('role', deps),
});

const providerOperations = (deps: AccessDeps): Operations => ({
  CreateSAMLProvider: createSAMLProvider(deps),
  GetSAMLProvider: getSAMLProvider(),
  ListSAMLProviders: listSAMLProviders(),
  UpdateSAMLProvider: updateSAMLProvider(deps),
  DeleteSAMLProvider: deleteSAMLProvider(),
  ...samlProviderTags(deps),
  CreateOpenIDConnectProvider: createOpenIDConnectProvider(deps),
  GetOpenIDConnectProvider: getOpenIDConnectProvider(),
  ListOpenIDConnectProviders: listOpenIDConnectProviders(),
  AddClientIDToOpenIDConnectProvider: addClientIDToOpenIDConnectProvider(),
  RemoveClientIDFromOpenIDConnectProvider: removeClientIDFromOpenIDConnectProvider(),
  UpdateOpenIDConnectProviderThumbprint: updateOpenIDConnectProviderThumbprint(),
  DeleteOpenIDConnectProvider: deleteOpenIDConnectProvider(),
  ...oidcProviderTags(deps),
});

const wholeAccountOperations = (deps: AccessDeps): Operations => ({
  CreateServiceLinkedRole: createServiceLinkedRole(deps),
  DeleteServiceLinkedRole: deleteServiceLinkedRole(deps),
  GetServiceLinkedRoleDeletionStatus: getServiceLinkedRoleDeletionStatus(),
  GetAccountAuthorizationDetails: getAccountAuthorizationDetails(deps),
  SimulateCustomPolicy: simulateCustomPolicy(deps),
  SimulatePrincipalPolicy: simulatePrincipalPolicy(deps),
  ListPoliciesGrantingServiceAccess: listPoliciesGrantingServiceAccess(deps),
  GetContextKeysForCustomPolicy: getContextKeysForCustomPolicy(deps),
  GetContextKeysForPrincipalPolicy: getContextKeysForPrincipalPolicy(deps),
});

const accessRoleTrust = (trustedAccount: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${trustedAccount}:root` },
        Action: 'sts:AssumeRole',
      },
    ],
  });

const attach: AccessPart['attach'] = async (tx, holder, policyArn) => {
  await holdings.attach(tx, holder, policyArn);
  await holders.notifyChanged(tx, holder);
};

/** Roles, policies and identity providers, and what users, groups, STS and the authorizer ask of them. */
export const createAccess = (given: IamDeps): AccessPart => {
  const compiled = createCompiledPolicies();
  const managed = createManagedPolicies(createAwsPolicies(), compiled);
  const deps: AccessDeps = { ...given, compiled, managed };

  return {
    operations: {
      ...roleOperations(deps),
      ...policyOperations(deps),
      ...providerOperations(deps),
      ...wholeAccountOperations(deps),
    },
    migrations: policyMigrations,
    work: linkedRoleDeletion,
    identity: createIdentity(deps),
    roles: createRolePort(deps),
    holdings: async (tx, holderId) => ({
      attached: await holdings.countAttached(tx, holderId),
      inline: await holdings.countInline(tx, holderId),
    }),
    requireBoundary: (tx, account, arn) => requireBoundary(tx, managed, account, arn),
    attach,
    createAccessRole: async (tx, { account, name, trustedAccount }) => {
      const role = {
        account,
        name,
        path: '/',
        id: uniqueId(deps.ids, 'role'),
        createdAt: deps.clock.now(),
        description: undefined,
        maxSessionSeconds: DEFAULT_SESSION_SECONDS,
        trustDocument: accessRoleTrust(trustedAccount),
        trustPrincipals: new Map<string, string>(),
        boundaryArn: undefined,
        linkedService: undefined,
        lastUsed: undefined,
      };
      if (await roles.insert(tx, role))
        await attach(tx, { kind: 'role', account, id: role.id }, ADMINISTRATOR);
    },
    counts: async (tx, account) => ({
      Roles: await roles.count(tx, account),
      Policies: await policies.count(tx, account),
      PolicyVersionsInUse: await policies.countVersions(tx, account),
      InstanceProfiles: await instanceProfiles.count(tx, account),
      Providers:
        (await samlProviders.list(tx, account)).length +
        (await oidcProviders.list(tx, account)).length,
    }),
  };
};
