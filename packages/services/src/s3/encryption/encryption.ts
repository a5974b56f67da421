import { createHash } from 'node:crypto';
import type { Ids } from '@gatehouse/core';
import {
  type Call,
  createDataKeys,
  type DataKey,
  type DataKeys,
  keyCalls,
  type KeyPort,
  openUnder,
  sealUnder,
} from '@gatehouse/service-kit';
import { conflictingOperation, signatureMissing } from '../errors.ts';
import type { Bucket, Sse } from '../model.ts';
import { objectArn } from '../names.ts';
import { asS3 } from './refusals.ts';

/** The object that a key is for. */
export interface Place {
  readonly bucket: Bucket;
  readonly key: string;
}

/**
 * Encryption by keys of KMS (KMS Developer Guide, "How Amazon S3 uses AWS KMS"). Each object has a key of its own, with which the
 * files of its content are sealed. That key lies in the object's row, sealed by a data key; and of the data key there is only
 * what KMS made of it. Nobody reads the content whom KMS does not decrypt for.
 */
export interface Encryption {
  /**
   * Before its content is taken: refuses a caller whom KMS would refuse. A key for the object; undefined where S3's own will do.
   * What KMS is asked here is asked again by `seal`, which is what CloudTrail shows.
   */
  admit(call: Call, place: Place, sse: Sse | undefined): Promise<Buffer | undefined>;
  /** GenerateDataKey as the caller: the object's encryption with what its row needs. */
  seal(
    call: Call,
    place: Place,
    sse: Sse | undefined,
    objectKey: Uint8Array | undefined,
  ): Promise<Sse | undefined>;
  /** The same at once, for an upload whose parts are still to come. */
  begin(call: Call, place: Place, sse: Sse | undefined): Promise<Sse | undefined>;
  /** Decrypt as the caller: the object's key; undefined where it has none. */
  open(call: Call, place: Place, sse: Sse | undefined): Promise<Buffer | undefined>;
  /** The same in the step that takes a content, of which nothing is recorded and so nothing may be kept. */
  peek(call: Call, place: Place, sse: Sse | undefined): Promise<Buffer | undefined>;
}

const KEY_BYTES = 32;
const MANAGED = 's3';
// S3 User Guide, "S3 Bucket Keys", tells no number, only that it is limited: so long a permission that was taken away may still open.
const BUCKET_KEY_SECONDS = 60;

export const usesKms = (sse: Sse | undefined): sse is Sse =>
  sse !== undefined && sse.algorithm !== 'AES256';

/** S3 appends its own pair to what the caller gave; with a bucket key it names the bucket. */
const contextFor = ({ bucket, key }: Place, sse: Sse): Readonly<Record<string, string>> => ({
  ...sse.context,
  'aws:s3:arn': sse.bucketKey === true ? bucket.arn : objectArn(bucket.name, key),
});

const nameOf = (use: 'read' | 'write', what: string, context: object): string =>
  createHash('sha256')
    .update(JSON.stringify([use, what, context]))
    .digest('base64');

/** KMS takes no request that is not signed, and neither does S3 for it. */
const requireSigned = ({ principal, transport }: Call): void => {
  if (principal.kind === 'anonymous' || transport.authType === 'none') throw signatureMissing();
};

interface Deps {
  readonly ids: Ids;
  readonly keys: KeyPort;
}

interface Machine extends Deps {
  readonly bucketKeys: DataKeys;
}

const askForDataKey = async (
  call: Call,
  keyId: string,
  EncryptionContext: Readonly<Record<string, string>>,
): Promise<DataKey> => {
  const made = await asS3(() =>
    keyCalls(call).generateDataKey({ KeyId: keyId, EncryptionContext, NumberOfBytes: KEY_BYTES }),
  );
  return { keyId: made.KeyId, plaintext: made.Plaintext, ciphertext: made.CiphertextBlob };
};

/** A data key for a new object, which may be the bucket's for a while. */
const dataKeyFor = async (
  { bucketKeys, keys }: Machine,
  call: Call,
  place: Place,
  sse: Sse,
): Promise<DataKey> => {
  const { account, region } = call;
  const keyId = sse.keyId ?? (await keys.managed(call.tx, { account, region }, MANAGED));
  const context = contextFor(place, sse);
  if (sse.bucketKey !== true) return askForDataKey(call, keyId, context);
  const name = nameOf('write', keyId, context);
  const kept = await bucketKeys.get(call, name);
  if (kept !== undefined) return kept;
  const made = await askForDataKey(call, keyId, context);
  await bucketKeys.keep(call, name, made, BUCKET_KEY_SECONDS);
  return made;
};

/** Whether KMS would give the caller a data key; that it did is not kept. */
const tryKey = async (
  { bucketKeys }: Machine,
  call: Call,
  keyId: string,
  context: Readonly<Record<string, string>>,
  { bucketKey }: Sse,
): Promise<void> => {
  const name = nameOf('write', keyId, context);
  if (bucketKey === true && (await bucketKeys.get(call, name)) !== undefined) return;
  const { plaintext } = await askForDataKey(call, keyId, context);
  plaintext.fill(0);
};

/** The data key of an object that is there. */
const dataKeyOf = async (
  { bucketKeys }: Machine,
  call: Call,
  place: Place,
  sse: Sse,
  dataKey: string,
  keeps: boolean,
): Promise<Uint8Array> => {
  const context = contextFor(place, sse);
  const name = nameOf('read', dataKey, context);
  const kept = sse.bucketKey === true ? await bucketKeys.get(call, name) : undefined;
  if (kept !== undefined) return kept.plaintext;
  const ciphertext = Buffer.from(dataKey, 'base64');
  const opened = await asS3(() =>
    keyCalls(call).decrypt({
      CiphertextBlob: ciphertext,
      ...(sse.keyId === undefined ? {} : { KeyId: sse.keyId }),
      EncryptionContext: context,
    }),
  );
  const { KeyId: keyId, Plaintext: plaintext } = opened;
  if (keeps && sse.bucketKey === true)
    await bucketKeys.keep(call, name, { keyId, plaintext, ciphertext }, BUCKET_KEY_SECONDS);
  return plaintext;
};

const openObject = async (
  machine: Machine,
  call: Call,
  place: Place,
  sse: Sse | undefined,
  keeps: boolean,
): Promise<Buffer | undefined> => {
  // What was put before there was a KMS has no key of its own.
  if (!usesKms(sse) || sse.sealed === undefined) return undefined;
  requireSigned(call);
  const dataKey = await dataKeyOf(machine, call, place, sse, sse.sealed.dataKey, keeps);
  return openUnder(
    dataKey,
    Buffer.from(sse.sealed.objectKey, 'base64'),
    objectArn(place.bucket.name, place.key),
  );
};

export const createEncryption = (deps: Deps): Encryption => {
  const { ids, keys } = deps;
  const machine: Machine = { ...deps, bucketKeys: createDataKeys({ keys }) };
  const seal: Encryption['seal'] = async (call, place, sse, objectKey) => {
    // The bucket's default has changed while the content came: it lies there as it should not.
    if (usesKms(sse) !== (objectKey !== undefined)) throw conflictingOperation();
    if (objectKey === undefined || sse === undefined) return sse;
    requireSigned(call);
    const { keyId, plaintext, ciphertext } = await dataKeyFor(machine, call, place, sse);
    const object = objectArn(place.bucket.name, place.key);
    return {
      ...sse,
      keyId,
      sealed: {
        dataKey: Buffer.from(ciphertext).toString('base64'),
        objectKey: sealUnder(plaintext, ids.bytes(12), objectKey, object).toString('base64'),
      },
    };
  };
  return {
    admit: async (call, place, sse) => {
      if (!usesKms(sse)) return undefined;
      requireSigned(call);
      const { account, region } = call;
      const keyId =
        sse.keyId ?? (await keys.resolve(call.tx, { account, region }, `alias/aws/${MANAGED}`));
      // The managed key is made when it is needed first, in the transaction that writes.
      if (keyId !== undefined) await tryKey(machine, call, keyId, contextFor(place, sse), sse);
      return ids.bytes(KEY_BYTES);
    },
    seal,
    begin: async (call, place, sse) =>
      usesKms(sse) ? seal(call, place, sse, ids.bytes(KEY_BYTES)) : sse,
    open: (call, place, sse) => openObject(machine, call, place, sse, true),
    peek: (call, place, sse) => openObject(machine, call, place, sse, false),
  };
};
