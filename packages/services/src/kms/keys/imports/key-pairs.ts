import {
  createPrivateKey,
  createPublicKey,
  decapsulate,
  encapsulate,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { KeySpec } from '@aws-sdk/client-kms';
import { isOneDerValue } from '../../crypto/der.ts';
import { specFacts } from '../specs.ts';

const CURVES: ReadonlyMap<string, string> = new Map<KeySpec, string>([
  ['ECC_NIST_P256', 'prime256v1'],
  ['ECC_NIST_P384', 'secp384r1'],
  ['ECC_NIST_P521', 'secp521r1'],
  ['ECC_SECG_P256K1', 'secp256k1'],
]);

const TYPES: ReadonlyMap<string, string> = new Map<KeySpec, string>([
  ['ECC_NIST_EDWARDS25519', 'ed25519'],
  ['ML_DSA_44', 'ml-dsa-44'],
  ['ML_DSA_65', 'ml-dsa-65'],
  ['ML_DSA_87', 'ml-dsa-87'],
  ['ML_KEM_512', 'ml-kem-512'],
  ['ML_KEM_768', 'ml-kem-768'],
  ['ML_KEM_1024', 'ml-kem-1024'],
]);

const isOfSpec = (spec: KeySpec, key: KeyObject): boolean => {
  const details = key.asymmetricKeyDetails ?? {};
  switch (specFacts(spec)?.family) {
    case 'rsa':
      return key.asymmetricKeyType === 'rsa' && `RSA_${details.modulusLength ?? 0}` === spec;
    case 'ecc':
      return CURVES.has(spec)
        ? details.namedCurve === CURVES.get(spec)
        : key.asymmetricKeyType === TYPES.get(spec);
    default:
      return key.asymmetricKeyType !== undefined && key.asymmetricKeyType === TYPES.get(spec);
  }
};

const PROBE = Buffer.from('Do the two halves belong together?');

/** OpenSSL reads a document whose public half is another key's, and a private half that is none of the modulus. */
const belongTogether = (spec: KeySpec, privateKey: KeyObject): boolean => {
  const publicKey = createPublicKey(privateKey);
  const family = specFacts(spec)?.family;
  if (family === 'ml-kem') {
    const { sharedKey, ciphertext } = encapsulate(publicKey);
    return decapsulate(privateKey, ciphertext).equals(sharedKey);
  }
  const isHashed = family === 'rsa' || CURVES.has(spec);
  const hash = isHashed ? 'sha256' : null;
  return verify(hash, PROBE, publicKey, sign(hash, PROBE, privateKey));
};

/** Whether these bytes are a PKCS #8 document, and nothing else, of a key pair of the spec. */
export const fitsPair = (spec: KeySpec, plaintext: Buffer): boolean => {
  try {
    if (!isOneDerValue(plaintext)) return false;
    const key = createPrivateKey({ key: plaintext, format: 'der', type: 'pkcs8' });
    return isOfSpec(spec, key) && belongTogether(spec, key);
  } catch {
    // What OpenSSL cannot read, or cannot calculate with, is no key.
    return false;
  }
};
