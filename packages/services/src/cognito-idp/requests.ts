import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Call, ConditionKeys, Tags, Vault } from '@gatehouse/service-kit';
import { resourceTagKeys, tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import {
  clientNotFound,
  poolNotFound,
  secretHashMissing,
  secretHashWrong,
  userNotFound,
} from './errors.ts';
import type { AppClient, User, UserPool } from './model.ts';
import { clients, clientSecrets } from './repositories/clients.ts';
import { pools } from './repositories/pools.ts';
import { users } from './repositories/users.ts';

interface Scope {
  readonly account: string;
  readonly region: string;
}

export const poolArn = ({ account, region }: Scope, id: string): string =>
  `arn:aws:cognito-idp:${region}:${account}:userpool/${id}`;

interface AskedPool {
  readonly pool: UserPool;
  readonly arn: string;
  readonly tags: Tags;
}

/**
 * The caller's pool of this Region, once the caller is known to be allowed `action` on it. One that does not exist, or
 * is somebody else's, is authorized on the ARN that it would have.
 */
export const authorizedPool = async (
  call: Call,
  action: string,
  id: string,
  keys: ConditionKeys = {},
): Promise<AskedPool> => {
  const found = await pools.find(call.tx, id);
  const own = found?.account === call.account && found.region === call.region ? found : undefined;
  const arn = poolArn(call, id);
  const tags: Tags = own === undefined ? new Map() : await tagStore.of(call.tx, arn);
  await call.authorize(`cognito-idp:${action}`, arn, {
    ...resourceTagKeys(undefined, tags),
    ...keys,
  });
  if (own === undefined) throw poolNotFound(id);
  call.touch({ type: 'AWS::Cognito::UserPool', name: id });
  return { pool: own, arn, tags };
};

/** A client of the pool. */
export const clientOf = async (tx: Tx, pool: UserPool, id: string): Promise<AppClient> => {
  const client = await clients.find(tx, id);
  if (client?.poolId !== pool.id) throw clientNotFound(id);
  return client;
};

/** A user of the pool as an administrator names one: by username, sub or alias. */
export const userOf = async (tx: Tx, pool: UserPool, name: string): Promise<User> => {
  const user = await users.find(tx, pool, name);
  if (user === undefined) throw userNotFound();
  return user;
};

/** A client and its pool for a request that only names the client. */
export const publicClient = async (
  tx: Tx,
  id: string,
): Promise<{ readonly client: AppClient; readonly pool: UserPool }> => {
  const client = await clients.find(tx, id);
  const pool = client === undefined ? undefined : await pools.find(tx, client.poolId);
  if (client === undefined || pool === undefined) throw clientNotFound(id);
  return { client, pool };
};

/**
 * Whoever asks in the name of a client with a secret proves it: Base64(HMAC-SHA-256(secret, username | client id))
 * (Developer Guide, "Computing secret hash values"). Any of the client's secrets will do.
 */
export const requireSecretHash = async (
  tx: Tx,
  vault: Vault,
  client: AppClient,
  username: string,
  given: string | undefined,
): Promise<void> => {
  if (!client.hasSecret) {
    if (given !== undefined && given !== '') throw secretHashWrong(client.id);
    return;
  }
  if (given === undefined || given === '') throw secretHashMissing(client.id);
  const proof = Buffer.from(given);
  let right = false;
  for (const { secret } of await clientSecrets.of(tx, vault, client.id)) {
    const expected = Buffer.from(
      createHmac('sha256', secret).update(`${username}${client.id}`).digest('base64'),
    );
    if (expected.length === proof.length && timingSafeEqual(expected, proof)) right = true;
  }
  if (!right) throw secretHashWrong(client.id);
};
