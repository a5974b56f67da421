import type { JsonObject } from '../model.ts';
import { record } from './rules.fixture.ts';

type Members = Readonly<Record<string, unknown>>;

const ACCOUNTS = ['111122223333', '444455556666', '777788889999'] as const;
const REGIONS = ['us-east-1', 'eu-central-1'] as const;

const chances = (start: number) => {
  let seed = start;
  const below = (most: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * most);
  };
  return { below, pick: <T>(list: readonly [T, ...T[]]): T => list[below(list.length)] ?? list[0] };
};

type Chances = ReturnType<typeof chances>;

const role = (account: string, name: string, session: string, more: Members = {}): Members => ({
  recipientAccountId: account,
  userIdentity: {
    type: 'AssumedRole',
    principalId: `AROA${name}:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
    accountId: account,
    accessKeyId: `ASIA${name}${session}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        arn: `arn:aws:iam::${account}:role/${name}`,
        userName: name,
        accountId: account,
      },
      attributes: { creationDate: '2026-03-02T07:00:00Z', mfaAuthenticated: 'false' },
    },
  },
  ...more,
});

const service = (account: string, name: string): Members => ({
  recipientAccountId: account,
  userIdentity: { type: 'AWSService', invokedBy: `${name}.amazonaws.com` },
  sourceIPAddress: `${name}.amazonaws.com`,
  userAgent: `${name}.amazonaws.com`,
});

const onBehalf = (account: string, name: string, of: string): Members =>
  role(account, of, of, {
    sourceIPAddress: `${name}.amazonaws.com`,
    userAgent: `${name}.amazonaws.com`,
  });

/** Something that happens now and then: who, and what in which order. */
type Habit = (chance: Chances, account: string) => readonly JsonObject[];

const changesOf = (who: Members): readonly JsonObject[] => [...built(who), ...removed(who)];

const built = (who: Members): readonly JsonObject[] => [
  record(
    'iam:CreateRole',
    {
      roleName: 'svc',
      assumeRolePolicyDocument:
        '{"Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
    },
    who,
  ),
  record(
    'iam:AttachRolePolicy',
    { roleName: 'svc', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    who,
  ),
  record(
    'iam:PutRolePolicy',
    {
      roleName: 'svc',
      policyName: 'x',
      policyDocument: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    },
    who,
  ),
  record(
    'ec2:RunInstances',
    { instanceType: 'm5.large', instancesSet: { items: [{ minCount: 1, maxCount: 1 }] } },
    who,
  ),
  record(
    'ec2:AuthorizeSecurityGroupIngress',
    {
      groupId: 'sg-1',
      ipPermissions: {
        items: [
          {
            ipProtocol: 'tcp',
            fromPort: 443,
            toPort: 443,
            ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
          },
        ],
      },
    },
    who,
  ),
  record(
    's3:PutBucketPolicy',
    {
      bucketName: 'web',
      bucketPolicy: {
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }],
      },
    },
    who,
  ),
];

const removed = (who: Members): readonly JsonObject[] => [
  record('lambda:UpdateFunctionCode20150331v2', { functionName: 'orders' }, who),
  record('rds:DeleteDBInstance', { dBInstanceIdentifier: 'preview', skipFinalSnapshot: true }, who),
  record('logs:DeleteLogGroup', { logGroupName: '/vpc/flow-logs-preview' }, who),
  record('ec2:DeleteFlowLogs', {}, who),
  record(
    's3:PutBucketLifecycle',
    { bucketName: 'tmp', LifecycleConfiguration: { Rule: { Expiration: { Days: 1 } } } },
    who,
  ),
  record('kms:ScheduleKeyDeletion', { keyId: 'k', pendingWindowInDays: 7 }, who),
  record('ssm:DescribeParameters', null, who),
  record('ssm:GetParameter', { name: '/app/db', withDecryption: true }, who),
  ...Array.from({ length: 20 }, (_, at) =>
    record('secretsmanager:GetSecretValue', { secretId: `app-${at}` }, who),
  ),
];

const terraform: Habit = ({ pick }, account) => {
  const who = role(account, 'terraform-deploy', 'run', {
    sourceIPAddress: '192.0.2.10',
    userAgent:
      'APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io) terraform-provider-aws/5.60.0 aws-sdk-go-v2/1.30.3',
  });
  const refreshed = Array.from({ length: 40 }, (_, at) =>
    record(
      `${['ec2', 'iam', 's3', 'rds', 'lambda', 'kms'][at % 6]}:Describe${at}`,
      { id: at },
      who,
    ),
  );
  const changes = changesOf(who);
  return [...refreshed, ...changes, ...pick([changes.slice(0, 1), changes])];
};

const ci: Habit = ({ below }, account) => {
  const who = role(account, 'github-deploy', `run-${below(9999)}`, {
    sourceIPAddress: `20.57.${below(200)}.${below(200)}`,
    userAgent: 'aws-cli/2.17.0 md/awscrt#0.20.11 ua/2.0 os/linux#6.5.0 lang/python#3.11.8',
  });
  return [
    record('sts:GetCallerIdentity', null, who),
    record('ecr:GetAuthorizationToken', null, who),
    record('ecr:PutImage', { repositoryName: 'orders' }, who),
    record('ecs:UpdateService', { service: 'orders' }, who),
    record('ecs:DescribeServices', { services: ['orders'] }, who),
    record('lambda:UpdateFunctionCode20150331v2', { functionName: 'orders' }, who),
    record('lambda:GetFunction20150331v2', { functionName: 'orders' }, who),
    record('ssm:GetParameters', { names: ['/ci/token'], withDecryption: true }, who),
    record('cloudfront:CreateInvalidation2020_05_31', {}, who),
  ];
};

const console: Habit = ({ below, pick }, account) => {
  const person = pick(['ana', 'ben', 'cho', 'dee']);
  const who = role(account, 'AWSReservedSSO_PowerUser_0a1b2c3d4e5f6a7b', `${person}@example.com`, {
    sourceIPAddress: `203.0.113.${10 + below(5)}`,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
    sessionCredentialFromConsole: 'true',
  });
  const pages = Array.from({ length: 45 }, (_, at) =>
    record(
      `${['ec2', 'cloudwatch', 's3', 'rds', 'iam', 'lambda'][at % 6]}:${pick(['Describe', 'List', 'Get'])}${at}`,
      null,
      who,
    ),
  );
  const denied = Array.from({ length: 12 }, (_, at) =>
    record(`iam:List${at}`, null, who, {
      errorCode: 'AccessDenied',
      errorMessage: 'not authorized',
    }),
  );
  return [
    record('signin:ConsoleLogin', null, who, {
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MFAUsed: 'No' },
      eventType: 'AwsConsoleSignIn',
    }),
    ...pages,
    ...denied,
    record('ssm:StartSession', { target: 'i-0abc1234def567890' }, who),
    record('ec2:CreateKeyPair', { keyName: 'laptop' }, who),
    record(
      'ec2:StopInstances',
      { instancesSet: { items: [{ instanceId: 'i-0abc1234def567890' }] } },
      who,
    ),
    record('logs:DeleteLogGroup', { logGroupName: '/aws/lambda/old' }, who),
    record('iam:CreateAccessKey', { userName: 'ci-legacy' }, who),
  ];
};

const users: Habit = ({ below }, account) => {
  const who: Members = {
    recipientAccountId: account,
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDA1',
      arn: `arn:aws:iam::${account}:user/dana`,
      accountId: account,
      userName: 'dana',
      accessKeyId: 'AKIADANA',
    },
    sourceIPAddress: `203.0.113.${30 + below(3)}`,
    userAgent: 'aws-cli/2.17.0 Python/3.11.8 Darwin/23.5.0 exe/x86_64',
  };
  return [
    record('signin:ConsoleLogin', null, who, {
      responseElements: { ConsoleLogin: 'Success' },
      additionalEventData: { MFAUsed: 'Yes' },
    }),
    record('sts:GetCallerIdentity', null, who),
    record('sts:GetSessionToken', { durationSeconds: 3600 }, who),
    record('s3:ListBuckets', null, who),
    record('ec2:DescribeInstances', null, who),
    record('iam:CreateAccessKey', null, who),
    record('iam:ListAccessKeys', { userName: 'dana' }, who),
    record('iam:ChangePassword', null, who),
    record('ec2:DescribeInstances', null, who, { errorCode: 'Client.UnauthorizedOperation' }),
  ];
};

const application: Habit = ({ below }, account) => {
  const who = role(account, 'orders-task', `${below(50)}`, {
    sourceIPAddress: '10.0.4.17',
    userAgent: 'aws-sdk-java/2.25.0 Linux/5.10 Java/21 exec-env/AWS_ECS_FARGATE',
  });
  return [
    record('secretsmanager:GetSecretValue', { secretId: 'orders/db' }, who),
    record('kms:Decrypt', null, who),
    record(
      'ssm:GetParametersByPath',
      { path: '/orders/', recursive: true, withDecryption: true },
      who,
    ),
    ...Array.from({ length: 8 }, (_, at) =>
      record('s3:PutObject', { bucketName: 'orders', key: `o/${at}.json` }, who),
    ),
    ...Array.from({ length: 5 }, (_, at) =>
      record('s3:DeleteObject', { bucketName: 'orders', key: `tmp/${at}` }, who),
    ),
    record('ses:SendEmail', null, who),
    record('ses:GetSendQuota', null, who),
    record('dynamodb:PutItem', { tableName: 'orders' }, who),
    record('bedrock:InvokeModel', { modelId: 'm' }, who),
  ];
};

const instance: Habit = ({ below }, account) => {
  const id = `i-0${String(below(10)).padStart(16, 'a')}`;
  const who = role(account, 'web', id, {
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-sdk-go/1.44.260 (go1.20.12; linux; amd64) amazon-ssm-agent/',
  });
  return [
    record('ssm:UpdateInstanceInformation', { instanceId: id }, who),
    record('ec2:DescribeTags', null, who),
    record('sts:GetCallerIdentity', null, who),
    record('ec2:DescribeInstances', null, who),
    record('s3:GetObject', { bucketName: 'artifacts', key: 'app.tgz' }, who, {
      sourceIPAddress: '10.0.1.4',
    }),
  ];
};

const services: Habit = ({ below }, account) => [
  record(
    'sts:AssumeRole',
    { roleArn: `arn:aws:iam::${account}:role/orders-task` },
    service(account, 'ecs-tasks'),
  ),
  record('s3:PutObject', { bucketName: 'trail', key: 'x' }, service(account, 'cloudtrail')),
  record('kms:GenerateDataKey', null, service(account, 'cloudtrail')),
  record(
    'ec2:RunInstances',
    { instanceType: 'm5.large' },
    onBehalf(account, 'autoscaling', 'AWSServiceRoleForAutoScaling'),
  ),
  record(
    'ec2:TerminateInstances',
    {},
    onBehalf(account, 'autoscaling', 'AWSServiceRoleForAutoScaling'),
  ),
  record('ec2:CreateSnapshot', {}, onBehalf(account, 'backup', 'AWSBackupDefaultServiceRole')),
  record(
    'ec2:DeleteSnapshot',
    { snapshotId: `snap-${below(99)}` },
    onBehalf(account, 'backup', 'AWSBackupDefaultServiceRole'),
  ),
  record(
    'ec2:ModifySnapshotAttribute',
    { createVolumePermission: { add: { items: [{ userId: '888877776666' }] } } },
    onBehalf(account, 'backup', 'AWSBackupDefaultServiceRole'),
  ),
  ...Array.from({ length: 35 }, (_, at) =>
    record(`ec2:Describe${at}`, null, onBehalf(account, 'config', 'AWSServiceRoleForConfig')),
  ),
  ...Array.from({ length: 12 }, (_, at) =>
    record(
      `iam:Get${at}`,
      null,
      onBehalf(account, 'access-analyzer', 'AWSServiceRoleForAccessAnalyzer'),
      { errorCode: 'AccessDenied' },
    ),
  ),
  record(
    'organizations:DescribeOrganization',
    null,
    onBehalf(account, 'securityhub', 'AWSServiceRoleForSecurityHub'),
  ),
  record(
    's3:ListObjects',
    { bucketName: 'orders' },
    role(account, 'x', 'x', { sourceIPAddress: 'AWS Internal', userAgent: 'AWS Internal' }),
  ),
];

const housekeeping: Habit = ({ below }, account) => {
  const who = role(account, 'housekeeping', 'cleanup', {
    sourceIPAddress: '3.120.5.9',
    userAgent: 'Boto3/1.34.0 md/Botocore#1.34.0 exec-env/AWS_Lambda_python3.12',
  });
  return [
    record('ec2:DescribeImages', null, who),
    ...Array.from({ length: 4 }, () =>
      record('ec2:DeregisterImage', { imageId: `ami-${below(999)}` }, who),
    ),
    ...Array.from({ length: 8 }, () =>
      record('ec2:DeleteSnapshot', { snapshotId: `snap-${below(999)}` }, who),
    ),
    record(
      'ec2:ModifyImageAttribute',
      { imageId: 'ami-1', launchPermission: { add: { items: [{ userId: ACCOUNTS[1] }] } } },
      who,
    ),
    record('logs:DeleteLogStream', { logGroupName: '/aws/lambda/x' }, who),
  ];
};

const scanner: Habit = (_, account) => {
  const who = role(account, 'DatadogIntegrationRole', 'datadog', {
    sourceIPAddress: '34.1.2.3',
    userAgent: 'Datadog',
  });
  return [
    ...Array.from({ length: 50 }, (_unused, at) =>
      record(`${['ec2', 'rds', 'iam', 's3'][at % 4]}:List${at}`, null, who),
    ),
    ...[
      'ListUsers',
      'ListRoles',
      'ListGroups',
      'ListPolicies',
      'GetAccountSummary',
      'ListAccessKeys',
    ].map((call) => record(`iam:${call}`, null, who)),
  ];
};

const HABITS: readonly [Habit, ...Habit[]] = [
  terraform,
  ci,
  console,
  users,
  application,
  application,
  application,
  instance,
  instance,
  services,
  housekeeping,
  scanner,
];

/** A working day of some accounts where nothing is wrong, in the order of its times. */
export const benignDay = (start: number, most = 5000): readonly JsonObject[] => {
  const chance = chances(start);
  const records: { readonly at: number; readonly raw: JsonObject }[] = ACCOUNTS.map((account) => ({
    at: 0,
    raw: record('ec2:DescribeRegions', null, service(account, 'config')),
  }));
  while (records.length < most) {
    let at = chance.below(10 * 3600);
    const awsRegion = chance.pick(REGIONS);
    for (const raw of chance.pick(HABITS)(chance, chance.pick(ACCOUNTS))) {
      at += chance.below(4);
      records.push({ at, raw: { ...raw, awsRegion } });
    }
  }
  const day = Date.UTC(2026, 2, 2, 8);
  return records
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, raw }) => ({
      ...raw,
      eventTime: `${new Date(day + at * 1000).toISOString().slice(0, 19)}Z`,
    }));
};
