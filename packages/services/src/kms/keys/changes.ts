import type { Tx } from '@gatehouse/store';
import type { KeyRef, Scope } from '../model.ts';

/** Who keeps keys in memory hears of each change: `<account>:<region>:<id>`. */
export const KEYS_CHANNEL = 'kms.keys';
/** Who keeps aliases in memory hears of each change: `<account>:<region>:<name>`. */
export const ALIASES_CHANNEL = 'kms.aliases';

export const keyChanged = (tx: Tx, { account, region, id }: KeyRef): void =>
  tx.notify(KEYS_CHANNEL, `${account}:${region}:${id}`);

/** Also for the keys that it named before and names now: a key knows its aliases. */
export const aliasChanged = (
  tx: Tx,
  scope: Scope,
  name: string,
  ...keyIds: readonly string[]
): void => {
  tx.notify(ALIASES_CHANNEL, `${scope.account}:${scope.region}:${name}`);
  for (const id of keyIds) keyChanged(tx, { ...scope, id });
};
