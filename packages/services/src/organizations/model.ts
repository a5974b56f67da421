/** The kinds of policy that can be attached to roots, units and accounts and that this service evaluates or keeps. */
export const POLICY_TYPES = [
  'SERVICE_CONTROL_POLICY',
  'RESOURCE_CONTROL_POLICY',
  'TAG_POLICY',
  'BACKUP_POLICY',
  'AISERVICES_OPT_OUT_POLICY',
  'CHATBOT_POLICY',
  'DECLARATIVE_POLICY_EC2',
  'SECURITYHUB_POLICY',
] as const;

export type PolicyType = (typeof POLICY_TYPES)[number];

export interface Organization {
  readonly id: string;
  readonly managementAccount: string;
  readonly managementEmail: string;
  readonly featureSet: 'ALL' | 'CONSOLIDATED_BILLING';
  readonly rootId: string;
  readonly createdAt: Date;
}

export interface Account {
  readonly account: string;
  readonly organizationId: string;
  readonly parentId: string;
  readonly name: string;
  readonly email: string;
  readonly status: 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE';
  readonly joinedMethod: 'CREATED' | 'INVITED';
  readonly joinedAt: Date;
}

export interface Unit {
  readonly id: string;
  readonly organizationId: string;
  readonly parentId: string;
  readonly name: string;
}

export interface Policy {
  readonly id: string;
  readonly organizationId: string;
  readonly type: PolicyType;
  readonly name: string;
  readonly description: string;
  readonly content: string;
  readonly awsManaged: boolean;
}

const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };

/** The policies that AWS owns; attached to every target when their type is enabled (Organizations User Guide). */
export const awsManagedPolicies: readonly Omit<Policy, 'organizationId'>[] = [
  {
    id: 'p-FullAWSAccess',
    type: 'SERVICE_CONTROL_POLICY',
    name: 'FullAWSAccess',
    description: 'Allows access to every operation',
    content: JSON.stringify({ Version: '2012-10-17', Statement: [ALLOW_ALL] }),
    awsManaged: true,
  },
  {
    id: 'p-RCPFullAWSAccess',
    type: 'RESOURCE_CONTROL_POLICY',
    name: 'RCPFullAWSAccess',
    description: 'Allows access to every resource',
    content: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ ...ALLOW_ALL, Principal: '*' }],
    }),
    awsManaged: true,
  },
];
