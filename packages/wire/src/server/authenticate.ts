import { AwsError, type Clock } from '@gatehouse/core';
import type { WireHttpRequest } from '../protocols/protocol.ts';
import { dechunk } from '../sigv4/chunked.ts';
import { type Claim, isSigned, readClaim } from '../sigv4/claim.ts';
import { type Dialect, faultError, spelledFor } from '../sigv4/dialect.ts';
import { claimedCredential, queryValue } from '../sigv4/parameters.ts';
import { isChunked, payloadKind } from '../sigv4/payload.ts';
import { isRegion } from '../sigv4/region.ts';
import { parseCredential } from '../sigv4/signing-key.ts';
import type { SigningKeys } from '../sigv4/signing-keys.ts';
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
    if (purpose.isOpen && !isSigned(headers, queryParts)) return unsigned(request, purpose);

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
  const { method, headers } = arrival.head;
  const signed = {
    method,
    path: request.path,
    queryParts: arrival.queryParts,
    headers,
    body: arrival.body,
  };
  const verified = verifyClaim(claim, credential.secretAccessKey, signed, dialect, keys);
  return {
    principal: credential.principal,
    accessKeyId: claim.head.scope.accessKeyId,
    region: claim.head.scope.region,
    authType: claim.parameters.placement === 'header' ? 'REST-HEADER' : 'REST-QUERY-STRING',
    request: withBody(request, verified),
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

const unsigned = <P>(request: WireHttpRequest, purpose: Purpose): Authenticated<P> => ({
  principal: undefined,
  accessKeyId: undefined,
  region: purpose.region ?? DEFAULT_REGION,
  authType: 'none',
  request,
});

/** Signatures are not asked for: the key a caller names is taken to be its own. */
const takeAtWord = <P>(
  parts: AuthenticatorParts<P>,
  arrival: Arrival,
  request: WireHttpRequest,
  purpose: Purpose,
): Authenticated<P> | Promise<Authenticated<P>> => {
  const { headers } = arrival.head;
  const plain = { ...unsigned<P>(request, purpose), request: unframed(request, purpose.dialect) };
  const claimed = claimedCredential(headers, arrival.queryParts);
  if (claimed === undefined) {
    // A page whose name was rebound to this address can send this; what it cannot do is name a private host.
    if (!purpose.isOpen && !isPrivateHost(arrival.peer.host))
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
const unframed = (request: WireHttpRequest, dialect: Dialect): WireHttpRequest => {
  const { headers, body } = request;
  const kind = payloadKind(headers['x-amz-content-sha256'] ?? '');
  if (dialect !== 's3' || kind === undefined || !isChunked(kind)) return request;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const verified = dechunk(bytes, {
    kind,
    signer: undefined,
    decodedLength: headers['x-amz-decoded-content-length'],
    announced: headers['x-amz-trailer'],
  });
  return withBody(request, verified);
};

const withBody = (request: WireHttpRequest, { body, trailers }: VerifiedBody): WireHttpRequest => {
  if (trailers === undefined) return request;
  const headers = Object.assign(Object.create(null), request.headers, trailers, {
    'content-length': String(body.byteLength),
  });
  const encodings = (request.headers['content-encoding'] ?? '')
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'aws-chunked');
  if (encodings.length > 0) headers['content-encoding'] = encodings.join(',');
  else delete headers['content-encoding'];
  return { ...request, headers, body };
};
