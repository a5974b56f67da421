import { document, ensureRole, type Role } from '../ensure-role.ts';
import type { Caller } from './account-caller.ts';

/** Where the broker lives, and what it is there. */
export const BROKER_ACCOUNT = '777788889999';
export const BROKER_ROLE = 'GatehouseBrokerRole';
/** In every account whose roles are brokered. */
export const TARGET_ROLE = 'GatehouseBrokerTargetRole';
/** In the management account. */
export const ORGANIZATION_ROLE = 'GatehouseBrokerOrganizationRole';

const brokerRoleArn = `arn:aws:iam::${BROKER_ACCOUNT}:role/${BROKER_ROLE}`;

const byBroker = (...actions: readonly string[]): object => ({
  Effect: 'Allow',
  Principal: { AWS: brokerRoleArn },
  Action: actions,
});

const BROKERED_TRUST = document({
  ...byBroker('sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'),
  Condition: { StringLike: { 'aws:RequestTag/gatehouse:grant': 'r-*' } },
});

const AWS_POLICY = 'arn:aws:iam::aws:policy';

/** What the broker itself may do: become the roles below, and read its own user pool and publish to its topic. */
const BROKER: Role = {
  name: BROKER_ROLE,
  description: 'The access broker',
  trust: document({
    Effect: 'Allow',
    Principal: { Service: 'ecs-tasks.amazonaws.com' },
    Action: 'sts:AssumeRole',
  }),
  inline: document(
    {
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      Resource: 'arn:aws:iam::*:role/*',
    },
    {
      Effect: 'Allow',
      Action: [
        'cognito-idp:AdminGetUser',
        'cognito-idp:AdminListGroupsForUser',
        'cognito-idp:ListUsersInGroup',
      ],
      Resource: `arn:aws:cognito-idp:*:${BROKER_ACCOUNT}:userpool/*`,
    },
    { Effect: 'Allow', Action: 'sns:Publish', Resource: `arn:aws:sns:*:${BROKER_ACCOUNT}:*` },
  ),
};

const ORGANIZATION: Role = {
  name: ORGANIZATION_ROLE,
  description: 'Lets the access broker read the organization',
  trust: document(byBroker('sts:AssumeRole')),
  inline: document({
    Effect: 'Allow',
    Action: ['organizations:Describe*', 'organizations:List*'],
    Resource: '*',
  }),
};

const target = (account: string): Role => ({
  name: TARGET_ROLE,
  description: 'Lets the access broker look at roles and activity, and end sessions',
  trust: document(byBroker('sts:AssumeRole')),
  inline: document(
    {
      Effect: 'Allow',
      Action: [
        'iam:GetPolicy',
        'iam:GetPolicyVersion',
        'iam:GetRole',
        'iam:GetRolePolicy',
        'iam:ListAttachedRolePolicies',
        'iam:ListRolePolicies',
        'iam:ListRoles',
        'iam:ListRoleTags',
        'cloudtrail:LookupEvents',
      ],
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Action: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
      Resource: `arn:aws:iam::${account}:role/TempAccessRole*`,
    },
  ),
});

/** The roles of the demo organization that people ask for. */
const brokered = (account: string): readonly Role[] => [
  {
    name: 'TempAccessRoleS3Admin',
    description: 'S3, and the queues and topics that buckets notify',
    trust: BROKERED_TRUST,
    managed: [`${AWS_POLICY}/AmazonS3FullAccess`],
    inline: document(
      {
        Effect: 'Allow',
        Action: ['sns:*', 'sqs:*'],
        Resource: [`arn:aws:sns:*:${account}:*`, `arn:aws:sqs:*:${account}:*`],
      },
      { Effect: 'Allow', Action: ['sns:ListTopics', 'sqs:ListQueues'], Resource: '*' },
    ),
  },
  {
    name: 'TempAccessRoleReadOnly',
    description: 'Reading, everywhere in the account',
    trust: BROKERED_TRUST,
    managed: [`${AWS_POLICY}/ReadOnlyAccess`],
  },
  {
    name: 'TempAccessRoleEc2Admin',
    description: 'EC2 and ECS',
    trust: BROKERED_TRUST,
    managed: [`${AWS_POLICY}/AmazonEC2FullAccess`, `${AWS_POLICY}/AmazonECS_FullAccess`],
  },
];

const WORKLOAD_ACCOUNTS = ['111122223333', '444455556666'] as const;

/** Every role that the demo organization's broker needs and brokers. `callerOf` answers a caller as an account's root. */
export const ensureDemoRoles = async (
  callerOf: (account: string) => Caller,
  managementAccount: string,
): Promise<void> => {
  const all: readonly (readonly [account: string, roles: readonly Role[]])[] = [
    [BROKER_ACCOUNT, [BROKER]],
    [managementAccount, [ORGANIZATION]],
    ...WORKLOAD_ACCOUNTS.map((account) => [account, brokered(account)] as const),
  ];
  // The broker looks at every account, for roles that others could assume, not only at those where it lends some.
  for (const [account, roles] of all)
    for (const role of [...roles, target(account)]) await ensureRole(callerOf(account), role);
};
