import { timingSafeEqual } from 'node:crypto';
import { AwsError, type Ids } from '@gatehouse/core';
import { type Call, keyCalls, type KeyPort, openUnder, sealUnder } from '@gatehouse/service-kit';
import { cannotDecrypt, cannotEncrypt, defaultKeyShared, kmsDenied } from './errors.ts';
import type { SealedValue, Secret } from './model.ts';

/** A value in clear. */
export interface PlainValue {
  readonly kind: 'string' | 'binary';
  readonly bytes: Uint8Array;
}

/**
 * Encryption of values by keys of KMS (Secrets Manager User Guide, "Secret encryption and decryption"): each version has a data
 * key of its own, and of that there is only what KMS made of it. Nobody reads a value whom KMS does not decrypt for.
 */
export interface Values {
  /** GenerateDataKey as the caller, in the secret's Region; in a transaction that writes. */
  seal(call: Call, secret: Secret, versionId: string, value: PlainValue): Promise<SealedValue>;
  /** Decrypt as the caller. */
  open(call: Call, secret: Secret, versionId: string, value: SealedValue): Promise<PlainValue>;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
export const DEFAULT_KEY = 'alias/aws/secretsmanager';

const contextOf = (secret: Secret, versionId: string) => ({
  SecretARN: secret.arn,
  SecretVersionId: versionId,
});

const sealContext = (secret: Secret, versionId: string, kind: string): string =>
  `secretsmanager ${secret.id} ${versionId} ${kind}`;

/** What KMS refuses, in the words of Secrets Manager. */
const asked = async <Result>(
  ask: () => Promise<Result>,
  failure: () => AwsError,
): Promise<Result> => {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof AwsError)) throw cause;
    throw cause.name.startsWith('AccessDenied') ? kmsDenied() : failure();
  }
};

/** Nobody but its own account reads, or writes, what is under the key that Secrets Manager has for it. */
const requireSharedKey = (call: Call, { account, kmsKeyId }: Secret): void => {
  if (call.account !== account && (kmsKeyId === undefined || kmsKeyId === DEFAULT_KEY))
    throw defaultKeyShared();
};

const regionOf = (call: Call, secret: Secret): string | undefined =>
  secret.region === call.region ? undefined : secret.region;

export const createValues = ({
  ids,
  keys,
  acceptsLooseInput,
}: {
  readonly ids: Ids;
  readonly keys: KeyPort;
  readonly acceptsLooseInput?: boolean | undefined;
}): Values => {
  const keyOf = async (call: Call, secret: Secret): Promise<string> => {
    const { kmsKeyId } = secret;
    const managed = () => keys.managed(call.tx, secret, 'secretsmanager');
    if (kmsKeyId === undefined || kmsKeyId === DEFAULT_KEY) return managed();
    const found = await keys.resolve(call.tx, secret, kmsKeyId);
    return found ?? (acceptsLooseInput === true ? managed() : kmsKeyId);
  };
  return {
    seal: async (call, secret, versionId, { kind, bytes }) => {
      requireSharedKey(call, secret);
      const KeyId = await keyOf(call, secret);
      const made = await asked(
        () =>
          keyCalls(call, undefined, regionOf(call, secret)).generateDataKey({
            KeyId,
            EncryptionContext: contextOf(secret, versionId),
            NumberOfBytes: KEY_BYTES,
          }),
        cannotEncrypt,
      );
      const context = sealContext(secret, versionId, kind);
      return {
        kind,
        sealed: sealUnder(made.Plaintext, ids.bytes(IV_BYTES), bytes, context),
        keyArn: made.KeyId,
        dataKey: made.CiphertextBlob,
      };
    },
    open: async (call, secret, versionId, { kind, sealed, keyArn, dataKey }) => {
      requireSharedKey(call, secret);
      const { Plaintext } = await asked(
        () =>
          keyCalls(call, undefined, regionOf(call, secret)).decrypt({
            CiphertextBlob: dataKey,
            KeyId: keyArn,
            EncryptionContext: contextOf(secret, versionId),
          }),
        cannotDecrypt,
      );
      return { kind, bytes: openUnder(Plaintext, sealed, sealContext(secret, versionId, kind)) };
    },
  };
};

export const isSameValue = (one: PlainValue, other: PlainValue): boolean =>
  one.kind === other.kind &&
  one.bytes.length === other.bytes.length &&
  timingSafeEqual(one.bytes, other.bytes);
