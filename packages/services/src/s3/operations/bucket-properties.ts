import type {
  NotificationConfiguration,
  PutBucketAccelerateConfigurationRequest,
  PutBucketEncryptionRequest,
  PutBucketLoggingRequest,
  PutBucketNotificationConfigurationRequest,
  PutBucketOwnershipControlsRequest,
  PutBucketRequestPaymentRequest,
  PutObjectLockConfigurationRequest,
  PutPublicAccessBlockRequest,
} from '@aws-sdk/client-s3';
import type { Ids } from '@gatehouse/core';
import { type OperationDefinition, reads, writes } from '@gatehouse/service-kit';
import { permittedBucket } from '../access/access.ts';
import { settingOf } from '../bucket-settings.ts';
import {
  bucketStateInvalid,
  invalidArgument,
  invalidRequest,
  malformedXml,
  settingAbsent,
} from '../errors.ts';
import type { Bucket } from '../model.ts';
import type { S3Parts } from '../parts.ts';
import { buckets } from '../repositories/buckets.ts';
import { getSetting, given, putSetting, removeSetting, type SettingRequest } from './setting.ts';

type Deps = Pick<S3Parts, 'access' | 'ids'>;

const ALGORITHMS = new Set(['AES256', 'aws:kms', 'aws:kms:dsse']);

const checkedEncryption = (input: PutBucketEncryptionRequest): unknown => {
  const { Rules } = given(input.ServerSideEncryptionConfiguration);
  const [rule, ...others] = Rules ?? [];
  const by = rule?.ApplyServerSideEncryptionByDefault;
  if (by?.SSEAlgorithm === undefined || others.length > 0 || !ALGORITHMS.has(by.SSEAlgorithm))
    throw malformedXml();
  if (by.SSEAlgorithm === 'AES256' && by.KMSMasterKeyID !== undefined)
    throw invalidArgument(
      'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      'ApplyServerSideEncryptionByDefault',
    );
  return { Rules: [{ ...rule, BucketKeyEnabled: rule?.BucketKeyEnabled ?? false }] };
};

/** What a bucket has that nobody gave another encryption. */
const OWN_ENCRYPTION = {
  ServerSideEncryptionConfiguration: {
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
        BucketKeyEnabled: false,
      },
    ],
  },
};

const checkedOwnership = ({ OwnershipControls }: PutBucketOwnershipControlsRequest): string => {
  const [rule, ...others] = given(OwnershipControls).Rules ?? [];
  const ownership = rule?.ObjectOwnership;
  const isKnown =
    ownership === 'BucketOwnerEnforced' ||
    ownership === 'BucketOwnerPreferred' ||
    ownership === 'ObjectWriter';
  if (!isKnown || others.length > 0) throw malformedXml();
  return ownership;
};

type Destination = {
  readonly Id?: string | undefined;
  readonly Events?: readonly string[] | undefined;
};

const EVENT =
  /^s3:(IntelligentTiering|Lifecycle|ObjectAcl|ObjectAnnotation|ObjectCreated|ObjectRemoved|ObjectRestore|ObjectRetention|ObjectTagging|ReducedRedundancyLostObject|Replication|TestEvent)[:*A-Za-z]*$/;

const checkedNotification = (
  { NotificationConfiguration: asked }: PutBucketNotificationConfigurationRequest,
  ids: Ids,
): NotificationConfiguration => {
  const {
    TopicConfigurations,
    QueueConfigurations,
    LambdaFunctionConfigurations,
    EventBridgeConfiguration,
  } = asked ?? {};
  const checked = <T extends Destination>(
    list: readonly T[] | undefined,
    arnOf: (one: T) => string | undefined,
  ) =>
    list?.map((one) => {
      if (arnOf(one)?.startsWith('arn:aws:') !== true)
        throw invalidArgument('The ARN could not be parsed', 'ARN', arnOf(one));
      if (one.Events === undefined || one.Events.length === 0) throw malformedXml();
      for (const event of one.Events)
        if (!EVENT.test(event))
          throw invalidArgument('The event is not supported for notifications', 'Event', event);
      return { ...one, Id: one.Id ?? ids.uuid() };
    });
  return {
    TopicConfigurations: checked(TopicConfigurations, ({ TopicArn }) => TopicArn),
    QueueConfigurations: checked(QueueConfigurations, ({ QueueArn }) => QueueArn),
    LambdaFunctionConfigurations: checked(
      LambdaFunctionConfigurations,
      ({ LambdaFunctionArn }) => LambdaFunctionArn,
    ),
    EventBridgeConfiguration,
  };
};

const checkedBlock = ({ PublicAccessBlockConfiguration }: PutPublicAccessBlockRequest): unknown => {
  const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } = given(
    PublicAccessBlockConfiguration,
  );
  return {
    BlockPublicAcls: BlockPublicAcls ?? false,
    IgnorePublicAcls: IgnorePublicAcls ?? false,
    BlockPublicPolicy: BlockPublicPolicy ?? false,
    RestrictPublicBuckets: RestrictPublicBuckets ?? false,
  };
};

const checkedLock = (input: PutObjectLockConfigurationRequest, bucket: Bucket): unknown => {
  const configuration = given(input.ObjectLockConfiguration);
  if (configuration.ObjectLockEnabled !== 'Enabled') throw malformedXml();
  if (bucket.versioning !== 'Enabled')
    throw bucketStateInvalid(
      "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    );
  const rule = configuration.Rule?.DefaultRetention;
  if (rule !== undefined) {
    if (rule.Mode !== 'COMPLIANCE' && rule.Mode !== 'GOVERNANCE') throw malformedXml();
    if ((rule.Days === undefined) === (rule.Years === undefined)) throw malformedXml();
    const count = rule.Days ?? rule.Years ?? 0;
    if (count <= 0)
      throw invalidArgument('Default retention period must be a positive integer value.');
    if (count > (rule.Days === undefined ? 100 : 36_500))
      throw invalidArgument('Default retention period too large, the maximum is 100 years.');
  }
  return configuration;
};

const checkedLogging = ({ BucketLoggingStatus }: PutBucketLoggingRequest): unknown => {
  const { LoggingEnabled } = given(BucketLoggingStatus);
  if (LoggingEnabled === undefined) return undefined;
  if (LoggingEnabled.TargetBucket === undefined || LoggingEnabled.TargetPrefix === undefined)
    throw malformedXml();
  return { LoggingEnabled };
};

/** The lock is a property of the bucket too: what is put from then on can be kept from being removed. */
const putObjectLock = ({ access }: Deps): OperationDefinition =>
  writes<PutObjectLockConfigurationRequest, object>(
    { event: { response: 'omit' } },
    async (input, call) => {
      const action = 's3:PutBucketObjectLockConfiguration';
      const bucket = await permittedBucket(access, call, action, input);
      const value = checkedLock(input, bucket);
      await buckets.setVersioning(call.tx, bucket.name, 'Enabled', true);
      await buckets.set(call.tx, bucket.name, 'objectLock', JSON.stringify(value));
      return {};
    },
  );

const encryptionAndBlocks = (deps: Deps): Readonly<Record<string, OperationDefinition>> => ({
  GetBucketEncryption: getSetting(deps, {
    kind: 'encryption',
    action: 's3:GetEncryptionConfiguration',
    answer: (stored) => ({ ServerSideEncryptionConfiguration: stored }),
    absent: () => OWN_ENCRYPTION,
  }),
  PutBucketEncryption: putSetting<PutBucketEncryptionRequest>(deps, {
    kind: 'encryption',
    action: 's3:PutEncryptionConfiguration',
    stored: checkedEncryption,
  }),
  DeleteBucketEncryption: removeSetting(deps, {
    kind: 'encryption',
    action: 's3:PutEncryptionConfiguration',
  }),
  GetBucketOwnershipControls: getSetting(deps, {
    kind: 'ownership',
    action: 's3:GetBucketOwnershipControls',
    answer: (ObjectOwnership) => ({ OwnershipControls: { Rules: [{ ObjectOwnership }] } }),
    absent: 'ownership',
  }),
  PutBucketOwnershipControls: putSetting<PutBucketOwnershipControlsRequest>(deps, {
    kind: 'ownership',
    action: 's3:PutBucketOwnershipControls',
    stored: (input) => checkedOwnership(input),
  }),
  // Without controls a bucket is as it was before there were any: objects belong to who writes them, and ACLs count.
  DeleteBucketOwnershipControls: removeOwnership(deps),
  GetPublicAccessBlock: getSetting(deps, {
    kind: 'publicAccessBlock',
    action: 's3:GetBucketPublicAccessBlock',
    answer: (stored) => ({ PublicAccessBlockConfiguration: stored }),
    absent: 'publicAccessBlock',
  }),
  PutPublicAccessBlock: putSetting<PutPublicAccessBlockRequest>(deps, {
    kind: 'publicAccessBlock',
    action: 's3:PutBucketPublicAccessBlock',
    stored: (input) => checkedBlock(input),
  }),
  DeletePublicAccessBlock: removeSetting(deps, {
    kind: 'publicAccessBlock',
    action: 's3:PutBucketPublicAccessBlock',
  }),
});

const removeOwnership = (deps: Deps): OperationDefinition =>
  removeSetting(deps, { kind: 'ownership', action: 's3:PutBucketOwnershipControls' });

const getObjectLock = ({ access }: Deps): OperationDefinition =>
  reads<SettingRequest, unknown>({}, async (input, call) => {
    const action = 's3:GetBucketObjectLockConfiguration';
    const bucket = await permittedBucket(access, call, action, input);
    const stored = settingOf(bucket, 'objectLock');
    if (stored === undefined) throw settingAbsent('objectLock', bucket.name);
    return { ObjectLockConfiguration: stored };
  });

const notificationsAndLocks = (deps: Deps): Readonly<Record<string, OperationDefinition>> => ({
  GetBucketLogging: getSetting(deps, {
    kind: 'logging',
    action: 's3:GetBucketLogging',
    answer: (stored) => stored,
    absent: () => ({}),
  }),
  PutBucketLogging: putSetting<PutBucketLoggingRequest>(deps, {
    kind: 'logging',
    action: 's3:PutBucketLogging',
    stored: (input) => checkedLogging(input),
    partial: 'checked and kept, no logs are delivered',
  }),
  GetBucketNotificationConfiguration: getSetting(deps, {
    kind: 'notification',
    action: 's3:GetBucketNotification',
    answer: (stored) => stored,
    absent: () => ({}),
  }),
  PutBucketNotificationConfiguration: putSetting<PutBucketNotificationConfigurationRequest>(deps, {
    kind: 'notification',
    action: 's3:PutBucketNotification',
    stored: (input) => checkedNotification(input, deps.ids),
    partial: 'EventBridge hears of objects; topics, queues and functions are kept and do not',
  }),
  GetObjectLockConfiguration: getObjectLock(deps),
  PutObjectLockConfiguration: putObjectLock(deps),
});

const accelerationAndPayment = (deps: Deps): Readonly<Record<string, OperationDefinition>> => ({
  GetBucketAccelerateConfiguration: getSetting(deps, {
    kind: 'accelerate',
    action: 's3:GetAccelerateConfiguration',
    answer: (stored) => stored,
    absent: () => ({}),
  }),
  PutBucketAccelerateConfiguration: putSetting<PutBucketAccelerateConfigurationRequest>(deps, {
    kind: 'accelerate',
    action: 's3:PutAccelerateConfiguration',
    stored: ({ AccelerateConfiguration }, bucket) => {
      const { Status } = given(AccelerateConfiguration);
      if (Status !== 'Enabled' && Status !== 'Suspended') throw malformedXml();
      if (bucket.name.includes('.'))
        throw invalidRequest(
          'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
        );
      return { Status };
    },
  }),
  GetBucketRequestPayment: getSetting(deps, {
    kind: 'requestPayment',
    action: 's3:GetBucketRequestPayment',
    answer: (stored) => stored,
    absent: () => ({ Payer: 'BucketOwner' }),
  }),
  PutBucketRequestPayment: putSetting<PutBucketRequestPaymentRequest>(deps, {
    kind: 'requestPayment',
    action: 's3:PutBucketRequestPayment',
    stored: ({ RequestPaymentConfiguration }) => {
      const { Payer } = given(RequestPaymentConfiguration);
      if (Payer !== 'BucketOwner' && Payer !== 'Requester') throw malformedXml();
      return { Payer };
    },
  }),
});

/** Properties of a bucket; encryption, ownership, the block of public access and EventBridge's events are acted upon. */
export const propertyOperations = (deps: Deps): Readonly<Record<string, OperationDefinition>> => ({
  ...encryptionAndBlocks(deps),
  ...notificationsAndLocks(deps),
  ...accelerationAndPayment(deps),
});
