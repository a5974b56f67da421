import { execFile } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import type { StartedCloud } from '@gatehouse/testcloud';

type ClientConfig = ReturnType<StartedCloud['client']>;

export const GROUP = 'CloudTrail/audit';
const ROLE = 'CloudTrail_CloudWatchLogs_Role';

export const document = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

const SERVICE = { Service: 'cloudtrail.amazonaws.com' };

export type TrailRecord = Readonly<Record<string, unknown>> & {
  readonly eventName: string;
  readonly eventID: string;
};

/** An account with what a trail needs. */
export interface TrailStage {
  readonly s3: S3;
  readonly trail: CloudTrail;
  readonly logs: CloudWatchLogs;
  readonly iam: IAM;
  readonly account: string;
  arn(name: string): string;
  /** A bucket that takes the files of a trail, below what AWS's documentation has in its policy. */
  bucket(name: string, trailName: string, folders?: readonly string[]): Promise<void>;
  /** Gives such a bucket its policy again. */
  allow(name: string, trailName: string): Promise<void>;
  /** A log group, and a role of CloudTrail that may write there. */
  group(): Promise<{
    readonly CloudWatchLogsLogGroupArn: string;
    readonly CloudWatchLogsRoleArn: string;
  }>;
  advance(duration: string): Promise<void>;
  keys(bucket: string, folder: string): Promise<readonly string[]>;
  /** The records of all files in a folder of a bucket. */
  records(bucket: string, folder?: string): Promise<readonly TrailRecord[]>;
}

const readRecords = async (s3: S3, Bucket: string, Key: string): Promise<TrailRecord[]> => {
  const { Body } = await s3.getObject({ Bucket, Key });
  const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
  // What was written a moment ago is JSON of this shape.
  return (JSON.parse(gunzipSync(bytes).toString()) as { Records: TrailRecord[] }).Records;
};

/** Below what AWS's documentation has in the policy of such a bucket. */
const allowTrail = async (
  s3: S3,
  Bucket: string,
  trailArn: string,
  folders: readonly string[],
): Promise<void> => {
  const source = { 'aws:SourceArn': trailArn };
  await s3.putBucketPolicy({
    Bucket,
    Policy: document(
      {
        Effect: 'Allow',
        Principal: SERVICE,
        Action: 's3:GetBucketAcl',
        Resource: `arn:aws:s3:::${Bucket}`,
        Condition: { StringEquals: source },
      },
      {
        Effect: 'Allow',
        Principal: SERVICE,
        Action: 's3:PutObject',
        Resource: folders.map((folder) => `arn:aws:s3:::${Bucket}/AWSLogs/${folder}/*`),
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...source } },
      },
    ),
  });
};

const makeGroup = async (
  logs: CloudWatchLogs,
  iam: IAM,
  account: string,
): ReturnType<TrailStage['group']> => {
  await logs.createLogGroup({ logGroupName: GROUP });
  const group = `arn:aws:logs:us-east-1:${account}:log-group:${GROUP}`;
  const { Role } = await iam.createRole({
    RoleName: ROLE,
    AssumeRolePolicyDocument: document({
      Effect: 'Allow',
      Principal: SERVICE,
      Action: 'sts:AssumeRole',
    }),
  });
  await iam.putRolePolicy({
    RoleName: ROLE,
    PolicyName: 'logs',
    PolicyDocument: document({
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: `${group}:log-stream:*_CloudTrail_*`,
    }),
  });
  return { CloudWatchLogsLogGroupArn: `${group}:*`, CloudWatchLogsRoleArn: Role?.Arn ?? '' };
};

export const trailStage = (
  cloud: { readonly aws: string },
  account: string,
  config: ClientConfig,
): TrailStage => {
  const s3 = new S3({ ...config, forcePathStyle: true });
  const trail = new CloudTrail(config);
  const logs = new CloudWatchLogs(config);
  const iam = new IAM(config);
  const arn = (name: string): string => `arn:aws:cloudtrail:us-east-1:${account}:trail/${name}`;

  const keys = async (Bucket: string, folder: string): Promise<readonly string[]> => {
    const { Contents = [] } = await s3.listObjectsV2({ Bucket });
    return Contents.flatMap(({ Key = '' }) => (Key.includes(`/${folder}/`) ? [Key] : []));
  };

  return {
    s3,
    trail,
    logs,
    iam,
    account,
    arn,
    keys,
    bucket: async (name, trailName, folders = [account]) => {
      await s3.createBucket({ Bucket: name });
      await allowTrail(s3, name, arn(trailName), folders);
    },
    allow: (name, trailName) => allowTrail(s3, name, arn(trailName), [account]),
    group: () => makeGroup(logs, iam, account),
    advance: async (duration) => {
      await fetch(`${cloud.aws}/_gatehouse/clock`, {
        method: 'POST',
        body: JSON.stringify({ advance: duration }),
      });
    },
    records: async (bucket, folder = 'CloudTrail') => {
      const found = await keys(bucket, folder);
      const read = await Promise.all(found.map((key) => readRecords(s3, bucket, key)));
      return read.flat();
    },
  };
};

/** `aws cloudtrail validate-logs` gives its client of S3 no endpoint but Amazon's: that one function is told ours, the rest is Debian's. */
const VALIDATE = `
import os, sys
import awscli.clidriver
from awscli.customizations.cloudtrail import validation
def create(self, region):
    return self._session.create_client('s3', region, endpoint_url=os.environ['ENDPOINT'])
validation.S3ClientProvider._create_client = create
sys.exit(awscli.clidriver.main())
`;

/** What Debian's AWS CLI says of a trail's files. */
export const validateLogs = (
  { endpoint, region, credentials }: ClientConfig,
  trailArn: string,
): Promise<string> => {
  const asked = ['--endpoint-url', endpoint, 'cloudtrail', 'validate-logs', '--verbose'];
  const span = ['--start-time', '2020-01-01T00:00:00Z', '--end-time', '2040-01-01T00:00:00Z'];
  const args = ['-c', VALIDATE].concat(asked, span, ['--trail-arn', trailArn]);
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: '/nonexistent',
    ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  return new Promise((resolve) => {
    // It exits with 1 where it finds anything, and says on stdout what.
    execFile('/usr/bin/python3', args, { env }, (_error, stdout, stderr) => {
      resolve(`${stdout}${stderr}`);
    });
  });
};

/** A topic that CloudTrail may publish to, and a queue that hears it. */
export const makeTopic = async (
  config: ClientConfig,
  account: string,
  trailArn: string,
): Promise<{ readonly topicArn: string; readonly queueUrl: string }> => {
  const sns = new SNS(config);
  const sqs = new SQS(config);
  const { TopicArn = '' } = await sns.createTopic({ Name: 'log-files' });
  await sns.setTopicAttributes({
    TopicArn,
    AttributeName: 'Policy',
    AttributeValue: JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 'SNS:Publish',
        Resource: TopicArn,
        Condition: { StringEquals: { 'aws:SourceArn': trailArn } },
      },
    }),
  });
  const queue = `arn:aws:sqs:us-east-1:${account}:log-files`;
  const { QueueUrl = '' } = await sqs.createQueue({
    QueueName: 'log-files',
    Attributes: {
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Service: ['events.amazonaws.com', 'sns.amazonaws.com'] },
          Action: 'sqs:SendMessage',
          Resource: queue,
        },
      }),
    },
  });
  await sns.subscribe({
    TopicArn,
    Protocol: 'sqs',
    Endpoint: queue,
    Attributes: { RawMessageDelivery: 'true' },
  });
  return { topicArn: TopicArn, queueUrl: QueueUrl };
};

export const eventually = async (check: () => Promise<void>): Promise<void> => {
  for (let left = 100; ; left -= 1) {
    try {
      await check();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
  }
};

/** Selectors for all data events of these types, and for no management event. */
export const dataOf = (...types: readonly string[]) =>
  types.map((type) => ({
    Name: type,
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: [type] },
    ],
  }));

/** A key's policy that lets its account, and CloudTrail for one trail. */
export const keyPolicy = (account: string, trailArn: string): string =>
  document(
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Principal: SERVICE,
      Action: 'kms:GenerateDataKey*',
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:SourceArn': trailArn },
        StringLike: {
          'kms:EncryptionContext:aws:cloudtrail:arn': `arn:aws:cloudtrail:*:${account}:trail/*`,
        },
      },
    },
  );
