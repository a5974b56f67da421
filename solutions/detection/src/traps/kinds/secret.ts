import { createHash } from 'node:crypto';
import { decoySecret } from '../contents/contents.ts';
import { ifThere, isExisting, NameTaken } from '../failures.ts';
import type { Bait } from '../model.ts';
import type { Kind, Making } from './kind.ts';

/** One token for one set of contents: Secrets Manager takes a repetition for what it is. */
const tokenOf = ({ seed }: Bait): string =>
  createHash('sha256').update(`${seed}/token`).digest('hex').slice(0, 32);

const build = async ({ apis, bait, tag }: Making): Promise<Bait> => {
  const { name } = bait;
  try {
    const { ARN } = await apis.secrets.createSecret({
      Name: name,
      ClientRequestToken: tokenOf(bait),
      SecretString: decoySecret(bait.seed),
      ...(tag === undefined ? {} : { Tags: [{ Key: tag.key, Value: tag.value }] }),
    });
    if (ARN !== undefined) return { ...bait, arn: ARN };
  } catch (error) {
    if (!isExisting(error)) throw error;
  }
  const found = await apis.secrets.describeSecret({ SecretId: name });
  if (!Object.hasOwn(found.VersionIdsToStages ?? {}, tokenOf(bait)))
    throw new NameTaken('a secret');
  return { ...bait, arn: found.ARN ?? bait.arn };
};

const inspect = async ({ apis, bait }: Making): Promise<readonly string[]> => {
  const found = await ifThere(apis.secrets.describeSecret({ SecretId: bait.name }));
  if (found === undefined) return ['The secret was deleted.'];
  const drift: string[] = [];
  if (found.DeletedDate !== undefined) drift.push('The secret is scheduled for deletion.');
  if (found.ARN !== bait.arn) drift.push('The secret was deleted, and another made with its name.');
  const stages = found.VersionIdsToStages?.[tokenOf(bait)] ?? [];
  if (!stages.includes('AWSCURRENT')) drift.push('The value was changed.');
  if (found.RotationEnabled === true) drift.push('Rotation was turned on.');
  if ((found.ReplicationStatus ?? []).length > 0) drift.push('A replica was added.');
  return drift;
};

export const secretKind: Kind = {
  // Six letters of Secrets Manager's own choice follow; until they are known the watch goes by the name.
  arn: (name, _path, { account, region }, partition) =>
    `arn:${partition}:secretsmanager:${region}:${account}:secret:${name}`,
  existsSince: async ({ apis, bait }) =>
    (await ifThere(apis.secrets.describeSecret({ SecretId: bait.name })))?.CreatedDate,
  build,
  dismantle: async ({ apis, bait }) => {
    await ifThere(
      apis.secrets.deleteSecret({ SecretId: bait.name, ForceDeleteWithoutRecovery: true }),
    );
  },
  inspect,
};
