import { bytesOf, toBase64 } from '../../../shared/bytes.ts';

/** AWS KMS API Reference, ImportKeyMaterial: how many bytes a key of this spec is made of; undefined: not raw bytes. */
export const materialBytes = (spec: string | undefined): number | undefined => {
  switch (spec) {
    case 'SYMMETRIC_DEFAULT':
    case 'HMAC_256':
      return 32;
    case 'HMAC_224':
      return 28;
    case 'HMAC_384':
      return 48;
    case 'HMAC_512':
      return 64;
    default:
      return undefined;
  }
};

/** RSAES_OAEP_SHA_256 with KMS's public key, in the browser: the material leaves it wrapped only, and is wiped. */
export const wrapMaterial = async (
  material: Uint8Array<ArrayBuffer>,
  publicKey: string,
): Promise<string> => {
  try {
    const key = await crypto.subtle.importKey(
      'spki',
      bytesOf(publicKey),
      { name: 'RSA-OAEP', hash: 'SHA-256' },
      false,
      ['encrypt'],
    );
    return toBase64(new Uint8Array(await crypto.subtle.encrypt('RSA-OAEP', key, material)));
  } finally {
    material.fill(0);
  }
};

export const fileBytes = async (file: File): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await file.arrayBuffer());
