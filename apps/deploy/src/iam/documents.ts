import type { DeploySettings, BrokeredRoleSettings } from '../settings.ts';

/** The version of the policy language that AWS has had since 2012. */
const VERSION = '2012-10-17';

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal?: Readonly<Record<string, string>> | '*';
  readonly Action: string | readonly string[];
  /** CloudFormation fills in the account: one template serves every account. */
  readonly Resource?: string | Substituted | readonly (string | Substituted)[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | Substituted>>>>;
}

export interface Substituted {
  readonly 'Fn::Sub': string;
}

export interface PolicyDocument {
  readonly Version: typeof VERSION;
  readonly Statement: readonly Statement[];
}

export const documentOf = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: VERSION,
  Statement: statements,
});

type Names = Pick<
  DeploySettings,
  | 'partition'
  | 'region'
  | 'brokerAccount'
  | 'brokerRoleName'
  | 'managementAccount'
  | 'organizationId'
  | 'organizationRoleName'
  | 'targetRoleName'
  | 'rolePattern'
>;

export const brokerRoleArn = ({ partition, brokerAccount, brokerRoleName }: Names): string =>
  `arn:${partition}:iam::${brokerAccount}:role/${brokerRoleName}`;

export const organizationRoleArn = (names: Names): string =>
  `arn:${names.partition}:iam::${names.managementAccount}:role/${names.organizationRoleName}`;

const byBroker = (names: Names, Sid: string, ...Action: readonly string[]): Statement => ({
  Sid,
  Effect: 'Allow',
  // The role itself and not its account: a delegation to the account would admit whoever may write its IAM policies.
  Principal: { AWS: brokerRoleArn(names) },
  Action,
});

/** Of a role that people ask for: the broker and nobody else, and not even the broker without the id of a grant. */
export const brokeredTrust = (names: Names): PolicyDocument =>
  documentOf({
    ...byBroker(
      names,
      'OnlyTheBrokerForAGrant',
      'sts:AssumeRole',
      'sts:TagSession',
      'sts:SetSourceIdentity',
    ),
    Condition: { StringLike: { 'aws:RequestTag/gatehouse:grant': 'r-*' } },
  });

/** Of the roles by which the broker itself looks and cuts. */
export const brokerTrust = (names: Names): PolicyDocument =>
  documentOf(byBroker(names, 'OnlyTheBroker', 'sts:AssumeRole'));

const READS: readonly string[] = [
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListRolePolicies',
  'iam:ListRoles',
  'iam:ListRoleTags',
  'cloudtrail:LookupEvents',
];

/** A role's name with its path, as its ARN has it. */
export const fullName = ({ path, name }: Pick<BrokeredRoleSettings, 'path' | 'name'>): string =>
  `${path.slice(1)}${name}`;

/**
 * What the broker does in an account. LookupEvents and ListRoles know no resources. PutRolePolicy and DeleteRolePolicy are limited to
 * the brokered roles; IAM has no condition key for the name of an inline policy, so that what keeps the broker to its own
 * policy there is its code, and the roles' permissions boundary if they have one.
 */
export const targetPolicy = (
  { partition }: Names,
  roles: readonly BrokeredRoleSettings[],
): PolicyDocument => {
  const look: Statement = { Sid: 'Look', Effect: 'Allow', Action: READS, Resource: '*' };
  if (roles.length === 0) return documentOf(look);
  return documentOf(look, {
    Sid: 'CutSessionsOfBrokeredRoles',
    Effect: 'Allow',
    Action: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
    Resource: roles.map((role) => ({
      'Fn::Sub': `arn:${partition}:iam::\${AWS::AccountId}:role/${fullName(role)}`,
    })),
  });
};

/** Of the management account's role. Organizations has no resources for most of what is listed. */
export const organizationPolicy = (): PolicyDocument =>
  documentOf({
    Sid: 'ReadTheOrganization',
    Effect: 'Allow',
    Action: ['organizations:Describe*', 'organizations:List*'],
    Resource: '*',
  });

/** ECS alone gives sessions of it, and only for tasks of this account and Region (the confused deputy is another account's task). */
export const taskTrust = ({ partition, brokerAccount, region }: Names): PolicyDocument =>
  documentOf({
    Sid: 'OnlyTasksOfThisAccount',
    Effect: 'Allow',
    Principal: { Service: 'ecs-tasks.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'aws:SourceAccount': brokerAccount },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:ecs:${region}:${brokerAccount}:*` },
    },
  });

/** Which roles the broker may become: by name, and in accounts of the organization alone, whatever others' trust policies say. */
export const assumeStatement = (names: Names): Statement => ({
  Sid: 'BecomeBrokeredRoles',
  Effect: 'Allow',
  Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
  Resource: [
    `arn:${names.partition}:iam::*:role/${names.targetRoleName}`,
    `arn:${names.partition}:iam::*:role/${names.rolePattern}`,
    organizationRoleArn(names),
  ],
  Condition: { StringEquals: { 'aws:ResourceOrgID': names.organizationId } },
});

/** For the people of a Cognito user pool. */
export const poolStatement = ({ partition, region, brokerAccount }: Names, pool: string) =>
  ({
    Sid: 'ReadThePeople',
    Effect: 'Allow',
    Action: [
      'cognito-idp:AdminGetUser',
      'cognito-idp:AdminListGroupsForUser',
      'cognito-idp:ListUsersInGroup',
    ],
    Resource: `arn:${partition}:cognito-idp:${region}:${brokerAccount}:userpool/${pool}`,
  }) satisfies Statement;
