import type { BucketLocationConstraint, S3 } from '@aws-sdk/client-s3';
import { decoyObjects } from '../contents/contents.ts';
import { ifThere, isNamed, NameTaken } from '../failures.ts';
import type { Bait } from '../model.ts';
import type { Kind, Making } from './kind.ts';

export const NOTHING_PUBLIC = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
} as const;

// S3's own names for the Region that needs no constraint (S3 API Reference, CreateBucket).
const FIRST_REGION = 'us-east-1';

// The client knows Regions as an enumeration; which there are, S3 decides.
const constraint = (region: string): BucketLocationConstraint => region as BucketLocationConstraint;

/** Makes the bucket. @throws NameTaken where an account that is not ours has it */
export const ensureBucket = async (s3: S3, Bucket: string, region: string): Promise<void> => {
  try {
    await s3.createBucket({
      Bucket,
      ...(region === FIRST_REGION
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: constraint(region) } }),
    });
  } catch (error) {
    if (isNamed(error, ['BucketAlreadyExists'])) throw new NameTaken('a bucket', { cause: error });
    if (!isNamed(error, ['BucketAlreadyOwnedByYou'])) throw error;
  }
  await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: NOTHING_PUBLIC });
};

/** Removes the bucket with all that lies in it. */
export const removeBucket = async (s3: S3, Bucket: string): Promise<void> => {
  for (;;) {
    const page = await ifThere(s3.listObjectVersions({ Bucket }));
    if (page === undefined) return;
    const Objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(
      ({ Key = '', VersionId }) => ({
        Key,
        ...(VersionId === undefined || VersionId === 'null' ? {} : { VersionId }),
      }),
    );
    if (Objects.length === 0) break;
    const { Errors = [] } = await s3.deleteObjects({ Bucket, Delete: { Objects, Quiet: true } });
    if (Errors.length > 0) throw new Error('objects of a bucket could not be deleted');
  }
  await ifThere(s3.deleteBucket({ Bucket }));
};

export const bucketCreatedAt = async (s3: S3, name: string): Promise<Date | undefined> => {
  let token: string | undefined;
  do {
    const page = await s3.listBuckets({
      Prefix: name,
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const found = page.Buckets?.find(({ Name }) => Name === name);
    if (found !== undefined) return found.CreationDate;
    token = page.ContinuationToken;
  } while (token !== undefined);
  return undefined;
};

const madeAt = ({ bait, now }: Making): Date => new Date(bait.begunAt ?? now.getTime());

const build = async (making: Making): Promise<Bait> => {
  const { apis, trap, bait } = making;
  await ensureBucket(apis.s3, bait.name, trap.place.region);
  for (const { key, body, type } of decoyObjects(bait.seed, madeAt(making)))
    await apis.s3.putObject({ Bucket: bait.name, Key: key, Body: body, ContentType: type });
  return bait;
};

const inspect = async (making: Making): Promise<readonly string[]> => {
  const { s3 } = making.apis;
  const Bucket = making.bait.name;
  if ((await bucketCreatedAt(s3, Bucket)) === undefined) return ['The bucket was deleted.'];
  const drift: string[] = [];
  const block = await ifThere(s3.getPublicAccessBlock({ Bucket }));
  const isBlocked = Object.entries(NOTHING_PUBLIC).every(
    ([name]) => Reflect.get(block?.PublicAccessBlockConfiguration ?? {}, name) === true,
  );
  if (!isBlocked) drift.push('Public access is no longer blocked.');
  if ((await ifThere(s3.getBucketPolicy({ Bucket }))) !== undefined)
    drift.push('A bucket policy was added.');
  const { Contents = [] } = await s3.listObjectsV2({ Bucket });
  const expected = new Map(
    decoyObjects(making.bait.seed, madeAt(making)).map(({ key, body }) => [key, body.length]),
  );
  if (Contents.some(({ Key = '' }) => !expected.has(Key))) drift.push('Objects were added.');
  const there = new Map(Contents.map(({ Key = '', Size }) => [Key, Size]));
  if ([...expected].some(([key, size]) => there.get(key) !== size))
    drift.push('Objects were changed or deleted.');
  return drift;
};

export const bucketKind: Kind = {
  arn: (name, _path, _place, partition) => `arn:${partition}:s3:::${name}`,
  existsSince: ({ apis, bait }) => bucketCreatedAt(apis.s3, bait.name),
  build,
  dismantle: ({ apis, bait }) => removeBucket(apis.s3, bait.name),
  inspect,
};
