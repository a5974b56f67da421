import type {
  ListAccessKeysResponse,
  ListAttachedUserPoliciesResponse,
  ListGroupsForUserResponse,
  ListMFADevicesResponse,
  ListUserPoliciesResponse,
} from '@aws-sdk/client-iam';
import { ApiError } from '../../../api/api-error.ts';
import type { Aws } from '../../../api/aws.ts';

/** A call whose object need not be there. */
const ifThere = async (work: Promise<unknown>): Promise<void> => {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'NoSuchEntity') throw error;
  }
};

const dropCredentials = async (aws: Aws, UserName: string): Promise<void> => {
  await ifThere(aws.call('iam', 'DeleteLoginProfile', { UserName }));
  const keys = await aws.call<ListAccessKeysResponse>('iam', 'ListAccessKeys', { UserName });
  for (const { AccessKeyId } of keys.AccessKeyMetadata ?? [])
    await aws.call('iam', 'DeleteAccessKey', { UserName, AccessKeyId });
  const devices = await aws.call<ListMFADevicesResponse>('iam', 'ListMFADevices', { UserName });
  for (const { SerialNumber } of devices.MFADevices ?? []) {
    await aws.call('iam', 'DeactivateMFADevice', { UserName, SerialNumber });
    await ifThere(aws.call('iam', 'DeleteVirtualMFADevice', { SerialNumber }));
  }
};

/** As AWS's console does it: what hangs on the user goes first, each with a call of its own. */
export const deleteUser = async (aws: Aws, UserName: string): Promise<void> => {
  await dropCredentials(aws, UserName);
  const input = { UserName, MaxItems: 1000 };
  const groups = await aws.call<ListGroupsForUserResponse>('iam', 'ListGroupsForUser', input);
  for (const { GroupName } of groups.Groups ?? [])
    await aws.call('iam', 'RemoveUserFromGroup', { UserName, GroupName });
  const attached = await aws.call<ListAttachedUserPoliciesResponse>(
    'iam',
    'ListAttachedUserPolicies',
    input,
  );
  for (const { PolicyArn } of attached.AttachedPolicies ?? [])
    await aws.call('iam', 'DetachUserPolicy', { UserName, PolicyArn });
  const inline = await aws.call<ListUserPoliciesResponse>('iam', 'ListUserPolicies', input);
  for (const PolicyName of inline.PolicyNames ?? [])
    await aws.call('iam', 'DeleteUserPolicy', { UserName, PolicyName });
  await aws.call('iam', 'DeleteUser', { UserName });
};
