import type { EventPlace, LiveSettings } from '@gatehouse/detection';
import { region as Region } from '../aws-settings.ts';
import { type Config, ConfigError } from '../config.ts';

/** What of detection runs with `GATEHOUSE_CLOUD=aws`, after its settings were checked together. */
export interface DetectionOnAws {
  /** Where the process is. */
  readonly region: string;
  readonly live: LiveSettings;
  readonly places: readonly EventPlace[];
}

const SESSION_NAME = 'gatehouse-detection';

const PARTITIONS: readonly (readonly [start: string, partition: string])[] = [
  ['us-gov-', 'aws-us-gov'],
  ['cn-', 'aws-cn'],
];

const SOURCES = ['detectionQueueUrl', 'detectionLogGroupArn'] as const;

const OF_DETECTION = [
  ...SOURCES,
  'detectionTopicArn',
  'detectionReaderRoleArn',
  'detectionRegion',
  'detectionAccount',
  'detectionAccounts',
  'detectionRole',
  'detectionRegions',
] as const;

/** The account of a queue stands in its URL: `https://sqs.eu-central-1.amazonaws.com/777788889999/events`. */
const accountOf = ({ detectionAccount, detectionQueueUrl }: Config): string => {
  const found =
    detectionAccount ??
    (detectionQueueUrl === undefined
      ? undefined
      : /^\/(\d{12})\//.exec(new URL(detectionQueueUrl).pathname)?.[1]);
  if (found === undefined)
    throw new ConfigError('detectionAccount: which account administers Security Hub?');
  return found;
};

const requireTogether = (config: Config): void => {
  const [first] = OF_DETECTION.filter((name) => config[name] !== undefined);
  const isAny = SOURCES.some((name) => config[name] !== undefined);
  if (!isAny)
    throw new ConfigError(
      `${first ?? 'detection'}: needs detectionQueueUrl or detectionLogGroupArn beside it`,
    );
  if ((config.detectionAccounts === undefined) !== (config.detectionRole === undefined))
    throw new ConfigError('detectionAccounts and detectionRole: each needs the other');
};

/** `arn:aws:logs:eu-central-1:123456789012:log-group:Name` */
const logGroupOf = ({
  detectionLogGroupArn: name,
  detectionReaderRoleArn: roleArn,
}: Config): LiveSettings['logGroup'] => {
  if (name === undefined) return undefined;
  const region = name.split(':')[3] ?? '';
  return {
    name,
    region,
    hop: roleArn === undefined ? undefined : { roleArn, sessionName: SESSION_NAME },
  };
};

const isWanted = (config: Config): boolean =>
  config.detection === 'on' ||
  (config.detection === undefined && OF_DETECTION.some((name) => config[name] !== undefined));

/** @throws ConfigError naming what is wrong or missing */
export const detectionOnAws = (config: Config): DetectionOnAws | undefined => {
  if (!isWanted(config)) return undefined;
  const { region } = config;
  if (region === undefined) throw new ConfigError('cloud: aws needs region too');
  if (!Region.safeParse(region).success)
    throw new ConfigError('region: expected a Region like eu-central-1');
  requireTogether(config);
  const { detectionAccounts: accounts = [], detectionRole: role } = config;
  const partition = PARTITIONS.find(([start]) => region.startsWith(start))?.[1] ?? 'aws';
  const home = config.detectionRegion ?? region;
  const roleArnOf = (account: string): string | undefined =>
    role === undefined ? undefined : `arn:${partition}:iam::${account}:role/${role}`;
  const reader = config.detectionReaderRoleArn;
  return {
    region,
    live: {
      account: accountOf(config),
      region: home,
      accounts,
      roleArnOf,
      topicArn: config.detectionTopicArn,
      leastNotice: config.detectionLeastNotice,
      retentionDays: config.detectionRetentionDays,
      queueUrl: config.detectionQueueUrl,
      logGroup: logGroupOf(config),
      bucketHopOf: () =>
        reader === undefined ? undefined : { roleArn: reader, sessionName: SESSION_NAME },
    },
    places: accounts.flatMap((account) =>
      (config.detectionRegions ?? [home]).map((one) => ({
        account,
        region: one,
        roleArn: roleArnOf(account),
      })),
    ),
  };
};
