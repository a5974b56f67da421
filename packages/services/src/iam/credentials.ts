import {
  type CredentialPort,
  createCache,
  type KnownCredential,
  type Principal,
  tagStore,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { CREDENTIAL_CHANNEL } from './changes.ts';
import type { IamDeps } from './parts.ts';
import { type AccessKey, accessKeys } from './repositories/access-keys.ts';
import { arnOfUser, users } from './repositories/users.ts';

const KEY_ID = /^AKIA[A-Z2-7]{16}$/;

/** Thrown inside the cache, which keeps values and not failures: guessed key ids must not push real keys out of it. */
class UnknownKeyError extends Error {
  override readonly name = 'UnknownKeyError';
}

/** What a secret access key is sealed for. */
export const secretContext = (accessKeyId: string): string => `iam.access-key:${accessKeyId}`;

/** Long-term credentials: the same Principal object for a key until its user changed. */
export const createCredentials = ({
  store,
  vault,
}: Pick<IamDeps, 'store' | 'vault'>): Pick<CredentialPort, 'longTerm'> => {
  const load = async (id: string): Promise<KnownCredential> => {
    const found = await store.read(async (tx) => {
      const key = await accessKeys.find(tx, id);
      if (key === undefined || key.status !== 'Active') return undefined;
      const principal = await principalOf(tx, key);
      return principal === undefined ? undefined : { key, principal };
    });
    if (found === undefined) throw new UnknownKeyError();
    const secret = vault.open(found.key.secret, secretContext(id));
    if (secret === undefined)
      throw new Error(`the secret of access key ${id} cannot be opened with this master key`);
    return { secretAccessKey: secret.toString('utf8'), principal: found.principal };
  };
  const cache = createCache({ store, channel: CREDENTIAL_CHANNEL, load });

  return {
    longTerm: (accessKeyId) => {
      if (!KEY_ID.test(accessKeyId)) return undefined;
      const known = cache.get(accessKeyId);
      return known instanceof Promise ? settle(known) : known;
    },
  };
};

/** The credential, or undefined where the cache found that there is none. */
const settle = async (loading: Promise<KnownCredential>): Promise<KnownCredential | undefined> => {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof UnknownKeyError) return undefined;
    throw error;
  }
};

const principalOf = async (tx: Tx, key: AccessKey): Promise<Principal | undefined> => {
  if (key.ownerId === key.account) return { kind: 'root', account: key.account };
  const user = await users.byId(tx, key.ownerId);
  if (user === undefined) return undefined;
  const arn = arnOfUser(user);
  return {
    kind: 'user',
    account: user.account,
    arn,
    id: user.id,
    name: user.name,
    tags: await tagStore.of(tx, arn),
  };
};
