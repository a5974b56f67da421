// IAM User Guide, "IAM and AWS STS quotas": the defaults of a new account, as GetAccountSummary reports them.
export const USERS_QUOTA = 5000;
export const GROUPS_QUOTA = 300;
export const GROUPS_PER_USER_QUOTA = 10;
export const ACCESS_KEYS_PER_USER_QUOTA = 2;
export const SIGNING_CERTIFICATES_PER_USER_QUOTA = 2;
export const SSH_PUBLIC_KEYS_PER_USER_QUOTA = 5;
export const SERVICE_CREDENTIALS_PER_USER_QUOTA = 2;
export const MFA_DEVICES_PER_USER_QUOTA = 8;
export const SERVER_CERTIFICATES_QUOTA = 20;

/** Of roles and policies, by the names that GetAccountSummary uses. */
export const POLICY_QUOTAS = {
  RolesQuota: 1000,
  InstanceProfilesQuota: 1000,
  PoliciesQuota: 1500,
  PolicyVersionsInUseQuota: 10_000,
  VersionsPerPolicyQuota: 5,
  PolicySizeQuota: 6144,
  UserPolicySizeQuota: 2048,
  GroupPolicySizeQuota: 5120,
  RolePolicySizeQuota: 10_240,
  AssumeRolePolicySizeQuota: 2048,
  AttachedPoliciesPerUserQuota: 10,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
} as const;
