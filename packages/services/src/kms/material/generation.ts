import {
  createPrivateKey,
  createSecretKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { KeySpec } from '@aws-sdk/client-kms';
import { AwsError } from '@gatehouse/core';
import type { PreparedMaterial } from './material.ts';

const newPair = promisify(generateKeyPair);

/** Bytes of a secret: HMAC keys have the length of their hash (KMS Developer Guide, "HMAC keys in AWS KMS"). */
const SECRET_BYTES: Readonly<Partial<Record<KeySpec, number>>> = {
  SYMMETRIC_DEFAULT: 32,
  HMAC_224: 28,
  HMAC_256: 32,
  HMAC_384: 48,
  HMAC_512: 64,
};

const CURVES: Readonly<Partial<Record<KeySpec, string>>> = {
  ECC_NIST_P256: 'prime256v1',
  ECC_NIST_P384: 'secp384r1',
  ECC_NIST_P521: 'secp521r1',
  ECC_SECG_P256K1: 'secp256k1',
};

const unsupported = (spec: string): AwsError =>
  new AwsError('UnsupportedOperationException', `KeySpec ${spec} is not supported in this region.`);

const generatePair = (spec: KeySpec): Promise<{ readonly privateKey: KeyObject }> => {
  switch (spec) {
    case 'RSA_2048':
      return newPair('rsa', { modulusLength: 2048 });
    case 'RSA_3072':
      return newPair('rsa', { modulusLength: 3072 });
    case 'RSA_4096':
      return newPair('rsa', { modulusLength: 4096 });
    case 'ECC_NIST_EDWARDS25519':
      return newPair('ed25519');
    case 'ML_DSA_44':
      return newPair('ml-dsa-44');
    case 'ML_DSA_65':
      return newPair('ml-dsa-65');
    case 'ML_DSA_87':
      return newPair('ml-dsa-87');
    case 'ML_KEM_512':
      return newPair('ml-kem-512');
    case 'ML_KEM_768':
      return newPair('ml-kem-768');
    case 'ML_KEM_1024':
      return newPair('ml-kem-1024');
    default: {
      const namedCurve = CURVES[spec];
      if (namedCurve === undefined) throw unsupported(spec);
      return newPair('ec', { namedCurve });
    }
  }
};

export const secretBytes = (spec: KeySpec): number | undefined => SECRET_BYTES[spec];

/** The bytes are in OpenSSL's memory afterwards, and nowhere else. */
export const secretKey = (plaintext: Buffer): KeyObject => {
  try {
    return createSecretKey(plaintext);
  } finally {
    plaintext.fill(0);
  }
};

export const privateKey = (pkcs8: Buffer): KeyObject => {
  try {
    return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  } finally {
    pkcs8.fill(0);
  }
};

/** New key material, made on a thread of the pool where it takes longer than a blink. */
export const prepareMaterial = async (spec: KeySpec): Promise<PreparedMaterial> => {
  const length = SECRET_BYTES[spec];
  if (length !== undefined) return { spec, key: secretKey(randomBytes(length)) };
  const { privateKey: key } = await generatePair(spec);
  return { spec, key };
};
