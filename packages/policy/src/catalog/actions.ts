import { matchesPattern, wildcards } from '../matching/glob.ts';
import { type CatalogAction, globalConditionKeys, serviceCatalog, services } from './catalog.ts';
import type { ConditionKey } from './condition-keys.ts';

/** The row of `ecs:RunTask`, compared without case; undefined for an unknown action or one with wildcards. */
export const findAction = async (action: string): Promise<CatalogAction | undefined> => {
  const [service, name] = splitAction(action);
  if (name === undefined) return undefined;
  return (await serviceCatalog(service))?.actions.get(name.toLowerCase());
};

/** Prefix and name; no name when there is no colon. */
export const splitAction = (action: string): readonly [service: string, name?: string] => {
  const colon = action.indexOf(':');
  return colon < 0 ? [action] : [action.slice(0, colon), action.slice(colon + 1)];
};

/** The services whose prefix an action pattern may name, in the order of the data. */
const servicesMatching = async (pattern: string): Promise<readonly string[]> => {
  const [prefix] = splitAction(pattern);
  const wanted = wildcards(prefix.toLowerCase());
  return [...(await services())].filter((service) => matchesPattern(wanted, service));
};

/**
 * Every known action that a pattern of a policy's Action element names (`ecs:Describe*`, `*`), as `service:Name`.
 * `*` alone reads the data of all services: about 22 000 actions.
 */
export const expandAction = async (pattern: string): Promise<readonly string[]> => {
  const [, name = '*'] = splitAction(pattern);
  if (!pattern.includes(':') && pattern !== '*') return [];
  const wanted = wildcards(name.toLowerCase());
  const found: string[] = [];
  for (const service of await servicesMatching(pattern)) {
    const catalog = await serviceCatalog(service);
    for (const [lower, action] of catalog?.actions ?? [])
      if (matchesPattern(wanted, lower)) found.push(`${service}:${action.name}`);
  }
  return found;
};

/**
 * The condition keys that a request for this action may carry beyond the global ones. Tag keys are global by name, but
 * listed here for the actions that support them.
 */
export const conditionKeysFor = async (action: string): Promise<readonly ConditionKey[]> =>
  (await findAction(action))?.conditionKeys.all ?? [];

/** Key prefixes that are no service's own, and the service whose data list them. */
const OWNERS: ReadonlyMap<string, string> = new Map([
  ['saml', 'sts'],
  ['identitycenter', 'sso'],
  ['catalog', 'aws-marketplace'],
  ['cognito-identity-auth', 'cognito-identity'],
  ['cognito-identity-unauth', 'cognito-identity'],
]);

/** The service whose data would list a key: an identity provider's keys (`accounts.google.com:aud`) are with STS. */
export const ownerOfConditionKey = (name: string): string => {
  const [prefix] = splitAction(name.toLowerCase());
  return OWNERS.get(prefix) ?? (isProviderKey(name) ? 'sts' : prefix);
};

/** A key of an OpenID Connect provider is prefixed with the provider's host and path. */
export const isProviderKey = (name: string): boolean => {
  const colon = name.lastIndexOf(':');
  return colon > 0 && name.slice(0, colon).includes('.') && !name.slice(0, colon).includes(':');
};

/** A condition key by the name a policy writes, in any case; undefined for an unknown one. */
export const findConditionKey = async (name: string): Promise<ConditionKey | undefined> =>
  globalConditionKeys().find(name) ??
  (await serviceCatalog(ownerOfConditionKey(name)))?.conditionKeys.find(name);
