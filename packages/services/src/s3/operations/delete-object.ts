import type {
  DeletedObject,
  DeleteObjectOutput,
  DeleteObjectRequest,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  _Error as Failure,
  ObjectIdentifier,
} from '@aws-sdk/client-s3';
import { AwsError, type Ids } from '@gatehouse/core';
import { type Call, writes } from '@gatehouse/service-kit';
import {
  type AccessDeps,
  authorizeBucket,
  authorizeObject,
  foundBucket,
  mayOnObject,
  requireBucket,
  touchObjects,
} from '../access/access.ts';
import {
  accessDenied,
  malformedXml,
  noSuchBucket,
  notImplemented,
  preconditionFailed,
} from '../errors.ts';
import { objectDeleted } from '../events.ts';
import type { Bucket, ObjectVersion } from '../model.ts';
import { requireKey } from '../names.ts';
import type { S3Parts } from '../parts.ts';
import { objects } from '../repositories/objects.ts';
import {
  addVersion,
  noContent,
  removeVersion,
  requireUnlocked,
  requireVersionId,
} from '../versions.ts';

type Deps = Pick<S3Parts, 'access' | 'ids'>;

const MOST_AT_ONCE = 1000;
const BYPASS = 's3:BypassGovernanceRetention';

interface Deletion {
  readonly key: string;
  readonly versionId: string | undefined;
  readonly bypasses: boolean;
}

interface Deleted {
  readonly isMarker: boolean;
  readonly versionId: string | undefined;
}

const addMarker = async (
  call: Call,
  ids: Ids,
  bucket: Bucket,
  key: string,
): Promise<ObjectVersion> =>
  addVersion(
    call.tx,
    ids,
    bucket,
    {
      key,
      isDeleteMarker: true,
      size: 0,
      etag: '',
      storageClass: 'STANDARD',
      modifiedAt: call.now,
      details: {},
      tags: new Map(),
    },
    noContent,
  );

/** Without a version: what is there is hidden by a marker where there is versioning, and else removed. */
const hide = async (call: Call, ids: Ids, bucket: Bucket, key: string): Promise<Deleted> => {
  if (bucket.versioning !== undefined) {
    const marker = await addMarker(call, ids, bucket, key);
    await objectDeleted(call, ids, bucket, marker, true);
    return { isMarker: true, versionId: marker.versionId };
  }
  const latest = await objects.latest(call.tx, bucket.name, key);
  if (latest !== undefined) {
    await removeVersion(call.tx, bucket, latest);
    await objectDeleted(call, ids, bucket, latest, false);
  }
  return { isMarker: false, versionId: undefined };
};

const deleteOne = async (
  call: Call,
  ids: Ids,
  bucket: Bucket,
  { key, versionId, bypasses }: Deletion,
): Promise<Deleted> => {
  requireVersionId(versionId);
  if (versionId === undefined) return hide(call, ids, bucket, key);
  const version = await objects.version(call.tx, bucket.name, key, versionId);
  if (version === undefined) return { isMarker: false, versionId };
  requireUnlocked(version, call.now, bypasses);
  await removeVersion(call.tx, bucket, version);
  await objectDeleted(call, ids, bucket, version, false);
  return { isMarker: version.isDeleteMarker, versionId };
};

const actionFor = (versionId: string | undefined): string =>
  versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';

/** Conditions of a delete: it must be what the caller thinks it is. */
const requireSame = (input: DeleteObjectRequest, current: ObjectVersion | undefined): void => {
  const { IfMatch, IfMatchSize, IfMatchLastModifiedTime } = input;
  if (IfMatchSize !== undefined || IfMatchLastModifiedTime !== undefined)
    throw notImplemented('x-amz-if-match-size');
  if (IfMatch === undefined || current === undefined) return;
  const isSame = IfMatch === '*' || IfMatch.replaceAll('"', '') === current.etag;
  if (!isSame || current.isDeleteMarker) throw preconditionFailed('If-Match');
};

/** Nobody here has a device whose code S3 would take. */
const refuseMfa = ({ MFA }: { readonly MFA?: string | undefined }): void => {
  if (MFA !== undefined) throw notImplemented('x-amz-mfa');
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export const deleteObject = ({ access, ids }: Deps) =>
  writes<DeleteObjectRequest, DeleteObjectOutput>(
    { event: { data: true } },
    async (input, call) => {
      const { Bucket: name = '', Key: key = '', VersionId: versionId } = input;
      requireKey(key);
      refuseMfa(input);
      const bucket = await foundBucket(call, name);
      const keys = { 's3:VersionId': versionId, 's3:if-match': input.IfMatch };
      const target = { bucket, name, key };
      await authorizeObject(access, call, actionFor(versionId), target, keys);
      const bypasses = input.BypassGovernanceRetention === true;
      if (bypasses) await authorizeObject(access, call, BYPASS, target);
      const found = requireBucket(call, input, bucket);
      requireSame(input, await objects.latest(call.tx, name, key));
      const deleted = await deleteOne(call, ids, found, { key, versionId, bypasses });
      return {
        ...(deleted.isMarker ? { DeleteMarker: true } : {}),
        ...(deleted.versionId === undefined ? {} : { VersionId: deleted.versionId }),
      };
    },
  );

const asDeleted = (
  { Key, VersionId }: ObjectIdentifier,
  { isMarker, versionId }: Deleted,
): DeletedObject => ({
  Key,
  ...(VersionId === undefined ? {} : { VersionId }),
  ...(isMarker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {}),
});

interface Batch {
  readonly access: AccessDeps;
  readonly ids: Ids;
  readonly bucket: Bucket;
  readonly bypasses: boolean;
}

const deleteEntry = async (
  { access, ids, bucket, bypasses }: Batch,
  call: Call,
  entry: ObjectIdentifier,
): Promise<DeletedObject> => {
  const { Key: key = '', VersionId: versionId } = entry;
  requireKey(key);
  const keys = { 's3:VersionId': versionId };
  if (!(await mayOnObject(access, call, actionFor(versionId), bucket, key, keys)))
    throw accessDenied();
  const mayBypass = bypasses && (await mayOnObject(access, call, BYPASS, bucket, key));
  return asDeleted(
    entry,
    await deleteOne(call, ids, bucket, { key, versionId, bypasses: mayBypass }),
  );
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects = ({ access, ids }: Deps) =>
  writes<DeleteObjectsRequest, DeleteObjectsOutput>(
    { event: { data: true } },
    async (input, call) => {
      const entries = input.Delete?.Objects ?? [];
      if (entries.length === 0 || entries.length > MOST_AT_ONCE) throw malformedXml();
      refuseMfa(input);
      const name = input.Bucket ?? '';
      const bucket = await foundBucket(call, name);
      touchObjects(call, name, bucket);
      if (bucket === undefined) {
        await authorizeBucket(access, call, 's3:ListBucket', name, bucket);
        throw noSuchBucket(name);
      }
      // Each entry is decided by itself, and one that is refused fails by itself.
      call.allowEverybody('each object is decided on its own');
      const found = requireBucket(call, input, bucket);
      const bypasses = input.BypassGovernanceRetention === true;
      const Deleted: DeletedObject[] = [];
      const Errors: Failure[] = [];
      for (const entry of entries) {
        try {
          Deleted.push(await deleteEntry({ access, ids, bucket: found, bypasses }, call, entry));
        } catch (error) {
          // These come before anything of the entry is written.
          if (!(error instanceof AwsError)) throw error;
          const { Key, VersionId } = entry;
          Errors.push({ Key, VersionId, Code: error.name, Message: error.message });
        }
      }
      return {
        ...(input.Delete?.Quiet === true || Deleted.length === 0 ? {} : { Deleted }),
        ...(Errors.length === 0 ? {} : { Errors }),
      };
    },
  );
