import { createHash, timingSafeEqual } from 'node:crypto';
import type { Ids } from '@gatehouse/core';

const BYTES = 48;

/** A text that nobody can guess, of the characters that the API allows for tokens and sessions. */
export const secretToken = (ids: Pick<Ids, 'bytes'>): string =>
  ids.bytes(BYTES).toString('base64url');

/** What the database keeps of such a text: enough to find it again, useless to whoever reads it. */
export const tokenHash = (token: string): string =>
  createHash('sha256').update(token).digest('base64url');

/** Compares in a time that does not depend on where they differ. */
export const sameSecret = (one: string, other: string): boolean =>
  timingSafeEqual(
    createHash('sha256').update(one).digest(),
    createHash('sha256').update(other).digest(),
  );
