import { AwsError, type StreamedBody } from '@gatehouse/core';
import { canonicalHeaders, canonicalPath, canonicalQuery, type QueryPart } from './canonical.ts';
import { dechunk, type DechunkOptions } from './chunked.ts';
import type { Claim } from './claim.ts';
import { type Dialect, faultError } from './dialect.ts';
import { queryValue } from './parameters.ts';
import { isChunked, type PayloadKind, payloadKind, sha256 } from './payload.ts';
import type { SigningKeys } from './signing-keys.ts';
import { chunkedBody, hashedBody, lengthOf, plainBody } from './streamed.ts';

/** A request as it is signed. `path` is normalized unless S3 is addressed. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly queryParts: readonly QueryPart[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Where the body is not read yet: it is checked as it is read. */
  readonly source?: AsyncIterable<Buffer> | undefined;
}

/** What a verified request carries: its body out of chunks, and the checksums that came after it. */
export interface VerifiedBody {
  /** Empty where it is streamed. */
  readonly body: Uint8Array;
  readonly streamed?: StreamedBody | undefined;
  readonly trailers: Readonly<Record<string, string>> | undefined;
}

/**
 * Checks a claim against its secret: signature, then body. A request may come again while its time is good, as with AWS:
 * Signature Version 4 has no nonce, so a replay within the clock skew is let in and only a changed request is refused.
 * @throws AwsError
 */
export const verifyClaim = (
  claim: Claim,
  secretAccessKey: string,
  request: SignedRequest,
  dialect: Dialect,
  keys: SigningKeys,
): VerifiedBody => {
  const { parameters, head } = claim;
  const payload = payloadOf(claim, request, dialect);
  const lines = canonicalHeaders(head.names, request.headers);
  if (typeof lines !== 'string')
    throw faultError(
      dialect,
      'incomplete',
      `'${lines.missing}' is named as a SignedHeader, but it does not exist in the HTTP request.`,
    );
  const canonical = `${request.method}\n${canonicalPath(request.path, dialect === 's3')}\n${canonicalQuery(
    request.queryParts,
  )}\n${lines}\n${parameters.signedHeaders}\n${payload.hash}`;
  const text = `AWS4-HMAC-SHA256\n${parameters.timestamp}\n${head.scope.text}\n${sha256(latin1(canonical))}`;
  const key = keys.keyFor(head.credential, head.scope, secretAccessKey);
  if (!key.verify(text, parameters.signature)) throw faultError(dialect, 'mismatch');
  keys.remember(authorizationOf(claim, request), head, secretAccessKey, key);

  const signer =
    !isChunked(payload.kind) || payload.kind === 'unsigned-chunks-with-trailer'
      ? undefined
      : {
          key,
          timestamp: parameters.timestamp,
          scope: head.scope.text,
          seed: parameters.signature,
        };
  return bodyOf(request, payload, {
    kind: payload.kind,
    signer,
    decodedLength: request.headers['x-amz-decoded-content-length'],
    announced: request.headers['x-amz-trailer'],
  });
};

const bodyOf = (
  { body, source, headers }: SignedRequest,
  payload: Payload,
  options: DechunkOptions,
): VerifiedBody => {
  if (source !== undefined) {
    const bytes = lengthOf(headers['content-length']);
    const streamed = streamedBody(source, bytes, payload, options);
    return { body, streamed, trailers: undefined };
  }
  if (payload.kind === 'hashed' && payload.computed !== payload.hash) throw contentMismatch();
  return isChunked(payload.kind) ? dechunk(body, options) : { body, trailers: undefined };
};

const streamedBody = (
  source: AsyncIterable<Buffer>,
  bytes: number | undefined,
  { kind, hash }: Payload,
  options: DechunkOptions,
): StreamedBody => {
  if (isChunked(kind)) return chunkedBody(source, options);
  return kind === 'hashed'
    ? hashedBody(source, bytes, hash, contentMismatch)
    : plainBody(source, bytes);
};

const authorizationOf = ({ parameters }: Claim, { headers }: SignedRequest): string | undefined =>
  parameters.placement === 'header' ? headers['authorization'] : undefined;

interface Payload {
  readonly kind: PayloadKind;
  /** As the canonical request has it. */
  readonly hash: string;
  /** Of the body that came, when the request states a hash and the body is here. */
  readonly computed: string;
}

const payloadOf = (claim: Claim, request: SignedRequest, dialect: Dialect): Payload => {
  if (dialect !== 's3') {
    const computed = sha256(request.body);
    return { kind: 'hashed', hash: computed, computed };
  }
  const stated =
    request.headers['x-amz-content-sha256'] ??
    queryValue(request.queryParts, 'X-Amz-Content-Sha256') ??
    (claim.parameters.placement === 'query' ? 'UNSIGNED-PAYLOAD' : undefined);
  if (stated === undefined)
    throw new AwsError(
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
      { status: 400 },
    );
  const kind = payloadKind(stated);
  if (kind === undefined)
    throw new AwsError(
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
      { status: 400, members: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: stated } },
    );
  const isHere = kind === 'hashed' && request.source === undefined;
  return { kind, hash: stated, computed: isHere ? sha256(request.body) : '' };
};

// Header and path bytes come as Latin-1 text; hashing them as UTF-8 would hash other bytes than were sent.
const latin1 = (text: string): string | Buffer =>
  Buffer.byteLength(text) === text.length ? text : Buffer.from(text, 'latin1');

const contentMismatch = (): AwsError =>
  new AwsError(
    'XAmzContentSHA256Mismatch',
    `The provided 'x-amz-content-sha256' header does not match what was computed.`,
    { status: 400 },
  );
