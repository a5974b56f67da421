import {
  type CatalogAction,
  type ConditionKey,
  globalConditionKeys,
  ownerOfConditionKey,
  serviceCatalog,
  type ServiceCatalog,
  services,
  servicesUnderRcp,
  splitAction,
} from '../catalog/index.ts';
import { matchesPattern, wildcards } from '../matching/glob.ts';
import { hasWildcard, type PolicyView } from './document.ts';
import { nearest } from './nearest.ts';

/** What the rules may ask about AWS: the catalogs of all services that the policy names, read beforehand. */
export interface Knowledge {
  readonly services: ReadonlySet<string>;
  readonly servicesUnderRcp: ReadonlySet<string>;
  service(prefix: string): ServiceCatalog | undefined;
  action(action: string): CatalogAction | undefined;
  /** Whether a pattern without wildcard in its service names any action; true when too much was asked already. */
  namesSome(pattern: string): boolean;
  /** The candidate that a misspelled word may have meant; none when too much was asked already. */
  nearest(word: string, candidates: Iterable<string>): string | undefined;
  /** The known actions that a pattern without wildcard in its service names. */
  expand(pattern: string): readonly CatalogAction[];
  conditionKey(name: string): ConditionKey | undefined;
}

/** Services that appear in ARNs but have no actions of their own, and who does. */
const ARN_SERVICES: ReadonlyMap<string, string> = new Map([
  ['app-integrations', 'connect'],
  ['catalog', 'servicecatalog'],
  ['codewhisperer', 'q'],
  ['iq-permission', 'iq'],
  ['opensearch', 'es'],
  ['qdeveloper', 'q'],
  ['s3-object-lambda', 's3'],
]);

export const arnServiceOwner = (service: string): string => ARN_SERVICES.get(service) ?? service;

/** For one policy, so that one of the maximum size is judged about as fast as an honest one. */
const MAX_COMPARISONS = 150_000;
const MAX_SUGGESTIONS = 25;

export const gatherKnowledge = async (policy: PolicyView): Promise<Knowledge> => {
  const catalogs = new Map<string, ServiceCatalog>();
  for (const prefix of namedServices(policy)) {
    const catalog = await serviceCatalog(prefix);
    if (catalog !== undefined) catalogs.set(catalog.service, catalog);
  }
  const service = (prefix: string): ServiceCatalog | undefined =>
    catalogs.get(prefix.toLowerCase());
  let comparisons = MAX_COMPARISONS;
  let suggestions = MAX_SUGGESTIONS;

  return {
    services: await services(),
    servicesUnderRcp: await servicesUnderRcp(),
    service,
    action: (action) => {
      const [prefix, name] = splitAction(action);
      return name === undefined ? undefined : service(prefix)?.actions.get(name.toLowerCase());
    },
    namesSome: (pattern) => {
      const [prefix, name = ''] = splitAction(pattern);
      const wanted = wildcards(name.toLowerCase());
      for (const lower of service(prefix)?.actions.keys() ?? []) {
        comparisons -= 1;
        if (comparisons < 0 || matchesPattern(wanted, lower)) return true;
      }
      return false;
    },
    nearest: (word, candidates) => {
      suggestions -= 1;
      return suggestions < 0 ? undefined : nearest(word, candidates);
    },
    expand: (pattern) => {
      const [prefix, name = ''] = splitAction(pattern);
      const wanted = wildcards(name.toLowerCase());
      const actions = [...(service(prefix)?.actions ?? [])];
      return actions.filter(([lower]) => matchesPattern(wanted, lower)).map(([, action]) => action);
    },
    conditionKey: (name) =>
      globalConditionKeys().find(name) ??
      service(ownerOfConditionKey(name))?.conditionKeys.find(name),
  };
};

const namedServices = (policy: PolicyView): ReadonlySet<string> => {
  const found = new Set<string>();
  const add = (prefix: string | undefined): void => {
    if (prefix !== undefined && !hasWildcard(prefix)) found.add(prefix.toLowerCase());
  };
  for (const { actions, resources, conditions } of policy.statements) {
    for (const { value } of actions?.values ?? []) add(splitAction(value)[0]);
    for (const { value } of resources?.values ?? [])
      add(arnServiceOwner((value.split(':', 3)[2] ?? '').toLowerCase()));
    for (const { key } of conditions) add(ownerOfConditionKey(key));
  }
  return found;
};
