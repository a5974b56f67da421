import type { Limit, Limits } from '@gatehouse/service-kit';

/** Role session names and source identities (STS API Reference, AssumeRole). */
export const SESSION_NAME: Limit = { minLength: 2, maxLength: 64, pattern: '[\\w+=,.@-]*' };

export const POLICY_LIMITS: Limits = {
  Policy: { minLength: 1, maxLength: 2048 },
  PolicyArns: { maxLength: 10 },
  'PolicyArns[].arn': { minLength: 20, maxLength: 2048 },
};

export const TAG_LIMITS: Limits = {
  Tags: { maxLength: 50 },
  'Tags[].Key': { minLength: 1, maxLength: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' },
  'Tags[].Value': { maxLength: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*' },
};

export const ROLE_ARN: Limit = { minLength: 20, maxLength: 2048 };
export const ROLE_SECONDS: Limit = { minValue: 900, maxValue: 43_200 };
