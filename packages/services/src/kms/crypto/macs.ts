import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { MacAlgorithmSpec } from '@aws-sdk/client-kms';

const HASHES: Readonly<Record<MacAlgorithmSpec, string>> = {
  HMAC_SHA_224: 'sha224',
  HMAC_SHA_256: 'sha256',
  HMAC_SHA_384: 'sha384',
  HMAC_SHA_512: 'sha512',
};

/** RFC 2104 with the hashes of FIPS 180-4. */
export const macOf = (key: KeyObject, algorithm: MacAlgorithmSpec, message: Uint8Array): Buffer =>
  createHmac(HASHES[algorithm], key).update(message).digest();

export const fitsMac = (
  key: KeyObject,
  algorithm: MacAlgorithmSpec,
  message: Uint8Array,
  mac: Uint8Array,
): boolean => {
  const expected = macOf(key, algorithm, message);
  return mac.length === expected.length && timingSafeEqual(mac, expected);
};
