import type {
  AddRoleToInstanceProfileRequest,
  CreateInstanceProfileRequest,
  CreateInstanceProfileResponse,
  DeleteInstanceProfileRequest,
  GetInstanceProfileRequest,
  GetInstanceProfileResponse,
  ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRoleResponse,
  ListInstanceProfilesRequest,
  ListInstanceProfilesResponse,
  RemoveRoleFromInstanceProfileRequest,
} from '@aws-sdk/client-iam';
import {
  type Call,
  type ConditionKeys,
  type OperationDefinition,
  reads,
  requestTagKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { authorizeRole, requireModifiable } from '../access-subject.ts';
import { instanceProfileView } from '../access-views.ts';
import { instanceProfileArn, roleArn } from '../arns.ts';
import { deleteConflict, limitExceeded } from '../errors.ts';
import { uniqueId } from '../ids.ts';
import { loosePath } from '../loose-input.ts';
import {
  INSTANCE_PROFILE_NAME,
  pageLimits,
  PATH,
  pathPrefixLimit,
  pathPrefixOf,
  required,
  requireName,
  ROLE_NAME,
} from '../names.ts';
import { afterName, paging } from '../paging.ts';
import {
  instanceProfileExists,
  noSuchInstanceProfile,
  noSuchRole,
  roleNotInProfile,
} from '../policy-errors.ts';
import {
  arnOfProfile,
  type InstanceProfile,
  instanceProfiles,
} from '../repositories/instance-profiles.ts';
import { arnOfRole, roles } from '../repositories/roles.ts';
import { INSTANCE_PROFILES_QUOTA } from '../role-limits.ts';
import { requestedResourceTags, taggingOperations } from '../tagging.ts';
import { tagLimits, tagList, tagOwner } from '../tags.ts';

interface Named {
  readonly InstanceProfileName?: string | undefined;
}

const LIMITS = { InstanceProfileName: INSTANCE_PROFILE_NAME };

interface AuthorizedProfile {
  readonly profile: InstanceProfile;
  readonly arn: string;
  readonly tags: Tags;
}

/** The profile that a request names, once the caller is known to be permitted `action` on it. */
const authorizeProfile = async (
  call: Call,
  action: string,
  input: Named,
  keys: ConditionKeys = {},
): Promise<AuthorizedProfile> => {
  const name = required('instanceProfileName', input.InstanceProfileName);
  requireName('instanceProfileName', name);
  const profile = await instanceProfiles.find(call.tx, call.account, name);
  const arn =
    profile === undefined ? instanceProfileArn(call.account, '/', name) : arnOfProfile(profile);
  const tags: Tags = profile === undefined ? new Map() : await tagStore.of(call.tx, arn);
  call.touch({ type: 'AWS::IAM::InstanceProfile', name });
  await call.authorize(action, arn, { ...resourceTagKeys('iam', tags), ...keys });
  if (profile === undefined) throw noSuchInstanceProfile(name);
  return { profile, arn, tags };
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html */
export const createInstanceProfile = ({
  ids,
  acceptsLooseInput = false,
}: Pick<AccessDeps, 'ids' | 'acceptsLooseInput'>) =>
  writes<CreateInstanceProfileRequest, CreateInstanceProfileResponse>(
    { limits: { ...LIMITS, Path: PATH, ...tagLimits } },
    async (input, call) => {
      const name = required('instanceProfileName', input.InstanceProfileName);
      requireName('instanceProfileName', name);
      const path = loosePath(input.Path, acceptsLooseInput);
      const tags = requestedResourceTags(input.Tags);
      const arn = instanceProfileArn(call.account, path, name);
      call.touch({ type: 'AWS::IAM::InstanceProfile', name });
      await call.authorize('iam:CreateInstanceProfile', arn, requestTagKeys(tags));
      if (tags.size > 0) await call.authorize('iam:TagInstanceProfile', arn, requestTagKeys(tags));

      const profile: InstanceProfile = {
        account: call.account,
        name,
        path,
        id: uniqueId(ids, 'instance-profile'),
        createdAt: call.now,
        roleId: undefined,
      };
      if (!(await instanceProfiles.insert(call.tx, profile))) throw instanceProfileExists(name);
      if ((await instanceProfiles.count(call.tx, call.account)) > INSTANCE_PROFILES_QUOTA)
        throw limitExceeded('InstanceProfilesPerAccount', INSTANCE_PROFILES_QUOTA);
      await tagStore.put(call.tx, tagOwner(arn, call.account, 'iam:instance-profile'), tags);
      return {
        InstanceProfile: {
          ...(await instanceProfileView(call.tx, profile)),
          ...(tags.size === 0 ? {} : { Tags: tagList(tags) }),
        },
      };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html */
export const getInstanceProfile = () =>
  reads<GetInstanceProfileRequest, GetInstanceProfileResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const { profile, tags } = await authorizeProfile(call, 'iam:GetInstanceProfile', input);
      return {
        InstanceProfile: {
          ...(await instanceProfileView(call.tx, profile)),
          Tags: tagList(tags),
        },
      };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html */
export const listInstanceProfiles = ({ pages }: Pick<AccessDeps, 'pages'>) =>
  reads<ListInstanceProfilesRequest, ListInstanceProfilesResponse>(
    { limits: { ...pageLimits, ...pathPrefixLimit } },
    async (input, call) => {
      const prefix = pathPrefixOf(input.PathPrefix);
      await call.authorize(
        'iam:ListInstanceProfiles',
        instanceProfileArn(call.account, prefix, ''),
      );
      const page = paging(pages, call, 'ListInstanceProfiles', input, { prefix });
      const rows = await instanceProfiles.list(
        call.tx,
        call.account,
        prefix,
        afterName(page),
        page.fetch,
      );
      const { items, more } = page.cut(rows, ({ name }) => [name]);
      const shown = items.map((profile) => instanceProfileView(call.tx, profile));
      return { InstanceProfiles: await Promise.all(shown), ...more };
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html */
export const listInstanceProfilesForRole = ({ pages }: Pick<AccessDeps, 'pages'>) =>
  reads<ListInstanceProfilesForRoleRequest, ListInstanceProfilesForRoleResponse>(
    { limits: { RoleName: ROLE_NAME, ...pageLimits } },
    async (input, call) => {
      const { role } = await authorizeRole(call, 'iam:ListInstanceProfilesForRole', input);
      const page = paging(pages, call, 'ListInstanceProfilesForRole', input, { id: role.id });
      const rows = await instanceProfiles.ofRole(call.tx, role.id, afterName(page), page.fetch);
      const { items, more } = page.cut(rows, ({ name }) => [name]);
      const shown = items.map((profile) => instanceProfileView(call.tx, profile));
      return { InstanceProfiles: await Promise.all(shown), ...more };
    },
  );

/**
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html
 * Whoever can use the profile gets the role, so the caller must be permitted to pass it.
 */
export const addRoleToInstanceProfile = () =>
  writes<AddRoleToInstanceProfileRequest, object>(
    { limits: { ...LIMITS, RoleName: ROLE_NAME } },
    async (input, call) => {
      const { profile } = await authorizeProfile(call, 'iam:AddRoleToInstanceProfile', input);
      const name = required('roleName', input.RoleName);
      requireName('roleName', name);
      const role = await roles.find(call.tx, call.account, name);
      call.touch({ type: 'AWS::IAM::Role', name });
      await call.authorize(
        'iam:PassRole',
        role === undefined ? roleArn(call.account, '/', name) : arnOfRole(role),
      );
      if (role === undefined) throw noSuchRole(name);
      requireModifiable(role);
      if (!(await instanceProfiles.addRole(call.tx, profile.id, role.id)))
        throw limitExceeded('InstanceSessionsPerInstanceProfile', 1);
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html */
export const removeRoleFromInstanceProfile = () =>
  writes<RemoveRoleFromInstanceProfileRequest, object>(
    { limits: { ...LIMITS, RoleName: ROLE_NAME } },
    async (input, call) => {
      const action = 'iam:RemoveRoleFromInstanceProfile';
      const { profile } = await authorizeProfile(call, action, input);
      const name = required('roleName', input.RoleName);
      requireName('roleName', name);
      call.touch({ type: 'AWS::IAM::Role', name });
      const role = await roles.find(call.tx, call.account, name);
      if (role === undefined) throw noSuchRole(name);
      if (!(await instanceProfiles.removeRole(call.tx, profile.id, role.id)))
        throw roleNotInProfile(role.name, profile.name);
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html */
export const deleteInstanceProfile = () =>
  writes<DeleteInstanceProfileRequest, object>({ limits: LIMITS }, async (input, call) => {
    const { profile, arn } = await authorizeProfile(call, 'iam:DeleteInstanceProfile', input);
    if (profile.roleId !== undefined) throw deleteConflict('remove roles from instance profile');
    await instanceProfiles.delete(call.tx, profile.id);
    await tagStore.removeAll(call.tx, arn);
    return {};
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagInstanceProfile.html and its neighbours */
export const instanceProfileTags = ({
  pages,
}: Pick<AccessDeps, 'pages'>): Readonly<Record<string, OperationDefinition>> =>
  taggingOperations<Named>(
    {
      noun: 'InstanceProfile',
      type: 'iam:instance-profile',
      limits: LIMITS,
      requested: requestedResourceTags,
      ignoresCase: false,
      resolve: authorizeProfile,
    },
    pages,
  );
