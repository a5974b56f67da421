export {
  conditionKeysFor,
  expandAction,
  findAction,
  findConditionKey,
  isProviderKey,
  ownerOfConditionKey,
  splitAction,
} from './actions.ts';
export {
  type AccessLevel,
  type CatalogAction,
  globalConditionKeys,
  type ResourceType,
  serviceCatalog,
  type ServiceCatalog,
  services,
  servicesUnderRcp,
} from './catalog.ts';
export type { ConditionKey, ConditionKeyType } from './condition-keys.ts';
