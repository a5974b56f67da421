import type { SecretsDeps, SecretsQuotas } from './deps.ts';
import type { LastAccess } from './last-access.ts';
import type { Values } from './values.ts';

/** What the operations of the service share. */
export interface SecretsParts extends SecretsDeps {
  readonly values: Values;
  readonly lastAccess: LastAccess;
  readonly limits: SecretsQuotas;
}
