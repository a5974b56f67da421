import { z } from 'zod';
import { account, listOf, region, roleName } from '../aws-settings.ts';

const LEAST = ['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;

/** Of detection in CloudTrail events. */
export const detectionSettings = {
  /** Looks at all events as they come; default: `on`, with `GATEHOUSE_CLOUD=aws` where another of these is set. */
  detection: z.enum(['on', 'off']).optional(),
  /** SNS topic that hears of new alerts; beside the embedded cloud it has a topic of its own. */
  detectionTopicArn: z.string().startsWith('arn:').optional(),
  /** Alerts from this severity on are told. */
  detectionLeastNotice: z.enum(LEAST).default('HIGH'),
  /** Days for which alerts are kept. */
  detectionRetentionDays: z.coerce.number().int().min(1).max(3650).default(365),
  /** On AWS: queue with events of EventBridge and notices of log files. */
  detectionQueueUrl: z
    .url({ protocol: /^https?$/, error: 'expected the URL of a queue' })
    .optional(),
  /** On AWS: ARN of a trail's log group, instead of EventBridge or beside it. */
  detectionLogGroupArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]{0,20}:logs:[a-z0-9-]{1,30}:\d{12}:log-group:[\w./#-]{1,512}$/,
      'expected the ARN of a log group',
    )
    .optional(),
  /** On AWS: role by which the log group and the bucket of log files are read. */
  detectionReaderRoleArn: z.string().startsWith('arn:').optional(),
  /** On AWS: where Security Hub is asked and the queue is: the administrator's aggregation Region; default: `region`. */
  detectionRegion: region.optional(),
  /** On AWS: the account that administers Security Hub; findings of accounts that are not named here are its own. */
  detectionAccount: account.optional(),
  /** On AWS: accounts whose findings are imported there and whose event histories are searched. */
  detectionAccounts: listOf(account).optional(),
  /** On AWS: the role of each of them. */
  detectionRole: roleName.optional(),
  /** On AWS: Regions whose event histories are searched; default: `region`. */
  detectionRegions: listOf(region).optional(),
};

export const DETECTION_ENVIRONMENT = {
  GATEHOUSE_DETECTION: 'detection',
  GATEHOUSE_DETECTION_TOPIC_ARN: 'detectionTopicArn',
  GATEHOUSE_DETECTION_LEAST_NOTICE: 'detectionLeastNotice',
  GATEHOUSE_DETECTION_RETENTION_DAYS: 'detectionRetentionDays',
  GATEHOUSE_DETECTION_QUEUE_URL: 'detectionQueueUrl',
  GATEHOUSE_DETECTION_LOG_GROUP_ARN: 'detectionLogGroupArn',
  GATEHOUSE_DETECTION_READER_ROLE_ARN: 'detectionReaderRoleArn',
  GATEHOUSE_DETECTION_REGION: 'detectionRegion',
  GATEHOUSE_DETECTION_ACCOUNT: 'detectionAccount',
  GATEHOUSE_DETECTION_ACCOUNTS: 'detectionAccounts',
  GATEHOUSE_DETECTION_ROLE: 'detectionRole',
  GATEHOUSE_DETECTION_REGIONS: 'detectionRegions',
} as const;
