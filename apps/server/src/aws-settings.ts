import { z } from 'zod';

const roleArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]{0,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/,
    'expected the ARN of a role, arn:aws:iam::123456789012:role/Name',
  );

export const region = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+){1,3}-\d$/, 'expected a Region like eu-central-1');

export const roleName = z.string().regex(/^[\w+=,.@-]{1,64}$/, 'expected the name of a role');

export const account = z.string().regex(/^\d{12}$/, 'expected an account id');

/** A list, or one text with commas, which is how environment and flags have it. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z
    .union([z.array(z.unknown()), z.string().transform((text) => text.split(','))])
    .transform((items) => items.map((one) => (typeof one === 'string' ? one.trim() : one)))
    .pipe(z.array(item).min(1).max(50));

const origin = z
  .url({ protocol: /^https?$/, error: 'expected a URL' })
  .refine((url) => new URL(url).origin === url, 'expected a URL without a path or a final slash');

const LOWEST_PORT = 1024;
const HIGHEST_PORT = 65_535;

/** Of `GATEHOUSE_CLOUD=aws`; the embedded cloud has values of its own for each. */
export const awsSettings = {
  /** Where the broker's own calls go that name no Region; `AWS_REGION`, as the SDKs have it, and checked only where it counts. */
  region: z.string().min(1).optional(),
  /** What the process is: brokered roles trust this role alone. */
  brokerRoleArn: roleArn.optional(),
  /** Role of each account by which the broker looks and cuts. */
  targetRoleName: roleName.default('GatehouseBrokerTargetRole'),
  /** Role of the management account by which the organization is read. */
  organizationRoleArn: roleArn.optional(),
  /** Regions whose CloudTrail events are read, beside `region`. */
  eventRegions: listOf(region).optional(),
  /** User pool of the people, in `region`; instead of an issuer of another kind. */
  cognitoUserPoolId: z
    .string()
    .regex(/^[\w-]{1,55}_[0-9a-zA-Z]{1,30}$/, 'expected the id of a user pool')
    .optional(),
  /** Ports of 127.0.0.1 that commands come back to after a sign-in; those that the client lists as callback URLs. */
  oidcLoopbackPorts: listOf(z.coerce.number().int().min(LOWEST_PORT).max(HIGHEST_PORT)).optional(),
  /** Where sign-in tokens for the AWS console are asked for; default: that of the partition. */
  federationUrl: z.url({ protocol: /^https?$/, error: 'expected a URL' }).optional(),
  /** Origin of the AWS console; default: that of the partition. */
  awsConsoleUrl: origin.optional(),
  /** YAML or JSON; put in force where no access policy is yet. */
  accessPolicyFile: z.string().min(1).optional(),
  /** Bucket of `region` that keeps signed states of the audit log; best with Object Lock. */
  checkpointBucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'expected the name of a bucket, without dots')
    .optional(),
  /** Origin of another store with S3's API, in place of S3. */
  checkpointEndpoint: origin.optional(),
  /** How many load balancers and proxies stand before the console; each adds to `X-Forwarded-For` whom it heard. */
  trustedProxies: z.coerce.number().int().min(0).max(5).default(0),
  /** Queue that a rule of the Security Hub administrator's bus puts deletions into. */
  resolverQueueUrl: z
    .url({ protocol: /^https?$/, error: 'expected the URL of a queue' })
    .optional(),
  /** Where Security Hub is asked and the queue is: the administrator's aggregation Region; default: `region`. */
  resolverRegion: region.optional(),
  /** Role of the administrator account that the resolver becomes; without it, it is what the process is. */
  resolverRoleArn: roleArn.optional(),
  /** Accounts whose CloudTrail event history is read, where no bus brings their events. */
  resolverAccounts: listOf(account).optional(),
  /** Role of each of them by which it is read. */
  resolverHistoryRole: roleName.optional(),
  /** Regions whose event histories are read; default: `resolverRegion` and that of IAM's events. */
  resolverHistoryRegions: listOf(region).optional(),
  /** Role of each account by which its Falco findings are imported; without it, the process imports those of its own account. */
  falcoImporterRole: roleName.optional(),
};

/** Environment variables of these settings. */
export const AWS_ENVIRONMENT = {
  AWS_REGION: 'region',
  GATEHOUSE_BROKER_ROLE_ARN: 'brokerRoleArn',
  GATEHOUSE_TARGET_ROLE_NAME: 'targetRoleName',
  GATEHOUSE_ORGANIZATION_ROLE_ARN: 'organizationRoleArn',
  GATEHOUSE_EVENT_REGIONS: 'eventRegions',
  GATEHOUSE_COGNITO_USER_POOL_ID: 'cognitoUserPoolId',
  GATEHOUSE_OIDC_LOOPBACK_PORTS: 'oidcLoopbackPorts',
  GATEHOUSE_FEDERATION_URL: 'federationUrl',
  GATEHOUSE_AWS_CONSOLE_URL: 'awsConsoleUrl',
  GATEHOUSE_ACCESS_POLICY_FILE: 'accessPolicyFile',
  GATEHOUSE_CHECKPOINT_BUCKET: 'checkpointBucket',
  GATEHOUSE_CHECKPOINT_ENDPOINT: 'checkpointEndpoint',
  GATEHOUSE_TRUSTED_PROXIES: 'trustedProxies',
  GATEHOUSE_RESOLVER_QUEUE_URL: 'resolverQueueUrl',
  GATEHOUSE_RESOLVER_REGION: 'resolverRegion',
  GATEHOUSE_RESOLVER_ROLE_ARN: 'resolverRoleArn',
  GATEHOUSE_RESOLVER_ACCOUNTS: 'resolverAccounts',
  GATEHOUSE_RESOLVER_HISTORY_ROLE: 'resolverHistoryRole',
  GATEHOUSE_RESOLVER_HISTORY_REGIONS: 'resolverHistoryRegions',
  GATEHOUSE_FALCO_IMPORTER_ROLE: 'falcoImporterRole',
} as const;
