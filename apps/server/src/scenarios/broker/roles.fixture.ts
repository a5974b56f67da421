import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  GetRoleCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';

/** Longer than the broker takes to look at an account again. */
export const AFTER_SYNC = 'PT11M';

/** A role that the broker may lend, like those of the demo. */
export const lend = async (
  iam: IAMClient,
  RoleName: string,
  { Path = '/', policy = 'ReadOnlyAccess' } = {},
): Promise<void> => {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'TempAccessRoleS3Admin' }));
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      Path,
      AssumeRolePolicyDocument: decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''),
    }),
  );
  await iam.send(
    new AttachRolePolicyCommand({ RoleName, PolicyArn: `arn:aws:iam::aws:policy/${policy}` }),
  );
};
