import type { Call, ConditionKeys } from '@gatehouse/service-kit';
import type { ObjectVersion } from '../model.ts';

const SIGNATURE_VERSION = 'AWS4-HMAC-SHA256';

/** What every request tells (Service Authorization Reference, "Condition keys for Amazon S3"). */
export const commonKeys = (call: Call, owner: string): ConditionKeys => {
  const { authType, tlsVersion } = call.transport;
  const isSigned = authType === 'REST-HEADER' || authType === 'REST-QUERY-STRING';
  return {
    's3:ResourceAccount': owner,
    's3:TlsVersion': tlsVersion === undefined ? undefined : Number(tlsVersion),
    's3:authType': isSigned ? authType : undefined,
    's3:signatureversion': isSigned ? SIGNATURE_VERSION : undefined,
  };
};

/** `s3:ExistingObjectTag/…`: of tags that differ only in case neither is told, for keys ignore it. */
export const existingTagKeys = (version: ObjectVersion | undefined): ConditionKeys =>
  tagKeys('s3:ExistingObjectTag', version?.tags ?? new Map());

const tagKeys = (prefix: string, tags: ReadonlyMap<string, string>): ConditionKeys => {
  const seen = new Map<string, number>();
  for (const key of tags.keys())
    seen.set(key.toLowerCase(), (seen.get(key.toLowerCase()) ?? 0) + 1);
  return Object.fromEntries(
    [...tags]
      .filter(([key]) => seen.get(key.toLowerCase()) === 1)
      .map(([key, value]) => [`${prefix}/${key}`, value]),
  );
};

export const requestObjectTagKeys = (tags: ReadonlyMap<string, string>): ConditionKeys =>
  tags.size === 0
    ? {}
    : {
        ...tagKeys('s3:RequestObjectTag', tags),
        's3:RequestObjectTagKeys': [...tags.keys()],
      };

/** What a request says by headers that policies may ask for; the names are those of the SDK's members. */
interface Headers {
  readonly ACL?: string | undefined;
  readonly CopySource?: string | undefined;
  readonly GrantFullControl?: string | undefined;
  readonly GrantRead?: string | undefined;
  readonly GrantReadACP?: string | undefined;
  readonly GrantWrite?: string | undefined;
  readonly GrantWriteACP?: string | undefined;
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly MetadataDirective?: string | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
  readonly ObjectLockMode?: string | undefined;
  readonly ObjectLockRetainUntilDate?: Date | undefined;
  readonly ObjectOwnership?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
  readonly StorageClass?: string | undefined;
  readonly WebsiteRedirectLocation?: string | undefined;
}

export const headerKeys = (input: Headers): ConditionKeys => ({
  's3:if-match': input.IfMatch,
  's3:if-none-match': input.IfNoneMatch,
  's3:object-lock-legal-hold': input.ObjectLockLegalHoldStatus,
  's3:object-lock-mode': input.ObjectLockMode,
  's3:object-lock-retain-until-date': input.ObjectLockRetainUntilDate,
  's3:x-amz-acl': input.ACL,
  's3:x-amz-copy-source': input.CopySource,
  's3:x-amz-grant-full-control': input.GrantFullControl,
  's3:x-amz-grant-read': input.GrantRead,
  's3:x-amz-grant-read-acp': input.GrantReadACP,
  's3:x-amz-grant-write': input.GrantWrite,
  's3:x-amz-grant-write-acp': input.GrantWriteACP,
  's3:x-amz-metadata-directive': input.MetadataDirective,
  's3:x-amz-object-ownership': input.ObjectOwnership,
  's3:x-amz-server-side-encryption': input.ServerSideEncryption,
  's3:x-amz-server-side-encryption-aws-kms-key-id': input.SSEKMSKeyId,
  's3:x-amz-storage-class': input.StorageClass,
  's3:x-amz-website-redirect-location': input.WebsiteRedirectLocation,
});
