import type { SsmDeps, SsmQuotas } from './deps.ts';
import type { Values } from './values.ts';

/** What the operations of the service share. */
export interface SsmParts extends SsmDeps {
  readonly values: Values;
  readonly limits: SsmQuotas;
}
