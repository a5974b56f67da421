import { hash } from 'node:crypto';
import type { QueryPart } from './canonical.ts';
import { httpDateToBasic } from './timestamp.ts';

/** What a request says of its signature, wherever it says it. */
export interface SignatureParameters {
  readonly placement: 'header' | 'query';
  readonly algorithm: string;
  readonly credential: string;
  /** Lower case, as listed. */
  readonly signedHeaders: string;
  readonly signature: string;
  /** ISO 8601 basic, or whatever stood in its place. */
  readonly timestamp: string;
  /** `X-Amz-Expires` as it came. */
  readonly expires: string | undefined;
  readonly sessionToken: string | undefined;
}

/** Parameters, or AWS's words for why they cannot be read. */
export type ReadParameters = SignatureParameters | { readonly incomplete: string };

type Headers = Readonly<Record<string, string>>;

/**
 * `ALGORITHM Credential=…, SignedHeaders=…, Signature=…`; the parts may be apart by commas, blanks or both. The header is
 * named by its hash in what we answer: answers are logged, and a header is as good as a key for five minutes.
 */
export const readAuthorization = (authorization: string, headers: Headers): ReadParameters => {
  const blank = authorization.indexOf(' ');
  const algorithm = blank < 0 ? authorization : authorization.slice(0, blank);
  if (algorithm.includes('='))
    return {
      incomplete:
        'Authorization header must begin with the algorithm name, which cannot include an equal-sign.',
    };
  const found = { Credential: '', SignedHeaders: '', Signature: '' };
  let at = algorithm.length;
  while (at < authorization.length) {
    const letter = authorization[at];
    if (letter === ' ' || letter === ',') {
      at += 1;
      continue;
    }
    const end = endOfPart(authorization, at);
    const equals = authorization.indexOf('=', at);
    if (equals < 0 || equals >= end) return { incomplete: notAPair(authorization) };
    const name = authorization.slice(at, equals);
    if (name === 'Credential' || name === 'SignedHeaders' || name === 'Signature') {
      if (found[name] !== '') return { incomplete: `Authorization header repeats '${name}'.` };
      found[name] = authorization.slice(equals + 1, end);
    }
    at = end;
  }
  const timestamp = headers['x-amz-date'] ?? dateHeader(headers['date']);
  const lacking = lackingInHeader(found, timestamp);
  if (lacking !== '' || timestamp === undefined)
    return {
      incomplete: `${lacking}(Hashed with SHA-256 and encoded with Base64) Authorization=${digest(authorization)}`,
    };
  return {
    placement: 'header',
    algorithm,
    credential: found.Credential,
    signedHeaders: found.SignedHeaders.toLowerCase(),
    signature: found.Signature,
    timestamp,
    expires: undefined,
    sessionToken: headers['x-amz-security-token'],
  };
};

const endOfPart = (text: string, from: number): number => {
  let end = from;
  while (end < text.length && text[end] !== ',' && text[end] !== ' ') end += 1;
  return end;
};

const dateHeader = (date: string | undefined): string | undefined =>
  date === undefined ? undefined : (httpDateToBasic(date) ?? date);

const lackingInHeader = (
  found: Readonly<Record<'Credential' | 'SignedHeaders' | 'Signature', string>>,
  timestamp: string | undefined,
): string => {
  let lacking = '';
  for (const name of ['Credential', 'Signature', 'SignedHeaders'] as const)
    if (found[name] === '') lacking += `Authorization header requires '${name}' parameter. `;
  if (timestamp === undefined)
    lacking += `Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. `;
  return lacking;
};

const notAPair = (authorization: string): string =>
  `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${digest(authorization)}'.`;

const digest = (text: string): string => hash('sha256', text, 'base64');

/** The `X-Amz-` parameters of a presigned request ("Authenticating Requests: Using Query Parameters"). */
const presignNames = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
] as const;

const strippedNames: ReadonlySet<string> = new Set([
  ...presignNames,
  'X-Amz-Expires',
  'X-Amz-Security-Token',
  'X-Amz-Content-Sha256',
]);

export const isPresigned = (parts: readonly QueryPart[]): boolean =>
  parts.some(({ name }) => name === 'X-Amz-Algorithm');

export const readPresigned = (parts: readonly QueryPart[]): ReadParameters => {
  const values = new Map<string, string>();
  for (const { name, value } of parts) {
    if (!strippedNames.has(name)) continue;
    if (values.has(name))
      return { incomplete: `AWS query-string parameters repeat '${name}'. ${reexamine}` };
    values.set(name, decode(value));
  }
  const lacking = presignNames.filter((name) => (values.get(name) ?? '') === '');
  if (lacking.length > 0) {
    const sentences = lacking.map((name) => `AWS query-string parameters must include '${name}'. `);
    return { incomplete: `${sentences.join('')}${reexamine}` };
  }
  const value = (name: string): string => values.get(name) ?? '';
  return {
    placement: 'query',
    algorithm: value('X-Amz-Algorithm'),
    credential: value('X-Amz-Credential'),
    signedHeaders: value('X-Amz-SignedHeaders').toLowerCase(),
    signature: value('X-Amz-Signature'),
    timestamp: value('X-Amz-Date'),
    expires: values.get('X-Amz-Expires'),
    sessionToken: values.get('X-Amz-Security-Token'),
  };
};

/** The query without what belongs to the signature: an operation's input must not hold a token. */
export const withoutSignature = (parts: readonly QueryPart[]): string =>
  parts
    .filter((part) => !strippedNames.has(part.name))
    .map(({ name, value }) => (value === '' ? name : `${name}=${value}`))
    .join('&');

/** The first value of a query parameter, decoded. */
export const queryValue = (parts: readonly QueryPart[], name: string): string | undefined => {
  const part = parts.find((candidate) => candidate.name === name);
  return part === undefined ? undefined : decode(part.value);
};

const reexamine = 'Re-examine the query-string parameters.';

const decode = (value: string): string => {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value; // No encoding of UTF-8: it cannot equal anything that we compare it with.
  }
};

/** The credential a request names, well-formed or not, in any scheme: for when signatures are not asked for. */
export const claimedCredential = (
  headers: Headers,
  parts: readonly QueryPart[],
): string | undefined => {
  const authorization = headers['authorization'];
  if (authorization === undefined)
    return queryValue(parts, 'X-Amz-Credential') ?? queryValue(parts, 'AWSAccessKeyId');
  const at = authorization.indexOf('Credential=');
  if (at >= 0) {
    const from = at + 'Credential='.length;
    return authorization.slice(from, endOfPart(authorization, from));
  }
  // Signature Version 2: `AWS AKIA…:signature`.
  return authorization.startsWith('AWS ') ? authorization.slice(4).split(':', 1)[0] : undefined;
};
