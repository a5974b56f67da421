import { checksumMembers } from './checksums/stated.ts';
import { sseMembers } from './encryption/asked.ts';
import type { Bucket, ObjectVersion } from './model.ts';
import type { ByteRange } from './ranges.ts';
import { versionMember } from './versions.ts';

/** Members that only a signed request may ask to be other than they are stored. */
export interface Overrides {
  readonly ResponseCacheControl?: string | undefined;
  readonly ResponseContentDisposition?: string | undefined;
  readonly ResponseContentEncoding?: string | undefined;
  readonly ResponseContentLanguage?: string | undefined;
  readonly ResponseContentType?: string | undefined;
  readonly ResponseExpires?: Date | undefined;
}

const expiresOf = (
  { details }: ObjectVersion,
  { ResponseExpires }: Overrides,
): { readonly Expires?: Date; readonly ExpiresString?: string } => {
  const at =
    ResponseExpires ?? (details.expires === undefined ? undefined : new Date(details.expires));
  return at === undefined ? {} : { Expires: at, ExpiresString: at.toUTCString() };
};

/** What GetObject and HeadObject tell of an object. */
export const objectView = (
  bucket: Bucket,
  version: ObjectVersion,
  range: ByteRange | undefined,
  asked: Overrides & {
    readonly ChecksumMode?: string | undefined;
    readonly PartNumber?: number | undefined;
  },
) => {
  const { details, size, etag, tags } = version;
  const { lock, parts } = details;
  // A checksum of the whole says nothing of a part.
  const isWhole = range === undefined || (range.start === 0 && range.end === size);
  return {
    AcceptRanges: 'bytes',
    LastModified: version.modifiedAt,
    ContentLength: range === undefined ? size : range.end - range.start,
    ...(range === undefined
      ? {}
      : { ContentRange: `bytes ${range.start}-${range.end - 1}/${size}` }),
    ETag: `"${etag}"`,
    ...(asked.ChecksumMode === 'ENABLED' && isWhole ? checksumMembers(details.checksum) : {}),
    ...versionMember(bucket, version),
    CacheControl: asked.ResponseCacheControl ?? details.cacheControl,
    ContentDisposition: asked.ResponseContentDisposition ?? details.contentDisposition,
    ContentEncoding: asked.ResponseContentEncoding ?? details.contentEncoding,
    ContentLanguage: asked.ResponseContentLanguage ?? details.contentLanguage,
    ContentType: asked.ResponseContentType ?? details.contentType,
    ...expiresOf(version, asked),
    WebsiteRedirectLocation: details.redirect,
    Metadata: details.metadata === undefined ? {} : { ...details.metadata },
    ...sseMembers(details.sse),
    ...(version.storageClass === 'STANDARD' ? {} : { StorageClass: version.storageClass }),
    ...(asked.PartNumber !== undefined && parts !== undefined ? { PartsCount: parts.length } : {}),
    ...(tags.size === 0 ? {} : { TagCount: tags.size }),
    ...(lock?.mode === undefined ? {} : { ObjectLockMode: lock.mode }),
    ...(lock?.until === undefined ? {} : { ObjectLockRetainUntilDate: new Date(lock.until) }),
    ...(lock?.legalHold === undefined ? {} : { ObjectLockLegalHoldStatus: lock.legalHold }),
  };
};
