import type { Tx } from '@gatehouse/store';
import type { Scope } from '../model.ts';
import { settings } from '../repositories/settings.ts';

export const ENCRYPTS_BY_DEFAULT = 'ebs-encryption-by-default';
export const DEFAULT_KEY = 'ebs-default-kms-key';

/** `alias/aws/ebs` of the account, until it chooses another. */
export const defaultKey = async (tx: Tx, scope: Scope): Promise<string> =>
  (await settings.get(tx, scope, DEFAULT_KEY)) ??
  `arn:aws:kms:${scope.region}:${scope.account}:alias/aws/ebs`;

export const keyArn = ({ account, region }: Scope, key: string): string => {
  if (key.startsWith('arn:')) return key;
  return `arn:aws:kms:${region}:${account}:${key.startsWith('alias/') ? key : `key/${key}`}`;
};

interface Wish {
  readonly encrypted: boolean | undefined;
  readonly key: string | undefined;
  /** What the new volume or snapshot is made from. */
  readonly from?: { readonly encrypted: boolean; readonly kmsKey?: string | undefined } | undefined;
}

/**
 * What comes from something encrypted is encrypted, with its key unless another is named (Amazon EBS User Guide,
 * "Encryption outcomes").
 */
export const encryptionOf = async (
  tx: Tx,
  scope: Scope,
  { encrypted, key, from }: Wish,
): Promise<{ readonly encrypted: boolean; readonly kmsKey?: string }> => {
  const byDefault = (await settings.get(tx, scope, ENCRYPTS_BY_DEFAULT)) === 'true';
  if (from?.encrypted !== true && encrypted !== true && !byDefault) return { encrypted: false };
  if (key !== undefined) return { encrypted: true, kmsKey: keyArn(scope, key) };
  return { encrypted: true, kmsKey: from?.kmsKey ?? (await defaultKey(tx, scope)) };
};
