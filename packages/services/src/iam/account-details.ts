import type {
  GroupDetail,
  ManagedPolicyDetail,
  PolicyDetail,
  RoleDetail,
  UserDetail,
} from '@aws-sdk/client-iam';
import { tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import {
  attachedPolicyView,
  boundaryView,
  fullVersionView,
  instanceProfileView,
  lastUsedView,
  policyView,
  roleView,
} from './access-views.ts';
import { encodedDocument } from './documents.ts';
import type { ManagedPolicies, ManagedPolicy } from './managed-policies.ts';
import { arnOfGroup, type Group } from './repositories/groups.ts';
import { holders } from './repositories/holders.ts';
import { holdings } from './repositories/holdings.ts';
import { instanceProfiles } from './repositories/instance-profiles.ts';
import type { PolicyUsage } from './repositories/policies.ts';
import { arnOfRole, type Role } from './repositories/roles.ts';
import { arnOfUser, type User } from './repositories/users.ts';
import { tagList } from './tags.ts';

const MOST_PROFILES = 1000;

const inlineOf = async (tx: Tx, id: string): Promise<PolicyDetail[]> =>
  (await holdings.inline(tx, id)).map(({ name, document }) => ({
    PolicyName: name,
    PolicyDocument: encodedDocument(document),
  }));

const attachedTo = async (tx: Tx, id: string) =>
  (await holdings.attached(tx, id)).map(attachedPolicyView);

export const userDetail = async (tx: Tx, user: User): Promise<UserDetail> => {
  const arn = arnOfUser(user);
  const inline = await inlineOf(tx, user.id);
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: arn,
    CreateDate: user.createdAt,
    ...(inline.length === 0 ? {} : { UserPolicyList: inline }),
    GroupList: (await holders.groupsOfUser(tx, user.id)).map(({ name }) => name),
    AttachedManagedPolicies: await attachedTo(tx, user.id),
    ...boundaryView(user.boundaryArn),
    Tags: tagList(await tagStore.of(tx, arn)),
  };
};

export const groupDetail = async (tx: Tx, group: Group): Promise<GroupDetail> => ({
  Path: group.path,
  GroupName: group.name,
  GroupId: group.id,
  Arn: arnOfGroup(group),
  CreateDate: group.createdAt,
  GroupPolicyList: await inlineOf(tx, group.id),
  AttachedManagedPolicies: await attachedTo(tx, group.id),
});

export const roleDetail = async (tx: Tx, role: Role): Promise<RoleDetail> => {
  const profiles = await instanceProfiles.ofRole(tx, role.id, '', MOST_PROFILES);
  return {
    ...(await roleView(tx, role)),
    InstanceProfileList: await Promise.all(
      profiles.map((profile) => instanceProfileView(tx, profile)),
    ),
    RolePolicyList: await inlineOf(tx, role.id),
    AttachedManagedPolicies: await attachedTo(tx, role.id),
    ...boundaryView(role.boundaryArn),
    Tags: tagList(await tagStore.of(tx, arnOfRole(role))),
    RoleLastUsed: lastUsedView(role),
  };
};

export const policyDetail = async (
  tx: Tx,
  managed: ManagedPolicies,
  policy: ManagedPolicy & PolicyUsage,
): Promise<ManagedPolicyDetail> => ({
  ...policyView(policy, policy),
  ...(policy.description === undefined ? {} : { Description: policy.description }),
  PolicyVersionList: (await managed.versions(tx, policy)).map(fullVersionView),
});
