import { createHash } from 'node:crypto';
import type { AppClient, Group, User } from '../model.ts';

export type Claims = Readonly<Record<string, unknown>>;

const BOOLEANS = new Set(['email_verified', 'phone_number_verified']);

const SCOPE_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
};

/** Whether the client may see the attribute; a client without ReadAttributes sees all. */
export const isReadable = ({ settings }: AppClient, name: string): boolean =>
  settings.ReadAttributes === undefined ||
  settings.ReadAttributes.length === 0 ||
  settings.ReadAttributes.includes(name);

/** `email` needs `email_verified` as well (Developer Guide, "The token issuer endpoint", invalid_grant). */
export const canReadScopes = (client: AppClient, scopes: readonly string[]): boolean =>
  scopes
    .flatMap((scope) => (Object.hasOwn(SCOPE_ATTRIBUTES, scope) ? SCOPE_ATTRIBUTES[scope] : []))
    .every((name) => name !== undefined && isReadable(client, name));

/** `openid` alone and `profile` give every readable attribute, else each scope its own. */
const isInScopes = (scopes: readonly string[], name: string): boolean => {
  const narrowing = scopes.filter((scope) => Object.hasOwn(SCOPE_ATTRIBUTES, scope));
  if (narrowing.length === 0 || scopes.includes('profile')) return true;
  return narrowing.some((scope) => SCOPE_ATTRIBUTES[scope]?.includes(name) === true);
};

const attributeClaim = (name: string, value: string): unknown => {
  if (name === 'address') return { formatted: value };
  return BOOLEANS.has(name) ? value === 'true' : value;
};

/** The user's attributes as an ID token shows them to the client. */
export const attributeClaims = (
  client: AppClient,
  user: User,
  scopes: readonly string[] | undefined,
): Claims =>
  Object.fromEntries(
    [...user.attributes]
      .filter(([name]) => name !== 'sub' && isReadable(client, name))
      .filter(([name]) => scopes === undefined || isInScopes(scopes, name))
      .map(([name, value]) => [name, attributeClaim(name, value)]),
  );

const precedenceOf = ({ precedence }: Group): number => precedence ?? Number.MAX_SAFE_INTEGER;

/**
 * `cognito:groups`, `cognito:roles` and `cognito:preferred_role`: the role of the group with the lowest precedence; none
 * when several groups tie with different roles (Developer Guide, "Adding groups to a user pool").
 */
export const groupClaims = (groups: readonly Group[]): Claims => {
  if (groups.length === 0) return {};
  const ordered = groups.toSorted((one, other) => precedenceOf(one) - precedenceOf(other));
  const withRole = ordered.filter(({ roleArn }) => roleArn !== undefined);
  const [first] = withRole;
  const best = new Set(
    withRole
      .filter((group) => first !== undefined && precedenceOf(group) === precedenceOf(first))
      .map(({ roleArn }) => roleArn),
  );
  return {
    'cognito:groups': ordered.map(({ name }) => name),
    ...(first === undefined
      ? {}
      : { 'cognito:roles': [...new Set(withRole.map(({ roleArn }) => roleArn))] }),
    ...(first !== undefined && best.size === 1 ? { 'cognito:preferred_role': first.roleArn } : {}),
  };
};

/** The groups alone, as an access token has them. */
export const accessGroups = (claims: Claims): Claims =>
  claims['cognito:groups'] === undefined ? {} : { 'cognito:groups': claims['cognito:groups'] };

/** OpenID Connect Core §3.1.3.6: the left half of the hash, in base64url. */
export const tokenHashClaim = (token: string): string =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
