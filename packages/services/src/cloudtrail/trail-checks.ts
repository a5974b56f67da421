import { AwsError, parseArn } from '@gatehouse/core';
import { serviceKeyCalls } from '@gatehouse/service-kit';
import {
  checkedKey,
  encryptionOf,
  organizationOf,
  regionOf,
  SERVICE,
  sourceOf,
  streamName,
} from './delivery/destinations.ts';
import { SESSION_NAME } from './delivery/log-groups.ts';
import type { CloudTrailDeps } from './deps.ts';
import {
  bucketMissing,
  bucketPolicyInsufficient,
  encryptionInsufficient,
  groupDenied,
  invalidLogGroup,
  keyNotFound,
  roleUntrusted,
  topicInsufficient,
} from './errors.ts';
import { topicArn, type Trail } from './trails.ts';

type Deps = Pick<
  CloudTrailDeps,
  'acceptsLooseInput' | 'call' | 'objects' | 'organizations' | 'roles' | 'topics'
>;

const KEY_BYTES = 32;

const checkBucket = async (
  { objects, organizations }: Deps,
  trail: Trail,
): Promise<AwsError | undefined> => {
  const bucket = trail.settings.S3BucketName;
  const key = checkedKey(trail, await organizationOf(organizations, trail));
  const problem = await objects.check({ bucket, key, source: sourceOf(trail) });
  if (problem === undefined) return undefined;
  return problem === 'NoSuchBucket' ? bucketMissing(bucket) : bucketPolicyInsufficient(bucket);
};

const checkTopic = async ({ topics }: Deps, trail: Trail): Promise<AwsError | undefined> => {
  const arn = topicArn(trail, trail.settings.SnsTopicName);
  if (arn === undefined || (await topics.mayPublish({ topicArn: arn, source: sourceOf(trail) })))
    return undefined;
  return topicInsufficient();
};

/** Whether the key's policy lets CloudTrail encrypt with it for this trail. */
const checkKey = async ({ call }: Deps, trail: Trail): Promise<AwsError | undefined> => {
  const encryption = encryptionOf(trail);
  if (encryption === undefined) return undefined;
  const { keyArn, context } = encryption;
  try {
    await serviceKeyCalls(call, sourceOf(trail), regionOf(trail)).generateDataKeyWithoutPlaintext({
      KeyId: keyArn,
      EncryptionContext: context,
      NumberOfBytes: KEY_BYTES,
      DryRun: true,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.name === 'DryRunOperationException') return undefined;
    return error.name === 'NotFoundException'
      ? keyNotFound(keyArn)
      : encryptionInsufficient(trail.settings.S3BucketName, keyArn);
  }
};

/** CloudTrail makes its log stream at once, as the role: so it knows whether it may. */
const checkLogGroup = async (
  { call, roles, organizations }: Deps,
  trail: Trail,
): Promise<AwsError | undefined> => {
  const { CloudWatchLogsLogGroupArn: groupArn, CloudWatchLogsRoleArn: roleArn } = trail.settings;
  if (groupArn === undefined || roleArn === undefined) return undefined;
  const group = parseArn(groupArn);
  const region = group?.region ?? trail.homeRegion;
  const session = await roles.assume({
    roleArn,
    sessionName: SESSION_NAME,
    source: sourceOf(trail),
    region,
  });
  if (session === undefined) return roleUntrusted();
  const { account } = trail;
  try {
    await call({
      service: 'logs',
      operation: 'CreateLogStream',
      input: {
        logGroupName: group?.resource.split(':')[1] ?? '',
        logStreamName: streamName(await organizationOf(organizations, trail), {
          account,
          region: trail.homeRegion,
        }),
      },
      principal: session.principal,
      region,
      by: SERVICE,
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.name === 'ResourceAlreadyExistsException') return undefined;
    return error.name === 'ResourceNotFoundException' ? invalidLogGroup() : groupDenied();
  }
};

/**
 * What keeps a trail from delivering, in the order in which CloudTrail says it; outside of any transaction, for it asks
 * other services.
 */
export const deliveryProblem = async (deps: Deps, trail: Trail): Promise<AwsError | undefined> => {
  if (deps.acceptsLooseInput === true) return undefined;
  for (const check of [checkBucket, checkTopic, checkKey, checkLogGroup]) {
    const problem = await check(deps, trail);
    if (problem !== undefined) return problem;
  }
  return undefined;
};
