import type { Call, ConditionKeys } from '@gatehouse/service-kit';
import type { Key } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { keys } from '../repositories/keys.ts';
import { awsManaged, keyNotFound, otherAccount } from './errors.ts';
import { requireState } from './states.ts';

/** KeyIdType of the API model. */
export const KEY_ID = { KeyId: { minLength: 1, maxLength: 2048 } } as const;

const isOf = (call: Call, key: Key): boolean => key.account === call.account;

interface ReadOptions {
  /** True: another account's key too, when both sides let the caller. */
  readonly acrossAccounts?: boolean;
  readonly conditions?: ConditionKeys;
}

/** The key that an operation of its own account reads: once the caller may. */
export const readKey = async (
  { permit }: Pick<KmsParts, 'permit'>,
  call: Call,
  action: string,
  keyId: string | undefined,
  { acrossAccounts = false, conditions }: ReadOptions = {},
): Promise<Key> => {
  const { key } = await permit(call, {
    action,
    keyId: keyId ?? '',
    aliases: false,
    keys: conditions,
  });
  if (!acrossAccounts && !isOf(call, key)) throw otherAccount(key, action);
  return key;
};

/**
 * The key that an operation changes, once the caller may, as this very transaction sees it: what is kept in memory may be
 * a moment old.
 */
export const administeredKey = async (
  { permit }: Pick<KmsParts, 'permit'>,
  call: Call,
  action: string,
  keyId: string | undefined,
  conditions?: ConditionKeys,
): Promise<Key> => {
  const permitted = await permit(call, {
    action,
    keyId: keyId ?? '',
    aliases: false,
    keys: conditions,
  });
  if (!isOf(call, permitted.key)) throw otherAccount(permitted.key, action);
  if (permitted.key.details.manager === 'AWS') throw awsManaged(permitted.key);
  const key = await keys.find(call.tx, permitted.key);
  if (key === undefined) throw keyNotFound(call, permitted.key.arn);
  requireState(key, action);
  return key;
};

/** What an operation without an answer leaves in its CloudTrail event: `responseElements.keyId`. The wire sends no member of it. */
export const affected = ({ arn }: Pick<Key, 'arn'>): object => ({ KeyId: arn });
