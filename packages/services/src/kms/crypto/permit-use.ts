import type { GrantOperation, KeyUsageType } from '@aws-sdk/client-kms';
import type { Call, ConditionKeys } from '@gatehouse/service-kit';
import type { EncryptionContext, Key } from '../model.ts';
import { unfitUsage } from './errors.ts';
import type { CryptoParts } from './parts.ts';

interface Request {
  readonly KeyId?: string | undefined;
  readonly GrantTokens?: string[] | undefined;
}

interface Wanted {
  /** Operations that a grant can permit are those that use a key. */
  readonly operation: GrantOperation;
  /** The usage that the key must have; undefined: the operation looks for itself. */
  readonly usage: KeyUsageType | undefined;
  readonly keys?: ConditionKeys;
  readonly encryptionContext?: EncryptionContext | undefined;
}

/** The key of a request that uses it directly: found, permitted, in a state to be used, and made for this. */
export const permitUse = async (
  { permit }: CryptoParts,
  call: Call,
  request: Request,
  { operation, usage, keys, encryptionContext }: Wanted,
): Promise<Key> => {
  const { key } = await permit(call, {
    action: operation,
    keyId: request.KeyId ?? '',
    grantOperation: operation,
    grantTokens: request.GrantTokens,
    encryptionContext,
    keys,
  });
  if (usage !== undefined && key.details.usage !== usage) throw unfitUsage(key, operation);
  return key;
};
