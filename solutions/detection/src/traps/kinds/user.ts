import { consolePassword } from '../contents/contents.ts';
import { ifThere, isExisting, unlessThere } from '../failures.ts';
import type { Bait } from '../model.ts';
import {
  boundaryArn,
  DENY_EVERYTHING,
  type Kind,
  type Making,
  POLICY_NAME,
  sameDocument,
} from './kind.ts';

const PASSWORD_SEED_BYTES = 32;

/** The keys of the user, without those that AWS gave to nobody: a fall between making a key and noting it. */
const ensureKey = async ({ apis, bait }: Making): Promise<Bait> => {
  const { AccessKeyMetadata: keys = [] } = await apis.iam.listAccessKeys({ UserName: bait.name });
  if (keys.some(({ AccessKeyId }) => AccessKeyId === bait.accessKeyId)) return bait;
  for (const { AccessKeyId } of keys)
    await ifThere(apis.iam.deleteAccessKey({ UserName: bait.name, AccessKeyId }));
  const { AccessKey: made } = await apis.iam.createAccessKey({ UserName: bait.name });
  if (made?.AccessKeyId === undefined || made.SecretAccessKey === undefined)
    throw new Error('IAM made an access key and did not tell it');
  return {
    ...bait,
    accessKeyId: made.AccessKeyId,
    shown: { accessKeyId: made.AccessKeyId, secretAccessKey: made.SecretAccessKey },
  };
};

const ensurePassword = async ({ apis, bait, ids }: Making): Promise<Bait> => {
  if (bait.shown !== undefined) return bait;
  const password = consolePassword(ids.bytes(PASSWORD_SEED_BYTES));
  const login = { UserName: bait.name, Password: password, PasswordResetRequired: false };
  try {
    await apis.iam.createLoginProfile(login);
  } catch (error) {
    if (!isExisting(error)) throw error;
    await apis.iam.updateLoginProfile(login);
  }
  return { ...bait, shown: { userName: bait.name, password } };
};

const build = async (making: Making): Promise<Bait> => {
  const { apis, trap, bait, partition, tag } = making;
  const { name: UserName, path: Path } = bait;
  await unlessThere(
    apis.iam.createUser({
      UserName,
      Path,
      PermissionsBoundary: boundaryArn(partition),
      ...(tag === undefined ? {} : { Tags: [{ Key: tag.key, Value: tag.value }] }),
    }),
  );
  await apis.iam.putUserPolicy({
    UserName,
    PolicyName: POLICY_NAME,
    PolicyDocument: DENY_EVERYTHING,
  });
  const { User } = await apis.iam.getUser({ UserName });
  const known: Bait = { ...bait, arn: User?.Arn ?? bait.arn, uniqueId: User?.UserId };
  if (trap.kind === 'access-key') return ensureKey({ ...making, bait: known });
  return trap.console ? ensurePassword({ ...making, bait: known }) : known;
};

/** Whatever was made of it since. */
const dismantle = async ({ apis: { iam }, bait: { name: UserName } }: Making): Promise<void> => {
  const keys = await ifThere(iam.listAccessKeys({ UserName }));
  if (keys === undefined) return;
  for (const { AccessKeyId } of keys.AccessKeyMetadata ?? [])
    await ifThere(iam.deleteAccessKey({ UserName, AccessKeyId }));
  await ifThere(iam.deleteLoginProfile({ UserName }));
  const { AttachedPolicies = [] } = await iam.listAttachedUserPolicies({ UserName });
  for (const { PolicyArn } of AttachedPolicies)
    await ifThere(iam.detachUserPolicy({ UserName, PolicyArn }));
  const { Groups = [] } = await iam.listGroupsForUser({ UserName });
  for (const { GroupName } of Groups)
    await ifThere(iam.removeUserFromGroup({ UserName, GroupName }));
  const { PolicyNames = [] } = await iam.listUserPolicies({ UserName });
  for (const PolicyName of PolicyNames)
    await ifThere(iam.deleteUserPolicy({ UserName, PolicyName }));
  await ifThere(iam.deleteUser({ UserName }));
};

const inspect = async ({
  apis: { iam },
  trap,
  bait,
  partition,
}: Making): Promise<readonly string[]> => {
  const { name: UserName } = bait;
  const found = await ifThere(iam.getUser({ UserName }));
  if (found?.User === undefined) return ['The user was deleted.'];
  const drift: string[] = [];
  if (bait.uniqueId !== undefined && found.User.UserId !== bait.uniqueId)
    drift.push('The user was deleted, and another made with its name.');
  if (found.User.PermissionsBoundary?.PermissionsBoundaryArn !== boundaryArn(partition))
    drift.push('The permissions boundary was changed.');
  const policy = await ifThere(iam.getUserPolicy({ UserName, PolicyName: POLICY_NAME }));
  if (!sameDocument(policy?.PolicyDocument, DENY_EVERYTHING))
    drift.push('The policy that denies everything was changed.');
  const { AttachedPolicies = [] } = await iam.listAttachedUserPolicies({ UserName });
  if (AttachedPolicies.length > 0) drift.push('A managed policy was attached.');
  const { PolicyNames = [] } = await iam.listUserPolicies({ UserName });
  if (PolicyNames.some((name) => name !== POLICY_NAME)) drift.push('A policy was added.');
  const { AccessKeyMetadata: keys = [] } = await iam.listAccessKeys({ UserName });
  if (keys.some(({ AccessKeyId }) => AccessKeyId !== bait.accessKeyId))
    drift.push('An access key was added.');
  if (trap.kind === 'access-key') {
    const own = keys.find(({ AccessKeyId }) => AccessKeyId === bait.accessKeyId);
    if (own === undefined) drift.push('The access key was deleted.');
    else if (own.Status !== 'Active') drift.push('The access key was deactivated.');
  }
  const login = await ifThere(iam.getLoginProfile({ UserName }));
  if (trap.console && trap.kind === 'user' && login === undefined)
    drift.push('The password for the console was deleted.');
  if (!(trap.console && trap.kind === 'user') && login !== undefined)
    drift.push('A password for the console was added.');
  return drift;
};

export const userKind: Kind = {
  arn: (name, path, { account }, partition) =>
    `arn:${partition}:iam::${account}:user${path}${name}`,
  existsSince: async ({ apis, bait }) =>
    (await ifThere(apis.iam.getUser({ UserName: bait.name })))?.User?.CreateDate,
  build,
  dismantle,
  inspect,
};
