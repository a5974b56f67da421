export { createWire } from './server/create-wire.ts';
export { wireMaxRequestsPerSocket, wireServerOptions } from './server/server-options.ts';
export type {
  AuthType,
  CorsQuestion,
  Credential,
  CredentialSource,
  ServiceEntry,
  WireCaller,
  WireLimits,
  WireRefusal,
  WireRequest,
  WireSettings,
} from './server/wire-settings.ts';
export type { HttpTrait, PathTemplate } from './model/path-template.ts';
export { readServiceModel } from './model/read-service-model.ts';
export type {
  BoundMember,
  HttpBindings,
  ListSchema,
  MapSchema,
  Member,
  Schema,
  SimpleSchema,
  StructureSchema,
  Traits,
} from './model/schema.ts';
export type { OperationModel, ProtocolName, ServiceModel } from './model/service-model.ts';
export type {
  DecodeOptions,
  Protocol,
  WireHttpRequest,
  WireHttpResponse,
} from './protocols/protocol.ts';
export { protocolFor, protocolOf } from './protocols/protocols.ts';
