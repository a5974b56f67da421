import { defaultSse, settingOf } from '../bucket-settings.ts';
import { encryptionContextInvalid, invalidArgument, notImplemented } from '../errors.ts';
import type { Bucket, Sse } from '../model.ts';

/** What a request says of the encryption of the object that it makes; the names are those of the SDK's members. */
export interface SseRequest {
  readonly BucketKeyEnabled?: boolean | undefined;
  readonly SSECustomerAlgorithm?: string | undefined;
  readonly SSEKMSEncryptionContext?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
}

/** Keys of customers would have to be asked for again with every read; that is refused instead of pretended. */
export const refuseCustomerKeys = (input: {
  readonly SSECustomerAlgorithm?: string | undefined;
}): void => {
  if (input.SSECustomerAlgorithm !== undefined)
    throw notImplemented('x-amz-server-side-encryption-customer-algorithm');
};

const MOST_CONTEXT_BYTES = 8192;

const isTextMap = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === 'string');

const contextOf = (given: string | undefined): Readonly<Record<string, string>> | undefined => {
  if (given === undefined) return undefined;
  const text = Buffer.from(given, 'base64').toString();
  if (text === '' || text.length > MOST_CONTEXT_BYTES) throw encryptionContextInvalid();
  try {
    const context: unknown = JSON.parse(text);
    if (isTextMap(context)) return context;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw encryptionContextInvalid();
};

const KEY_WITHOUT_KMS =
  'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms';

/**
 * How an object is to be encrypted (S3 User Guide, "Specifying server-side encryption with AWS KMS"): what the request says,
 * else the bucket's default; whether with a bucket key, the bucket says where the request does not.
 */
export const askedSse = (bucket: Bucket, input: SseRequest): Sse => {
  const { ServerSideEncryption: asked, SSEKMSKeyId: keyId } = input;
  refuseCustomerKeys(input);
  const context = contextOf(input.SSEKMSEncryptionContext);
  const isBucketKey =
    input.BucketKeyEnabled ?? settingOf(bucket, 'encryption')?.Rules?.[0]?.BucketKeyEnabled;
  const header = 'x-amz-server-side-encryption';
  if (asked === undefined && keyId !== undefined)
    throw invalidArgument(KEY_WITHOUT_KMS, header, 'null');
  const { algorithm, keyId: inUse } =
    asked === undefined ? defaultSse(bucket) : { algorithm: asked, keyId };
  switch (algorithm) {
    case 'AES256':
      if (keyId !== undefined) throw invalidArgument(KEY_WITHOUT_KMS, header, asked);
      return { algorithm };
    case 'aws:kms':
      return { algorithm, keyId: inUse, context, bucketKey: isBucketKey === true || undefined };
    case 'aws:kms:dsse':
      return { algorithm, keyId: inUse, context };
    default:
      throw invalidArgument('The encryption method specified is not supported', header, asked);
  }
};

/** How an object is encrypted, as the members of an answer. */
export const sseMembers = (sse: Sse | undefined): object =>
  sse === undefined
    ? {}
    : {
        ServerSideEncryption: sse.algorithm,
        ...(sse.keyId === undefined ? {} : { SSEKMSKeyId: sse.keyId }),
        ...(sse.bucketKey === true ? { BucketKeyEnabled: true } : {}),
      };

/** What only those are told who made it: reads do not have the context. */
export const madeSseMembers = (sse: Sse | undefined): object =>
  sse?.context === undefined
    ? sseMembers(sse)
    : {
        ...sseMembers(sse),
        SSEKMSEncryptionContext: Buffer.from(JSON.stringify(sse.context)).toString('base64'),
      };
