import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Vault } from '@gatehouse/service-kit';
import type { SnsDeps } from './deps.ts';
import type { StoredToken } from './repositories/subscriptions.ts';

const TOKEN_LENGTH = 288;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
/** Amazon SNS API Reference, ConfirmSubscription: tokens are valid for three days. */
const TOKEN_DAYS = 3;

export const isToken = (text: string): boolean => /^[0-9a-f]{288}$/.test(text);

export const tokenHash = (token: string): string =>
  createHash('sha256').update(token).digest('hex');

const context = (subscriptionArn: string): string => `sns-token:${subscriptionArn}`;

/** A new token for a subscription. */
export const newToken = (
  { vault, ids }: Pick<SnsDeps, 'vault' | 'ids'>,
  subscriptionArn: string,
  now: Date,
): StoredToken => {
  const token = ids.hex(TOKEN_LENGTH);
  return {
    sealed: vault.seal(Buffer.from(token), context(subscriptionArn)),
    hash: tokenHash(token),
    expiresAt: new Date(now.getTime() + TOKEN_DAYS * DAY_MILLISECONDS),
  };
};

export const openToken = (vault: Vault, sealed: Uint8Array, subscriptionArn: string): string => {
  const token = vault.open(sealed, context(subscriptionArn));
  if (token === undefined) throw new Error(`the token of ${subscriptionArn} cannot be opened`);
  return token.toString('utf8');
};

/** Proof in a link that we made it: ARNs of subscriptions are no secret, and must not suffice to end one. */
export interface LinkProofs {
  of(subscriptionArn: string): string;
  isOf(subscriptionArn: string, proof: string): boolean;
}

export const linkProofs = (vault: Vault): LinkProofs => {
  const key = vault.key('sns-unsubscribe-link');
  const proof = (arn: string): string => createHmac('sha256', key).update(arn).digest('hex');
  return {
    of: proof,
    isOf: (arn, given) => {
      const expected = Buffer.from(proof(arn));
      const actual = Buffer.from(given);
      return actual.length === expected.length && timingSafeEqual(actual, expected);
    },
  };
};
