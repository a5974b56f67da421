import type { Clients, IAM } from '@gatehouse/clients';

export const WORKLOADS = '111122223333';
export const MANAGEMENT = '123456789012';

const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const allow = (actions: readonly string[], resources: readonly string[] = ['*']): object => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
});

const trusts = (principal: string): string =>
  policy({ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' });

/** The trust policy of a brokered role: the broker alone, and only with the tag of a grant. */
export const brokeredTrust = (broker: string): string =>
  policy({
    Effect: 'Allow',
    Principal: { AWS: broker },
    Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    Condition: { StringLike: { 'aws:RequestTag/gatehouse:grant': 'r-*' } },
  });

/** What `TestBrokerTargetRole` may: read roles and events, and write one policy of brokered roles. */
const TARGET_ROLE = policy(
  allow([
    'iam:ListRoles',
    'iam:GetRole',
    'iam:ListRolePolicies',
    'iam:GetRolePolicy',
    'iam:ListAttachedRolePolicies',
    'iam:GetPolicy',
    'iam:GetPolicyVersion',
    'cloudtrail:LookupEvents',
  ]),
  allow(
    ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
    ['arn:aws:iam::*:role/Lent*', 'arn:aws:iam::*:role/Admin*', 'arn:aws:iam::*:role/team/*'],
  ),
);

const BROKER_ROLE = policy(
  allow(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'], ['arn:aws:iam::*:role/*']),
);

const ORGANIZATION_ROLE = policy(allow(['organizations:List*', 'organizations:Describe*']));

const role = async (
  iam: IAM,
  RoleName: string,
  trust: string,
  document: string,
  Path = '/',
): Promise<void> => {
  await iam.createRole({ RoleName, Path, AssumeRolePolicyDocument: trust });
  await iam.putRolePolicy({ RoleName, PolicyName: 'power', PolicyDocument: document });
};

/** Brokered roles of the workloads account, by name. */
export const BROKERED = {
  LentS3Admin: policy(allow(['s3:*', 'iam:List*', 'iam:GetAccountSummary'])),
  Admin: policy(allow(['*'])),
  AdminRead: policy(allow(['iam:Get*', 'iam:List*'])),
} as const;

/** Roles as a deployment has them: the broker's, those by which it reads, and what it lends. */
export const account = async (
  admin: (profile: 'admin' | 'security' | 'workloads') => Clients,
  broker: string,
): Promise<void> => {
  const security = broker.split(':')[4] ?? '';
  await role(
    admin('security').iam(),
    'TestBrokerRole',
    trusts(`arn:aws:iam::${security}:root`),
    BROKER_ROLE,
  );
  await role(admin('admin').iam(), 'TestBrokerOrganizationRole', trusts(broker), ORGANIZATION_ROLE);
  const workloads = admin('workloads').iam();
  await role(workloads, 'TestBrokerTargetRole', trusts(broker), TARGET_ROLE);
  for (const [name, document] of Object.entries(BROKERED))
    await role(workloads, name, brokeredTrust(broker), document);
  await role(workloads, 'OnCall', brokeredTrust(broker), BROKERED.AdminRead, '/team/');
};
