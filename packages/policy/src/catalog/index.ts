export {
  conditionKeysFor,
  expandAction,
  findAction,
  findConditionKey,
  isProviderKey,
  ownerOfConditionKey,
  servicesMatching,
  splitAction,
} from './actions.ts';
export {
  type AccessLevel,
  type ActionResource,
  type CatalogAction,
  globalConditionKeys,
  type ResourceType,
  serviceCatalog,
  type ServiceCatalog,
  services,
  servicesUnderRcp,
} from './catalog.ts';
export type { ConditionKey, ConditionKeySet, ConditionKeyType } from './condition-keys.ts';
