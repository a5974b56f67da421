import type { Limit } from '@gatehouse/service-kit';

// IAM User Guide, "IAM and AWS STS quotas", and the API model.
export const ROLES_QUOTA = 1000;
export const POLICIES_QUOTA = 1500;
export const INSTANCE_PROFILES_QUOTA = 1000;
export const PROVIDERS_QUOTA = 100;
export const POLICIES_PER_HOLDER_QUOTA = 10;
export const VERSIONS_PER_POLICY_QUOTA = 5;
export const MANAGED_POLICY_SIZE = 6144;
export const INLINE_POLICIES_SIZE = { user: 2048, group: 5120, role: 10_240 } as const;

export const DEFAULT_SESSION_SECONDS = 3600;
export const SESSION_DURATION: Limit = { minValue: 3600, maxValue: 43_200, sensitive: true };
export const ROLE_DESCRIPTION: Limit = {
  maxLength: 1000,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*',
  sensitive: true,
};
export const VERSION_ID: Limit = {
  pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?',
  sensitive: true,
};
