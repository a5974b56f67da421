import { AwsError } from '@gatehouse/core';
import {
  type Call,
  createDataKeys,
  type DataKey,
  type KeyCalls,
  keyCalls,
  type KeyPort,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { kmsRefused } from './errors.ts';
import type { Topic } from './model.ts';

/**
 * Encrypted topics (SNS Developer Guide, "Securing Amazon SNS data with server-side encryption"): who publishes needs
 * `kms:GenerateDataKey` and `kms:Decrypt`, and so does a service that publishes by itself. KMS is not asked again for a
 * publisher within five minutes.
 */
export interface TopicKeys {
  /** Throws what KMS refuses the caller. */
  requireUsable(call: Call, topic: Topic): Promise<void>;
  /** The same for a service, outside of any transaction. */
  requireUsableBy(
    calls: KeyCalls,
    read: <T>(run: (tx: Tx) => Promise<T>) => Promise<T>,
    topic: Topic,
  ): Promise<void>;
}

const KEY_BYTES = 32;
const REUSE_SECONDS = 300;
const MANAGED = 'alias/aws/sns';

const CODES: ReadonlyMap<string, string> = new Map([
  ['AccessDeniedException', 'KMSAccessDenied'],
  ['DisabledException', 'KMSDisabled'],
  ['InvalidKeyUsageException', 'KMSInvalidState'],
  ['KMSInvalidStateException', 'KMSInvalidState'],
  ['NotFoundException', 'KMSNotFound'],
  ['OptInRequired', 'KMSOptInRequired'],
  ['ThrottlingException', 'KMSThrottling'],
]);

const refused = (cause: unknown): unknown => {
  if (!(cause instanceof AwsError)) return cause;
  const code = CODES.get(cause.name);
  return code === undefined ? cause : kmsRefused(code, cause.message);
};

/** A data key that opens again. */
const tryKey = async (calls: KeyCalls, KeyId: string, { arn }: Topic): Promise<DataKey> => {
  const EncryptionContext = { 'aws:sns:topicArn': arn };
  try {
    const made = await calls.generateDataKey({
      KeyId,
      EncryptionContext,
      NumberOfBytes: KEY_BYTES,
    });
    const { CiphertextBlob, KeyId: keyId } = made;
    const { Plaintext } = await calls.decrypt({ CiphertextBlob, KeyId: keyId, EncryptionContext });
    return { keyId, plaintext: Plaintext, ciphertext: CiphertextBlob };
  } catch (cause) {
    throw refused(cause);
  }
};

const keyOf = ({ attributes }: Topic): string | undefined => {
  const key = attributes.get('KmsMasterKeyId');
  return key === '' ? undefined : key;
};

export const createTopicKeys = ({ keys }: { readonly keys: KeyPort }): TopicKeys => {
  const dataKeys = createDataKeys({ keys });
  return {
    requireUsable: async (call, topic) => {
      const asked = keyOf(topic);
      if (asked === undefined) return;
      const name = `${topic.arn} ${asked}`;
      if ((await dataKeys.get(call, name)) !== undefined) return;
      // Names are those of the topic's account, whoever publishes.
      const found =
        asked === MANAGED
          ? await keys.managed(call.tx, topic, 'sns')
          : await keys.resolve(call.tx, topic, asked);
      const made = await tryKey(keyCalls(call), found ?? asked, topic);
      await dataKeys.keep(call, name, made, REUSE_SECONDS);
    },
    requireUsableBy: async (calls, read, topic) => {
      const asked = keyOf(topic);
      if (asked === undefined) return;
      const found = await read((tx) => keys.resolve(tx, topic, asked));
      await tryKey(calls, found ?? asked, topic);
    },
  };
};
