import { AwsError } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import { callerAs, type Caller } from '../broker/account-caller.ts';
import { readSetting, writeSetting } from '../broker/settings-table.ts';
import type { Cloud } from '../cloud.ts';
import { document, ensureRole } from '../ensure-role.ts';
import { busPolicy, HOME_REGION, SECURITY_ACCOUNT } from '../findings/demo-deployment.ts';
import { knownOrOurs } from '../once.ts';
import {
  ACCOUNTS,
  BUCKET,
  BUS_ARN,
  DEAD_QUEUE,
  DETECTION,
  FORWARDER,
  forwarderRoleArn,
  keeperRole,
  LOG_GROUP,
  LOG_GROUP_ARN,
  MANAGEMENT_ACCOUNT,
  memberRole,
  QUEUE,
  queueArn,
  REGIONS,
  TOPIC,
  TRAIL,
  TRAIL_ARN,
  TRAIL_DELIVERY,
  TRAIL_ROLE_ARN,
} from './demo-roles.ts';

const SETTING = 'demo.detection';
const RETENTION_DAYS = 90;

const RULES = {
  events: 'gatehouse-detection-events',
  files: 'gatehouse-detection-files',
  findings: 'gatehouse-detection-findings',
} as const;

/** Calls on contents, which only trails of data events know: the trail of the organization has management events alone. */
const DATA_EVENTS = JSON.stringify({
  'detail-type': ['AWS API Call via CloudTrail'],
  detail: { managementEvent: [false] },
});

const LOG_FILES = JSON.stringify({
  source: ['aws.s3'],
  'detail-type': ['Object Created'],
  detail: { bucket: { name: [BUCKET] } },
});

/** What people do about our findings in Security Hub. */
const FINDINGS = JSON.stringify({
  source: ['aws.securityhub'],
  'detail-type': ['Security Hub Findings - Imported'],
  detail: { findings: { GeneratorId: [{ prefix: 'gatehouse/detection/' }] } },
});

type CallerOf = (account: string, region: string) => Caller;

/** A start that was cut short made some of it already. */
const unlessThere = async (made: Promise<unknown>, ...names: readonly string[]): Promise<void> => {
  await made.catch((error: unknown) => {
    if (!(error instanceof AwsError) || !names.includes(error.name)) throw error;
  });
};

const queuePolicy = (queue: string): string =>
  document({
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn(queue),
    Condition: {
      ArnEquals: {
        'aws:SourceArn': Object.values(RULES).map(
          (rule) => `arn:aws:events:${HOME_REGION}:${SECURITY_ACCOUNT}:rule/${rule}`,
        ),
      },
    },
  });

const makeQueue = async (
  call: Caller,
  name: string,
  attributes: Readonly<Record<string, string>>,
): Promise<string> => {
  const { QueueUrl: url } = (await call('sqs', 'CreateQueue', {
    QueueName: name,
    Attributes: { Policy: queuePolicy(name), ...attributes },
  })) as { readonly QueueUrl: string };
  return url;
};

const rule = async (call: Caller, name: string, pattern: string, target: object): Promise<void> => {
  await call('events', 'PutRule', {
    Name: name,
    Description: 'For detection',
    EventPattern: pattern,
    State: 'ENABLED',
  });
  await call('events', 'PutTargets', { Rule: name, Targets: [target] });
};

/** Below what CloudTrail's documentation has in the policy of the bucket of an organization trail. */
const bucketPolicy = (organization: string): string => {
  const Principal = { Service: 'cloudtrail.amazonaws.com' };
  const source = { 'aws:SourceArn': TRAIL_ARN };
  return document(
    {
      Effect: 'Allow',
      Principal,
      Action: 's3:GetBucketAcl',
      Resource: `arn:aws:s3:::${BUCKET}`,
      Condition: { StringEquals: source },
    },
    {
      Effect: 'Allow',
      Principal,
      Action: 's3:PutObject',
      Resource: [MANAGEMENT_ACCOUNT, organization].map(
        (folder) => `arn:aws:s3:::${BUCKET}/AWSLogs/${folder}/*`,
      ),
      Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...source } },
    },
  );
};

const makeBucket = async (call: Caller, organization: string): Promise<void> => {
  await unlessThere(
    call('s3', 'CreateBucket', { Bucket: BUCKET }),
    'BucketAlreadyOwnedByYou',
    'BucketAlreadyExists',
  );
  await call('s3', 'PutBucketPolicy', { Bucket: BUCKET, Policy: bucketPolicy(organization) });
  await call('s3', 'PutBucketNotificationConfiguration', {
    Bucket: BUCKET,
    NotificationConfiguration: { EventBridgeConfiguration: {} },
  });
};

/** The account that administers Security Hub: where events and log files come together, and who is told. */
const deployAdministrator = async (callerOf: CallerOf, organization: string): Promise<string> => {
  const call = callerOf(SECURITY_ACCOUNT, HOME_REGION);
  await ensureRole(call, DETECTION);
  await makeBucket(call, organization);
  await makeQueue(call, DEAD_QUEUE, {});
  const url = await makeQueue(call, QUEUE, {
    VisibilityTimeout: '120',
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: queueArn(DEAD_QUEUE),
      maxReceiveCount: 20,
    }),
  });
  await call('sns', 'CreateTopic', { Name: TOPIC });
  await call('events', 'PutPermission', {
    EventBusName: 'default',
    Policy: busPolicy(organization),
  });
  const target = {
    Id: 'queue',
    Arn: queueArn(QUEUE),
    DeadLetterConfig: { Arn: queueArn(DEAD_QUEUE) },
  };
  await rule(call, RULES.events, DATA_EVENTS, target);
  await rule(call, RULES.files, LOG_FILES, target);
  await rule(call, RULES.findings, FINDINGS, target);
  return url;
};

/** The trail of the organization, with all management events. */
const deployTrail = async (callerOf: CallerOf): Promise<void> => {
  const call = callerOf(MANAGEMENT_ACCOUNT, HOME_REGION);
  await unlessThere(
    call('logs', 'CreateLogGroup', { logGroupName: LOG_GROUP }),
    'ResourceAlreadyExistsException',
  );
  await call('logs', 'PutRetentionPolicy', {
    logGroupName: LOG_GROUP,
    retentionInDays: RETENTION_DAYS,
  });
  await ensureRole(call, TRAIL_DELIVERY);
  await unlessThere(
    call('cloudtrail', 'CreateTrail', {
      Name: TRAIL,
      S3BucketName: BUCKET,
      IncludeGlobalServiceEvents: true,
      IsMultiRegionTrail: true,
      IsOrganizationTrail: true,
      CloudWatchLogsLogGroupArn: `${LOG_GROUP_ARN}:*`,
      CloudWatchLogsRoleArn: TRAIL_ROLE_ARN,
    }),
    'TrailAlreadyExistsException',
  );
  await call('cloudtrail', 'StartLogging', { Name: TRAIL });
};

const deployMember = async (callerOf: CallerOf, account: string): Promise<void> => {
  const home = callerOf(account, HOME_REGION);
  await ensureRole(home, memberRole(account));
  await ensureRole(home, keeperRole(account));
  await ensureRole(home, FORWARDER);
  for (const region of REGIONS) {
    // What is the administrator's own in its home Region is on its bus already.
    if (account === SECURITY_ACCOUNT && region === HOME_REGION) continue;
    await rule(callerOf(account, region), RULES.events, DATA_EVENTS, {
      Id: 'security',
      Arn: BUS_ARN,
      RoleArn: forwarderRoleArn(account),
    });
  }
};

const deploy = async (cloud: Cloud): Promise<string> => {
  const callerOf: CallerOf = (account, region) =>
    callerAs(cloud, { kind: 'root', account }, region);
  const organization = await cloud.organizations.view.of(SECURITY_ACCOUNT);
  if (organization === undefined) throw new Error('the security account is in no organization');
  const url = await deployAdministrator(callerOf, organization.id);
  for (const account of ACCOUNTS) await deployMember(callerOf, account);
  await deployTrail(callerOf);
  return url;
};

/** Trail, roles, rules and queue of detection in the demo organization, made once. Answers the queue's URL. */
export const deployDetection = async (store: Store, cloud: Cloud): Promise<string> => {
  const known = await knownOrOurs(store, SETTING, () =>
    store.read((tx) => readSetting(tx, SETTING)),
  );
  if (known !== undefined) return known;
  const url = await deploy(cloud);
  await store.write((tx) => writeSetting(tx, SETTING, url));
  return url;
};
