import type {
  BucketLifecycleConfiguration,
  CORSConfiguration,
  NotificationConfiguration,
  ObjectLockConfiguration,
  PublicAccessBlockConfiguration,
  ServerSideEncryptionConfiguration,
} from '@aws-sdk/client-s3';
import type { Bucket, Grant, SettingKind, Sse } from './model.ts';

/** The settings that the service itself reads, by kind; the others are kept as they came. */
interface Stored {
  readonly acl: readonly Grant[];
  readonly cors: CORSConfiguration;
  readonly encryption: ServerSideEncryptionConfiguration;
  readonly lifecycle: BucketLifecycleConfiguration;
  readonly notification: NotificationConfiguration;
  readonly objectLock: ObjectLockConfiguration;
  readonly ownership: 'BucketOwnerEnforced' | 'BucketOwnerPreferred' | 'ObjectWriter';
  readonly publicAccessBlock: PublicAccessBlockConfiguration;
}

type Known = SettingKind & keyof Stored;

/** A setting as it was stored, by the same code that wrote it. */
export const settingOf = <Kind extends Known>(
  { settings }: Bucket,
  kind: Kind,
): Stored[Kind] | undefined => {
  const text = settings.get(kind);
  return text === undefined ? undefined : (JSON.parse(text) as Stored[Kind]);
};

/**
 * Whether lists of access control count (S3 User Guide, "Controlling ownership of objects and disabling ACLs"): not in a
 * new bucket, but in one whose controls were removed.
 */
export const hasAcls = (bucket: Bucket): boolean =>
  settingOf(bucket, 'ownership') !== 'BucketOwnerEnforced';

export const blocks = (bucket: Bucket, setting: keyof PublicAccessBlockConfiguration): boolean =>
  settingOf(bucket, 'publicAccessBlock')?.[setting] === true;

/** How objects are encrypted that do not say: since 2023 every bucket has a default. */
export const defaultSse = (bucket: Bucket): Pick<Sse, 'algorithm' | 'keyId'> => {
  const rule = settingOf(bucket, 'encryption')?.Rules?.[0];
  const { SSEAlgorithm, KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  if (SSEAlgorithm !== 'aws:kms' && SSEAlgorithm !== 'aws:kms:dsse') return { algorithm: 'AES256' };
  return { algorithm: SSEAlgorithm, keyId: KMSMasterKeyID };
};
