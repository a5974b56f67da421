import { AwsError } from '@gatehouse/core';
import type { QueryPart } from './canonical.ts';
import { type Dialect, faultError } from './dialect.ts';
import {
  isPresigned,
  type ReadParameters,
  readAuthorization,
  readPresigned,
  type SignatureParameters,
} from './parameters.ts';
import { checkScope, type Addressed } from './scope-rules.ts';
import { type KnownHead, signatureOf, type SigningKeys } from './signing-keys.ts';
import { formatBasicTime, parseBasicTime } from './timestamp.ts';

/** A request that says who signed it, well-formed and of this hour; the signature itself is not checked yet. */
export interface Claim {
  readonly parameters: SignatureParameters;
  readonly head: KnownHead;
}

export interface ClaimRules {
  readonly dialect: Dialect;
  readonly addressed: Addressed;
  readonly nowMilliseconds: number;
  readonly maxClockSkewSeconds: number;
  readonly keys: SigningKeys;
}

type Headers = Readonly<Record<string, string>>;

/** What of a request says who signed it and what is covered. */
export interface ClaimingRequest {
  readonly headers: Headers;
  /** Names of headers that begin with `x-amz-`. */
  readonly amzNames: readonly string[];
  readonly queryParts: readonly QueryPart[];
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const TERMINATOR = 'aws4_request';
const MAX_EXPIRES_SECONDS = 604_800;

/** Whether a request carries anything that wants to be a signature. */
export const isSigned = (headers: Headers, parts: readonly QueryPart[]): boolean =>
  headers['authorization'] !== undefined || isPresigned(parts);

/**
 * Everything about a signature that can be told without its key, in the order in which AWS checks it: where it stands, its
 * parts, its time, the signed headers, the algorithm, the credential scope.
 * @throws AwsError in the words of the service addressed
 */
export const readClaim = (request: ClaimingRequest, rules: ClaimRules): Claim => {
  const known = knownHead(request, rules.keys);
  const parameters =
    (known === undefined ? undefined : repeatedParameters(known, request.headers)) ??
    readParameters(request, rules.dialect);
  checkTime(parameters, rules);
  const names = known?.names ?? listSignedHeaders(parameters.signedHeaders, rules.dialect);
  checkSignedHeaders(names, request.amzNames, rules.dialect);
  const { credential, signedHeaders } = parameters;
  const scope = known?.scope ?? rules.keys.scopeOf(credential);
  if (scope === undefined) throw malformedCredential(parameters, rules.dialect);
  checkScope(scope, parameters, rules.addressed, rules.dialect);
  return { parameters, head: known ?? { credential, scope, signedHeaders, names } };
};

const knownHead = (
  { headers, queryParts }: ClaimingRequest,
  keys: SigningKeys,
): KnownHead | undefined => {
  const authorization = headers['authorization'];
  return authorization === undefined || isPresigned(queryParts)
    ? undefined
    : keys.headOf(authorization);
};

const repeatedParameters = (
  { credential, signedHeaders }: KnownHead,
  headers: Headers,
): SignatureParameters | undefined => {
  const timestamp = headers['x-amz-date'];
  if (timestamp === undefined) return undefined;
  return {
    placement: 'header',
    algorithm: ALGORITHM,
    credential,
    signedHeaders,
    signature: signatureOf(headers['authorization'] ?? ''),
    timestamp,
    expires: undefined,
    sessionToken: headers['x-amz-security-token'],
  };
};

const readParameters = (
  { headers, queryParts }: ClaimingRequest,
  dialect: Dialect,
): SignatureParameters => {
  const authorization = headers['authorization'];
  const presigned = isPresigned(queryParts);
  if (authorization === undefined && !presigned) throw faultError(dialect, 'missing-token');
  if (authorization !== undefined && presigned) throw twoSignatures(dialect);
  if (authorization !== undefined) checkScheme(authorization, dialect);
  const read: ReadParameters =
    authorization === undefined
      ? readPresigned(queryParts)
      : readAuthorization(authorization, headers);
  if ('incomplete' in read) throw incomplete(dialect, read.incomplete, presigned);
  if (read.algorithm !== ALGORITHM) throw unsupportedAlgorithm(dialect, read.algorithm);
  return read;
};

const checkScheme = (authorization: string, dialect: Dialect): void => {
  if (authorization.startsWith(ALGORITHM)) return;
  // Signature Version 4A names a set of Regions instead of one: told before its other parts are missed.
  if (authorization.startsWith('AWS4-'))
    throw unsupportedAlgorithm(dialect, authorization.split(' ', 1)[0] ?? '');
  if (dialect === 's3')
    throw new AwsError(
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      { status: 400 },
    );
  throw faultError(dialect, 'missing-token');
};

const checkTime = (parameters: SignatureParameters, rules: ClaimRules): void => {
  const { dialect, nowMilliseconds: now } = rules;
  const time = parseBasicTime(parameters.timestamp);
  if (time === undefined)
    throw incomplete(
      dialect,
      `Date must be in ISO-8601 'basic format'. Got '${parameters.timestamp}'. See http://en.wikipedia.org/wiki/ISO_8601`,
      parameters.placement === 'query',
    );
  const skew = rules.maxClockSkewSeconds * 1000;
  if (time > now + skew) throw notYetCurrent(parameters.timestamp, rules);
  const lifetime = lifetimeMilliseconds(parameters, dialect) ?? skew;
  if (time + lifetime < now) throw expired(parameters, time, lifetime, rules);
};

/** How long a presigned request lives; undefined when it does not say, or is not presigned. */
const lifetimeMilliseconds = (
  { placement, expires }: SignatureParameters,
  dialect: Dialect,
): number | undefined => {
  if (placement === 'header') return undefined;
  if (expires === undefined) {
    if (dialect === 's3') throw s3QueryError(s3QueryParameters);
    return undefined;
  }
  const seconds = isDigits(expires) ? Number(expires) : Number.NaN;
  const wrong = expiresFault(seconds);
  if (wrong === undefined) return seconds * 1000;
  throw dialect === 's3' ? s3QueryError(wrong) : incomplete(dialect, wrong, true);
};

const expiresFault = (seconds: number): string | undefined => {
  if (Number.isNaN(seconds)) return 'X-Amz-Expires should be a number';
  if (seconds < 1) return 'X-Amz-Expires must be non-negative';
  if (seconds > MAX_EXPIRES_SECONDS)
    return `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES_SECONDS} seconds`;
  return undefined;
};

const isDigits = (text: string): boolean => {
  if (text.length === 0 || text.length > 9) return false;
  for (const letter of text) if (letter < '0' || letter > '9') return false;
  return true;
};

/** Sorted and without repetition, as the canonical request has them: so that no list can swell it. */
const listSignedHeaders = (text: string, dialect: Dialect): readonly string[] => {
  const names = text.split(';');
  for (let at = 1; at < names.length; at += 1)
    if ((names[at - 1] ?? '') >= (names[at] ?? '')) throw faultError(dialect, 'mismatch');
  return names;
};

// The time is part of what is signed and the token is checked against the key: neither needs to be listed.
const needNotBeSigned = new Set(['x-amz-date', 'x-amz-security-token', 'x-amz-content-sha256']);

const checkSignedHeaders = (
  signedHeaders: readonly string[],
  amzNames: readonly string[],
  dialect: Dialect,
): void => {
  const unsigned = signedHeaders.includes('host') ? [] : ['host'];
  for (const name of amzNames) {
    if (signedHeaders.includes(name)) continue;
    if (dialect === 's3' ? name !== 'x-amz-date' : !needNotBeSigned.has(name)) unsigned.push(name);
  }
  const [first] = unsigned;
  if (first === undefined) return;
  if (dialect === 's3')
    throw new AwsError(
      'AccessDenied',
      'There were headers present in the request which were not signed',
      { status: 403, members: { HeadersNotSigned: unsigned.join(', ') } },
    );
  const named = first === 'host' ? `'Host' or ':authority'` : `'${first}'`;
  throw faultError(
    dialect,
    'mismatch',
    `${named} must be a 'SignedHeader' in the AWS Authorization.`,
  );
};

const malformedCredential = (
  { credential, placement }: SignatureParameters,
  dialect: Dialect,
): AwsError => {
  if (dialect !== 's3')
    return faultError(
      dialect,
      'incomplete',
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  return placement === 'header'
    ? faultError(
        dialect,
        'incomplete',
        `The authorization header is malformed; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/${TERMINATOR}".`,
      )
    : s3QueryError(
        `Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/${TERMINATOR}".`,
      );
};

const incomplete = (dialect: Dialect, message: string, presigned: boolean): AwsError => {
  if (dialect !== 's3') return faultError(dialect, 'incomplete', message);
  return presigned
    ? s3QueryError(s3QueryParameters)
    : faultError(
        dialect,
        'incomplete',
        'The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature.',
      );
};

const s3QueryParameters =
  'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.';

const s3QueryError = (message: string): AwsError =>
  new AwsError('AuthorizationQueryParametersError', message, { status: 400 });

const twoSignatures = (dialect: Dialect): AwsError =>
  dialect === 's3'
    ? new AwsError(
        'InvalidArgument',
        'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
        { status: 400 },
      )
    : faultError(
        dialect,
        'mismatch',
        `Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.`,
      );

const unsupportedAlgorithm = (dialect: Dialect, algorithm: string): AwsError =>
  dialect === 's3'
    ? new AwsError('InvalidArgument', `Unsupported Authorization Type: ${algorithm}`, {
        status: 400,
      })
    : faultError(
        dialect,
        'incomplete',
        `Unsupported AWS 'algorithm': '${algorithm}' (only ${ALGORITHM} for now). `,
      );

const notYetCurrent = (timestamp: string, rules: ClaimRules): AwsError => {
  const { nowMilliseconds: now, maxClockSkewSeconds: skew, dialect } = rules;
  if (dialect === 's3') return s3Skewed(timestamp, rules);
  const limit = formatBasicTime(now + skew * 1000);
  return faultError(
    dialect,
    'mismatch',
    `Signature not yet current: ${timestamp} is still later than ${limit} (${formatBasicTime(now)} + ${skew / 60} min.)`,
  );
};

const expired = (
  { timestamp, placement, expires }: SignatureParameters,
  time: number,
  lifetime: number,
  rules: ClaimRules,
): AwsError => {
  const { nowMilliseconds: now, dialect } = rules;
  if (dialect === 'ec2') return faultError('ec2', 'expired-token');
  if (dialect === 's3')
    return placement === 'header'
      ? s3Skewed(timestamp, rules)
      : new AwsError('AccessDenied', 'Request has expired', {
          status: 403,
          members: {
            'X-Amz-Expires': expires,
            Expires: new Date(time + lifetime).toISOString(),
            ServerTime: new Date(now).toISOString(),
          },
        });
  const limit = formatBasicTime(now - lifetime);
  return faultError(
    dialect,
    'mismatch',
    `Signature expired: ${timestamp} is now earlier than ${limit} (${formatBasicTime(now)} - ${lifetime / 60_000} min.)`,
  );
};

const s3Skewed = (timestamp: string, rules: ClaimRules): AwsError =>
  new AwsError(
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
    {
      status: 403,
      members: {
        RequestTime: timestamp,
        ServerTime: new Date(rules.nowMilliseconds).toISOString(),
        MaxAllowedSkewMilliseconds: rules.maxClockSkewSeconds * 1000,
      },
    },
  );
