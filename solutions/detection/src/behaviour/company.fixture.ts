import type { Actor, TrailEvent } from '../model.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A Monday, 00:00 UTC. */
export const BEGIN = Date.UTC(2026, 7, 3);

export const onDay = (day: number, hour = 0, minute = 0): number =>
  BEGIN + day * DAY + (hour * 60 + minute) * MINUTE;

/** The same numbers on every run. */
export const dice = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
};

export interface Caller {
  readonly actor: Actor;
  readonly account: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly region: string;
}

const READS = /^(?:Get|List|Describe|Lookup|Head|Batch)/;

let made = 0;

/** @param what `ec2:RunInstances` */
export const event = (at: number, caller: Caller, what: string, errorCode?: string): TrailEvent => {
  const [service = '', name = ''] = what.split(':');
  return {
    id: `e${at}-${made++}`,
    at,
    name,
    service,
    source: `${service}.amazonaws.com`,
    region: caller.region,
    account: caller.account,
    category: 'Management',
    readOnly: READS.test(name),
    errorCode,
    errorMessage: undefined,
    sourceIp: caller.sourceIp,
    userAgent: caller.userAgent,
    actor: caller.actor,
    record: {},
  };
};

const CLI = 'aws-cli/2.17.3 md/awscrt#0.20 ua/2.0 os/linux#6.1 md/arch#x86_64 lang/python#3.11';
const CONSOLE = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36';
const TERRAFORM =
  'APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) aws-sdk-go-v2/1.30 os/linux';
const TOFU = 'APN/1.0 HashiCorp/1.0 OpenTofu/1.8.0 aws-sdk-go-v2/1.32 os/linux';
const SDK = 'aws-sdk-java/2.26.1 Linux/5.10 OpenJDK_64-Bit_Server_VM/17';

export const role = (
  account: string,
  name: string,
  sessionName: string,
  session: string,
): Actor => ({
  kind: 'role',
  key: `arn:aws:iam::${account}:role/${name}`,
  account,
  name,
  session: `${account}/${name}/${sessionName}@${session}`,
  sessionName,
  accessKeyId: `ASIA${session}`,
  mfa: undefined,
});

export const user = (account: string, name: string, accessKeyId = `AKIA${name}`): Actor => ({
  kind: 'user',
  key: `arn:aws:iam::${account}:user/${name}`,
  account,
  name,
  session: accessKeyId,
  sessionName: undefined,
  accessKeyId,
  mfa: false,
});

export const ACCOUNTS = ['111122223333', '444455556666', '777788889999'] as const;
const REGION = 'eu-central-1';

const DEPLOYMENT =
  'sts:GetCallerIdentity s3:GetObject s3:PutObject dynamodb:GetItem dynamodb:PutItem ec2:DescribeVpcs ec2:DescribeSubnets ec2:DescribeSecurityGroups iam:GetRole iam:ListRolePolicies ecs:DescribeServices ecs:RegisterTaskDefinition ecs:UpdateService logs:DescribeLogGroups lambda:GetFunction lambda:UpdateFunctionCode elasticloadbalancing:DescribeTargetGroups kms:DescribeKey'.split(
    ' ',
  );

/** What a deployment does now and then, when its code has something new: by twos and threes. */
const CHANGES = [
  'iam:CreateRole iam:PutRolePolicy iam:PassRole',
  'sqs:CreateQueue sqs:SetQueueAttributes sqs:TagQueue',
  'lambda:CreateFunction lambda:AddPermission events:PutRule events:PutTargets',
  'logs:CreateLogGroup logs:PutRetentionPolicy',
  'secretsmanager:CreateSecret secretsmanager:GetSecretValue',
  's3:CreateBucket s3:PutBucketPolicy s3:PutBucketEncryption s3:PutBucketPublicAccessBlock',
  'ec2:AuthorizeSecurityGroupIngress ec2:CreateSecurityGroup',
  'dynamodb:CreateTable dynamodb:UpdateContinuousBackups',
  'iam:AttachRolePolicy iam:CreatePolicy iam:CreatePolicyVersion',
  'sns:CreateTopic sns:SetTopicAttributes sns:Subscribe',
  'kms:CreateKey kms:PutKeyPolicy kms:CreateAlias',
  'rds:CreateDBInstance rds:ModifyDBInstance rds:CreateDBSnapshot',
  'lambda:DeleteFunction logs:DeleteLogGroup iam:DeleteRole',
].map((actions) => actions.split(' '));

const EVERYDAY =
  'ec2:DescribeInstances ec2:DescribeVolumes s3:ListBuckets s3:GetBucketLocation cloudwatch:GetMetricData cloudwatch:DescribeAlarms logs:FilterLogEvents logs:StartQuery logs:GetQueryResults ecs:ListServices ecs:DescribeTasks lambda:ListFunctions lambda:GetFunction rds:DescribeDBInstances iam:ListRoles iam:GetRole sts:GetCallerIdentity ssm:DescribeParameters ssm:GetParameter cloudformation:DescribeStacks'.split(
    ' ',
  );

const SELDOM =
  'ec2:StopInstances ec2:StartInstances ec2:CreateSnapshot ec2:CreateTags ec2:AuthorizeSecurityGroupIngress ec2:RunInstances ec2:TerminateInstances s3:PutObject s3:GetObject s3:PutBucketPolicy lambda:UpdateFunctionConfiguration lambda:InvokeFunction iam:CreatePolicyVersion iam:AttachRolePolicy iam:CreateAccessKey iam:ListUsers iam:ListAccessKeys ssm:StartSession ssm:SendCommand ssm:PutParameter secretsmanager:GetSecretValue secretsmanager:ListSecrets rds:CreateDBSnapshot rds:RebootDBInstance kms:ListKeys kms:Decrypt cloudtrail:LookupEvents guardduty:ListFindings ce:GetCostAndUsage support:CreateCase route53:ChangeResourceRecordSets acm:RequestCertificate events:PutRule ecr:GetAuthorizationToken ecr:DescribeRepositories ecs:UpdateService ecs:RunTask dynamodb:Scan dynamodb:DescribeTable athena:StartQueryExecution glue:GetTables sqs:PurgeQueue sqs:ReceiveMessage elasticache:DescribeCacheClusters eks:ListClusters eks:DescribeCluster config:DescribeConfigRules organizations:ListAccounts sso:ListInstances'.split(
    ' ',
  );

type Chance = () => number;

const pick = <T>(chance: Chance, values: readonly T[], fallback: T): T =>
  values[Math.floor(chance() * values.length)] ?? fallback;

interface World {
  readonly chance: Chance;
  readonly events: TrailEvent[];
}

const deployment = (world: World, account: string, name: string, day: number): void => {
  const { chance, events } = world;
  const runs = 1 + Math.floor(chance() * 4);
  for (let run = 0; run < runs; run++) {
    const begin = onDay(day, 8 + Math.floor(chance() * 9), Math.floor(chance() * 60));
    const caller: Caller = {
      account,
      actor: role(account, name, `run-${day}-${run}`, `${day}x${run}`),
      // One pipeline moves to another CI on day 60: another network and another tool at once.
      sourceIp: `${name === 'deploy-api' && day >= 60 ? '4.208' : '20.102'}.${Math.floor(chance() * 200)}.7`,
      userAgent: name === 'deploy-api' && day >= 60 ? TOFU : TERRAFORM,
      region: REGION,
    };
    const changes = chance() < 0.15 ? pick(chance, CHANGES, []) : [];
    [...DEPLOYMENT, ...changes].forEach((what, index) => {
      if (chance() < 0.9) events.push(event(begin + index * 1500, caller, what));
    });
  }
};

interface Person {
  readonly name: string;
  readonly accounts: readonly string[];
  readonly set: string;
  readonly home: string;
  /** New things a day. */
  readonly curiosity: number;
}

/** They move on day 70. */
const officeOn = (day: number): string => (day < 70 ? '198.51.100.20' : '203.0.113.20');

const travelling = (chance: Chance): string =>
  `${60 + Math.floor(chance() * 120)}.${Math.floor(chance() * 250)}.7.9`;

/** One visit: some looking, now and then something seldom, from the office, from home, sometimes from elsewhere. */
const visit = (world: World, person: Person, day: number, hour: number): void => {
  const { chance, events } = world;
  const account = pick(chance, person.accounts, ACCOUNTS[0]);
  const place = chance();
  const caller: Caller = {
    account,
    actor: role(
      account,
      `AWSReservedSSO_${person.set}_0123456789abcdef`,
      person.name,
      `${day}h${hour}${person.name}`,
    ),
    sourceIp: place < 0.6 ? officeOn(day) : place < 0.985 ? person.home : travelling(chance),
    userAgent: chance() < 0.7 ? CONSOLE : CLI,
    region: chance() < 0.97 ? REGION : 'us-east-1',
  };
  // The VPN comes up in the middle of the work.
  const changes = chance() < 0.03;
  const length = 5 + Math.floor(chance() * 25);
  const begin = onDay(day, hour, Math.floor(chance() * 60));
  for (let index = 0; index < length; index++) {
    const seldom = chance() < person.curiosity;
    const what = pick(chance, seldom ? SELDOM : EVERYDAY, 'sts:GetCallerIdentity');
    const denied = chance() < 0.01 ? 'AccessDenied' : undefined;
    const from = changes && index > length / 2 ? { ...caller, sourceIp: officeOn(day) } : caller;
    events.push(event(begin + index * 20_000, from, what, denied));
  }
};

const application = (world: World, account: string, name: string, day: number): void => {
  const { chance, events } = world;
  const instances = 2 + Math.floor(chance() * 4);
  for (let index = 0; index < instances; index++) {
    const caller: Caller = {
      account,
      actor: role(account, name, `i-0${day}${index}`, `${day}i${index}${name}`),
      sourceIp: `${pick(chance, [3, 18, 35, 52], 3)}.${120 + Math.floor(chance() * 4)}.4.${index}`,
      userAgent: SDK,
      region: REGION,
    };
    for (let hour = 0; hour < 24; hour += 3) {
      for (const what of [
        'sqs:ReceiveMessage',
        's3:GetObject',
        'secretsmanager:GetSecretValue',
        'kms:Decrypt',
      ]) {
        events.push(event(onDay(day, hour, index), caller, what));
      }
    }
  }
};

const autoScaling = (world: World, account: string, day: number): void => {
  const { chance, events } = world;
  const caller: Caller = {
    account,
    actor: role(account, 'AWSServiceRoleForAutoScaling', 'AutoScaling', `${day}as`),
    sourceIp: 'autoscaling.amazonaws.com',
    userAgent: 'autoscaling.amazonaws.com',
    region: REGION,
  };
  const waves = Math.floor(chance() * 12);
  for (let wave = 0; wave < waves; wave++) {
    const hour = Math.floor(chance() * 24);
    for (const what of [
      'ec2:RunInstances',
      'ec2:CreateTags',
      'ec2:DescribeInstances',
      'ec2:TerminateInstances',
    ]) {
      events.push(event(onDay(day, hour, wave), caller, what));
    }
  }
};

const monthlyJob = (world: World, account: string, day: number): void => {
  const caller: Caller = {
    account,
    actor: role(account, 'monthly-report', 'report', `${day}m`),
    sourceIp: '18.120.4.5',
    userAgent: SDK,
    region: REGION,
  };
  const work =
    'ce:GetCostAndUsage organizations:ListAccounts athena:StartQueryExecution athena:GetQueryResults s3:GetObject s3:PutObject ses:SendEmail glue:GetTables iam:GenerateCredentialReport iam:GetCredentialReport'.split(
      ' ',
    );
  for (let index = 0; index < 80; index++) {
    const what = work[index % work.length] ?? 's3:GetObject';
    world.events.push(event(onDay(day, 3, 0) + index * 4000, caller, what));
  }
};

/** A person with a long-lived key in a CI that runs somewhere else every time. */
const legacyCi = (world: World, account: string, day: number): void => {
  const { chance, events } = world;
  const caller: Caller = {
    account,
    actor: user(account, 'ci-legacy'),
    sourceIp: `34.${Math.floor(chance() * 12)}.8.8`,
    userAgent: CLI,
    region: REGION,
  };
  for (let index = 0; index < 30; index++) {
    const what = pick(
      chance,
      [
        's3:PutObject',
        's3:ListBuckets',
        'cloudfront:CreateInvalidation',
        'ecr:GetAuthorizationToken',
      ],
      's3:PutObject',
    );
    events.push(event(onDay(day, 6 + (index % 12), index), caller, what));
  }
};

const PEOPLE: readonly Person[] = [
  { name: 'ana@example.com', accounts: ACCOUNTS, set: 'Admin', home: '84.10.1.2', curiosity: 0.25 },
  { name: 'ben@example.com', accounts: ACCOUNTS, set: 'Admin', home: '91.22.1.2', curiosity: 0.2 },
  {
    name: 'cem@example.com',
    accounts: [ACCOUNTS[0]],
    set: 'Developer',
    home: '78.33.1.2',
    curiosity: 0.1,
  },
  {
    name: 'dia@example.com',
    accounts: [ACCOUNTS[0]],
    set: 'Developer',
    home: '79.44.1.2',
    curiosity: 0.05,
  },
  {
    name: 'eva@example.com',
    accounts: [ACCOUNTS[1]],
    set: 'Developer',
    home: '80.55.1.2',
    curiosity: 0.08,
  },
  {
    name: 'fin@example.com',
    accounts: [ACCOUNTS[1]],
    set: 'ReadOnly',
    home: '81.66.1.2',
    curiosity: 0.02,
  },
  {
    name: 'gil@example.com',
    accounts: ACCOUNTS,
    set: 'Auditor',
    home: '82.77.1.2',
    curiosity: 0.03,
  },
];

const NEW_EMPLOYEE: Person = {
  name: 'new@example.com',
  accounts: [ACCOUNTS[0]],
  set: 'Developer',
  home: '83.88.1.2',
  curiosity: 0.15,
};

/** Principals of the fixture, about: for bounds per principal and month. */
export const PRINCIPALS = 24;

const workday = (world: World, day: number): void => {
  for (const account of ACCOUNTS) {
    deployment(world, account, 'deploy-web', day);
    deployment(world, account, 'deploy-api', day);
  }
  if (day >= 35) deployment(world, ACCOUNTS[1], 'deploy-mobile', day);
  const people = day >= 30 ? [...PEOPLE, NEW_EMPLOYEE] : PEOPLE;
  for (const person of people) {
    for (const hour of [9, 11, 14, 16]) {
      if (world.chance() < 0.6) visit(world, person, day, hour);
    }
  }
};

/** Some months of a company with three accounts, in order of time. */
export const company = (days: number, seed: number): readonly TrailEvent[] => {
  const world: World = { chance: dice(seed), events: [] };
  for (let day = 0; day < days; day++) {
    if (day % 7 < 5) workday(world, day);
    for (const account of ACCOUNTS) {
      application(world, account, 'shop-backend', day);
      autoScaling(world, account, day);
    }
    legacyCi(world, ACCOUNTS[2], day);
    if (day % 30 === 1) monthlyJob(world, ACCOUNTS[0], day);
  }
  return world.events.toSorted((a, b) => a.at - b.at);
};
