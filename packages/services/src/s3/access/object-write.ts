import type { Call, ConditionKeys, Tags } from '@gatehouse/service-kit';
import { blocks, hasAcls } from '../bucket-settings.ts';
import { aclNotSupported } from '../errors.ts';
import type { Bucket, Grant } from '../model.ts';
import { objectArn, requireKey } from '../names.ts';
import { headerTags } from '../tags.ts';
import { type AccessDeps, authorizeObject, foundBucket, requireBucket } from './access.ts';
import { type AclRequest, isHarmlessAcl, requestedAcl } from './acl.ts';
import { headerKeys, requestObjectTagKeys } from './conditions.ts';
import { blocked, isPublicGrant } from './public-access.ts';

/** What the requests that make objects have in common. */
export interface ObjectWrite extends AclRequest {
  readonly Bucket?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
  readonly Key?: string | undefined;
  readonly ObjectLockLegalHoldStatus?: string | undefined;
  readonly ObjectLockMode?: string | undefined;
  readonly SSEKMSKeyId?: string | undefined;
  readonly Tagging?: string | undefined;
}

export interface PermittedWrite {
  readonly bucket: Bucket;
  readonly key: string;
  readonly tags: Tags;
  /** undefined where ACLs do not count. */
  readonly acl: readonly Grant[] | undefined;
}

/** The ACL that a request gives to an object or bucket, if it may have one and may give this one. */
export const permittedAcl = (
  deps: AccessDeps,
  call: Call,
  bucket: Bucket,
  input: AclRequest,
  { action, resource }: { readonly action: string; readonly resource: string },
): readonly Grant[] | undefined => {
  if (!hasAcls(bucket)) {
    const harmless = [
      'bucket-owner-full-control',
      ...(action === 's3:PutBucketAcl' ? ['private'] : []),
    ];
    if (!isHarmlessAcl(input, harmless)) throw aclNotSupported();
    return undefined;
  }
  const owner = deps.ids(bucket.account);
  const grants = requestedAcl(input, owner, owner);
  if (
    grants?.some(isPublicGrant) === true &&
    blocks(bucket, 'BlockPublicAcls') &&
    !deps.acceptsLooseInput
  )
    throw blocked(call, action, resource, 'public access control lists (ACLs)', 'BlockPublicAcls');
  return grants;
};

/** A service that delivers to a bucket gives the object to the owner; its policy need not let it change ACLs for that. */
const isGivenToOwner = ({ principal }: Call, { ACL }: ObjectWrite): boolean =>
  principal.kind === 'service' && ACL === 'bucket-owner-full-control';

/** The further actions that a request takes which says more than the bytes. */
const alsoAsked = (call: Call, input: ObjectWrite): readonly string[] => {
  const { Tagging, ObjectLockMode, ObjectLockLegalHoldStatus, ...rest } = input;
  const given = isGivenToOwner(call, input) ? { ...rest, ACL: undefined } : rest;
  const hasAcl = [
    given.ACL,
    given.GrantFullControl,
    given.GrantRead,
    given.GrantReadACP,
    given.GrantWriteACP,
  ].some((value) => value !== undefined);
  return [
    ...(hasAcl ? ['s3:PutObjectAcl'] : []),
    ...(Tagging === undefined || Tagging === '' ? [] : ['s3:PutObjectTagging']),
    ...(ObjectLockMode === undefined ? [] : ['s3:PutObjectRetention']),
    ...(ObjectLockLegalHoldStatus === undefined ? [] : ['s3:PutObjectLegalHold']),
  ];
};

/** Whichever way the request names its key, policies know it by its ARN; one that names none goes by what was given. */
const keyAsked = async (
  { keys }: AccessDeps,
  { tx, account, region }: Call,
  { SSEKMSKeyId }: ObjectWrite,
): Promise<string | undefined> =>
  SSEKMSKeyId === undefined
    ? undefined
    : ((await keys.resolve(tx, { account, region }, SSEKMSKeyId)) ?? SSEKMSKeyId);

/** Throws unless the caller may make that object; then the bucket, and what the request says of tags and ACL. */
export const permittedWrite = async (
  deps: AccessDeps,
  call: Call,
  input: ObjectWrite,
  keys: ConditionKeys = {},
): Promise<PermittedWrite> => {
  const name = input.Bucket ?? '';
  const key = input.Key ?? '';
  requireKey(key);
  const tags = headerTags(input.Tagging);
  const bucket = await foundBucket(call, name);
  const SSEKMSKeyId = await keyAsked(deps, call, input);
  const asked = {
    ...headerKeys({ ...input, SSEKMSKeyId }),
    ...requestObjectTagKeys(tags),
    ...keys,
  };
  for (const action of ['s3:PutObject', ...alsoAsked(call, input)])
    await authorizeObject(deps, call, action, { bucket, name, key }, asked);
  const found = requireBucket(call, input, bucket);
  const acl = permittedAcl(deps, call, found, input, {
    action: 's3:PutObject',
    resource: objectArn(name, key),
  });
  return { bucket: found, key, tags, acl };
};
