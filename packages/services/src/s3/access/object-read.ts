import type { Call, ConditionKeys } from '@gatehouse/service-kit';
import { isDeleteMarker, noSuchKey, noSuchVersion, notFound } from '../errors.ts';
import type { Bucket, Grant, ObjectVersion } from '../model.ts';
import { requireKey } from '../names.ts';
import { objects } from '../repositories/objects.ts';
import { requireVersionId, versionMember } from '../versions.ts';
import {
  type AccessDeps,
  authorizeBucket,
  authorizeObject,
  foundBucket,
  requireBucket,
} from './access.ts';
import { existingTagKeys } from './conditions.ts';

export interface ObjectRequest {
  readonly Bucket?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
}

/** The actions on an object, and on a version of it where the request names one. */
export interface ObjectAction {
  readonly action: string;
  readonly ofVersion: string;
  /** Which permission of the object's ACL would do; default: none. */
  readonly permission?: Grant['permission'];
  readonly method?: 'GET' | 'HEAD';
}

export interface PermittedObject {
  readonly bucket: Bucket;
  readonly version: ObjectVersion;
}

const findVersion = (
  call: Call,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): Promise<ObjectVersion | undefined> =>
  versionId === undefined
    ? objects.latest(call.tx, bucket.name, key)
    : objects.version(call.tx, bucket.name, key, versionId);

const missing = (
  { Key = '', VersionId }: ObjectRequest,
  bucket: Bucket,
  version: ObjectVersion | undefined,
  method: 'GET' | 'HEAD',
): Error => {
  if (version !== undefined) {
    if (VersionId !== undefined) return isDeleteMarker(method, VersionId);
    const { VersionId: shown } = versionMember(bucket, version);
    const headers = {
      'x-amz-delete-marker': 'true',
      ...(shown === undefined ? {} : { 'x-amz-version-id': shown }),
    };
    return method === 'HEAD' ? notFound(headers) : noSuchKey(Key, headers);
  }
  if (method === 'HEAD') return notFound();
  return VersionId === undefined ? noSuchKey(Key) : noSuchVersion(Key, VersionId);
};

/** The object that a request names, once the caller may do that; whether there is one hears only who may list. */
export const permittedObject = async (
  deps: AccessDeps,
  call: Call,
  input: ObjectRequest,
  { action, ofVersion, permission, method = 'GET' }: ObjectAction,
  keys: ConditionKeys = {},
): Promise<PermittedObject> => {
  const { Bucket: name = '', Key: key = '', VersionId: versionId } = input;
  requireKey(key);
  const bucket = await foundBucket(call, name);
  const version =
    bucket === undefined ? undefined : await findVersion(call, bucket, key, versionId);
  const asked =
    permission === undefined ? undefined : { grants: version?.details.acl ?? [], permission };
  await authorizeObject(
    deps,
    call,
    versionId === undefined ? action : ofVersion,
    { bucket, name, key },
    { ...existingTagKeys(version), 's3:VersionId': versionId, ...keys },
    asked,
  );
  const found = requireBucket(call, input, bucket);
  requireVersionId(versionId);
  if (version !== undefined && !version.isDeleteMarker) return { bucket: found, version };
  await authorizeBucket(deps, call, 's3:ListBucket', name, found, { 's3:prefix': key });
  throw missing(input, found, version, method);
};
