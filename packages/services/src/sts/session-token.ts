import { timingSafeEqual } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Clock, type Ids } from '@gatehouse/core';
import { compilePolicy, type NamedPolicy } from '@gatehouse/policy';
import {
  accessKeyId,
  type FederatedUserPrincipal,
  type KnownCredential,
  type RolePrincipal,
  type RootPrincipal,
  type UserPrincipal,
  type Vault,
} from '@gatehouse/service-kit';
import { expiredToken, invalidToken, packedTooLarge } from './errors.ts';

/** Who can hold temporary credentials. */
export type SessionPrincipal =
  | RootPrincipal
  | UserPrincipal
  | RolePrincipal
  | FederatedUserPrincipal;

export interface IssuedCredentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: Date;
}

/**
 * Temporary credentials live in the client's hands only: the session token is the whole session, sealed by the master
 * key. Nothing is stored, so every node that has the key can check every token, and a restart ends no session.
 */
export interface SessionTokens {
  /** Throws PackedPolicyTooLarge when the session is more than a token can carry. */
  issue(principal: SessionPrincipal): IssuedCredentials;
  /** Throws InvalidClientTokenId and ExpiredToken. */
  open(keyId: string, token: string | undefined): KnownCredential;
}

interface Sealed {
  readonly keyId: string;
  readonly secret: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly principal: Record<string, unknown>;
  readonly tags: readonly (readonly [string, string])[];
  readonly policies?: readonly { readonly id: string; readonly document: string }[] | undefined;
  readonly session: { readonly mfaAuthenticated: boolean; readonly sourceIdentity?: string };
}

const CONTEXT = 'sts-session-packed';
// The head of a request may have 32 KB.
const MAX_TOKEN_CHARACTERS = 28_672;
const MOST_UNPACKED_BYTES = 1024 * 1024;
const KEPT_SESSIONS = 10_000;

const seal = (vault: Vault, keyId: string, secret: string, from: SessionPrincipal): string => {
  const { session, tags, ...principal } = { tags: new Map<string, string>(), ...from };
  if (session === undefined) throw new Error('a temporary credential needs a session');
  const { issuedAt, expiresAt, policies, mfaAuthenticated, sourceIdentity } = session;
  const sealed: Sealed = {
    keyId,
    secret,
    issuedAt: issuedAt.getTime(),
    expiresAt: expiresAt.getTime(),
    principal,
    tags: [...tags],
    policies: policies?.map(({ id, policy }) => ({ id, document: policy.document })),
    session: { mfaAuthenticated, ...(sourceIdentity === undefined ? {} : { sourceIdentity }) },
  };
  // A session carries its policies whole, and AWS has some of 90 KB: packed, they fit into a header.
  const packed = deflateRawSync(JSON.stringify(sealed));
  const token = vault.seal(packed, CONTEXT).toString('base64');
  if (token.length > MAX_TOKEN_CHARACTERS)
    throw packedTooLarge(Math.ceil((token.length * 100) / MAX_TOKEN_CHARACTERS));
  return token;
};

const toPolicies = (sealed: Sealed): readonly NamedPolicy[] | undefined =>
  sealed.policies?.map(({ id, document }) => ({ id, policy: compilePolicy(document, 'session') }));

const unseal = (vault: Vault, token: string): Sealed => {
  const bytes = vault.open(Buffer.from(token, 'base64'), CONTEXT);
  if (bytes === undefined) throw invalidToken();
  // Authenticated by the vault, so it has the form that seal gave it.
  const unpacked = inflateRawSync(bytes, { maxOutputLength: MOST_UNPACKED_BYTES });
  return JSON.parse(unpacked.toString('utf8')) as Sealed;
};

const toCredential = (sealed: Sealed): KnownCredential & { readonly expiresAt: number } => {
  const session = {
    ...sealed.session,
    issuedAt: new Date(sealed.issuedAt),
    expiresAt: new Date(sealed.expiresAt),
    policies: toPolicies(sealed),
  };
  const principal = { ...sealed.principal, tags: new Map(sealed.tags), session };
  return {
    secretAccessKey: sealed.secret,
    principal: principal as unknown as SessionPrincipal,
    expiresAt: sealed.expiresAt,
  };
};

const sameText = (a: string, b: string): boolean => {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
};

const keep = <T>(map: Map<string, T>, key: string, value: T): void => {
  if (map.size >= KEPT_SESSIONS) {
    const oldest = map.keys().next();
    if (oldest.done !== true) map.delete(oldest.value);
  }
  map.set(key, value);
};

interface Options {
  /** A key that comes without its token is looked for among those that this process issued. */
  readonly findsByKey?: boolean;
}

export const createSessionTokens = (
  vault: Vault,
  ids: Ids,
  clock: Clock,
  { findsByKey = false }: Options = {},
): SessionTokens => {
  // The principal of a token never changes, and work on it (its condition keys) is kept by object identity.
  const kept = new Map<
    string,
    KnownCredential & { readonly keyId: string; readonly expiresAt: number }
  >();

  const tokens = new Map<string, string>();

  const find = (token: string): KnownCredential & { keyId: string; expiresAt: number } => {
    const found = kept.get(token);
    if (found !== undefined) return found;
    const sealed = unseal(vault, token);
    const credential = { ...toCredential(sealed), keyId: sealed.keyId };
    keep(kept, token, credential);
    return credential;
  };

  return {
    issue: (principal) => {
      const keyId = accessKeyId('ASIA', principal.account, ids);
      const secret = ids.bytes(30).toString('base64');
      const token = seal(vault, keyId, secret, principal);
      if (findsByKey) keep(tokens, keyId, token);
      const expiration = principal.session?.expiresAt ?? clock.now();
      return {
        AccessKeyId: keyId,
        SecretAccessKey: secret,
        SessionToken: token,
        Expiration: expiration,
      };
    },
    open: (keyId, given) => {
      const token = given ?? tokens.get(keyId);
      if (token === undefined || token.length > MAX_TOKEN_CHARACTERS) throw invalidToken();
      const credential = find(token);
      if (!sameText(credential.keyId, keyId)) throw invalidToken();
      if (clock.now().getTime() >= credential.expiresAt) {
        kept.delete(token);
        throw expiredToken();
      }
      return credential;
    },
  };
};
