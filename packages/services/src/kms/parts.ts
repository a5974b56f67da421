import type { Call } from '@gatehouse/service-kit';
import type { PermitKey } from './access/permitted-key.ts';
import type { KmsDeps } from './deps.ts';
import type { Shapes } from './grants/shapes.ts';
import type { Materials } from './material/material.ts';
import type { Key, Scope } from './model.ts';

/** Keys by what names them, kept in memory until a committed change: `tx.notify(KEYS_CHANNEL, '<account>:<region>:<id>')`. */
export interface KeyDirectory {
  /**
   * The key that an id, ARN, alias or alias ARN names from this account and Region; with `aliases` false only id and ARN do.
   * Undefined: it names none here. At once when it is kept.
   */
  find(
    call: Pick<Call, 'tx' | 'account' | 'region'>,
    keyId: string,
    aliases?: boolean,
  ): Key | undefined | Promise<Key | undefined>;
  /** The ARN that a name has or would have, for questions about a key that is not there. */
  arnOf(scope: Scope, keyId: string): string;
}

/** What the rooms of this service share. */
export interface KmsParts extends KmsDeps {
  readonly keys: KeyDirectory;
  readonly materials: Materials;
  /** Finds a key and lets only those use it who may, in a state that allows it. */
  readonly permit: PermitKey;
  /** By what constraints grants can be found. */
  readonly grantShapes: Shapes;
}
