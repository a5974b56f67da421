import { settingOf } from './bucket-settings.ts';
import { askedSse, type SseRequest } from './encryption/asked.ts';
import {
  invalidArgument,
  invalidRequest,
  metadataTooLarge,
  storageClassInvalid,
} from './errors.ts';
import type { Bucket, Details, Lock } from './model.ts';

const MAX_METADATA_BYTES = 2048;
const STORAGE_CLASSES = new Set([
  'DEEP_ARCHIVE',
  'GLACIER',
  'GLACIER_IR',
  'INTELLIGENT_TIERING',
  'ONEZONE_IA',
  'REDUCED_REDUNDANCY',
  'STANDARD',
  'STANDARD_IA',
]);

/** What a request says of the object that it makes; the names are those of the SDK's members. */
export interface DetailsRequest extends SseRequest {
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly Expires?: Date | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
  readonly ObjectLockLegalHoldStatus?: 'OFF' | 'ON' | undefined;
  readonly ObjectLockMode?: 'COMPLIANCE' | 'GOVERNANCE' | undefined;
  readonly ObjectLockRetainUntilDate?: Date | undefined;
  readonly StorageClass?: string | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
}

export const storageClassOf = ({ StorageClass = 'STANDARD' }: DetailsRequest): string => {
  if (!STORAGE_CLASSES.has(StorageClass)) throw storageClassInvalid(StorageClass);
  return StorageClass;
};

const metadataOf = (given: DetailsRequest['Metadata']): DetailsRequest['Metadata'] => {
  if (given === undefined) return undefined;
  let bytes = 0;
  for (const [name, value] of Object.entries(given))
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  if (bytes > MAX_METADATA_BYTES) throw metadataTooLarge(bytes);
  return given;
};

const DAY = 86_400_000;
const YEAR_DAYS = 365;

/** What the request asks for, else the bucket's default retention. */
const lockOf = (bucket: Bucket, input: DetailsRequest, now: Date): Lock | undefined => {
  const {
    ObjectLockMode: mode,
    ObjectLockRetainUntilDate: until,
    ObjectLockLegalHoldStatus: legalHold,
  } = input;
  const isAsked = mode !== undefined || until !== undefined || legalHold !== undefined;
  if (!bucket.objectLock) {
    if (isAsked) throw invalidRequest('Bucket is missing Object Lock Configuration');
    return undefined;
  }
  if ((mode === undefined) !== (until === undefined))
    throw invalidArgument(
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  if (until !== undefined && until.getTime() <= now.getTime())
    throw invalidArgument('The retain until date must be in the future!');
  if (mode !== undefined) return { mode, until: until?.getTime(), legalHold };
  const rule = settingOf(bucket, 'objectLock')?.Rule?.DefaultRetention;
  const days = rule?.Days ?? (rule?.Years ?? 0) * YEAR_DAYS;
  if (rule?.Mode !== undefined && days > 0)
    return { mode: rule.Mode, until: now.getTime() + days * DAY, legalHold };
  return legalHold === undefined ? undefined : { legalHold };
};

/** All that a request says of an object beside its bytes. */
export const detailsOf = (bucket: Bucket, input: DetailsRequest, now: Date): Details => ({
  cacheControl: input.CacheControl,
  contentDisposition: input.ContentDisposition,
  contentEncoding: input.ContentEncoding,
  contentLanguage: input.ContentLanguage,
  contentType: input.ContentType ?? 'binary/octet-stream',
  expires: input.Expires?.getTime(),
  redirect: input.WebsiteRedirectLocation,
  metadata: metadataOf(input.Metadata),
  sse: askedSse(bucket, input),
  lock: lockOf(bucket, input, now),
});
