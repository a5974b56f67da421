import { hash } from 'node:crypto';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Hexadecimal SHA-256. */
export const sha256 = (data: Uint8Array | string): string =>
  data.length === 0 ? EMPTY : hash('sha256', data, 'hex');

/** How a body is covered by the signature, by the value S3 clients send as `x-amz-content-sha256`. */
export type PayloadKind =
  | 'hashed'
  | 'unsigned'
  | 'signed-chunks'
  | 'signed-chunks-with-trailer'
  | 'unsigned-chunks-with-trailer';

const kinds: ReadonlyMap<string, PayloadKind> = new Map([
  ['UNSIGNED-PAYLOAD', 'unsigned'],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'signed-chunks'],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', 'signed-chunks-with-trailer'],
  ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'unsigned-chunks-with-trailer'],
]);

/** undefined: neither a name AWS gives a kind of payload nor a hash. */
export const payloadKind = (contentSha256: string): PayloadKind | undefined =>
  kinds.get(contentSha256) ?? (isHash(contentSha256) ? 'hashed' : undefined);

export const isChunked = (kind: PayloadKind): boolean => kind.includes('chunks');

const isHash = (text: string): boolean => {
  if (text.length !== 64) return false;
  for (const letter of text) if (!'0123456789abcdef'.includes(letter)) return false;
  return true;
};
