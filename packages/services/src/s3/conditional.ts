import { notModified, preconditionFailed } from './errors.ts';
import type { ObjectVersion } from './model.ts';

interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/** Entity tags come with quotes or without, weak or not, several by commas; `*` is any. */
const matches = (stated: string, etag: string): boolean =>
  stated.split(',').some((part) => {
    const bare = part.trim().replace(/^W\//, '').replaceAll('"', '');
    return bare === '*' || bare === etag;
  });

const second = (date: Date): number => Math.floor(date.getTime() / 1000);

/** RFC 9110 §13.2.2: an entity tag counts before a time. */
export const requireReadConditions = (
  { IfMatch, IfModifiedSince, IfNoneMatch, IfUnmodifiedSince }: ReadConditions,
  version: ObjectVersion,
): void => {
  const { etag, modifiedAt } = version;
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, etag)) throw preconditionFailed('If-Match');
  } else if (IfUnmodifiedSince !== undefined && second(modifiedAt) > second(IfUnmodifiedSince))
    throw preconditionFailed('If-Unmodified-Since');
  const headers = { etag: `"${etag}"`, 'last-modified': modifiedAt.toUTCString() };
  if (IfNoneMatch !== undefined) {
    if (matches(IfNoneMatch, etag)) throw notModified(headers);
  } else if (IfModifiedSince !== undefined && second(modifiedAt) <= second(IfModifiedSince))
    throw notModified(headers);
};

/** The same for the source of a copy, where there is nothing to answer from a cache. */
export const requireCopyConditions = (
  input: {
    readonly CopySourceIfMatch?: string | undefined;
    readonly CopySourceIfModifiedSince?: Date | undefined;
    readonly CopySourceIfNoneMatch?: string | undefined;
    readonly CopySourceIfUnmodifiedSince?: Date | undefined;
  },
  { etag, modifiedAt }: ObjectVersion,
): void => {
  const {
    CopySourceIfMatch: match,
    CopySourceIfNoneMatch: noneMatch,
    CopySourceIfModifiedSince: modified,
    CopySourceIfUnmodifiedSince: unmodified,
  } = input;
  if (match !== undefined && !matches(match, etag))
    throw preconditionFailed('x-amz-copy-source-If-Match');
  if (match === undefined && unmodified !== undefined && second(modifiedAt) > second(unmodified))
    throw preconditionFailed('x-amz-copy-source-If-Unmodified-Since');
  if (noneMatch !== undefined && matches(noneMatch, etag))
    throw preconditionFailed('x-amz-copy-source-If-None-Match');
  if (noneMatch === undefined && modified !== undefined && second(modifiedAt) <= second(modified))
    throw preconditionFailed('x-amz-copy-source-If-Modified-Since');
};
