import { createHash } from 'node:crypto';
import type { Algorithm } from '../model.ts';
import { type Running, runningCrc32, runningCrc32c, runningCrc64 } from './crc.ts';

const hashed = (name: string): Running => {
  const hash = createHash(name);
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest() };
};

export const running = (algorithm: Algorithm): Running => {
  switch (algorithm) {
    case 'CRC32':
      return runningCrc32();
    case 'CRC32C':
      return runningCrc32c();
    case 'CRC64NVME':
      return runningCrc64();
    case 'MD5':
    case 'SHA1':
    case 'SHA256':
    case 'SHA512':
      return hashed(algorithm.toLowerCase());
    default:
      return algorithm satisfies never;
  }
};

/** Base64, as S3 spells checksums. */
export const checksumOf = (algorithm: Algorithm, bytes: Uint8Array): string => {
  const sum = running(algorithm);
  sum.update(bytes);
  return sum.digest().toString('base64');
};
