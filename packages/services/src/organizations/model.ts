/** Every kind of policy that can be attached to roots, units and accounts; of these, control policies are enforced. */
export const POLICY_TYPES = [
  'SERVICE_CONTROL_POLICY',
  'RESOURCE_CONTROL_POLICY',
  'TAG_POLICY',
  'BACKUP_POLICY',
  'AISERVICES_OPT_OUT_POLICY',
  'CHATBOT_POLICY',
  'DECLARATIVE_POLICY_EC2',
  'SECURITYHUB_POLICY',
  'SECURITYHUB_CSPM_POLICY',
  'GUARDDUTY_POLICY',
  'INSPECTOR_POLICY',
  'UPGRADE_ROLLOUT_POLICY',
  'BEDROCK_POLICY',
  'S3_POLICY',
  'NETWORK_SECURITY_DIRECTOR_POLICY',
] as const;

export const CREATE_STATES = ['IN_PROGRESS', 'SUCCEEDED', 'FAILED'] as const;

export type PolicyType = (typeof POLICY_TYPES)[number];

export const isPolicyType = (text: string): text is PolicyType =>
  POLICY_TYPES.some((type) => type === text);

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
  readonly createdAt: Date;
}

export interface Policy {
  readonly id: string;
  readonly organizationId: string;
  readonly type: PolicyType;
  readonly name: string;
  readonly description: string;
  readonly content: string;
  readonly awsManaged: boolean;
  readonly createdAt: Date;
}

/** A request to create an account, as DescribeCreateAccountStatus tells it. */
export interface AccountRequest {
  /** `car-…` */
  readonly id: string;
  readonly organizationId: string;
  readonly accountName: string;
  readonly email: string;
  readonly roleName: string;
  readonly state: (typeof CREATE_STATES)[number];
  /** The id that the account has or will have. */
  readonly account: string;
  readonly failureReason: 'EMAIL_ALREADY_EXISTS' | 'INTERNAL_FAILURE' | undefined;
  readonly tags: ReadonlyMap<string, string>;
  readonly requestedAt: Date;
  readonly completedAt: Date | undefined;
}

export type HandshakeAction = 'INVITE' | 'ENABLE_ALL_FEATURES' | 'APPROVE_ALL_FEATURES';
export type HandshakeState =
  | 'REQUESTED'
  | 'OPEN'
  | 'CANCELED'
  | 'ACCEPTED'
  | 'DECLINED'
  | 'EXPIRED';

export interface Handshake {
  /** `h-…` */
  readonly id: string;
  readonly organizationId: string;
  readonly managementAccount: string;
  readonly action: HandshakeAction;
  /** The ENABLE_ALL_FEATURES handshake that an approval belongs to. */
  readonly parentId: string | undefined;
  /** Whom it is sent to; undefined where the organization itself finishes it. */
  readonly party: { readonly type: 'ACCOUNT' | 'EMAIL'; readonly id: string } | undefined;
  readonly state: HandshakeState;
  readonly notes: string | undefined;
  /** Tags for the account once it joins. */
  readonly tags: ReadonlyMap<string, string>;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };

/** The policies that AWS owns; attached to every target when their type is enabled (Organizations User Guide). */
export const awsManagedPolicies: readonly Omit<Policy, 'organizationId' | 'createdAt'>[] = [
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
