import { isStreamedBody } from '@gatehouse/core';
import { checksumInvalid, checksumsSeveral, checksumUnsupported } from '../errors.ts';
import { type Algorithm, ALGORITHMS, type Checksum } from '../model.ts';

/** The members by which a request or an answer says a checksum: `ChecksumCRC32`, … */
export type ChecksumMembers = Partial<Record<`Checksum${Algorithm}`, string | undefined>>;

const BYTES: Readonly<Record<Algorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  MD5: 16,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
};

export const isAlgorithm = (text: string): text is Algorithm =>
  ALGORITHMS.some((algorithm) => algorithm === text);

/** What a request says that its content comes to: an algorithm, and mostly a value; a trailer has the value later. */
export interface Stated {
  readonly algorithm: Algorithm;
  readonly value: string | undefined;
}

const requireValue = (algorithm: Algorithm, value: string): void => {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length !== BYTES[algorithm] || bytes.toString('base64') !== value)
    throw checksumInvalid(algorithm);
};

/** The members that carry one. @throws AwsError when there are several, or one that is not spelled right */
export const statedChecksum = (members: ChecksumMembers): Stated | undefined => {
  const found = ALGORITHMS.flatMap((algorithm) => {
    const value = members[`Checksum${algorithm}`];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (found.length > 1) throw checksumsSeveral();
  const [only] = found;
  if (only !== undefined) requireValue(only.algorithm, only.value);
  return only;
};

export const requireAlgorithm = (text: string | undefined): Algorithm | undefined => {
  if (text === undefined || isAlgorithm(text)) return text;
  throw checksumUnsupported(text);
};

const PREFIX = 'x-amz-checksum-';

const algorithmOfHeader = (name: string): Algorithm | undefined => {
  const text = name.slice(PREFIX.length).toUpperCase();
  return name.startsWith(PREFIX) && isAlgorithm(text) ? text : undefined;
};

/** What a content is to be checked by, as far as the head of its request tells. */
export const announcedChecksum = (
  members: ChecksumMembers & { readonly ChecksumAlgorithm?: string | undefined },
  body: unknown,
): Stated | undefined => {
  const stated = statedChecksum(members);
  if (stated !== undefined) return stated;
  const names = isStreamedBody(body) ? body.announced : [];
  const algorithm =
    names.map(algorithmOfHeader).find((found) => found !== undefined) ??
    requireAlgorithm(members.ChecksumAlgorithm);
  return algorithm === undefined ? undefined : { algorithm, value: undefined };
};

/** The value that came behind the content. */
export const trailingChecksum = (algorithm: Algorithm, body: unknown): string | undefined => {
  if (!isStreamedBody(body)) return undefined;
  const value = body.trailers()[PREFIX + algorithm.toLowerCase()];
  if (value !== undefined) requireValue(algorithm, value);
  return value;
};

/** A checksum as the members of an answer. */
export const checksumMembers = (checksum: Checksum | undefined): object =>
  checksum === undefined
    ? {}
    : { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
