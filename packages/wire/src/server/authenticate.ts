import { AwsError, type Clock, type StreamedBody } from '@gatehouse/core';
import type { WireHttpRequest } from '../protocols/protocol.ts';
import { dechunk } from '../sigv4/chunked.ts';
import { type Claim, isSigned, readClaim } from '../sigv4/claim.ts';
import { type Dialect, faultError, spelledFor } from '../sigv4/dialect.ts';
import { claimedCredential, queryValue } from '../sigv4/parameters.ts';
import { isChunked, payloadKind } from '../sigv4/payload.ts';
import { isRegion } from '../sigv4/region.ts';
import { parseCredential } from '../sigv4/signing-key.ts';
import type { SigningKeys } from '../sigv4/signing-keys.ts';
import { chunkedBody, lengthOf, plainBody } from '../sigv4/streamed.ts';
import { type VerifiedBody, verifyClaim } from '../sigv4/verify.ts';
import type { Arrival } from './arrival.ts';
import { isPrivateHost } from './browser-guard.ts';
import type { AuthType, Credential, CredentialSource } from './wire-settings.ts';

/** Who calls, and the request in the form that the signature vouches for. */
export interface Authenticated<P> {
  readonly principal: P | undefined;
  readonly accessKeyId: string | undefined;
  readonly region: string;
  readonly authType: AuthType;
  readonly request: WireHttpRequest;
  /** The body, where it is not read yet. */
  readonly streamed: StreamedBody | undefined;
}

/** What the request is for. */
interface Purpose {
  readonly dialect: Dialect;
  /** Names that a credential scope may give the service. */
  readonly services: readonly string[];
  /** The Region in the host name. */
  readonly region: string | undefined;
  /** The operation asks for no signature. */
  readonly isOpen: boolean;
  /** It asks for none because strangers may be let in, not because it is for people without keys. */
  readonly servesStrangers: boolean;
}

/** Answers at once when the credential source does. @throws AwsError */
export type Authenticate<P> = (
  arrival: Arrival,
  request: WireHttpRequest,
  purpose: Purpose,
) => Authenticated<P> | Promise<Authenticated<P>>;

export interface AuthenticatorParts<P> {
  readonly clock: Clock;
  readonly credentials: CredentialSource<P>;
  readonly keys: SigningKeys;
  readonly maxClockSkewSeconds: number;
  readonly isRequired: boolean;
}

export const DEFAULT_REGION = 'us-east-1';

export const createAuthenticator =
  <P>(parts: AuthenticatorParts<P>): Authenticate<P> =>
  (arrival, request, purpose) => {
    const { queryParts } = arrival;
    const { headers, amzNames } = arrival.head;
    if (!parts.isRequired) return takeAtWord(parts, arrival, request, purpose);
    if (purpose.isOpen && !isSigned(headers, queryParts))
      return unsigned(arrival, request, purpose);

    const claim = readClaim(
      { headers, amzNames, queryParts },
      {
        dialect: purpose.dialect,
        addressed: purpose,
        nowMilliseconds: wholeSecond(parts.clock.now()),
        maxClockSkewSeconds: parts.maxClockSkewSeconds,
        keys: parts.keys,
      },
    );
    const { accessKeyId } = claim.head.scope;
    const check = (credential: Credential<P> | undefined): Authenticated<P> =>
      checkClaim(parts.keys, claim, credential, arrival, request, purpose.dialect);
    const found = find(parts, accessKeyId, claim.parameters.sessionToken, purpose.dialect);
    return found instanceof Promise ? found.then(check) : check(found);
  };

// Signatures tell the time to the second; ours must not be finer, or the last second would be cut short.
const wholeSecond = (now: Date): number => Math.floor(now.getTime() / 1000) * 1000;

const checkClaim = <P>(
  keys: SigningKeys,
  claim: Claim,
  credential: Credential<P> | undefined,
  arrival: Arrival,
  request: WireHttpRequest,
  dialect: Dialect,
): Authenticated<P> => {
  if (credential === undefined) throw faultError(dialect, 'unknown-key');
  const { method, headers, path } = arrival.head;
  const signed = {
    method,
    path: dialect === 's3' ? path : request.path,
    queryParts: arrival.queryParts,
    headers,
    body: arrival.body,
    source: arrival.source,
  };
  const verified = verifyClaim(claim, credential.secretAccessKey, signed, dialect, keys);
  return {
    principal: credential.principal,
    accessKeyId: claim.head.scope.accessKeyId,
    region: claim.head.scope.region,
    authType: claim.parameters.placement === 'header' ? 'REST-HEADER' : 'REST-QUERY-STRING',
    request: withBody(request, verified),
    streamed: verified.streamed,
  };
};

/** The source's answer, its refusals worded for the service addressed. */
const find = <P>(
  { credentials }: AuthenticatorParts<P>,
  accessKeyId: string,
  sessionToken: string | undefined,
  dialect: Dialect,
): ReturnType<CredentialSource<P>['find']> => {
  const reword = (error: unknown): never => {
    throw error instanceof AwsError ? spelledFor(dialect, error) : error;
  };
  try {
    const found = credentials.find(accessKeyId, sessionToken);
    return found instanceof Promise ? found.catch(reword) : found;
  } catch (error) {
    return reword(error);
  }
};

const unsigned = <P>(
  arrival: Arrival,
  request: WireHttpRequest,
  purpose: Purpose,
): Authenticated<P> => {
  const body = unframed(arrival, request, purpose.dialect);
  return {
    principal: undefined,
    accessKeyId: undefined,
    region: purpose.region ?? DEFAULT_REGION,
    authType: 'none',
    request: withBody(request, body),
    streamed: body.streamed,
  };
};

/** Signatures are not asked for: the key a caller names is taken to be its own. */
const takeAtWord = <P>(
  parts: AuthenticatorParts<P>,
  arrival: Arrival,
  request: WireHttpRequest,
  purpose: Purpose,
): Authenticated<P> | Promise<Authenticated<P>> => {
  const { headers } = arrival.head;
  const plain = unsigned<P>(arrival, request, purpose);
  const claimed = claimedCredential(headers, arrival.queryParts);
  if (claimed === undefined) {
    // A page whose name was rebound to this address can send this; what it cannot do is name a private host.
    const isForPeople = purpose.isOpen && !purpose.servesStrangers;
    if (!isForPeople && !isPrivateHost(arrival.peer.host))
      throw faultError(purpose.dialect, 'missing-token');
    return plain;
  }
  const scope = parseCredential(claimed);
  const accessKeyId = scope?.accessKeyId ?? claimed.split('/', 1)[0] ?? claimed;
  const isInHeader = headers['authorization'] !== undefined;
  const named = (credential: Credential<P> | undefined): Authenticated<P> => ({
    ...plain,
    principal: credential?.principal,
    accessKeyId,
    region: scope !== undefined && isRegion(scope.region) ? scope.region : plain.region,
    authType: isInHeader ? 'REST-HEADER' : 'REST-QUERY-STRING',
  });
  const token =
    headers['x-amz-security-token'] ?? queryValue(arrival.queryParts, 'X-Amz-Security-Token');
  const found = find(parts, accessKeyId, token, purpose.dialect);
  return found instanceof Promise ? found.then(named) : named(found);
};

/** An S3 body out of its chunks, which nobody checks. */
const unframed = (
  { source, body }: Arrival,
  { headers }: WireHttpRequest,
  dialect: Dialect,
): VerifiedBody => {
  const kind = payloadKind(headers['x-amz-content-sha256'] ?? '');
  if (dialect !== 's3' || kind === undefined || !isChunked(kind)) {
    const bytes = lengthOf(headers['content-length']);
    const streamed = source === undefined ? undefined : plainBody(source, bytes);
    return { body, streamed, trailers: undefined };
  }
  const options = {
    kind,
    signer: undefined,
    decodedLength: headers['x-amz-decoded-content-length'],
    announced: headers['x-amz-trailer'],
  };
  return source === undefined
    ? dechunk(body, options)
    : { body, streamed: chunkedBody(source, options), trailers: undefined };
};

const withBody = (request: WireHttpRequest, verified: VerifiedBody): WireHttpRequest => {
  const { body, streamed, trailers } = verified;
  if (trailers === undefined && streamed === undefined) return request;
  const bytes = streamed === undefined ? body.byteLength : streamed.bytes;
  const headers = Object.assign(Object.create(null), request.headers, trailers);
  if (bytes === undefined) delete headers['content-length'];
  else headers['content-length'] = String(bytes);
  const encodings = (request.headers['content-encoding'] ?? '')
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'aws-chunked');
  if (encodings.length > 0) headers['content-encoding'] = encodings.join(',');
  else delete headers['content-encoding'];
  return { ...request, headers, body };
};
