import {
  createPublicKey,
  decapsulate,
  diffieHellman,
  encapsulate,
  type KeyObject,
} from 'node:crypto';
import { isOneDerValue } from './der.ts';

/** Undefined: no public key on the curve of this private one. OpenSSL takes only points that are on their curve. */
export const peerOf = (privateKey: KeyObject, spki: Uint8Array): KeyObject | undefined => {
  if (!isOneDerValue(spki)) return undefined;
  try {
    const peer = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    const curve = privateKey.asymmetricKeyDetails?.namedCurve;
    const fits = curve !== undefined && peer.asymmetricKeyDetails?.namedCurve === curve;
    return fits && peer.asymmetricKeyType === 'ec' ? peer : undefined;
  } catch {
    // Whatever it is that was sent, it is no public key.
    return undefined;
  }
};

/** NIST SP 800-56A §5.7.1.2; the cofactor of the NIST curves is 1. */
export const sharedSecret = (privateKey: KeyObject, publicKey: KeyObject): Buffer =>
  diffieHellman({ privateKey, publicKey });

/** FIPS 203, bytes of a ciphertext by parameter set. */
const CIPHERTEXT_BYTES: Readonly<Record<string, number>> = {
  'ml-kem-512': 768,
  'ml-kem-768': 1088,
  'ml-kem-1024': 1568,
};

export const encapsulated = (
  publicKey: KeyObject,
): { readonly secret: Buffer; readonly ciphertext: Buffer } => {
  const { sharedKey, ciphertext } = encapsulate(publicKey);
  return { secret: Buffer.from(sharedKey), ciphertext: Buffer.from(ciphertext) };
};

/** Undefined: not of the length that this key's have. Any other is answered with some secret (FIPS 203 §6.3). */
export const decapsulated = (privateKey: KeyObject, ciphertext: Uint8Array): Buffer | undefined =>
  CIPHERTEXT_BYTES[privateKey.asymmetricKeyType ?? ''] === ciphertext.length
    ? Buffer.from(decapsulate(privateKey, ciphertext))
    : undefined;
