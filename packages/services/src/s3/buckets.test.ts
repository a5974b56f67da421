import { expect, test } from 'vitest';
import { ACCOUNT, OTHER_ACCOUNT, s3Fixture } from './s3.fixture.ts';

const stranger = { kind: 'root', account: OTHER_ACCOUNT } as const;

test.for([
  ['ab'],
  ['Upper-case'],
  ['two..dots'],
  ['-leading'],
  ['192.168.1.1'],
  ['xn--name'],
  ['name-s3alias'],
  ['a'.repeat(64)],
  ['under_score'],
])('no bucket is made with the name %s', async ([Bucket]) => {
  const { s3 } = await s3Fixture();

  await expect(s3('CreateBucket', { Bucket })).rejects.toMatchObject({ name: 'InvalidBucketName' });
});

test('a name belongs to one account, and is free again once its empty bucket is deleted', async () => {
  const { s3, bucket, put } = await s3Fixture();
  const Bucket = await bucket('only-one');

  await expect(s3('CreateBucket', { Bucket }, { as: stranger })).rejects.toMatchObject({
    name: 'BucketAlreadyExists',
  });
  await expect(s3('CreateBucket', { Bucket })).resolves.toMatchObject({ Location: '/only-one' });
  await put(Bucket, 'k', 'v');
  await expect(s3('DeleteBucket', { Bucket })).rejects.toMatchObject({ name: 'BucketNotEmpty' });
  await s3('DeleteObject', { Bucket, Key: 'k' });
  await s3('DeleteBucket', { Bucket });
  await s3('CreateBucket', { Bucket }, { as: stranger });

  await expect(s3('HeadBucket', { Bucket })).rejects.toMatchObject({ name: 'AccessDenied' });
});

test.for([
  ['us-east-1', undefined, undefined],
  ['us-east-1', 'eu-west-3', 'eu-west-3'],
  ['us-east-1', 'EU', 'eu-west-1'],
  ['eu-west-1', 'eu-west-1', 'eu-west-1'],
] as const)('asked in %s for %s, a bucket is in %s', async ([region, asked, expected]) => {
  const { s3 } = await s3Fixture();
  const Bucket = 'located-bucket';

  await s3(
    'CreateBucket',
    { Bucket, CreateBucketConfiguration: { LocationConstraint: asked } },
    { region },
  );

  const { LocationConstraint } = await s3<{ LocationConstraint?: string }>('GetBucketLocation', {
    Bucket,
  });
  expect(LocationConstraint).toBe(expected);
});

test.for([
  ['us-east-1', 'us-east-1', 'InvalidLocationConstraint'],
  ['us-east-1', 'nowhere', 'InvalidLocationConstraint'],
  ['eu-west-1', undefined, 'IllegalLocationConstraintException'],
  ['eu-west-1', 'eu-west-2', 'IllegalLocationConstraintException'],
] as const)(
  'asked in %s for %s, no bucket is made: %s',
  async ([region, LocationConstraint, name]) => {
    const { s3 } = await s3Fixture();
    const input = { Bucket: 'located-bucket', CreateBucketConfiguration: { LocationConstraint } };

    await expect(s3('CreateBucket', input, { region })).rejects.toMatchObject({ name });
  },
);

test('buckets are listed in order, page by page, by prefix and Region', async () => {
  const { s3, bucket } = await s3Fixture();
  for (const name of ['logs-b', 'logs-a', 'data-a']) await bucket(name);
  await s3('CreateBucket', {
    Bucket: 'logs-eu',
    CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
  });
  interface Page {
    readonly Buckets: readonly { readonly Name: string }[];
    readonly ContinuationToken?: string;
  }
  const names = ({ Buckets }: Page) => Buckets.map(({ Name }) => Name);

  const all = await s3<Page>('ListBuckets', {});
  const first = await s3<Page>('ListBuckets', { MaxBuckets: 2, Prefix: 'logs' });
  const { ContinuationToken } = first;
  const second = await s3<Page>('ListBuckets', {
    MaxBuckets: 2,
    Prefix: 'logs',
    ContinuationToken,
  });
  const there = await s3<Page>('ListBuckets', { BucketRegion: 'eu-west-1' });

  expect(names(all)).toEqual(['data-a', 'logs-a', 'logs-b', 'logs-eu']);
  expect([names(first), names(second)]).toEqual([['logs-a', 'logs-b'], ['logs-eu']]);
  expect(names(there)).toEqual(['logs-eu']);
  await expect(
    s3('ListBuckets', { MaxBuckets: 2, Prefix: 'other', ContinuationToken }),
  ).rejects.toMatchObject({ name: 'InvalidArgument' });
});

test('a new bucket is closed: owner enforced, all public access blocked, encrypted by default', async () => {
  const { s3, bucket } = await s3Fixture();
  const Bucket = await bucket('fresh-bucket');

  expect(await s3('GetBucketOwnershipControls', { Bucket })).toEqual({
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  });
  expect(await s3('GetPublicAccessBlock', { Bucket })).toMatchObject({
    PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
  });
  expect(await s3('GetBucketEncryption', { Bucket })).toMatchObject({
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
  });
  expect(await s3('GetBucketVersioning', { Bucket })).toEqual({});
});

const RULE = { ID: 'r', Status: 'Enabled', Filter: { Prefix: '' } };

test.for([
  [
    'Cors',
    'CORSConfiguration',
    { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
    'NoSuchCORSConfiguration',
  ],
  [
    'Website',
    'WebsiteConfiguration',
    { IndexDocument: { Suffix: 'index.html' } },
    'NoSuchWebsiteConfiguration',
  ],
  [
    'LifecycleConfiguration',
    'LifecycleConfiguration',
    { Rules: [{ ...RULE, Expiration: { Date: new Date('2030-01-01') } }] },
    'NoSuchLifecycleConfiguration',
  ],
  [
    'Policy',
    'Policy',
    '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::kept-bucket/*"}}',
    'NoSuchBucketPolicy',
  ],
  ['Tagging', 'Tagging', { TagSet: [{ Key: 'k', Value: 'v' }] }, 'NoSuchTagSet'],
] as const)(
  'the %s of a bucket is there once it is put, and gone once it is deleted',
  async ([noun, member, value, absent]) => {
    const { s3, bucket } = await s3Fixture();
    const Bucket = await bucket('kept-bucket');

    await expect(s3(`GetBucket${noun}`, { Bucket })).rejects.toMatchObject({ name: absent });
    await s3(`PutBucket${noun}`, { Bucket, [member]: value });
    const kept = await s3<object>(`GetBucket${noun}`, { Bucket });
    await s3(`DeleteBucket${noun.replace('Configuration', '')}`, { Bucket });

    expect(kept).toMatchObject(typeof value === 'string' ? { Policy: value } : value);
    await expect(s3(`GetBucket${noun}`, { Bucket })).rejects.toMatchObject({ name: absent });
  },
);

test.for([
  ['PutBucketCors', { CORSConfiguration: { CORSRules: [] } }, 'MalformedXML'],
  [
    'PutBucketCors',
    { CORSConfiguration: { CORSRules: [{ AllowedMethods: ['PATCH'], AllowedOrigins: ['*'] }] } },
    'InvalidRequest',
  ],
  [
    'PutBucketLifecycleConfiguration',
    { LifecycleConfiguration: { Rules: [RULE] } },
    'InvalidRequest',
  ],
  [
    'PutBucketLifecycleConfiguration',
    { LifecycleConfiguration: { Rules: [{ ...RULE, Expiration: { Days: 0 } }] } },
    'InvalidArgument',
  ],
  ['PutBucketWebsite', { WebsiteConfiguration: {} }, 'InvalidArgument'],
  ['PutBucketReplication', { ReplicationConfiguration: {} }, 'InvalidRequest'],
  ['PutBucketVersioning', { VersioningConfiguration: {} }, 'MalformedXML'],
  [
    'PutBucketVersioning',
    { VersioningConfiguration: { Status: 'Enabled', MFADelete: 'Enabled' } },
    'NotImplemented',
  ],
  ['PutBucketEncryption', { ServerSideEncryptionConfiguration: { Rules: [] } }, 'MalformedXML'],
  ['PutBucketTagging', { Tagging: { TagSet: [{ Key: 'aws:x', Value: '' }] } }, 'InvalidTag'],
  [
    'PutBucketTagging',
    {
      Tagging: {
        TagSet: [
          { Key: 'a', Value: '' },
          { Key: 'a', Value: '' },
        ],
      },
    },
    'InvalidTag',
  ],
  ['PutBucketAcl', { ACL: 'public-read' }, 'AccessControlListNotSupported'],
  ['PutBucketPolicy', { Policy: 'no' }, 'MalformedPolicy'],
  [
    'PutBucketPolicy',
    {
      Policy:
        '{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::other"}}',
    },
    'MalformedPolicy',
  ],
  [
    'PutObjectLockConfiguration',
    { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled' } },
    'InvalidBucketState',
  ],
  [
    'PutBucketNotificationConfiguration',
    {
      NotificationConfiguration: {
        QueueConfigurations: [{ QueueArn: 'x', Events: ['s3:ObjectCreated:*'] }],
      },
    },
    'InvalidArgument',
  ],
  ['GetObjectLockConfiguration', {}, 'ObjectLockConfigurationNotFoundError'],
] as const)('%s with %j is refused as %s', async ([operation, input, name]) => {
  const { s3, bucket } = await s3Fixture();
  const Bucket = await bucket('strict-bucket');

  await expect(s3(operation, { Bucket, ...input })).rejects.toMatchObject({ name });
});

test('CloudTrail records what is done to buckets in S3’s own form, and nothing of objects', async () => {
  const fixture = await s3Fixture();
  const { s3, bucket, put } = fixture;
  const nobody = fixture.userWith('nobody');
  const Bucket = await bucket('watched-bucket');
  await put(Bucket, 'k', 'v');
  await expect(s3('GetObject', { Bucket, Key: 'k' }, { as: nobody })).rejects.toThrow('GetObject');
  await s3('DeleteObject', { Bucket, Key: 'k' });
  await s3('GetBucketVersioning', { Bucket });
  await expect(s3('DeleteBucket', { Bucket }, { as: nobody })).rejects.toThrow('DeleteBucket');
  await s3('DeleteBucket', { Bucket });

  const recorded = await fixture.events();

  const arn = `arn:aws:s3:::${Bucket}`;
  expect(recorded.map(({ record }) => String(record['eventName'])).toSorted()).toEqual([
    'CreateBucket',
    'DeleteBucket',
    'DeleteBucket',
    'GetBucketVersioning',
  ]);
  const deleted = recorded.find(
    ({ record }) => record['eventName'] === 'DeleteBucket' && record['errorCode'] === undefined,
  );
  expect(deleted?.record).toMatchObject({
    eventSource: 's3.amazonaws.com',
    requestParameters: { bucketName: Bucket, Host: `${Bucket}.s3.amazonaws.com` },
    responseElements: null,
    resources: [{ type: 'AWS::S3::Bucket', ARN: arn }],
    recipientAccountId: ACCOUNT,
  });
  expect(recorded.some(({ record }) => record['errorCode'] === 'AccessDenied')).toBe(true);
});
