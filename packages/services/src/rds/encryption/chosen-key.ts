import { parseArn } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import type { RdsDeps } from '../deps.ts';
import { keyNotAccessible, type KeyRole } from '../errors.ts';
import type { Scope } from '../model.ts';

/** The key of something new. */
export interface ChosenKey {
  readonly arn: string;
  /** As the caller gave it, for messages. */
  readonly given: string;
  /** False where nothing is asked of KMS, because the key is a name that a test suite has thought up. */
  readonly real: boolean;
}

type Deps = Pick<RdsDeps, 'keys' | 'acceptsLooseInput'>;

const MOST_KEY = 2048;
const DEFAULT_ALIAS = 'alias/aws/rds';

const isDefaultName = ({ account, region }: Scope, key: string): boolean =>
  key === DEFAULT_ALIAS || key === `arn:aws:kms:${region}:${account}:${DEFAULT_ALIAS}`;

/** Nobody but the account itself can read what is encrypted with its default key for RDS. */
export const isDefaultKey = async (
  { keys }: Deps,
  { tx, account, region }: Pick<Call, 'tx'> & Scope,
  key: string | undefined,
): Promise<boolean> => {
  if (key === undefined) return false;
  return (
    isDefaultName({ account, region }, key) ||
    key === (await keys.resolve(tx, { account, region }, DEFAULT_ALIAS))
  );
};

/** An id, alias or ARN that names no key, spelled as an ARN. */
const thoughtUp = ({ account, region }: Scope, key: string): string =>
  key.startsWith('arn:')
    ? key
    : `arn:aws:kms:${region}:${account}:${key.startsWith('alias/') ? key : `key/${key}`}`;

/**
 * The key that is named by id, alias or ARN, else the account's own for RDS, which is made with its first use. Another
 * Region's key is of no use.
 */
export const chosenKey = async (
  { keys, acceptsLooseInput = false }: Deps,
  { tx, account, region }: Pick<Call, 'tx' | 'account' | 'region'>,
  given: string | undefined,
  role?: KeyRole,
): Promise<ChosenKey> => {
  const scope = { account, region };
  if (given === undefined || isDefaultName(scope, given)) {
    const arn = await keys.managed(tx, scope, 'rds');
    return { arn, given: given ?? arn, real: true };
  }
  if (given.length > MOST_KEY || !/^[A-Za-z0-9:/_-]+$/.test(given))
    throw keyNotAccessible(given, role);
  const parsed = given.startsWith('arn:') ? parseArn(given) : undefined;
  if (given.startsWith('arn:') && (parsed?.service !== 'kms' || parsed.region !== region))
    throw keyNotAccessible(given, role);
  const arn = await keys.resolve(tx, scope, given);
  if (arn !== undefined) return { arn, given, real: true };
  if (!acceptsLooseInput) throw keyNotAccessible(given, role);
  return { arn: thoughtUp(scope, given), given, real: false };
};
