export { accessKeyId, accountOfAccessKeyId } from './access-key-id.ts';
export {
  AUDIT_TOPIC,
  type AuditEntry,
  auditEntries as parseAuditEntries,
  type AuditLog,
  createAuditLog,
  isDataEntry,
} from './audit.ts';
export { createAuthorizer, type Authorizer, type IamMode, RefusedError } from './authorization.ts';
export {
  type AuthorizationMessages,
  createAuthorizationMessages,
} from './authorization-message.ts';
export { type Cache, createCache } from './cache.ts';
export type {
  AuthorizeOptions,
  Call,
  ConditionKeys,
  ConditionValue,
  FoundGrant,
  Transport,
  TouchedResource,
} from './call.ts';
export type { DataEvent, DataEventInterest } from './data-events.ts';
export { createDispatcher, type Dispatcher } from './dispatcher.ts';
export type { DispatchRequest } from './request-call.ts';
export { base32 } from './base32.ts';
export { createGuesses, type Guesses } from './guesses.ts';
export { type Limit, type Limits, validator } from './limits.ts';
export { createPageTokens, cutPage, type PageTokens, type Position } from './paging.ts';
export {
  type AccountPort,
  type AssumableRole,
  type CredentialPort,
  type IdentityPort,
  type IdentityProvider,
  type KnownCredential,
  type MembershipListener,
  type MfaDevice,
  type RolePort,
  noOrganization,
  type OrganizationAccount,
  type OrganizationDirectory,
  type OrganizationPort,
  type OrganizationView,
  type PrincipalPolicies,
  type PrincipalPort,
} from './ports.ts';
export {
  type FederatedUserPrincipal,
  policyPrincipal,
  type Principal,
  principalArn,
  type RolePrincipal,
  type RootPrincipal,
  rootArn,
  type ServicePrincipal,
  type Session,
  sessionOf,
  type Tags,
  userId,
  type UserPrincipal,
} from './principal.ts';
export {
  coordinates,
  type EventShape,
  type Operation,
  type OperationDefinition,
  type OperationFacts,
  reads,
  type Receiving,
  receives,
  type Service,
  type ServiceDeps,
  writes,
} from './service.ts';
export { requestTagKeys, resourceTagKeys, tagMigrations, type TagOwner, tagStore } from './tags.ts';
export { userIdentity } from './user-identity.ts';
export { createVault, type Vault } from './vault.ts';
export { totpCode, totpStep } from './totp.ts';
export { png } from './qr/png.ts';
export { type Modules, qrCode } from './qr/qr-code.ts';
export { permitsService, type ReachedResource, type ServiceSource } from './service-access.ts';
export type {
  DeliveryOutcome,
  FunctionPort,
  InvokePort,
  ManagedRotationPort,
  LogPort,
  OperationCall,
  QueueMessageAttribute,
  QueuePort,
  QueueSend,
  ServicePublication,
  ServiceRoles,
  ServiceSession,
  TopicCheck,
  TopicPort,
} from './target-ports.ts';
export { emitEvents, type EventListeners, EVENTS_TOPIC, type ServiceEvent } from './event-bus.ts';
export {
  createDataKeys,
  type DataKey,
  type DataKeys,
  type KeyAsking,
  openUnder,
  sealUnder,
} from './data-keys.ts';
export { infrastructure } from './infrastructure.ts';
export { type KeyCalls, keyCalls, type KeyPort, serviceKeyCalls } from './key-calls.ts';
export { withPrincipalNames } from './policy-names.ts';
