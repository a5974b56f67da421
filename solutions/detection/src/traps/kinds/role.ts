import { chanceFrom } from '../chance.ts';
import { ifThere, unlessThere } from '../failures.ts';
import type { Bait } from '../model.ts';
import {
  boundaryArn,
  DENY_EVERYTHING,
  type Kind,
  type Making,
  POLICY_NAME,
  sameDocument,
} from './kind.ts';

const EXTERNAL_ID = 32;
const HEX = '0123456789abcdef';

/**
 * Assumable: by whom the account lets, and the session can do nothing. Else by nobody, since the external id that is asked for is
 * told to nobody.
 */
const trustOf = ({ trap, bait, partition }: Making): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition}:iam::${trap.place.account}:root` },
        Action: 'sts:AssumeRole',
        ...(trap.assumable
          ? {}
          : {
              Condition: {
                StringEquals: {
                  'sts:ExternalId': chanceFrom(bait.seed, 'external-id').letters(HEX, EXTERNAL_ID),
                },
              },
            }),
      },
    ],
  });

const build = async (making: Making): Promise<Bait> => {
  const { apis, bait, partition, tag } = making;
  const { name: RoleName, path: Path } = bait;
  await unlessThere(
    apis.iam.createRole({
      RoleName,
      Path,
      AssumeRolePolicyDocument: trustOf(making),
      PermissionsBoundary: boundaryArn(partition),
      ...(tag === undefined ? {} : { Tags: [{ Key: tag.key, Value: tag.value }] }),
    }),
  );
  await apis.iam.putRolePolicy({
    RoleName,
    PolicyName: POLICY_NAME,
    PolicyDocument: DENY_EVERYTHING,
  });
  const { Role } = await apis.iam.getRole({ RoleName });
  return { ...bait, arn: Role?.Arn ?? bait.arn, uniqueId: Role?.RoleId };
};

const dismantle = async ({ apis: { iam }, bait: { name: RoleName } }: Making): Promise<void> => {
  const attached = await ifThere(iam.listAttachedRolePolicies({ RoleName }));
  if (attached === undefined) return;
  for (const { PolicyArn } of attached.AttachedPolicies ?? [])
    await ifThere(iam.detachRolePolicy({ RoleName, PolicyArn }));
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
  for (const PolicyName of PolicyNames)
    await ifThere(iam.deleteRolePolicy({ RoleName, PolicyName }));
  const { InstanceProfiles = [] } = await iam.listInstanceProfilesForRole({ RoleName });
  for (const { InstanceProfileName } of InstanceProfiles)
    await ifThere(iam.removeRoleFromInstanceProfile({ RoleName, InstanceProfileName }));
  await ifThere(iam.deleteRole({ RoleName }));
};

const inspect = async (making: Making): Promise<readonly string[]> => {
  const { iam } = making.apis;
  const { bait, partition } = making;
  const { name: RoleName } = bait;
  const found = await ifThere(iam.getRole({ RoleName }));
  if (found?.Role === undefined) return ['The role was deleted.'];
  const drift: string[] = [];
  if (bait.uniqueId !== undefined && found.Role.RoleId !== bait.uniqueId)
    drift.push('The role was deleted, and another made with its name.');
  if (!sameDocument(found.Role.AssumeRolePolicyDocument, trustOf(making)))
    drift.push('The trust policy was changed.');
  if (found.Role.PermissionsBoundary?.PermissionsBoundaryArn !== boundaryArn(partition))
    drift.push('The permissions boundary was changed.');
  const policy = await ifThere(iam.getRolePolicy({ RoleName, PolicyName: POLICY_NAME }));
  if (!sameDocument(policy?.PolicyDocument, DENY_EVERYTHING))
    drift.push('The policy that denies everything was changed.');
  const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName });
  if (AttachedPolicies.length > 0) drift.push('A managed policy was attached.');
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
  if (PolicyNames.some((name) => name !== POLICY_NAME)) drift.push('A policy was added.');
  return drift;
};

export const roleKind: Kind = {
  arn: (name, path, { account }, partition) =>
    `arn:${partition}:iam::${account}:role${path}${name}`,
  existsSince: async ({ apis, bait }) =>
    (await ifThere(apis.iam.getRole({ RoleName: bait.name })))?.Role?.CreateDate,
  build,
  dismantle,
  inspect,
};
