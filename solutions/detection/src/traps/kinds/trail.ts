import type { AdvancedEventSelector, GetTrailResponse } from '@aws-sdk/client-cloudtrail';
import { ifThere, NameTaken } from '../failures.ts';
import type { Bait } from '../model.ts';
import { bucketCreatedAt, ensureBucket, removeBucket } from './bucket.ts';
import type { Kind, Making } from './kind.ts';

/** What the trail is to tell of: objects of a bucket, items of a table. */
export interface Followed {
  readonly type: 'AWS::S3::Object' | 'AWS::DynamoDB::Table';
  /** Of the bucket or table. */
  readonly arn: string;
}

const KEPT_DAYS = 14;

// CloudTrail takes up to 500 values over all selectors of a trail.
const selectorsFor = (
  followed: readonly Followed[],
  nameOf: (what: string) => string,
): readonly AdvancedEventSelector[] => {
  const objects = followed.filter(({ type }) => type === 'AWS::S3::Object');
  const tables = followed.filter(({ type }) => type === 'AWS::DynamoDB::Table');
  const selector = (
    what: string,
    type: Followed['type'],
    arns: Pick<
      NonNullable<AdvancedEventSelector['FieldSelectors']>[number],
      'Equals' | 'StartsWith'
    >,
  ): AdvancedEventSelector => ({
    Name: nameOf(what),
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: [type] },
      { Field: 'resources.ARN', ...arns },
    ],
  });
  return [
    ...(objects.length === 0
      ? []
      : [
          selector('objects', 'AWS::S3::Object', {
            StartsWith: objects.map(({ arn }) => `${arn}/`),
          }),
        ]),
    ...(tables.length === 0
      ? []
      : [selector('tables', 'AWS::DynamoDB::Table', { Equals: tables.map(({ arn }) => arn) })]),
  ];
};

const deliveryPolicy = ({ bait, trap, partition }: Making): string => {
  const { account } = trap.place;
  const principal = { Service: 'cloudtrail.amazonaws.com' };
  const source = { 'aws:SourceArn': bait.arn };
  const bucket = `arn:${partition}:s3:::${bait.bucket ?? ''}`;
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AWSCloudTrailAclCheck',
        Effect: 'Allow',
        Principal: principal,
        Action: 's3:GetBucketAcl',
        Resource: bucket,
        Condition: { StringEquals: source },
      },
      {
        Sid: 'AWSCloudTrailWrite',
        Effect: 'Allow',
        Principal: principal,
        Action: 's3:PutObject',
        Resource: `${bucket}/AWSLogs/${account}/*`,
        Condition: { StringEquals: { ...source, 's3:x-amz-acl': 'bucket-owner-full-control' } },
      },
    ],
  });
};

/** Of the selectors in a trail that is not ours. */
const ownSelector = ({ bait }: Making, what: string): string =>
  `Data ${what} ${bait.seed.slice(0, 6)}`;

const WHAT = ['objects', 'tables'] as const;

/** Puts our selectors beside those that the trail of somebody else has. */
const joinTrail = async (making: Making, followed: readonly Followed[]): Promise<Bait> => {
  const { apis, bait } = making;
  const { AdvancedEventSelectors: advanced, EventSelectors: basic = [] } =
    await apis.trail.getEventSelectors({ TrailName: bait.arn });
  if (advanced === undefined && basic.length > 0)
    throw new Error('the trail has basic event selectors: change them to advanced ones first');
  const own = new Set(WHAT.map((what) => ownSelector(making, what)));
  const others = (advanced ?? []).filter(({ Name = '' }) => !own.has(Name));
  await apis.trail.putEventSelectors({
    TrailName: bait.arn,
    AdvancedEventSelectors: [
      ...others,
      ...selectorsFor(followed, (what) => ownSelector(making, what)),
    ],
  });
  return bait;
};

const trailNow = (apis: Making['apis'], Name: string): Promise<GetTrailResponse | undefined> =>
  ifThere(apis.trail.getTrail({ Name }));

/** The bucket, and then the trail: where there is a trail, there is all of it. */
const setUp = async (making: Making, Bucket: string): Promise<void> => {
  const { apis, bait, trap } = making;
  await ensureBucket(apis.s3, Bucket, trap.place.region);
  await apis.s3.putBucketPolicy({ Bucket, Policy: deliveryPolicy(making) });
  await apis.s3.putBucketLifecycleConfiguration({
    Bucket,
    LifecycleConfiguration: {
      Rules: [
        {
          ID: 'expire',
          Status: 'Enabled',
          Filter: { Prefix: '' },
          Expiration: { Days: KEPT_DAYS },
        },
      ],
    },
  });
  await apis.trail.createTrail({
    Name: bait.name,
    S3BucketName: Bucket,
    IncludeGlobalServiceEvents: false,
    IsMultiRegionTrail: false,
    EnableLogFileValidation: true,
  });
};

const buildOwn = async (making: Making, followed: readonly Followed[]): Promise<Bait> => {
  const { apis, bait } = making;
  const Bucket = bait.bucket ?? '';
  const there = await trailNow(apis, bait.arn);
  // A trail of somebody else with this name must keep what it selects.
  if (there !== undefined && there.Trail?.S3BucketName !== Bucket) throw new NameTaken('a trail');
  if (there === undefined) await setUp(making, Bucket);
  if (followed.length > 0)
    await apis.trail.putEventSelectors({
      TrailName: bait.arn,
      AdvancedEventSelectors: [...selectorsFor(followed, (what) => `Data events ${what}`)],
    });
  const { IsLogging } = await apis.trail.getTrailStatus({ Name: bait.arn });
  if (IsLogging !== true) await apis.trail.startLogging({ Name: bait.arn });
  return bait;
};

/** Makes the trail that tells of calls on the contents of traps, or joins one, and points it at exactly these. */
export const buildTrail = (making: Making, followed: readonly Followed[]): Promise<Bait> =>
  making.bait.bucket === undefined ? joinTrail(making, followed) : buildOwn(making, followed);

const dismantle = async (making: Making): Promise<void> => {
  const { apis, bait } = making;
  if (bait.bucket === undefined) {
    await joinTrail(making, []);
    return;
  }
  await ifThere(apis.trail.deleteTrail({ Name: bait.arn }));
  await removeBucket(apis.s3, bait.bucket);
};

const inspect = async ({ apis, bait }: Making): Promise<readonly string[]> => {
  const status = await ifThere(apis.trail.getTrailStatus({ Name: bait.arn }));
  if (status === undefined) return ['The trail was deleted.'];
  return status.IsLogging === true ? [] : ['The trail was stopped.'];
};

export const trailKind: Kind = {
  arn: (name, _path, { account, region }, partition) =>
    `arn:${partition}:cloudtrail:${region}:${account}:trail/${name}`,
  // A trail has no date; its bucket, which is made before it, has.
  existsSince: async ({ apis, bait }) => {
    if (bait.bucket === undefined) return undefined;
    const made = await bucketCreatedAt(apis.s3, bait.bucket);
    if (made !== undefined) return made;
    return (await trailNow(apis, bait.arn)) === undefined ? undefined : new Date(0);
  },
  build: (making) => buildTrail(making, []),
  dismantle,
  inspect,
};
