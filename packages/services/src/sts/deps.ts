import type { Guesses, RolePort, ServiceDeps } from '@gatehouse/service-kit';
import type { SessionTokens } from './session-token.ts';

export interface StsDeps extends ServiceDeps {
  readonly roles: RolePort;
  /**
   * For test suites of emulators, where access is not enforced: the root user assumes roles, roles need not exist, a
   * temporary key is known without its token, and assertions of identity providers are believed unseen.
   */
  readonly acceptsLooseInput?: boolean;
}

export interface StsParts extends StsDeps {
  readonly tokens: SessionTokens;
  readonly wrongCodes: Guesses;
}
