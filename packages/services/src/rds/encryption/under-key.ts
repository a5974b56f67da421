import type { Call } from '@gatehouse/service-kit';
import type { RdsDeps } from '../deps.ts';
import { type DatabaseKind, type Resource } from '../model.ts';
import { encryptionFor } from './as-caller.ts';
import { chosenKey } from './chosen-key.ts';

/** A new database under its key, if it is to be encrypted: the last step before it is kept. */
export const underKey = async <K extends DatabaseKind>(
  deps: Pick<RdsDeps, 'keys' | 'acceptsLooseInput'>,
  call: Pick<Call, 'account' | 'invoke' | 'region' | 'tx'>,
  database: Resource<K>,
  given: string | undefined,
): Promise<Resource<K>> => {
  if (!database.details.encrypted) return database;
  const key = await chosenKey(deps, call, given);
  const encryption = await encryptionFor(call, key, database);
  return { ...database, details: { ...database.details, kmsKey: key.arn, encryption } };
};
