import { createHash, type Hash } from 'node:crypto';
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
const MAX_TRAILER_BYTES = 16_384;
const MIN_CHUNK = 8192;
const EMPTY: Buffer = Buffer.alloc(0);

/** Undoes `aws-chunked` while it arrives. */
export interface Dechunker {
  /** What these bytes bring of the body; it is only believed once `end` has not thrown. */
  push(bytes: Buffer): readonly Buffer[];
  /** For when no more bytes come. Answers the checksums that followed the body. */
  end(): Readonly<Record<string, string>>;
}

/**
 * Undoes `aws-chunked` (S3 API Reference, "Transferring Payload in Multiple Chunks", and its trailer variants).
 * @throws AwsError SignatureDoesNotMatch, IncompleteBody, MalformedTrailerError, InvalidRequest
 */
export const dechunk = (bytes: Buffer, options: DechunkOptions): DechunkedBody => {
  const dechunker = createDechunker(options);
  const parts = dechunker.push(bytes);
  const trailers = dechunker.end();
  const body = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  return { body, trailers };
};

interface Chunk {
  readonly signature: string;
  /** Of its bytes so far; undefined when nobody asks. */
  readonly digest: Hash | undefined;
  left: number;
}

/** The chunks of one body, each signed after the one before it, and how long they are together. */
const createChunks = ({ signer, decodedLength }: DechunkOptions) => {
  const most = decodedLength === undefined ? Infinity : Number(decodedLength);
  const state = { previous: signer?.seed ?? '', length: 0 };
  let isLast = false;

  const verify = ({ signature, digest }: Chunk): void => {
    if (signer === undefined || digest === undefined) return;
    const hashes = [sha256(''), digest.digest('hex')];
    checkSignature(signature, signer, 'AWS4-HMAC-SHA256-PAYLOAD', state.previous, hashes);
    state.previous = signature;
  };
  return {
    state,
    verify,
    /** The chunk that a line announces; undefined for the empty one that ends them. */
    begin: (header: string): Chunk | undefined => {
      const left = chunkSize(header);
      const digest = signer === undefined ? undefined : createHash('sha256');
      const chunk = { signature: signer === undefined ? '' : chunkSignature(header), digest, left };
      if (left === 0) {
        verify(chunk);
        return undefined;
      }
      if (isLast) throw smallChunk();
      isLast = left < MIN_CHUNK;
      state.length += left;
      if (state.length > most) throw incompleteBody();
      return chunk;
    },
  };
};

/** What comes next: the line before a chunk, its bytes, the line end behind them, or what follows the last one. */
type Stage =
  | { readonly at: 'header' }
  | { readonly at: 'data'; readonly chunk: Chunk }
  | { readonly at: 'end' }
  | { readonly at: 'trailers' };

/** One step through a body: how many bytes it took, 0 when it needs more, and what comes next. */
interface Step {
  readonly taken: number;
  readonly next: Stage;
}

const takeHeader = (bytes: Buffer, at: number, chunks: ReturnType<typeof createChunks>): Step => {
  const line = lineAt(bytes, at);
  if (line === undefined) return { taken: 0, next: { at: 'header' } };
  const chunk = chunks.begin(line.text);
  return {
    taken: line.next - at,
    next: chunk === undefined ? { at: 'trailers' } : { at: 'data', chunk },
  };
};

const takeEnd = (bytes: Buffer, at: number): Step => {
  if (bytes.length < at + 2) return { taken: 0, next: { at: 'end' } };
  if (bytes[at] !== CR || bytes[at + 1] !== LF) throw incompleteBody();
  return { taken: 2, next: { at: 'header' } };
};

export const createDechunker = (options: DechunkOptions): Dechunker => {
  const chunks = createChunks(options);
  let stage: Stage = { at: 'header' };
  let held: Buffer = EMPTY;

  const step = (bytes: Buffer, at: number, parts: Buffer[]): Step => {
    switch (stage.at) {
      case 'header':
        return takeHeader(bytes, at, chunks);
      case 'data': {
        const { chunk } = stage;
        const data = bytes.subarray(at, at + chunk.left);
        chunk.digest?.update(data);
        chunk.left -= data.length;
        parts.push(data);
        if (chunk.left > 0) return { taken: data.length, next: stage };
        chunks.verify(chunk);
        return { taken: data.length, next: { at: 'end' } };
      }
      case 'end':
        return takeEnd(bytes, at);
      case 'trailers':
        if (bytes.length - at > MAX_TRAILER_BYTES) throw malformedTrailer();
        return { taken: 0, next: stage };
      default:
        return stage satisfies never;
    }
  };

  return {
    push: (arrived) => {
      const bytes = held.length === 0 ? arrived : Buffer.concat([held, arrived]);
      const parts: Buffer[] = [];
      let at = 0;
      for (let taken = 1; taken > 0 && at < bytes.length; at += taken) {
        const done = step(bytes, at, parts);
        stage = done.next;
        taken = done.taken;
      }
      held = bytes.subarray(at);
      return parts;
    },
    end: () => {
      const { length, previous } = chunks.state;
      if (stage.at !== 'trailers') throw incompleteBody();
      if (options.decodedLength !== undefined && options.decodedLength !== String(length))
        throw incompleteBody();
      return readTrailers(held, previous, options);
    },
  };
};

const readTrailers = (
  bytes: Buffer,
  previous: string,
  { kind, signer, announced }: DechunkOptions,
): Record<string, string> => {
  const trailers: Record<string, string> = Object.create(null);
  if (kind === 'signed-chunks') return trailers;
  const names = new Set((announced ?? '').split(',').map((name) => name.trim().toLowerCase()));
  let signed = '';
  let signature = '';
  let at = 0;
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

/** The line that begins there; undefined while its end has not come. */
const lineAt = (bytes: Buffer, from: number): { text: string; next: number } | undefined => {
  const end = bytes.subarray(from, from + MAX_LINE).indexOf(LF);
  if (end < 0) {
    if (bytes.length - from >= MAX_LINE) throw incompleteBody();
    return undefined;
  }
  const last = end > 0 && bytes[from + end - 1] === CR ? end - 1 : end;
  return { text: bytes.toString('latin1', from, from + last), next: from + end + 1 };
};

const readLine = (bytes: Buffer, from: number): { text: string; next: number } => {
  const line = lineAt(bytes, from);
  if (line === undefined) throw incompleteBody();
  return line;
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
