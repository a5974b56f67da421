import type {
  AttachedPermissionsBoundary,
  AttachedPolicy,
  InstanceProfile as InstanceProfileView,
  Policy as PolicyView,
  PolicyVersion as PolicyVersionView,
  Role as RoleView,
  RoleLastUsed,
  Tag,
} from '@aws-sdk/client-iam';
import type { Tags } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { instanceProfileArn } from './arns.ts';
import { encodedDocument } from './documents.ts';
import { type ManagedPolicy, type ManagedVersion, policyNameOf } from './managed-policies.ts';
import type { InstanceProfile } from './repositories/instance-profiles.ts';
import type { PolicyUsage } from './repositories/policies.ts';
import { arnOfRole, type Role, roles } from './repositories/roles.ts';
import { tagList } from './tags.ts';
import { isPlainText, shownTrust } from './trust-policy.ts';

export const boundaryView = (
  boundaryArn: string | undefined,
): { PermissionsBoundary?: AttachedPermissionsBoundary } =>
  boundaryArn === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
          PermissionsBoundaryArn: boundaryArn,
        },
      };

const tagsIfAny = (tags: Tags): { Tags?: Tag[] } =>
  tags.size === 0 ? {} : { Tags: tagList(tags) };

const descriptionOf = (description: string | undefined): { Description?: string } =>
  description === undefined ? {} : { Description: description };

export const lastUsedView = ({ lastUsed }: Role): RoleLastUsed =>
  lastUsed === undefined ? {} : { LastUsedDate: lastUsed.at, Region: lastUsed.region };

/** A role as it appears inside other things, with what all its appearances have. */
export const roleView = async (tx: Tx, role: Role): Promise<RoleView> => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: arnOfRole(role),
  CreateDate: role.createdAt,
  AssumeRolePolicyDocument: isPlainText(role.trustDocument)
    ? role.trustDocument
    : encodedDocument(await shownTrust(tx, role)),
});

/** CreateRole answers without description and duration, though it has just stored them. */
export const createdRoleView = async (tx: Tx, role: Role, tags: Tags): Promise<RoleView> => ({
  ...(await roleView(tx, role)),
  ...boundaryView(role.boundaryArn),
  ...tagsIfAny(tags),
});

export const describedRoleView = async (tx: Tx, role: Role): Promise<RoleView> => ({
  ...(await roleView(tx, role)),
  ...descriptionOf(role.description),
});

/** Lists show neither boundary, tags nor last use. */
export const listedRoleView = async (tx: Tx, role: Role): Promise<RoleView> => ({
  ...(await describedRoleView(tx, role)),
  MaxSessionDuration: role.maxSessionSeconds,
});

export const fullRoleView = async (tx: Tx, role: Role, tags: Tags): Promise<RoleView> => ({
  ...(await listedRoleView(tx, role)),
  ...boundaryView(role.boundaryArn),
  ...tagsIfAny(tags),
  RoleLastUsed: lastUsedView(role),
});

/** A policy as lists and CreatePolicy show it: without description. */
export const policyView = (policy: ManagedPolicy, usage: PolicyUsage): PolicyView => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: policy.defaultVersionId,
  AttachmentCount: usage.attachments,
  PermissionsBoundaryUsageCount: usage.boundaries,
  IsAttachable: policy.attachable,
  CreateDate: policy.createdAt,
  UpdateDate: policy.updatedAt,
});

export const fullPolicyView = (
  policy: ManagedPolicy,
  usage: PolicyUsage,
  tags: Tags,
): PolicyView => ({
  ...policyView(policy, usage),
  ...descriptionOf(policy.description),
  Tags: tagList(tags),
});

/** A version as lists and CreatePolicyVersion show it: without the document. */
export const versionView = (version: ManagedVersion): PolicyVersionView => ({
  VersionId: version.id,
  IsDefaultVersion: version.isDefault,
  CreateDate: version.createdAt,
});

export const fullVersionView = (version: ManagedVersion): PolicyVersionView => ({
  ...versionView(version),
  Document: encodedDocument(version.document),
});

export const attachedPolicyView = (arn: string): AttachedPolicy => ({
  PolicyName: policyNameOf(arn),
  PolicyArn: arn,
});

export const instanceProfileView = async (
  tx: Tx,
  profile: InstanceProfile,
): Promise<InstanceProfileView> => {
  const role = profile.roleId === undefined ? undefined : await roles.byId(tx, profile.roleId);
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: instanceProfileArn(profile.account, profile.path, profile.name),
    CreateDate: profile.createdAt,
    Roles: role === undefined ? [] : [await roleView(tx, role)],
  };
};
