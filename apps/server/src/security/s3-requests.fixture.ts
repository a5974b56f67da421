import type { OperationModel } from '@gatehouse/wire';

const POLICY = (bucket: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: '111122223333' },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${bucket}/*`,
      },
    ],
  });

const documents = (bucket: string): Readonly<Record<string, unknown>> => ({
  AccelerateConfiguration: { Status: 'Enabled' },
  BucketLoggingStatus: {},
  CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] },
  Delete: { Objects: [{ Key: 'k' }] },
  NotificationConfiguration: {},
  OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  Policy: POLICY(bucket),
  PublicAccessBlockConfiguration: { BlockPublicAcls: true },
  ReplicationConfiguration: {
    Role: 'arn:aws:iam::111122223333:role/r1',
    Rules: [{ Status: 'Enabled', Destination: { Bucket: 'arn:aws:s3:::other-bucket' } }],
  },
  RequestPaymentConfiguration: { Payer: 'BucketOwner' },
  ServerSideEncryptionConfiguration: {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
  },
  Tagging: { TagSet: [{ Key: 'k', Value: 'v' }] },
  VersioningConfiguration: { Status: 'Enabled' },
  WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } },
});

/** A request to S3 that gets as far as the decision; `bucket-1` is there. */
export const s3Request = ({ input }: OperationModel, n: number): object => {
  if (input.kind !== 'structure') return {};
  const bucket = `sweep-bucket-${n}`;
  const values: Readonly<Record<string, unknown>> = {
    ...documents(bucket),
    Bucket: bucket,
    CopySource: `${bucket}/k`,
    Key: 'k',
    ObjectAttributes: ['ETag'],
    PartNumber: 1,
    UploadId: 'upload',
  };
  return Object.fromEntries(
    input.members
      .filter((member) => member.required)
      .map((member) => [member.name, values[member.name]]),
  );
};

/** Service Authorization Reference, "Actions defined by Amazon S3", where the action is not called like the operation. */
const ACTIONS: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: 'PutObject',
  CopyObject: 'GetObject',
  CreateMultipartUpload: 'PutObject',
  DeleteBucketCors: 'PutBucketCORS',
  DeleteBucketEncryption: 'PutEncryptionConfiguration',
  DeleteBucketLifecycle: 'PutLifecycleConfiguration',
  DeleteBucketOwnershipControls: 'PutBucketOwnershipControls',
  DeleteBucketReplication: 'PutReplicationConfiguration',
  DeleteBucketTagging: 'PutBucketTagging',
  DeletePublicAccessBlock: 'PutBucketPublicAccessBlock',
  GetBucketAccelerateConfiguration: 'GetAccelerateConfiguration',
  GetBucketCors: 'GetBucketCORS',
  GetBucketEncryption: 'GetEncryptionConfiguration',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  GetBucketReplication: 'GetReplicationConfiguration',
  GetObjectLockConfiguration: 'GetBucketObjectLockConfiguration',
  GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
  HeadBucket: 'ListBucket',
  HeadObject: 'GetObject',
  ListBuckets: 'ListAllMyBuckets',
  ListMultipartUploads: 'ListBucketMultipartUploads',
  ListObjectVersions: 'ListBucketVersions',
  ListObjects: 'ListBucket',
  ListObjectsV2: 'ListBucket',
  ListParts: 'ListMultipartUploadParts',
  PutBucketAccelerateConfiguration: 'PutAccelerateConfiguration',
  PutBucketCors: 'PutBucketCORS',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
  PutBucketReplication: 'PutReplicationConfiguration',
  PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  UploadPart: 'PutObject',
  UploadPartCopy: 'GetObject',
};

export const s3Action = (operation: string): string => `s3:${ACTIONS[operation] ?? operation}`;
