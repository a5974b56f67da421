import { compilePolicy, type NamedPolicy } from '@gatehouse/policy';
import type { AuthorizeOptions, Call, ConditionKeys, KeyPort } from '@gatehouse/service-kit';
import { blocks, hasAcls, settingOf } from '../bucket-settings.ts';
import { accessDenied, noSuchBucket, permanentRedirect, regionWrong } from '../errors.ts';
import type { Bucket, Grant } from '../model.ts';
import { bucketArn, objectArn, requireName } from '../names.ts';
import { buckets } from '../repositories/buckets.ts';
import { type CanonicalIds, grantsTo } from './acl.ts';
import { commonKeys } from './conditions.ts';
import { blocked, isPublicPolicy, isRestricted } from './public-access.ts';

export interface AccessDeps {
  readonly ids: CanonicalIds;
  readonly acceptsLooseInput: boolean;
  readonly keys: KeyPort;
}

/** What of an ACL would let the caller do it: grants of the bucket or the object, and which permission it takes. */
export interface AclAsked {
  readonly grants: readonly Grant[];
  readonly permission: Grant['permission'];
}

/** A bucket's permissions in its ACL, by action (S3 User Guide, "Mapping of ACL permissions and access policy permissions"). */
const BUCKET_PERMISSIONS: Readonly<Record<string, Grant['permission']>> = {
  's3:AbortMultipartUpload': 'WRITE',
  's3:DeleteObject': 'WRITE',
  's3:GetBucketAcl': 'READ_ACP',
  's3:ListBucket': 'READ',
  's3:ListBucketMultipartUploads': 'READ',
  's3:ListBucketVersions': 'READ',
  's3:PutBucketAcl': 'WRITE_ACP',
  's3:PutObject': 'WRITE',
};

/** The root user of the owner can always get a bucket's policy out of the way (S3 User Guide, "Bucket policies"). */
const FOR_THE_ROOT_USER = new Set([
  's3:DeleteBucketPolicy',
  's3:GetBucketPolicy',
  's3:PutBucketPolicy',
]);

interface Statements {
  readonly Version?: string;
  readonly Statement?: unknown;
}

/** The policy with one statement more, for what an ACL grants. */
const withGrant = (call: Call, text: string | undefined, action: string, arn: string): string => {
  const document: Statements = text === undefined ? {} : (JSON.parse(text) as Statements);
  const { principal } = call;
  const who = 'account' in principal ? { AWS: principal.account } : '*';
  const grant = { Effect: 'Allow', Principal: who, Action: action, Resource: [arn, `${arn}/*`] };
  return JSON.stringify({
    ...document,
    Statement: [document.Statement ?? [], grant].flat(),
  });
};

const isOwnersRoot = ({ principal }: Call, bucket: Bucket): boolean =>
  principal.kind === 'root' && principal.account === bucket.account;

const resourcePolicy = (
  deps: AccessDeps,
  call: Call,
  action: string,
  bucket: Bucket,
  asked: AclAsked | undefined,
): NamedPolicy | undefined => {
  const text = bucket.settings.get('policy');
  if (isOwnersRoot(call, bucket) && FOR_THE_ROOT_USER.has(action)) return undefined;
  if (
    text !== undefined &&
    blocks(bucket, 'RestrictPublicBuckets') &&
    isRestricted(call, bucket) &&
    !deps.acceptsLooseInput &&
    isPublicPolicy(text)
  )
    throw blocked(call, action, bucket.arn, 'public policies', 'RestrictPublicBuckets');
  const permission = BUCKET_PERMISSIONS[action];
  const acls: readonly AclAsked[] = [
    ...(permission === undefined ? [] : [{ grants: settingOf(bucket, 'acl') ?? [], permission }]),
    ...(asked === undefined ? [] : [asked]),
  ];
  const rules = { ids: deps.ids, ignoresPublic: blocks(bucket, 'IgnorePublicAcls') };
  const isGranted =
    hasAcls(bucket) && acls.some((acl) => grantsTo(call, acl.grants, acl.permission, rules));
  const document = isGranted ? withGrant(call, text, action, bucket.arn) : text;
  return document === undefined
    ? undefined
    : { id: bucket.arn, policy: compilePolicy(document, 'resource') };
};

const optionsFor = (
  deps: AccessDeps,
  call: Call,
  action: string,
  bucket: Bucket | undefined,
  asked?: AclAsked,
): AuthorizeOptions =>
  bucket === undefined
    ? { resourceAccount: call.account }
    : {
        resourceAccount: bucket.account,
        resourcePolicy: resourcePolicy(deps, call, action, bucket, asked),
      };

/** Names the bucket for CloudTrail; who is not its owner is told the owner only once he is let in. */
const touchBucket = (call: Call, name: string, owner: string | undefined): void => {
  call.touch({
    type: 'AWS::S3::Bucket',
    name,
    arn: bucketArn(name),
    ...(owner === undefined ? {} : { account: owner }),
  });
};

const ownAccount = (call: Call, bucket: Bucket | undefined): string | undefined =>
  bucket?.account === call.account ? bucket.account : undefined;

/** Names an object, or with no key all of the bucket, and the bucket. The owner has a copy of what was done there. */
const touchObject = (
  call: Call,
  { bucket, name, key }: { bucket: Bucket | undefined; name: string; key: string | undefined },
): void => {
  call.touch({
    type: 'AWS::S3::Object',
    name: `${name}/${key ?? ''}`,
    ...(key === undefined ? { arnPrefix: objectArn(name, '') } : { arn: objectArn(name, key) }),
  });
  touchBucket(call, name, ownAccount(call, bucket));
  if (bucket !== undefined && bucket.account !== call.account) call.alsoRecordIn(bucket.account);
};

/** Throws unless the caller's policies, the bucket's and ACLs let him do it. */
export const authorizeBucket = (
  deps: AccessDeps,
  call: Call,
  action: string,
  name: string,
  bucket: Bucket | undefined,
  keys: ConditionKeys = {},
): Promise<void> =>
  call.authorize(
    action,
    bucketArn(name),
    { ...commonKeys(call, bucket?.account ?? call.account), ...keys },
    optionsFor(deps, call, action, bucket),
  );

export const authorizeObject = (
  deps: AccessDeps,
  call: Call,
  action: string,
  {
    bucket,
    name,
    key,
  }: { readonly bucket: Bucket | undefined; readonly name: string; readonly key: string },
  keys: ConditionKeys = {},
  asked?: AclAsked,
): Promise<void> => {
  touchObject(call, { bucket, name, key });
  return call.authorize(
    action,
    objectArn(name, key),
    { ...commonKeys(call, bucket?.account ?? call.account), ...keys },
    optionsFor(deps, call, action, bucket, asked),
  );
};

/** Names what DeleteObjects is about. */
export const touchObjects = (call: Call, name: string, bucket: Bucket | undefined): void =>
  touchObject(call, { bucket, name, key: undefined });

/** The same for a part of a request that may fail by itself: DeleteObjects. */
export const mayOnObject = async (
  deps: AccessDeps,
  call: Call,
  action: string,
  bucket: Bucket,
  key: string,
  keys: ConditionKeys = {},
): Promise<boolean> =>
  (
    await call.decide(
      action,
      objectArn(bucket.name, key),
      { ...commonKeys(call, bucket.account), ...keys },
      optionsFor(deps, call, action, bucket),
    )
  ).allowed;

/** The bucket is in one Region, and requests must be signed for it. */
export const requireRegion = (call: Call, bucket: Bucket): void => {
  if (call.region === bucket.region || call.transport.authType === undefined) return;
  // An unsigned request names no Region, and a host name without one reaches every bucket.
  if (call.transport.authType === 'none') return;
  const isPresigned = call.transport.authType === 'REST-QUERY-STRING';
  throw namesRegion(call)
    ? permanentRedirect(bucket.name, bucket.region)
    : regionWrong(bucket.region, call.region, isPresigned);
};

const namesRegion = ({ transport, region }: Call): boolean =>
  (transport.host ?? '').includes(`s3.${region}.`);

export const requireOwner = (bucket: Bucket, expected: string | undefined): void => {
  if (expected !== undefined && expected !== bucket.account) throw accessDenied();
};

interface BucketRequest {
  readonly Bucket?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

export const foundBucket = async (call: Call, name: string): Promise<Bucket | undefined> => {
  requireName(name);
  return buckets.find(call.tx, name);
};

/** What follows once it is known that the caller may: does it exist, is it his, is it here. */
export const requireBucket = (
  call: Call,
  input: BucketRequest,
  bucket: Bucket | undefined,
): Bucket => {
  if (bucket !== undefined) requireRegion(call, bucket);
  return requireBucketAnywhere(call, input, bucket);
};

export const requireBucketAnywhere = (
  call: Call,
  { Bucket, ExpectedBucketOwner }: BucketRequest,
  bucket: Bucket | undefined,
): Bucket => {
  if (bucket === undefined) throw noSuchBucket(Bucket ?? '');
  requireOwner(bucket, ExpectedBucketOwner);
  if (bucket.account !== call.account) call.alsoRecordIn(bucket.account);
  touchBucket(call, bucket.name, bucket.account);
  return bucket;
};

/** What an action is for when it is about the objects of a bucket: listings. */
export const permittedListing = async (
  deps: AccessDeps,
  call: Call,
  action: string,
  input: BucketRequest,
  keys: ConditionKeys = {},
): Promise<Bucket> => {
  const name = input.Bucket ?? '';
  const bucket = await foundBucket(call, name);
  touchObject(call, { bucket, name, key: undefined });
  await authorizeBucket(deps, call, action, name, bucket, keys);
  return requireBucket(call, input, bucket);
};

/** The bucket that an action is for, once the caller may; only then does he hear that there is none. */
export const permittedBucket = async (
  deps: AccessDeps,
  call: Call,
  action: string,
  input: BucketRequest,
  keys: ConditionKeys = {},
): Promise<Bucket> => {
  const name = input.Bucket ?? '';
  const bucket = await foundBucket(call, name);
  touchBucket(call, name, ownAccount(call, bucket));
  await authorizeBucket(deps, call, action, name, bucket, keys);
  return requireBucket(call, input, bucket);
};
