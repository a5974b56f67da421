import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '@gatehouse/core';
import type { Vault } from './vault.ts';

const MAC_BYTES = 16;
const MAX_TOKEN = 4096;

/** Where a page ended: the sort key of its last row. */
export type Position = readonly (string | number)[];

/** Page tokens that only we can make and that fit only the question they were made for. */
export interface PageTokens {
  /** @param question operation, account and filters: all that must be the same on the next page. */
  seal(question: unknown, position: Position): string;
  /** The position, or undefined for a token that is not ours or belongs to another question. */
  open(question: unknown, token: string): Position | undefined;
}

export const createPageTokens = (vault: Vault): PageTokens => {
  const key = vault.key('page-token');
  const mac = (question: unknown, body: string): Buffer =>
    createHmac('sha256', key)
      .update(canonicalJson(question))
      .update('\0')
      .update(body)
      .digest()
      .subarray(0, MAC_BYTES);

  return {
    seal: (question, position) => {
      const body = JSON.stringify(position);
      return Buffer.concat([mac(question, body), Buffer.from(body)]).toString('base64url');
    },
    open: (question, token) => {
      if (token.length > MAX_TOKEN) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length <= MAC_BYTES) return undefined;
      const body = bytes.subarray(MAC_BYTES).toString('utf8');
      if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), mac(question, body))) return undefined;
      const position: unknown = JSON.parse(body);
      // The code authenticated it, so it has the form that seal gave it.
      return position as Position;
    },
  };
};

/** One page of rows fetched with `limit + 1`: the rows to show, and the last of them when more follow. */
export const cutPage = <Row>(
  rows: readonly Row[],
  limit: number,
): { readonly page: readonly Row[]; readonly last: Row | undefined } => {
  const page = rows.slice(0, limit);
  return { page, last: rows.length > limit ? page.at(-1) : undefined };
};
