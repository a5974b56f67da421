import type { Vault } from '@gatehouse/service-kit';
import type { KeyRef } from '../model.ts';

/** The grant that a token names. */
export interface TokenGrant {
  readonly id: string;
  readonly key: KeyRef;
}

/** Tokens that only we can make, each time another for the same grant; they are stored nowhere. */
export interface GrantTokens {
  seal(grant: TokenGrant): string;
  /** Undefined: not a token of ours. It may name a grant that is gone. */
  open(token: string): TokenGrant | undefined;
}

const CONTEXT = 'kms-grant-token';
const MOST_CHARACTERS = 1024;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

// Callers send the same token again and again; what it names is no secret and does not change.
const KEPT = 5000;

export const createGrantTokens = (vault: Vault): GrantTokens => {
  const sealed = sealedTokens(vault);
  const opened = new Map<string, TokenGrant>();
  return {
    seal: (grant) => sealed.seal(grant),
    open: (token) => {
      const known = opened.get(token);
      if (known !== undefined) return known;
      const grant = sealed.open(token);
      if (grant === undefined) return undefined;
      if (opened.size >= KEPT) opened.clear();
      opened.set(token, grant);
      return grant;
    },
  };
};

const sealedTokens = (vault: Vault): GrantTokens => ({
  seal: ({ id, key }) =>
    vault
      .seal(Buffer.from([id, key.account, key.region, key.id].join(' ')), CONTEXT)
      .toString('base64'),
  open: (token) => {
    if (token.length > MOST_CHARACTERS || !BASE64.test(token)) return undefined;
    const text = vault.open(Buffer.from(token, 'base64'), CONTEXT)?.toString('utf8');
    if (text === undefined) return undefined;
    const [id = '', account = '', region = '', keyId = ''] = text.split(' ');
    return { id, key: { account, region, id: keyId } };
  },
});
