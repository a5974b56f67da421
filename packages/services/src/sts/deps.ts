import type { RolePort, ServiceDeps } from '@gatehouse/service-kit';
import type { SessionTokens } from './session-token.ts';

export interface StsDeps extends ServiceDeps {
  readonly roles: RolePort;
}

export interface StsParts extends StsDeps {
  readonly tokens: SessionTokens;
}
