import type { Tx } from '@gatehouse/store';
import { SignJWT } from 'jose';
import type { CognitoDeps } from '../deps.ts';
import type { AppClient, User, UserPool } from '../model.ts';
import { groups } from '../repositories/groups.ts';
import {
  accessGroups,
  attributeClaims,
  type Claims,
  groupClaims,
  tokenHashClaim,
} from './claims.ts';
import { type Grant, grants, refreshTokens } from './grant-repository.ts';
import type { TokenUse } from './key-repository.ts';
import { secretToken, tokenHash } from './secret-token.ts';
import type { SigningKeys } from './signing-keys.ts';
import { toSeconds, validityOf } from './validity.ts';

/** Whose tokens, where, and since when. */
export interface SignIn {
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly user: User;
  readonly scopes: readonly string[];
  readonly oauth: boolean;
  readonly nonce?: string | undefined;
  readonly authTime: Date;
}

export interface Tokens {
  readonly accessToken: string;
  /** Absent without the scope `openid`. */
  readonly idToken: string | undefined;
  /** Absent where none is given: the implicit grant, a renewal without rotation. */
  readonly refreshToken: string | undefined;
  /** Seconds that the access token lives. */
  readonly expiresIn: number;
  readonly originJti: string;
}

export interface Issuer {
  /** Begins a sign-in. The pool's keys must be there (`SigningKeys.ensure`). */
  begin(tx: Tx, signIn: SignIn, options: { now: Date; refreshable: boolean }): Promise<Tokens>;
  /** New ID and access tokens of a sign-in that goes on. */
  renew(tx: Tx, signIn: SignIn, grant: Grant, now: Date): Promise<Tokens>;
  /** Another refresh token of the sign-in. */
  refreshToken(tx: Tx, originJti: string): Promise<string>;
  /** For a program that acts for nobody. */
  machine(
    tx: Tx,
    of: { readonly pool: UserPool; readonly client: AppClient; readonly scopes: readonly string[] },
    now: Date,
  ): Promise<Pick<Tokens, 'accessToken' | 'expiresIn'>>;
}

/** The scope of tokens that the API gives: they may call the API's operations of the user. */
export const API_SCOPE = 'aws.cognito.signin.user.admin';

const ALL_GROUPS = 100;

type Deps = Pick<CognitoDeps, 'ids' | 'baseUrl'> & { readonly keys: SigningKeys };

const sign = async (
  { ids, baseUrl, keys }: Deps,
  tx: Tx,
  of: { readonly pool: UserPool; readonly use: TokenUse; readonly now: Date },
  claims: Claims,
): Promise<string> => {
  const { pool, use, now } = of;
  const { kid, key } = await keys.signer(tx, pool.id, use, now);
  return new SignJWT({
    ...claims,
    iss: `${baseUrl()}/${pool.id}`,
    token_use: use,
    iat: toSeconds(now),
    jti: ids.uuid(),
  })
    .setProtectedHeader({ kid, alg: 'RS256' })
    .sign(key);
};

/** What both tokens of a sign-in say. */
const sharedClaims = ({ client, user }: SignIn, grant: Grant): Claims => ({
  sub: user.sub,
  event_id: grant.eventId,
  auth_time: toSeconds(grant.authTime),
  ...(client.settings.EnableTokenRevocation === false ? {} : { origin_jti: grant.originJti }),
});

const idClaims = (signIn: SignIn, grant: Grant, accessToken: string): Claims => ({
  ...attributeClaims(signIn.client, signIn.user, grant.oauth ? grant.scopes : undefined),
  ...sharedClaims(signIn, grant),
  aud: signIn.client.id,
  'cognito:username': signIn.user.username,
  ...(grant.oauth ? { at_hash: tokenHashClaim(accessToken) } : {}),
  ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
});

const renew = async (
  deps: Deps,
  tx: Tx,
  signIn: SignIn,
  grant: Grant,
  now: Date,
): Promise<Tokens> => {
  const { pool, client, user } = signIn;
  const validity = validityOf(client);
  const ofGroups = groupClaims(await groups.ofUser(tx, user.sub, '', ALL_GROUPS));
  const issued = toSeconds(now);
  const accessToken = await sign(
    deps,
    tx,
    { pool, use: 'access', now },
    {
      ...sharedClaims(signIn, grant),
      ...accessGroups(ofGroups),
      client_id: client.id,
      username: user.username,
      scope: grant.scopes.join(' '),
      version: 2,
      exp: issued + validity.accessSeconds,
    },
  );
  const wantsId = !grant.oauth || grant.scopes.includes('openid');
  const claims = { ...idClaims(signIn, grant, accessToken), ...ofGroups };
  const idToken = wantsId
    ? await sign(
        deps,
        tx,
        { pool, use: 'id', now },
        { ...claims, exp: issued + validity.idSeconds },
      )
    : undefined;
  return {
    accessToken,
    idToken,
    refreshToken: undefined,
    expiresIn: validity.accessSeconds,
    originJti: grant.originJti,
  };
};

const newRefreshToken = async ({ ids }: Deps, tx: Tx, originJti: string): Promise<string> => {
  const token = secretToken(ids);
  await refreshTokens.insert(tx, tokenHash(token), originJti);
  return token;
};

const newGrant = ({ ids }: Deps, signIn: SignIn, now: Date, refreshable: boolean): Grant => {
  const { accessSeconds, refreshSeconds } = validityOf(signIn.client);
  const lives = refreshable ? Math.max(refreshSeconds, accessSeconds) : accessSeconds;
  return {
    originJti: ids.uuid(),
    eventId: ids.uuid(),
    poolId: signIn.pool.id,
    clientId: signIn.client.id,
    sub: signIn.user.sub,
    scopes: signIn.scopes,
    oauth: signIn.oauth,
    nonce: signIn.nonce,
    authTime: signIn.authTime,
    expiresAt: new Date(now.getTime() + lives * 1000),
    revoked: false,
  };
};

export const createIssuer = (deps: Deps): Issuer => ({
  renew: (tx, signIn, grant, now) => renew(deps, tx, signIn, grant, now),
  refreshToken: (tx, originJti) => newRefreshToken(deps, tx, originJti),
  begin: async (tx, signIn, { now, refreshable }) => {
    const grant = newGrant(deps, signIn, now, refreshable);
    await grants.insert(tx, grant);
    const tokens = await renew(deps, tx, signIn, grant, now);
    if (!refreshable) return tokens;
    return { ...tokens, refreshToken: await newRefreshToken(deps, tx, grant.originJti) };
  },
  machine: async (tx, { pool, client, scopes }, now) => {
    const { accessSeconds } = validityOf(client);
    const accessToken = await sign(
      deps,
      tx,
      { pool, use: 'access', now },
      {
        sub: client.id,
        client_id: client.id,
        scope: scopes.join(' '),
        auth_time: toSeconds(now),
        version: 2,
        exp: toSeconds(now) + accessSeconds,
      },
    );
    return { accessToken, expiresIn: accessSeconds };
  },
});
