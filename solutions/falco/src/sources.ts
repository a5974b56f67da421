import { createHash, timingSafeEqual } from 'node:crypto';
import type { FalcoAlert } from './alerts/alert.ts';
import type { Place } from './findings/to-finding.ts';

/** Who may deliver alerts, and for which accounts. */
export interface AlertSource {
  readonly name: string;
  /** At least 16 characters; from a file or the vault, never shown. */
  readonly secret: string;
  /** Whose findings its alerts become where they name no other account. */
  readonly account: string;
  readonly region: string;
  /** Further accounts that its alerts may name. */
  readonly accounts?: readonly string[] | undefined;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The secret in an `Authorization` header: a bearer token, or the password of Basic with the source's name as user. */
const presented = (
  header: string,
): { readonly name?: string; readonly secret: string } | undefined => {
  const [scheme = '', value = ''] = header.split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') return { secret: value };
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { name: text.slice(0, colon), secret: text.slice(colon + 1) };
};

/** The source whose secret this is. All are compared, so that the time tells nothing. */
export const sourceOf = (
  sources: readonly AlertSource[],
  authorization: string | undefined,
): AlertSource | undefined => {
  const given = presented(authorization ?? '');
  if (given === undefined) return undefined;
  const hash = digest(given.secret);
  let found: AlertSource | undefined;
  for (const source of sources) {
    const same = timingSafeEqual(hash, digest(source.secret));
    if (same && (given.name === undefined || given.name === source.name)) found = source;
  }
  return found;
};

/** Whose finding an alert becomes: another account than the source's own only where it may speak for that. */
export const placeFor = (
  { account, region, accounts = [] }: AlertSource,
  alert: FalcoAlert,
): Place => {
  const { origin } = alert;
  const named = origin.account;
  if (named === undefined || named === account) return { account, region: origin.region ?? region };
  return accounts.includes(named)
    ? { account: named, region: origin.region ?? region }
    : { account, region };
};
