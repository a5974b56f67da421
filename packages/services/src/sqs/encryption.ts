import type { Ids } from '@gatehouse/core';
import { AwsError } from '@gatehouse/core';
import {
  type Call,
  createDataKeys,
  type DataKey,
  type KeyCalls,
  keyCalls,
  type KeyPort,
  openUnder,
  sealUnder,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { kmsRefused } from './errors.ts';
import { numberOf, type Queue } from './model.ts';

/** What a content lies under beside the seal that all have. */
export interface Lock {
  /** The queue that it was sent to: it keeps its encryption context when it is moved. */
  readonly queueArn: string;
  readonly keyId: string;
  /** The data key as KMS encrypted it, in base64. */
  readonly dataKey: string;
}

/** A data key in clear, to lock a content with. */
export interface OpenLock {
  readonly lock: Lock;
  readonly plaintext: Uint8Array;
  readonly iv: () => Uint8Array;
}

/**
 * Encryption of messages by keys of KMS (SQS Developer Guide, "Encryption at rest in Amazon SQS"): who sends needs
 * `kms:GenerateDataKey` and `kms:Decrypt`, who receives `kms:Decrypt`. A data key is used again for its requester for
 * KmsDataKeyReusePeriodSeconds, but for five minutes at the most: so long a permission that was taken away may still do.
 */
export interface MessageKeys {
  /** Undefined: the queue has no KMS key. */
  forSending(call: Call, queue: Queue): Promise<OpenLock | undefined>;
  /** The same for a service that sends by itself, outside of any transaction. */
  forService(
    calls: KeyCalls,
    read: <T>(run: (tx: Tx) => Promise<T>) => Promise<T>,
    queue: Queue,
  ): Promise<OpenLock | undefined>;
  /** The data key of a message, decrypted as the caller. */
  forReceiving(call: Call, queue: Queue, lock: Lock): Promise<Uint8Array>;
}

const KEY_BYTES = 32;
const LONGEST_REUSE_SECONDS = 300;
const MANAGED = 'alias/aws/sqs';

const CODES: ReadonlyMap<string, string> = new Map([
  ['AccessDeniedException', 'KmsAccessDenied'],
  ['DisabledException', 'KmsDisabled'],
  ['InvalidKeyUsageException', 'KmsInvalidKeyUsage'],
  ['KMSInvalidStateException', 'KmsInvalidState'],
  ['NotFoundException', 'KmsNotFound'],
  ['OptInRequired', 'KmsOptInRequired'],
  ['ThrottlingException', 'KmsThrottled'],
]);

const asSqs = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
  try {
    return await ask();
  } catch (cause) {
    const code = cause instanceof AwsError ? CODES.get(cause.name) : undefined;
    if (code === undefined || !(cause instanceof AwsError)) throw cause;
    throw kmsRefused(code, cause.message);
  }
};

const contextOf = (queueArn: string) => ({ 'aws:sqs:arn': queueArn });

/** A new data key, which is opened at once: SQS takes none that it could not open again. */
const makeDataKey = (calls: KeyCalls, keyId: string, queueArn: string): Promise<DataKey> =>
  asSqs(async () => {
    const EncryptionContext = contextOf(queueArn);
    const made = await calls.generateDataKey({
      KeyId: keyId,
      EncryptionContext,
      NumberOfBytes: KEY_BYTES,
    });
    const { Plaintext } = await calls.decrypt({
      CiphertextBlob: made.CiphertextBlob,
      KeyId: made.KeyId,
      EncryptionContext,
    });
    return { keyId: made.KeyId, plaintext: Plaintext, ciphertext: made.CiphertextBlob };
  });

const keyOf = ({ attributes }: Queue): string | undefined => attributes.get('KmsMasterKeyId');

const reuseSeconds = (queue: Queue): number =>
  Math.min(numberOf(queue, 'KmsDataKeyReusePeriodSeconds'), LONGEST_REUSE_SECONDS);

export const createMessageKeys = ({
  ids,
  keys,
}: {
  readonly ids: Ids;
  readonly keys: KeyPort;
}): MessageKeys => {
  const dataKeys = createDataKeys({ keys });
  const lockOf = (queueArn: string, { keyId, plaintext, ciphertext }: DataKey): OpenLock => ({
    lock: { queueArn, keyId, dataKey: Buffer.from(ciphertext).toString('base64') },
    plaintext,
    iv: () => ids.bytes(12),
  });
  return {
    forSending: async (call, queue) => {
      const asked = keyOf(queue);
      if (asked === undefined) return undefined;
      const name = `write ${queue.id} ${asked}`;
      const kept = await dataKeys.get(call, name);
      if (kept !== undefined) return lockOf(queue.arn, kept);
      // Names are those of the queue's account, whoever sends.
      const found =
        asked === MANAGED
          ? await keys.managed(call.tx, queue, 'sqs')
          : await keys.resolve(call.tx, queue, asked);
      const made = await makeDataKey(keyCalls(call), found ?? asked, queue.arn);
      await dataKeys.keep(call, name, made, reuseSeconds(queue));
      return lockOf(queue.arn, made);
    },
    forService: async (calls, read, queue) => {
      const asked = keyOf(queue);
      if (asked === undefined) return undefined;
      const found = await read((tx) => keys.resolve(tx, queue, asked));
      return lockOf(queue.arn, await makeDataKey(calls, found ?? asked, queue.arn));
    },
    forReceiving: async (call, queue, { queueArn, keyId, dataKey }) => {
      const name = `read ${queueArn} ${dataKey}`;
      const kept = await dataKeys.get(call, name);
      if (kept !== undefined) return kept.plaintext;
      const ciphertext = Buffer.from(dataKey, 'base64');
      const { Plaintext: plaintext } = await asSqs(() =>
        keyCalls(call).decrypt({
          CiphertextBlob: ciphertext,
          KeyId: keyId,
          EncryptionContext: contextOf(queueArn),
        }),
      );
      await dataKeys.keep(call, name, { keyId, plaintext, ciphertext }, reuseSeconds(queue));
      return plaintext;
    },
  };
};

export const lockContent = ({ plaintext, iv }: OpenLock, content: Uint8Array, id: string): Buffer =>
  sealUnder(plaintext, iv(), content, id);

export const unlockContent = (dataKey: Uint8Array, content: Uint8Array, id: string): Buffer =>
  openUnder(dataKey, content, id);
