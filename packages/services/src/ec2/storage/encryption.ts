import type { KeyPort } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';
import { settings } from '../repositories/settings.ts';

export const ENCRYPTS_BY_DEFAULT = 'ebs-encryption-by-default';
export const DEFAULT_KEY = 'ebs-default-kms-key';

/** The key that AWS manages for EBS in an account, which is made with the first volume that is encrypted with it. */
export const MANAGED_ALIAS = 'alias/aws/ebs';
const MANAGED_NAME = 'ebs';

interface Keys {
  readonly keys: KeyPort;
}

interface Ground extends Scope {
  readonly tx: Tx;
}

const longForm = ({ account, region }: Scope, key: string): string => {
  if (key.startsWith('arn:')) return key;
  return `arn:aws:kms:${region}:${account}:${key.startsWith('alias/') ? key : `key/${key}`}`;
};

/**
 * The ARN of the key that a request names by id, ARN or alias. What names none stays, as an ARN: EBS finds out when it needs
 * the key (API reference, `KmsKeyId`: "authenticates the KMS key asynchronously").
 */
export const keyArn = async (
  { keys }: Keys,
  { tx, account, region }: Ground,
  key: string,
): Promise<string> => {
  const scope = { account, region };
  if (key === MANAGED_ALIAS || key === longForm(scope, MANAGED_ALIAS))
    return keys.managed(tx, scope, MANAGED_NAME);
  return (await keys.resolve(tx, scope, key)) ?? longForm(scope, key);
};

/** ARN of the key for what names none: `alias/aws/ebs` of the account, until it chooses another. */
export const defaultKey = async (deps: Keys, ground: Ground): Promise<string> =>
  (await settings.get(ground.tx, ground, DEFAULT_KEY)) ?? keyArn(deps, ground, MANAGED_ALIAS);

/** The same for who only looks: the alias's own ARN while there is no key behind it. */
export const shownDefaultKey = async (
  { keys }: Keys,
  { tx, account, region }: Ground,
): Promise<string> => {
  const scope = { account, region };
  return (
    (await settings.get(tx, scope, DEFAULT_KEY)) ??
    (await keys.resolve(tx, scope, MANAGED_ALIAS)) ??
    longForm(scope, MANAGED_ALIAS)
  );
};

/** Whether it is the key that AWS manages for EBS, which nobody else can be let use. */
export const isManaged = async (
  { keys }: Keys,
  { tx, account, region }: Ground,
  key: string | undefined,
): Promise<boolean> =>
  key !== undefined &&
  (key === longForm({ account, region }, MANAGED_ALIAS) ||
    key === (await keys.resolve(tx, { account, region }, MANAGED_ALIAS)));

interface Wish {
  readonly encrypted: boolean | undefined;
  readonly key: string | undefined;
  /** What the new volume or snapshot is made from. */
  readonly from?:
    | (Scope & {
        readonly details: { readonly encrypted: boolean; readonly kmsKey?: string | undefined };
      })
    | undefined;
}

/**
 * What comes from something encrypted is encrypted: with its key when it is the account's own and of the Region, else with
 * the account's default key, unless another is named (Amazon EBS User Guide, "Encryption outcomes").
 */
export const encryptionOf = async (
  deps: Keys,
  ground: Ground,
  { encrypted, key, from }: Wish,
): Promise<{ readonly encrypted: boolean; readonly kmsKey?: string }> => {
  const byDefault = (await settings.get(ground.tx, ground, ENCRYPTS_BY_DEFAULT)) === 'true';
  if (from?.details.encrypted !== true && encrypted !== true && !byDefault)
    return { encrypted: false };
  if (key !== undefined) return { encrypted: true, kmsKey: await keyArn(deps, ground, key) };
  const own = from?.account === ground.account && from.region === ground.region;
  const inherited = own ? from.details.kmsKey : undefined;
  return { encrypted: true, kmsKey: inherited ?? (await defaultKey(deps, ground)) };
};
