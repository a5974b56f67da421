import { keeperPolicy, keeperTrust, KEEPER_ROLE } from '@gatehouse/detection';
import { document, type Role } from '../ensure-role.ts';
import { HOME_REGION, SECURITY_ACCOUNT } from '../findings/demo-deployment.ts';

const ROLE = 'GatehouseDetection';
const MEMBER_ROLE = 'GatehouseDetectionMember';
const FORWARDER_ROLE = 'GatehouseDetectionForwarder';
const TRAIL_ROLE = 'GatehouseTrailDelivery';

export const MANAGEMENT_ACCOUNT = '123456789012';
export const ACCOUNTS = [
  MANAGEMENT_ACCOUNT,
  SECURITY_ACCOUNT,
  '111122223333',
  '444455556666',
] as const;
/** Regions of the demo. */
export const REGIONS = [HOME_REGION, 'eu-west-1'] as const;

export const TRAIL = 'organization-trail';
export const BUCKET = `organization-trail-${SECURITY_ACCOUNT}`;
export const QUEUE = 'gatehouse-detection';
export const DEAD_QUEUE = 'gatehouse-detection-dead';
export const TOPIC = 'gatehouse-detection-alerts';
export const LOG_GROUP = 'CloudTrail/organization-trail';

const arnOf = (service: string, account: string, name: string): string =>
  `arn:aws:${service}:${HOME_REGION}:${account}:${name}`;

const roleArn = (account: string, name: string): string => `arn:aws:iam::${account}:role/${name}`;

export const ROLE_ARN = roleArn(SECURITY_ACCOUNT, ROLE);
export const memberRoleArn = (account: string): string => roleArn(account, MEMBER_ROLE);
export const keeperRoleArn = (account: string): string => roleArn(account, KEEPER_ROLE);
export const forwarderRoleArn = (account: string): string => roleArn(account, FORWARDER_ROLE);
export const TRAIL_ROLE_ARN = roleArn(MANAGEMENT_ACCOUNT, TRAIL_ROLE);
export const TOPIC_ARN = arnOf('sns', SECURITY_ACCOUNT, TOPIC);
export const TRAIL_ARN = arnOf('cloudtrail', MANAGEMENT_ACCOUNT, `trail/${TRAIL}`);
export const LOG_GROUP_ARN = arnOf('logs', MANAGEMENT_ACCOUNT, `log-group:${LOG_GROUP}`);
export const BUS_ARN = arnOf('events', SECURITY_ACCOUNT, 'event-bus/default');
export const queueArn = (name: string): string => arnOf('sqs', SECURITY_ACCOUNT, name);

/** What looks at events: it reads them, tells of alerts, and becomes a role of each account for the rest. */
export const DETECTION: Role = {
  name: ROLE,
  description: 'Looks for attacks and unusual behaviour in CloudTrail events',
  trust: document({
    Effect: 'Allow',
    Principal: { Service: 'ecs-tasks.amazonaws.com' },
    Action: 'sts:AssumeRole',
  }),
  inline: document(
    {
      Effect: 'Allow',
      Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      Resource: queueArn(QUEUE),
    },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${BUCKET}/AWSLogs/*` },
    { Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC_ARN },
    {
      Effect: 'Allow',
      Action: [
        'securityhub:BatchImportFindings',
        'securityhub:BatchUpdateFindings',
        'cloudtrail:LookupEvents',
      ],
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: [roleArn('*', MEMBER_ROLE), roleArn('*', KEEPER_ROLE)],
    },
  ),
};

/** What it may in each account. */
export const memberRole = (account: string): Role => ({
  name: MEMBER_ROLE,
  description: 'Lets events of this account be searched, and findings be imported',
  trust: document({ Effect: 'Allow', Principal: { AWS: ROLE_ARN }, Action: 'sts:AssumeRole' }),
  inline: document(
    {
      Effect: 'Allow',
      Action: ['securityhub:BatchImportFindings', 'cloudtrail:LookupEvents'],
      Resource: '*',
    },
    ...(account === MANAGEMENT_ACCOUNT
      ? [
          {
            Effect: 'Allow',
            Action: 'logs:FilterLogEvents',
            Resource: [LOG_GROUP_ARN, `${LOG_GROUP_ARN}:*`],
          },
        ]
      : []),
  ),
});

/** By its name and its description nothing that has to do with traps. */
export const keeperRole = (account: string): Role => ({
  name: KEEPER_ROLE,
  description: 'Account baseline',
  trust: JSON.stringify(keeperTrust(ROLE_ARN)),
  inline: JSON.stringify(keeperPolicy({ account })),
});

export const FORWARDER: Role = {
  name: FORWARDER_ROLE,
  description: 'Lets EventBridge forward data events to the security account',
  trust: document({
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sts:AssumeRole',
  }),
  inline: document({ Effect: 'Allow', Action: 'events:PutEvents', Resource: BUS_ARN }),
};

/** CloudTrail's, to write to the log group. */
export const TRAIL_DELIVERY: Role = {
  name: TRAIL_ROLE,
  description: 'Lets CloudTrail write to the log group of the organization trail',
  trust: document({
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: 'sts:AssumeRole',
  }),
  inline: document({
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: `${LOG_GROUP_ARN}:log-stream:*`,
  }),
};
