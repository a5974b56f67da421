import { createHash } from 'node:crypto';
import { type Blob, type Blobs, isStreamedBody } from '@gatehouse/core';
import { running } from './checksums/measured.ts';
import { type ChecksumMembers, type Stated, trailingChecksum } from './checksums/stated.ts';
import {
  badChecksum,
  badDigest,
  digestInvalid,
  entityTooLarge,
  incompleteBody,
  lengthMissing,
} from './errors.ts';
import type { Algorithm } from './model.ts';

/** Most bytes of one PutObject or UploadPart (S3 User Guide, "Uploading objects"). */
export const MOST_BYTES = 5 * 1024 ** 3;

/** A content that is on disk now, and that no row names yet. */
export interface Kept {
  readonly blob: string;
  readonly size: number;
  /** MD5 in hexadecimal; of what has a key of its own, chance that looks like one. */
  readonly etag: string;
  readonly algorithm: Algorithm;
  /** Base64. */
  readonly checksum: string;
  /** What its file is sealed with, where that is not the key of all. */
  readonly key: Uint8Array | undefined;
}

interface ContentRequest extends ChecksumMembers {
  readonly Body?: unknown;
  readonly ContentLength?: number | undefined;
  readonly ContentMD5?: string | undefined;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

const sourceOf = (body: unknown): AsyncIterable<Uint8Array> => {
  if (isStreamedBody(body)) return body;
  if (typeof body === 'string') return once(Buffer.from(body));
  return once(body instanceof Uint8Array ? body : Buffer.alloc(0));
};

const requireSize = (input: ContentRequest): void => {
  const { Body, ContentLength } = input;
  if (!isStreamedBody(Body)) return;
  const size = Body.bytes ?? ContentLength;
  if (size === undefined) throw lengthMissing();
  if (size > MOST_BYTES) throw entityTooLarge(size, MOST_BYTES);
};

const requireMd5 = (stated: string | undefined): Buffer | undefined => {
  if (stated === undefined) return undefined;
  const bytes = Buffer.from(stated, 'base64');
  if (bytes.length !== 16) throw digestInvalid();
  return bytes;
};

/**
 * Takes the content of a request to disk and checks it on the way: what is not what the caller said leaves nothing behind.
 * @param stated what it is to be checked by; without it AWS computes CRC64NVME all the same
 * @param key what its file is to be sealed with instead of the key of all
 */
export const keepContent = async (
  blobs: Blobs,
  input: ContentRequest,
  stated: Stated | undefined,
  key: Uint8Array | undefined,
): Promise<Kept> => {
  requireSize(input);
  const md5 = requireMd5(input.ContentMD5);
  const algorithm = stated?.algorithm ?? 'CRC64NVME';
  const sum = running(algorithm);
  const digest = md5 === undefined ? undefined : createHash('md5');
  const told = isStreamedBody(input.Body) ? input.Body.bytes : undefined;
  let checksum = '';
  let size = 0;

  const checked = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of sourceOf(input.Body)) {
      sum.update(chunk);
      digest?.update(chunk);
      size += chunk.length;
      yield chunk;
    }
    if (told !== undefined && told !== size) throw incompleteBody();
    checksum = sum.digest().toString('base64');
    const expected = stated?.value ?? trailingChecksum(algorithm, input.Body);
    if (expected !== undefined && expected !== checksum) throw badChecksum(algorithm);
    if (md5 !== undefined && digest?.digest().equals(md5) !== true) throw badDigest();
  };
  const blob = await blobs.write(checked(), MOST_BYTES, key);
  return { blob: blob.id, size: blob.bytes, etag: etagOf(blob, key), algorithm, checksum, key };
};

/** S3 API Reference, "Object": the entity tag of what KMS protects is no MD5 of it. */
const etagOf = ({ id, md5 }: Blob, key: Uint8Array | undefined): string =>
  key === undefined ? Buffer.from(md5).toString('hex') : createHash('md5').update(id).digest('hex');

/** A content that is there already, as one: what copies of parts are made of. */
export const rewriteContent = async (
  blobs: Blobs,
  content: AsyncIterable<Uint8Array>,
  algorithm: Algorithm,
  key: Uint8Array | undefined,
): Promise<Kept> => {
  const sum = running(algorithm);
  const measured = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      sum.update(chunk);
      yield chunk;
    }
  };
  const blob = await blobs.write(measured(), Number.MAX_SAFE_INTEGER, key);
  const checksum = sum.digest().toString('base64');
  return { blob: blob.id, size: blob.bytes, etag: etagOf(blob, key), algorithm, checksum, key };
};
