import type {
  ListAttachedRolePoliciesResponse,
  ListInstanceProfilesForRoleResponse,
  ListRolePoliciesResponse,
} from '@aws-sdk/client-iam';
import type { Aws } from '../../../api/aws.ts';
import { allOf, pagesOf } from '../../../shared/lists.ts';

/** As AWS's console does it: what hangs on the role goes first, each with a call of its own. */
export const deleteRole = async (aws: Aws, RoleName: string): Promise<void> => {
  const { signal } = new AbortController();
  const input = { RoleName };
  const attached = await allOf(
    pagesOf<ListAttachedRolePoliciesResponse, { readonly PolicyArn?: string | undefined }>(
      aws,
      { service: 'iam', operation: 'ListAttachedRolePolicies', input },
      ({ AttachedPolicies }) => AttachedPolicies,
    ),
    signal,
  );
  for (const { PolicyArn } of attached)
    await aws.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn });
  const inline = await allOf(
    pagesOf<ListRolePoliciesResponse, string>(
      aws,
      { service: 'iam', operation: 'ListRolePolicies', input },
      ({ PolicyNames }) => PolicyNames,
    ),
    signal,
  );
  for (const PolicyName of inline)
    await aws.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName });
  const profiles = await allOf(
    pagesOf<
      ListInstanceProfilesForRoleResponse,
      { readonly InstanceProfileName?: string | undefined }
    >(
      aws,
      { service: 'iam', operation: 'ListInstanceProfilesForRole', input },
      ({ InstanceProfiles }) => InstanceProfiles,
    ),
    signal,
  );
  for (const { InstanceProfileName } of profiles)
    await aws.call('iam', 'RemoveRoleFromInstanceProfile', { RoleName, InstanceProfileName });
  await aws.call('iam', 'DeleteRole', input);
};
