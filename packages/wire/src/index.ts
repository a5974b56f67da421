export { wireMaxRequestsPerSocket, wireServerOptions } from './server/server-options.ts';
export type {
  AuthType,
  Credential,
  CredentialSource,
  ServiceEntry,
  WireCaller,
  WireLimits,
  WireRefusal,
  WireRequest,
  WireSettings,
} from './server/wire-settings.ts';
