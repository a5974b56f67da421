import type { Call, Vault } from '@gatehouse/service-kit';
import { userOfClientNotFound } from './errors.ts';
import type { AppClient, User, UserPool } from './model.ts';
import { users } from './repositories/users.ts';
import { publicClient, requireSecretHash } from './requests.ts';

interface Asked {
  readonly ClientId?: string | undefined;
  readonly Username?: string | undefined;
  readonly SecretHash?: string | undefined;
}

interface PublicRequest {
  readonly client: AppClient;
  readonly pool: UserPool;
  /** The client hides whether somebody exists (PreventUserExistenceErrors). */
  readonly hides: boolean;
}

/**
 * The client and pool of a request that anybody may send. It needs no policy: who has the client's id, and its secret where
 * there is one, may ask. CloudTrail shows it in the pool's account.
 */
export const publicRequest = async (
  call: Call,
  vault: Vault,
  asked: Asked,
): Promise<PublicRequest> => {
  const { client, pool } = await publicClient(call.tx, asked.ClientId ?? '');
  if (call.principal.kind === 'anonymous')
    call.identify({ type: 'Unknown', principalId: 'Anonymous' }, pool.account);
  await requireSecretHash(call.tx, vault, client, asked.Username ?? '', asked.SecretHash);
  call.allowEverybody('the id of an app client, and its secret hash, is all that it takes');
  call.touch({ type: 'AWS::Cognito::UserPool', name: pool.id });
  return { client, pool, hides: client.settings.PreventUserExistenceErrors === 'ENABLED' };
};

/** A person by username or alias; a sub is no name to sign in with. */
export const personOf = async (
  call: Call,
  pool: UserPool,
  name: string | undefined,
): Promise<User | undefined> =>
  (await users.byUsername(call.tx, pool, name ?? '')) ??
  (await users.byAlias(call.tx, pool, name ?? ''));

export const existing = (user: User | undefined): User => {
  if (user === undefined) throw userOfClientNotFound();
  return user;
};
