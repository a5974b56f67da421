import { type AccessKeyMetadata, IAM } from '@aws-sdk/client-iam';
import { STS } from '@aws-sdk/client-sts';
import { systemPause } from '@gatehouse/core';
import { nameOf, RotationFailure } from '../frame/errors.ts';
import { type Fields, fieldsOf, optionalText, requiredText } from '../frame/json-secret.ts';
import type { Rotation, RotationSteps } from '../frame/model.ts';

/** `{"username", "accessKeyId", "secretAccessKey"}`; the first version of a secret may have the name alone. */
export interface AccessKeySecret {
  readonly fields: Fields;
  readonly username: string;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
}

export interface AccessKeySettings {
  readonly iam: () => IAM;
  /** A client with the keys of a secret. */
  readonly sts: (accessKeyId: string, secretAccessKey: string) => STS;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** IAM quotas: access keys of a user. */
const MOST_KEYS = 2;

const read = (text: string, whose: string): AccessKeySecret => {
  const fields = fieldsOf(text, whose);
  return {
    fields,
    username: requiredText(fields, 'username', whose),
    accessKeyId: optionalText(fields, 'accessKeyId', whose),
    secretAccessKey: optionalText(fields, 'secretAccessKey', whose),
  };
};

const keysOf = async (iam: IAM, username: string): Promise<readonly AccessKeyMetadata[]> => {
  const { AccessKeyMetadata: keys = [] } = await iam.listAccessKeys({ UserName: username });
  return keys;
};

/** Deactivates first: should the deletion be refused, the key is of no use all the same. */
const remove = async (iam: IAM, username: string, accessKeyId: string): Promise<void> => {
  await iam.updateAccessKey({
    UserName: username,
    AccessKeyId: accessKeyId,
    Status: 'Inactive',
  });
  await iam.deleteAccessKey({ UserName: username, AccessKeyId: accessKeyId });
};

/**
 * A place for a new key. The one that is not current goes: it was current before, or is left of an attempt that ended before its key
 * was stored. @throws RotationFailure where the current key is none of the user's, so that nobody knows which one is in use
 */
const makeRoom = async (iam: IAM, { current, tools }: Rotation<AccessKeySecret>): Promise<void> => {
  const { username, accessKeyId } = current;
  const keys = await keysOf(iam, username);
  if (keys.length < MOST_KEYS) return;
  if (!keys.some((key) => key.AccessKeyId === accessKeyId))
    throw new RotationFailure(
      `${username} has ${keys.length} access keys, and none of them is the current one of the secret`,
    );
  for (const { AccessKeyId: id } of keys) {
    if (id === undefined || id === accessKeyId) continue;
    await remove(iam, username, id);
    tools.log.info('access key deleted', { user: username, key: id });
  }
};

const create = async (iam: IAM, rotation: Rotation<AccessKeySecret>): Promise<Fields> => {
  const { current } = rotation;
  await makeRoom(iam, rotation);
  const { AccessKey: made } = await iam.createAccessKey({ UserName: current.username });
  if (made?.AccessKeyId === undefined || made.SecretAccessKey === undefined)
    throw new RotationFailure('CreateAccessKey answered no key');
  return {
    ...current.fields,
    accessKeyId: made.AccessKeyId,
    secretAccessKey: made.SecretAccessKey,
  };
};

/** IAM is eventually consistent: a new key is unknown for some seconds. */
const NOT_YET = new Set(['InvalidClientTokenId', 'SignatureDoesNotMatch']);
const ATTEMPTS = 10;
const PAUSE_MILLISECONDS = 2000;

const accountOf = async (
  { sts, pause }: AccessKeySettings,
  { accessKeyId, secretAccessKey }: AccessKeySecret,
): Promise<string | undefined> => {
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new RotationFailure('The AWSPENDING version has no access key');
  const client = sts(accessKeyId, secretAccessKey);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await client.getCallerIdentity({})).Arn;
    } catch (error) {
      if (!NOT_YET.has(nameOf(error) ?? '') || attempt === ATTEMPTS)
        throw new RotationFailure(`The pending access key is refused: ${nameOf(error)}`);
      await pause(PAUSE_MILLISECONDS);
    }
  }
};

const requireSameUser = (current: AccessKeySecret, pending: AccessKeySecret): void => {
  if (current.username !== pending.username)
    throw new RotationFailure(
      `The current version is of user ${current.username}, and the pending one of ${pending.username}`,
    );
};

const systemSettings: AccessKeySettings = {
  iam: () => new IAM({}),
  sts: (accessKeyId, secretAccessKey) => new STS({ credentials: { accessKeyId, secretAccessKey } }),
  pause: systemPause,
};

/** Two keys in turns: the one before stays valid until the next rotation, when it is deactivated and deleted. */
export const accessKeySteps = (
  settings: AccessKeySettings = systemSettings,
): RotationSteps<AccessKeySecret> => ({
  read,
  create: (rotation) => create(settings.iam(), rotation),
  set: async ({ current, pending }) => {
    requireSameUser(current, pending);
    const keys = await keysOf(settings.iam(), pending.username);
    const found = keys.find((key) => key.AccessKeyId === pending.accessKeyId);
    if (found === undefined)
      throw new RotationFailure(`The pending access key is none of ${pending.username}`);
    if (found.Status !== 'Active')
      throw new RotationFailure(`The pending access key of ${pending.username} is not active`);
  },
  test: async ({ pending }) => {
    const arn = await accountOf(settings, pending);
    if (arn?.endsWith(`/${pending.username}`) !== true)
      throw new RotationFailure(`The pending access key is not one of ${pending.username}`);
  },
});
