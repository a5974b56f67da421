export {
  type Access,
  type AccessCheckResult,
  checkAccessNotGranted,
  type CheckedPolicyType,
  checkNoNewAccess,
  checkNoPublicAccess,
  type ReasonSummary,
  TooComplexError,
} from './access-check/index.ts';
export {
  type AccessLevel,
  type CatalogAction,
  type ConditionKey,
  conditionKeysFor,
  type ConditionKeyType,
  expandAction,
  findAction,
  findConditionKey,
  globalConditionKeys,
  type ResourceType,
  serviceCatalog,
  type ServiceCatalog,
  services,
  servicesUnderRcp,
} from './catalog/index.ts';
export { principalContext } from './context/principal-keys.ts';
export { layeredContext, requestContext } from './context/request-context.ts';
export {
  type CompileOptions,
  compilePolicy,
  contextKeysOf,
  missingContextKeys,
  principalsOf,
} from './evaluation/compile-policy.ts';
export { decide } from './evaluation/decide.ts';
export { deniedMessage } from './evaluation/denied-message.ts';
export { explain } from './explanation/explain.ts';
export type {
  ConditionExplanation,
  ElementExplanation,
  Explanation,
  LayerExplanation,
  PolicyExplanation,
  StatementExplanation,
} from './explanation/explanation.ts';
export { renderExplanation } from './explanation/render.ts';
export type { PolicyPrincipal } from './language/policy-document.ts';
export { PolicySyntaxError } from './language/syntax-error.ts';
export type {
  AuthorizationRequest,
  ContextValue,
  PolicyType,
  RawContext,
  RequestContext,
  RequestPrincipal,
} from './model.ts';
export type {
  CompiledPolicy,
  Decision,
  Layer,
  NamedPolicy,
  OrganizationLevel,
  PolicySet,
  StatementRef,
} from './policy-set.ts';
export {
  type Finding,
  type FindingType,
  type Location,
  type PathElement,
  type Position,
  type ValidatedPolicyType,
  validatePolicy,
  type ValidationOptions,
} from './validate/index.ts';
export { regionsOf } from './validate/regions.ts';
