import type { Ids } from '@gatehouse/core';
import type { Tx } from '@gatehouse/store';
import {
  invalidArgument,
  noSuchKey,
  notImplemented,
  objectLocked,
  preconditionFailed,
} from './errors.ts';
import type { Bucket, Lock, ObjectVersion, Stretch } from './model.ts';
import { contents } from './repositories/contents.ts';
import { objects } from './repositories/objects.ts';
import { wholeSecond } from './whole-second.ts';

export type Draft = Omit<ObjectVersion, 'contentId' | 'isLatest' | 'seq' | 'versionId'>;

interface WriteConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/** S3 User Guide, "Conditional writes". */
export const requireWriteConditions = (
  { IfMatch, IfNoneMatch }: WriteConditions,
  key: string,
  current: ObjectVersion | undefined,
): void => {
  const present = current?.isDeleteMarker === true ? undefined : current;
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch !== '*') throw notImplemented('If-None-Match');
    if (present !== undefined) throw preconditionFailed('If-None-Match');
  }
  if (IfMatch === undefined) return;
  if (present === undefined) throw noSuchKey(key);
  if (IfMatch.replaceAll('"', '') !== present.etag) throw preconditionFailed('If-Match');
};

const lockOf = (version: ObjectVersion): Lock => version.details.lock ?? {};

/** @param bypasses whether the caller asks, and may, remove what governance protects */
export const requireUnlocked = (version: ObjectVersion, now: Date, bypasses: boolean): void => {
  const { mode, until, legalHold } = lockOf(version);
  if (legalHold === 'ON') throw objectLocked();
  if (mode === undefined || until === undefined || until <= now.getTime()) return;
  if (mode === 'GOVERNANCE' && bypasses) return;
  throw objectLocked();
};

/** For good: what it was made of is removed from disk by and by. */
export const removeVersion = async (
  tx: Tx,
  bucket: Bucket,
  version: ObjectVersion,
): Promise<void> => {
  await contents.remove(tx, version.contentId);
  await objects.remove(tx, bucket.name, version);
};

const newVersionId = (bucket: Bucket, ids: Ids): string =>
  bucket.versioning === 'Enabled' ? ids.alphanumeric(32) : 'null';

/** Makes the draft the latest version; without versioning, or while it is suspended, in place of the version `null`. */
export const addVersion = async (
  tx: Tx,
  ids: Ids,
  bucket: Bucket,
  draft: Draft,
  content: (contentId: string) => Promise<void>,
): Promise<ObjectVersion> => {
  const versionId = newVersionId(bucket, ids);
  const latest = await objects.latest(tx, bucket.name, draft.key);
  if (versionId === 'null') {
    const before =
      latest?.versionId === 'null'
        ? latest
        : await objects.version(tx, bucket.name, draft.key, 'null');
    if (before !== undefined) await removeVersion(tx, bucket, before);
  }
  const contentId = ids.uuid();
  const version = {
    ...draft,
    modifiedAt: wholeSecond(draft.modifiedAt),
    contentId,
    versionId,
    seq: (latest?.seq ?? 0) + 1,
    isLatest: true,
  };
  await objects.insert(tx, bucket.name, version);
  await content(contentId);
  return version;
};

export const ofOneBlob =
  (tx: Tx, blob: string, size: number) =>
  (contentId: string): Promise<void> => {
    const stretch: Stretch = { blob, start: 0, end: size };
    return contents.insert(tx, contentId, size === 0 ? [] : [stretch]);
  };

export const noContent = (): Promise<void> => Promise.resolve();

/** A version as an answer tells it: nothing where the bucket never had versioning. */
export const versionMember = (
  bucket: Bucket,
  { versionId }: Pick<ObjectVersion, 'versionId'>,
): { readonly VersionId?: string } =>
  bucket.versioning === undefined ? {} : { VersionId: versionId };

export const requireVersionId = (versionId: string | undefined): void => {
  if (
    versionId !== undefined &&
    versionId !== 'null' &&
    !/^[A-Za-z0-9._-]{1,1024}$/.test(versionId)
  )
    throw invalidArgument('Invalid version id specified', 'versionId', versionId);
};
