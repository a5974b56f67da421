import { accessKeyId } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { secretContext } from './credentials.ts';
import { secretAccessKey } from './ids.ts';
import type { IamDeps } from './parts.ts';
import { accessKeys } from './repositories/access-keys.ts';

export interface IssuedKey {
  readonly accessKeyId: string;
  /** Known here and to its owner; the database has it sealed. */
  readonly secretAccessKey: string;
}

/** Makes an active access key. */
export const issueAccessKey = async (
  { ids, vault }: Pick<IamDeps, 'ids' | 'vault'>,
  tx: Tx,
  {
    account,
    ownerId,
    now,
  }: { readonly account: string; readonly ownerId: string; readonly now: Date },
): Promise<IssuedKey> => {
  const id = accessKeyId('AKIA', account, ids);
  const secret = secretAccessKey(ids);
  await accessKeys.insert(tx, {
    id,
    account,
    ownerId,
    status: 'Active',
    secret: vault.seal(Buffer.from(secret), secretContext(id)),
    createdAt: now,
    changedAt: now,
    lastUsed: undefined,
  });
  return { accessKeyId: id, secretAccessKey: secret };
};
