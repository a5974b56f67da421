import type { Limit, Limits } from '@gatehouse/service-kit';
import { invalidAlias, invalidName, invalidPath, invalidPathPrefix, missing } from './errors.ts';

// Lengths of the IAM API model. Its patterns are checked by requireName and requirePath, because IAM answers a
// wrong character with a text of its own and not with the collective validation error. That error never repeats
// the value, which is what `sensitive` says.
export const USER_NAME: Limit = { minLength: 1, maxLength: 64, sensitive: true };
export const EXISTING_USER_NAME: Limit = { minLength: 1, maxLength: 128, sensitive: true };
export const GROUP_NAME: Limit = { minLength: 1, maxLength: 128, sensitive: true };
export const ROLE_NAME: Limit = { minLength: 1, maxLength: 64, sensitive: true };
export const POLICY_NAME: Limit = { minLength: 1, maxLength: 128, sensitive: true };
export const INSTANCE_PROFILE_NAME: Limit = { minLength: 1, maxLength: 128, sensitive: true };
export const PATH: Limit = { minLength: 1, maxLength: 512, sensitive: true };
export const ACCESS_KEY_ID: Limit = {
  minLength: 16,
  maxLength: 128,
  pattern: '[\\w]+',
  sensitive: true,
};
export const STATUS: Limit = { oneOf: ['Active', 'Inactive'], sensitive: true };
export const PASSWORD: Limit = {
  minLength: 1,
  maxLength: 128,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
  sensitive: true,
};
export const SERIAL_NUMBER: Limit = {
  minLength: 9,
  maxLength: 256,
  pattern: '[\\w+=/:,.@-]+',
  sensitive: true,
};
export const AUTHENTICATION_CODE: Limit = {
  minLength: 6,
  maxLength: 6,
  pattern: '[\\d]+',
  sensitive: true,
};
// 226 is what the console permits; the model states no maximum.
export const MFA_DEVICE_NAME: Limit = { minLength: 1, maxLength: 226, sensitive: true };
export const SERVER_CERTIFICATE_NAME: Limit = { minLength: 1, maxLength: 128, sensitive: true };
export const ACCOUNT_ALIAS: Limit = { minLength: 3, maxLength: 63, sensitive: true };
export const ARN: Limit = { minLength: 20, maxLength: 2048, sensitive: true };

/** Members of every operation that lists. */
export const pageLimits: Limits = {
  Marker: { minLength: 1, maxLength: 320, sensitive: true },
  MaxItems: { minValue: 1, maxValue: 1000, sensitive: true },
};

export const pathPrefixLimit: Limits = {
  PathPrefix: { minLength: 1, maxLength: 512, sensitive: true },
};

const NAME = /^[A-Za-z0-9_+=,.@-]+$/;

/** @param member as the error names it: `userName` */
export const requireName = (member: string, value: string): void => {
  if (!NAME.test(value)) throw invalidName(member);
};

const isPath = (path: string): boolean => path === '/' || /^\/[\u0021-\u007E]+\/$/.test(path);

// The model's `^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$`, written so that it cannot backtrack.
const ALIAS = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export const requireAlias = (alias: string): void => {
  if (!ALIAS.test(alias) || /^\d{12}$/.test(alias)) throw invalidAlias();
};

/** A path, `/` by default. */
export const pathOf = (path: string | undefined): string => {
  if (path !== undefined && !isPath(path)) throw invalidPath();
  return path ?? '/';
};

/** A path prefix, `/` by default. */
export const pathPrefixOf = (prefix: string | undefined): string => {
  if (prefix !== undefined && !/^\/[\u0021-\u007F]*$/.test(prefix)) throw invalidPathPrefix();
  return prefix ?? '/';
};

/** Names are unique whatever their case: this is what the database compares. */
export const nameKey = (name: string): string => name.toLowerCase();

/** A member that the API model requires; the wire has checked it for requests from outside. */
export const required = <Value>(member: string, value: Value | undefined): Value => {
  if (value === undefined) throw missing(member);
  return value;
};
