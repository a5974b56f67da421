import { createHash } from 'node:crypto';

/** A drill that was announced: calls that carry its token are by whoever announced it. */
export interface Drill {
  /** SHA-256 of the token, hexadecimal. */
  readonly token: string;
  readonly trapId: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export const tokenHash = (token: string): string =>
  createHash('sha256').update(token).digest('hex');

// In the user agent, where the SDK puts what it was asked to append.
const MARK = /\bdrill-([a-f\d]{32})\b/;

/** The drill that a call belongs to; nobody but who announced it knows the token. */
export const drillOf = (
  drills: ReadonlyMap<string, Drill>,
  userAgent: string,
  at: number,
): Drill | undefined => {
  if (drills.size === 0) return undefined;
  const token = MARK.exec(userAgent)?.[1];
  const drill = token === undefined ? undefined : drills.get(tokenHash(token));
  return drill !== undefined && at <= drill.until ? drill : undefined;
};
