import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { KeySpec } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { fitsPair } from './key-pairs.ts';

const der = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'pkcs8' });
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).privateKey;
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve });

const point = ({ publicKey }: { readonly publicKey: KeyObject }): Buffer => {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  return Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
};

const PAIRS: readonly (readonly [KeySpec, () => KeyObject])[] = [
  ['RSA_2048', () => rsa(2048)],
  ['ECC_NIST_P256', () => ec('prime256v1').privateKey],
  ['ECC_NIST_P384', () => ec('secp384r1').privateKey],
  ['ECC_NIST_P521', () => ec('secp521r1').privateKey],
  ['ECC_SECG_P256K1', () => ec('secp256k1').privateKey],
  ['ECC_NIST_EDWARDS25519', () => generateKeyPairSync('ed25519').privateKey],
  ['ML_DSA_44', () => generateKeyPairSync('ml-dsa-44').privateKey],
  ['ML_DSA_87', () => generateKeyPairSync('ml-dsa-87').privateKey],
  ['ML_KEM_512', () => generateKeyPairSync('ml-kem-512').privateKey],
  ['ML_KEM_1024', () => generateKeyPairSync('ml-kem-1024').privateKey],
];

test('a pair fits its own spec and no other, and nothing may follow it', () => {
  for (const [spec, make] of PAIRS) {
    const document = der(make());
    const fitting = PAIRS.filter(([other]) => fitsPair(other, document)).map(([other]) => other);
    expect(fitting).toEqual([spec]);
    for (const wrong of [
      Buffer.concat([document, Buffer.of(0)]),
      document.subarray(0, -1),
      document.subarray(1),
      Buffer.alloc(0),
    ])
      expect(fitsPair(spec, wrong)).toBe(false);
  }
});

test('a pair whose public half is another key’s is none', () => {
  for (const curve of ['prime256v1', 'secp521r1']) {
    const [own, other] = [ec(curve), ec(curve)];
    const document = der(own.privateKey);
    const at = document.indexOf(point(own));
    expect(at).toBeGreaterThan(0);
    point(other).copy(document, at);

    expect(fitsPair(curve === 'prime256v1' ? 'ECC_NIST_P256' : 'ECC_NIST_P521', document)).toBe(
      false,
    );
  }
});

test('an RSA key whose private exponent and factors are of another modulus is none', () => {
  const [own, other] = [rsa(2048), rsa(2048)];
  const document = der(own);
  for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const) {
    const part = Buffer.from(own.export({ format: 'jwk' })[member] ?? '', 'base64url');
    const strange = Buffer.from(other.export({ format: 'jwk' })[member] ?? '', 'base64url');
    const at = document.indexOf(part);
    expect(at).toBeGreaterThan(0);
    strange.copy(document, at);
  }

  expect(fitsPair('RSA_2048', document)).toBe(false);
});
