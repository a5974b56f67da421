import type {
  CreateBucketOutput,
  CreateBucketRequest,
  DeleteBucketRequest,
  GetBucketLocationOutput,
  GetBucketLocationRequest,
  HeadBucketOutput,
  HeadBucketRequest,
  ListBucketsOutput,
  ListBucketsRequest,
} from '@aws-sdk/client-s3';
import {
  type Call,
  cutPage,
  reads,
  requestTagKeys,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import {
  authorizeBucket,
  foundBucket,
  permittedBucket,
  requireBucketAnywhere,
} from '../access/access.ts';
import { ownerOf, requestedAcl, isHarmlessAcl } from '../access/acl.ts';
import { commonKeys, headerKeys } from '../access/conditions.ts';
import { blocked, isPublicGrant } from '../access/public-access.ts';
import {
  bucketExists,
  bucketNotEmpty,
  bucketOwned,
  invalidArgument,
  locationIllegal,
  locationInvalid,
  ownershipConflict,
  tooManyBuckets,
} from '../errors.ts';
import type { Bucket, Grant, SettingKind } from '../model.ts';
import { bucketArn, requireNewName } from '../names.ts';
import type { S3Parts } from '../parts.ts';
import { buckets } from '../repositories/buckets.ts';
import { objects } from '../repositories/objects.ts';
import { uploads } from '../repositories/uploads.ts';
import { bucketTags } from '../tags.ts';
import { wholeSecond } from '../whole-second.ts';

type Deps = Pick<S3Parts, 'access' | 'acceptsLooseInput' | 'pages'>;

const DEFAULT_REGION = 'us-east-1';
const MOST_BUCKETS = 10_000;
const MOST_ON_A_PAGE = 10_000;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** Since April 2023 nobody outside gets in unless the owner says so. */
const ALL_BLOCKED = JSON.stringify({
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
});

/** The Region that a new bucket is made in. */
const locationOf = (call: Call, constraint: string | undefined): string => {
  if (call.region === DEFAULT_REGION) {
    if (constraint === undefined || constraint === '') return DEFAULT_REGION;
    if (constraint === 'EU') return 'eu-west-1';
    if (constraint === DEFAULT_REGION || !REGION.test(constraint))
      throw locationInvalid(constraint);
    return constraint;
  }
  const asked = constraint === 'EU' ? 'eu-west-1' : constraint;
  if (asked === undefined || asked === '') throw locationIllegal('unspecified');
  if (asked !== call.region) throw locationIllegal(asked);
  return asked;
};

const refuseTaken = (call: Call, present: Bucket, region: string): CreateBucketOutput => {
  if (present.account !== call.account) throw bucketExists(present.name);
  // For the sake of old callers, making it again succeeds in us-east-1.
  if (present.region !== DEFAULT_REGION || region !== DEFAULT_REGION)
    throw bucketOwned(present.name);
  return { Location: `/${present.name}`, BucketArn: present.arn };
};

const newAcl = (
  { access, acceptsLooseInput }: Deps,
  call: Call,
  input: CreateBucketRequest,
): readonly Grant[] | undefined => {
  if (isHarmlessAcl(input, ['private'])) return undefined;
  const ownership = input.ObjectOwnership ?? 'BucketOwnerEnforced';
  if (ownership === 'BucketOwnerEnforced') throw ownershipConflict();
  const owner = access.ids(call.account);
  const grants = requestedAcl(input, owner, owner);
  // A new bucket blocks public ACLs; who wants one takes the block away first.
  if (grants?.some(isPublicGrant) === true && acceptsLooseInput !== true)
    throw blocked(
      call,
      's3:CreateBucket',
      bucketArn(input.Bucket ?? ''),
      'public access control lists (ACLs)',
      'BlockPublicAcls',
    );
  return grants;
};

/** What else the caller must be allowed, by what the request asks for. */
const alsoAsked = (input: CreateBucketRequest, hasTags: boolean): readonly string[] => [
  's3:CreateBucket',
  ...(isHarmlessAcl(input, ['private']) ? [] : ['s3:PutBucketAcl']),
  ...(input.ObjectOwnership === undefined ? [] : ['s3:PutBucketOwnershipControls']),
  ...(input.ObjectLockEnabledForBucket === true
    ? ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning']
    : []),
  ...(hasTags ? ['s3:TagResource'] : []),
];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export const createBucket = (deps: Deps) =>
  writes<CreateBucketRequest, CreateBucketOutput>(
    { event: { response: 'omit' } },
    async (input, call) => {
      const { tx, now } = call;
      const name = input.Bucket ?? '';
      requireNewName(name);
      const configuration = input.CreateBucketConfiguration;
      const tags = bucketTags(configuration?.Tags ?? []);
      const keys = {
        ...commonKeys(call, call.account),
        ...headerKeys(input),
        ...requestTagKeys(tags),
        's3:locationconstraint': configuration?.LocationConstraint,
      };
      for (const action of alsoAsked(input, tags.size > 0))
        await call.authorize(action, bucketArn(name), keys, { resourceAccount: call.account });
      const region = locationOf(call, configuration?.LocationConstraint);
      const acl = newAcl(deps, call, input);
      call.touch({ type: 'AWS::S3::Bucket', name, arn: bucketArn(name) });
      const present = await buckets.find(tx, name);
      if (present !== undefined) return refuseTaken(call, present, region);
      if ((await buckets.count(tx, call.account)) >= MOST_BUCKETS) throw tooManyBuckets();
      const settings = new Map<SettingKind, string>([
        ['ownership', JSON.stringify(input.ObjectOwnership ?? 'BucketOwnerEnforced')],
        ['publicAccessBlock', ALL_BLOCKED],
      ]);
      if (acl !== undefined) settings.set('acl', JSON.stringify(acl));
      const objectLock = input.ObjectLockEnabledForBucket === true;
      if (objectLock) settings.set('objectLock', JSON.stringify({ ObjectLockEnabled: 'Enabled' }));
      const isNew = await buckets.insert(tx, {
        name,
        account: call.account,
        region,
        createdAt: wholeSecond(now),
        versioning: objectLock ? 'Enabled' : undefined,
        objectLock,
        settings,
      });
      if (!isNew) throw bucketExists(name);
      await tagStore.put(
        tx,
        tagOwner({ arn: bucketArn(name), account: call.account, region }),
        tags,
      );
      const at = region === DEFAULT_REGION ? `/${name}` : `http://${name}.s3.amazonaws.com/`;
      return { Location: at, BucketArn: bucketArn(name) };
    },
  );

export const tagOwner = ({ arn, account, region }: Pick<Bucket, 'account' | 'arn' | 'region'>) => ({
  arn,
  account,
  region,
  type: 's3:bucket',
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export const deleteBucket = ({ access }: Deps) =>
  writes<DeleteBucketRequest, object>({ event: { response: 'omit' } }, async (input, call) => {
    const bucket = await permittedBucket(access, call, 's3:DeleteBucket', input);
    if (await objects.any(call.tx, bucket.name)) throw bucketNotEmpty(bucket.name);
    await uploads.removeAll(call.tx, bucket.name);
    await buckets.remove(call.tx, bucket.name);
    await tagStore.removeAll(call.tx, bucket.arn);
    return {};
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket = ({ access }: Deps) =>
  reads<HeadBucketRequest, HeadBucketOutput>({}, async (input, call) => {
    const bucket = await permittedBucket(access, call, 's3:ListBucket', input);
    return { BucketRegion: bucket.region, BucketArn: bucket.arn, AccessPointAlias: false };
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export const getBucketLocation = ({ access }: Deps) =>
  reads<GetBucketLocationRequest, GetBucketLocationOutput>({}, async (input, call) => {
    // This is how callers learn the Region: it is answered wherever they ask.
    const name = input.Bucket ?? '';
    const found = await foundBucket(call, name);
    await authorizeBucket(access, call, 's3:GetBucketLocation', name, found);
    const bucket = requireBucketAnywhere(call, input, found);
    // us-east-1 has no constraint, and what is not there is an empty element; the model has no other Region missing.
    return bucket.region === DEFAULT_REGION
      ? {}
      : {
          LocationConstraint: bucket.region as NonNullable<
            GetBucketLocationOutput['LocationConstraint']
          >,
        };
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets = ({ access, pages }: Deps) =>
  reads<ListBucketsRequest, ListBucketsOutput>({}, async (input, call) => {
    await call.authorize('s3:ListAllMyBuckets', '*', commonKeys(call, call.account));
    const { MaxBuckets, ContinuationToken, Prefix: prefix = '', BucketRegion: region } = input;
    if (MaxBuckets !== undefined && (MaxBuckets < 1 || MaxBuckets > MOST_ON_A_PAGE))
      throw invalidArgument(
        'Argument max-buckets must be an integer between 1 and 10000',
        'max-buckets',
        MaxBuckets,
      );
    const question = ['ListBuckets', call.account, prefix, region ?? ''];
    const opened =
      ContinuationToken === undefined ? undefined : pages.open(question, ContinuationToken);
    if (ContinuationToken !== undefined && opened === undefined)
      throw invalidArgument('The continuation token provided is incorrect', 'continuation-token');
    const limit = MaxBuckets ?? MOST_ON_A_PAGE;
    const after = opened === undefined ? '' : String(opened[0]);
    const { page, last } = cutPage(
      await buckets.page(call.tx, {
        account: call.account,
        prefix,
        region,
        after,
        limit: limit + 1,
      }),
      limit,
    );
    const isPaged = MaxBuckets !== undefined || region !== undefined || prefix !== '';
    return {
      Owner: ownerOf(access.ids, call.account),
      Buckets: page.map((bucket) => ({
        Name: bucket.name,
        CreationDate: bucket.createdAt,
        BucketArn: bucket.arn,
        // Only who pages is told the Regions.
        ...(isPaged ? { BucketRegion: bucket.region } : {}),
      })),
      ...(prefix === '' ? {} : { Prefix: prefix }),
      ...(last === undefined ? {} : { ContinuationToken: pages.seal(question, [last.name]) }),
    };
  });
