import type { Limits } from '@gatehouse/service-kit';
import { CLIENT_ID } from './client-settings.ts';
import { POOL_ID } from './pool-settings.ts';

export const USERNAME = {
  minLength: 1,
  maxLength: 128,
  pattern: '[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+',
  sensitive: true,
};
export const PASSWORD = { maxLength: 256, pattern: '[\\S]+', sensitive: true };
export const CODE = { minLength: 1, maxLength: 2048, pattern: '[\\S]+', sensitive: true };

/** An administrator's request about one user. */
export const adminLimits: Limits = { UserPoolId: POOL_ID, Username: USERNAME };
/** A person's request through a client. */
export const publicLimits: Limits = {
  ClientId: CLIENT_ID,
  Username: USERNAME,
  SecretHash: { minLength: 1, maxLength: 128, pattern: '[\\w+=/]+', sensitive: true },
};

/** What of a person CloudTrail does not show. */
export const HIDDEN = [
  'Username',
  'Password',
  'TemporaryPassword',
  'ConfirmationCode',
  'SecretHash',
  'Session',
  'UserAttributes',
  'ValidationData',
  'ClientMetadata',
  'UserContextData',
  'AnalyticsMetadata',
];
