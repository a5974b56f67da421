import type { GrantOperation } from '@aws-sdk/client-kms';
import type { Call, ConditionKeys } from '@gatehouse/service-kit';
import type { EncryptionContext, Grant, Key } from '../model.ts';

/** One use of a key: what is asked, and what grants and conditions look at. */
export interface KeyUse {
  /** The API operation; the action is `kms:` and it, except for ReEncrypt, which asks twice. */
  readonly action: string;
  /** Id, ARN, alias or alias ARN, as the caller gave it; a ciphertext's key is given by its ARN. */
  readonly keyId: string;
  /** False: an alias is no answer here (most operations that manage a key). Default: true. */
  readonly aliases?: boolean | undefined;
  /** The grant operation that can permit it; undefined: no grant can. */
  readonly grantOperation?: GrantOperation | undefined;
  readonly grantTokens?: readonly string[] | undefined;
  readonly encryptionContext?: EncryptionContext | undefined;
  /** Of CreateGrant: what the new grant would permit. A grant lets its grantee make only grants that permit no more. */
  readonly delegation?: Pick<Grant, 'operations' | 'constraints'> | undefined;
  /** Condition keys of the operation beside those that every use of a key has. */
  readonly keys?: ConditionKeys | undefined;
}

/** A key that the caller may use, and the grant that let him, where it was one. */
export interface PermittedKey {
  readonly key: Key;
  readonly grant: string | undefined;
}

export type PermitKey = (call: Call, use: KeyUse) => Promise<PermittedKey>;
