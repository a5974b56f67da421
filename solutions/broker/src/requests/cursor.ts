import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '@gatehouse/core';
import { invalid } from './errors.ts';

const TAG_BYTES = 16;
const LONGEST_CURSOR = 1024;

/**
 * Where a list goes on. A cursor is authenticated together with what it was made for (the list, the person, the filter),
 * so that it is of no use in another list; it holds a position and nothing secret.
 */
export interface Cursors {
  seal(purpose: unknown, position: readonly (string | number)[]): string;
  /** The position; throws BrokerError `invalid` for a cursor that was not made here for `purpose`. */
  open(purpose: unknown, cursor: string): readonly (string | number)[];
}

export const createCursors = (key: Uint8Array): Cursors => {
  if (key.length < 32) throw new Error('the key of cursors has at least 32 bytes');
  const tag = (purpose: unknown, body: Uint8Array): Buffer =>
    createHmac('sha256', key)
      .update(canonicalJson(purpose))
      .update('\0')
      .update(body)
      .digest()
      .subarray(0, TAG_BYTES);
  return {
    seal: (purpose, position) => {
      const body = Buffer.from(JSON.stringify(position));
      return Buffer.concat([tag(purpose, body), body]).toString('base64url');
    },
    open: (purpose, cursor) => {
      const bytes =
        cursor.length > LONGEST_CURSOR ? Buffer.alloc(0) : Buffer.from(cursor, 'base64url');
      const body = bytes.subarray(TAG_BYTES);
      if (
        bytes.length <= TAG_BYTES ||
        !timingSafeEqual(bytes.subarray(0, TAG_BYTES), tag(purpose, body))
      )
        throw invalid('cursor', 'The cursor does not belong to this list.');
      // Only what seal() has written passes the check above.
      return JSON.parse(body.toString()) as readonly (string | number)[];
    },
  };
};
