import { AwsError } from '@gatehouse/core';
import type { PayloadKind } from './payload.ts';
import { sha256 } from './payload.ts';
import { hexDigit } from './percent.ts';
import type { SigningKey } from './signing-key.ts';

/** What the chunks of a body are signed with: each signature covers the one before it. */
interface ChunkSigner {
  readonly key: SigningKey;
  readonly timestamp: string;
  /** `20261125/us-east-1/s3/aws4_request` */
  readonly scope: string;
  /** The signature of the request's head. */
  readonly seed: string;
}

export interface DechunkedBody {
  readonly body: Uint8Array;
  /** Checksums that followed the body; other trailers are refused, so that none can pass for a signed header. */
  readonly trailers: Readonly<Record<string, string>>;
}

export interface DechunkOptions {
  readonly kind: PayloadKind;
  /** undefined: the chunks are not signed, or nobody asks. */
  readonly signer: ChunkSigner | undefined;
  /** `x-amz-decoded-content-length`. */
  readonly decodedLength: string | undefined;
  /** `x-amz-trailer`: the names that may follow. */
  readonly announced: string | undefined;
}

const LF = 0x0a;
const CR = 0x0d;
// A size of 16 MiB and 64 digits of signature with its name fit well; a longer line is no chunk header.
const MAX_LINE = 1024;
const MAX_TRAILERS = 10;
const MIN_CHUNK = 8192;

/**
 * Undoes `aws-chunked` (S3 API Reference, "Transferring Payload in Multiple Chunks", and its trailer variants).
 * @throws AwsError SignatureDoesNotMatch, IncompleteBody, MalformedTrailerError, InvalidRequest
 */
export const dechunk = (bytes: Buffer, options: DechunkOptions): DechunkedBody => {
  const { signer } = options;
  const parts: Buffer[] = [];
  let length = 0;
  let isLast = false;
  let previous = signer?.seed ?? '';
  let at = 0;
  for (;;) {
    const header = readLine(bytes, at);
    const size = chunkSize(header.text);
    const end = header.next + size;
    if (end > bytes.length) throw incompleteBody();
    const data = bytes.subarray(header.next, end);
    if (signer !== undefined) {
      const signature = chunkSignature(header.text);
      checkSignature(signature, signer, 'AWS4-HMAC-SHA256-PAYLOAD', previous, [
        sha256(''),
        sha256(data),
      ]);
      previous = signature;
    }
    at = end;
    if (size === 0) break;
    if (isLast) throw smallChunk();
    isLast = size < MIN_CHUNK;
    if (bytes[at] !== CR || bytes[at + 1] !== LF) throw incompleteBody();
    at += 2;
    parts.push(data);
    length += size;
  }
  if (options.decodedLength !== undefined && options.decodedLength !== String(length))
    throw incompleteBody();
  const body = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  return { body, trailers: readTrailers(bytes, at, previous, options) };
};

const readTrailers = (
  bytes: Buffer,
  from: number,
  previous: string,
  { kind, signer, announced }: DechunkOptions,
): Record<string, string> => {
  const trailers: Record<string, string> = Object.create(null);
  if (kind === 'signed-chunks') return trailers;
  const names = new Set((announced ?? '').split(',').map((name) => name.trim().toLowerCase()));
  let signed = '';
  let signature = '';
  let at = from;
  for (let count = 0; at < bytes.length; count += 1) {
    const line = readLine(bytes, at);
    at = line.next;
    if (line.text === '') continue;
    const colon = line.text.indexOf(':');
    if (colon < 0 || count > MAX_TRAILERS) throw malformedTrailer();
    const name = line.text.slice(0, colon).trim().toLowerCase();
    const value = line.text.slice(colon + 1).trim();
    if (name === 'x-amz-trailer-signature') {
      signature = value;
      continue;
    }
    if (!names.has(name) || !name.startsWith('x-amz-checksum-') || name in trailers)
      throw malformedTrailer();
    trailers[name] = value;
    signed += `${name}:${value}\n`;
  }
  if (signer !== undefined)
    checkSignature(signature, signer, 'AWS4-HMAC-SHA256-TRAILER', previous, [sha256(signed)]);
  return trailers;
};

const checkSignature = (
  signature: string,
  { key, timestamp, scope }: ChunkSigner,
  algorithm: string,
  previous: string,
  hashes: readonly string[],
): void => {
  const text = [algorithm, timestamp, scope, previous, ...hashes].join('\n');
  if (key.verify(text, signature)) return;
  throw new AwsError(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    { status: 403 },
  );
};

const readLine = (bytes: Buffer, from: number): { text: string; next: number } => {
  const end = bytes.subarray(from, from + MAX_LINE).indexOf(LF);
  if (end < 0) throw incompleteBody();
  const last = end > 0 && bytes[from + end - 1] === CR ? end - 1 : end;
  return { text: bytes.toString('latin1', from, from + last), next: from + end + 1 };
};

const chunkSize = (header: string): number => {
  const semicolon = header.indexOf(';');
  const digits = semicolon < 0 ? header.length : semicolon;
  if (digits === 0 || digits > 8) throw incompleteBody();
  let size = 0;
  for (let at = 0; at < digits; at += 1) {
    const digit = hexDigit(header.charCodeAt(at));
    if (digit < 0) throw incompleteBody();
    size = size * 16 + digit;
  }
  return size;
};

const chunkSignature = (header: string): string => {
  const name = ';chunk-signature=';
  const at = header.indexOf(name);
  return at < 0 ? '' : header.slice(at + name.length);
};

const incompleteBody = (): AwsError =>
  new AwsError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
    { status: 400 },
  );

const smallChunk = (): AwsError =>
  new AwsError(
    'InvalidChunkSizeError',
    'Only the last chunk is allowed to have a size less than 8192 bytes',
    { status: 403 },
  );

const malformedTrailer = (): AwsError =>
  new AwsError(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    { status: 400 },
  );
