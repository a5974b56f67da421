import type { Tag } from './kinds/kind.ts';

export interface KeeperPlace {
  readonly partition?: string | undefined;
  readonly account: string;
  /** Of users and roles; default `/ops/`. */
  readonly path?: string | undefined;
  readonly tag?: Tag | undefined;
}

export const DEFAULT_PATH = '/ops/';
export const DEFAULT_TAG: Tag = { key: 'lifecycle', value: 'retained' };

type Statement = Readonly<Record<string, unknown>>;

const UPKEEP = [
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:DeleteAccessKey',
  'iam:DeleteLoginProfile',
  'iam:DeleteUser',
  'iam:DeleteUserPolicy',
  'iam:DetachUserPolicy',
  'iam:GetLoginProfile',
  'iam:GetUser',
  'iam:GetUserPolicy',
  'iam:ListAccessKeys',
  'iam:ListAttachedUserPolicies',
  'iam:ListGroupsForUser',
  'iam:ListUserPolicies',
  'iam:TagUser',
  'iam:UpdateLoginProfile',
  'iam:DeleteRole',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListInstanceProfilesForRole',
  'iam:ListRolePolicies',
  'iam:TagRole',
] as const;

const identities = (partition: string, account: string, path: string): readonly Statement[] => {
  const users = `arn:${partition}:iam::${account}:user${path}*`;
  const roles = `arn:${partition}:iam::${account}:role${path}*`;
  return [
    {
      Sid: 'Identities',
      Effect: 'Allow',
      Action: ['iam:CreateUser', 'iam:PutUserPolicy', 'iam:CreateRole', 'iam:PutRolePolicy'],
      Resource: [users, roles],
      // Whatever else it were told to give them: with this boundary a principal can do nothing.
      Condition: {
        StringEquals: { 'iam:PermissionsBoundary': `arn:${partition}:iam::aws:policy/AWSDenyAll` },
      },
    },
    {
      Sid: 'IdentityUpkeep',
      Effect: 'Allow',
      Action: UPKEEP,
      Resource: [users, roles],
    },
    {
      Sid: 'Membership',
      Effect: 'Allow',
      Action: ['iam:RemoveUserFromGroup', 'iam:RemoveRoleFromInstanceProfile'],
      Resource: '*',
    },
    {
      Sid: 'Names',
      Effect: 'Allow',
      Action: [
        'iam:GetUser',
        'iam:GetRole',
        'iam:ListUsers',
        'iam:ListRoles',
        's3:ListAllMyBuckets',
        'dynamodb:ListTables',
        'secretsmanager:ListSecrets',
        'ssm:DescribeParameters',
      ],
      Resource: '*',
    },
  ];
};

const tagged = (tag: Tag): { readonly made: Statement; readonly kept: Statement } => ({
  made: { StringEquals: { [`aws:RequestTag/${tag.key}`]: tag.value } },
  kept: { StringEquals: { [`aws:ResourceTag/${tag.key}`]: tag.value } },
});

/** Contents can be put and removed, never read: no value of anybody's is within its reach. */
const contents = (partition: string, account: string, tag: Tag): readonly Statement[] => {
  const { made, kept } = tagged(tag);
  const tables = `arn:${partition}:dynamodb:*:${account}:table/*`;
  const secrets = `arn:${partition}:secretsmanager:*:${account}:secret:*`;
  const parameters = `arn:${partition}:ssm:*:${account}:parameter/*`;
  return [
    {
      Sid: 'Make',
      Effect: 'Allow',
      Action: [
        'dynamodb:CreateTable',
        'dynamodb:TagResource',
        'secretsmanager:CreateSecret',
        'secretsmanager:TagResource',
        'ssm:PutParameter',
        'ssm:AddTagsToResource',
      ],
      Resource: [tables, secrets, parameters],
      Condition: made,
    },
    {
      Sid: 'Upkeep',
      Effect: 'Allow',
      Action: [
        'dynamodb:BatchWriteItem',
        'dynamodb:DeleteTable',
        'secretsmanager:DeleteSecret',
        'ssm:DeleteParameter',
      ],
      Resource: [tables, secrets, parameters],
      Condition: kept,
    },
    {
      Sid: 'Look',
      Effect: 'Allow',
      Action: ['dynamodb:DescribeTable', 'secretsmanager:DescribeSecret'],
      Resource: [tables, secrets],
    },
  ];
};

const storage = (partition: string, account: string): readonly Statement[] => [
  // What does not exist yet has no account.
  {
    Sid: 'Create',
    Effect: 'Allow',
    Action: 's3:CreateBucket',
    Resource: `arn:${partition}:s3:::*`,
  },
  {
    Sid: 'Buckets',
    Effect: 'Allow',
    Action: [
      's3:DeleteBucket',
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:GetBucketPolicy',
      's3:GetBucketPublicAccessBlock',
      's3:ListBucket',
      's3:ListBucketVersions',
      's3:PutBucketPolicy',
      's3:PutBucketPublicAccessBlock',
      's3:PutLifecycleConfiguration',
      's3:PutObject',
    ],
    Resource: [`arn:${partition}:s3:::*`],
    Condition: { StringEquals: { 'aws:ResourceAccount': account } },
  },
  {
    Sid: 'Trail',
    Effect: 'Allow',
    Action: [
      'cloudtrail:CreateTrail',
      'cloudtrail:DeleteTrail',
      'cloudtrail:GetEventSelectors',
      'cloudtrail:GetTrail',
      'cloudtrail:GetTrailStatus',
      'cloudtrail:PutEventSelectors',
      'cloudtrail:StartLogging',
    ],
    Resource: `arn:${partition}:cloudtrail:*:${account}:trail/*`,
  },
];

/** What the role may that makes and removes traps in an account: an identity policy, to be written as JSON. */
export const keeperPolicy = ({
  partition = 'aws',
  account,
  path = DEFAULT_PATH,
  tag = DEFAULT_TAG,
}: KeeperPlace): { readonly Version: '2012-10-17'; readonly Statement: readonly Statement[] } => ({
  Version: '2012-10-17',
  Statement: [
    ...identities(partition, account, path),
    ...contents(partition, account, tag),
    ...storage(partition, account),
  ],
});

/** By this name the demo organization and the CDK application have it: a trap keeper that says so tells where to look. */
export const KEEPER_ROLE = 'AccountBaseline';
export const KEEPER_SESSION = 'baseline';

/** Trusts the role that runs Gatehouse, and nobody else. */
export const keeperTrust = (principalArn: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: principalArn }, Action: 'sts:AssumeRole' }],
});
