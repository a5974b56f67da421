import type { OperationDefinition } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';
import { decrypt } from './operations/decrypt.ts';
import { deriveSharedSecret } from './operations/derive-shared-secret.ts';
import { decapsulate, encapsulate } from './operations/encapsulate.ts';
import { encrypt } from './operations/encrypt.ts';
import {
  generateDataKeyPair,
  generateDataKeyPairWithoutPlaintext,
} from './operations/generate-data-key-pair.ts';
import {
  generateDataKey,
  generateDataKeyWithoutPlaintext,
} from './operations/generate-data-key.ts';
import { generateRandom } from './operations/generate-random.ts';
import { getPublicKey } from './operations/get-public-key.ts';
import { generateMac, verifyMac } from './operations/mac.ts';
import { reEncrypt } from './operations/re-encrypt.ts';
import { sign, verify } from './operations/sign.ts';
import { createCryptoParts } from './parts.ts';

export const cryptoOperations = (kms: KmsParts): Readonly<Record<string, OperationDefinition>> => {
  const parts = createCryptoParts(kms);
  return {
    Decapsulate: decapsulate(parts),
    Decrypt: decrypt(parts),
    DeriveSharedSecret: deriveSharedSecret(parts),
    Encapsulate: encapsulate(parts),
    Encrypt: encrypt(parts),
    GenerateDataKey: generateDataKey(parts),
    GenerateDataKeyPair: generateDataKeyPair(parts),
    GenerateDataKeyPairWithoutPlaintext: generateDataKeyPairWithoutPlaintext(parts),
    GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext(parts),
    GenerateMac: generateMac(parts),
    GenerateRandom: generateRandom(parts),
    GetPublicKey: getPublicKey(parts),
    ReEncrypt: reEncrypt(parts),
    Sign: sign(parts),
    Verify: verify(parts),
    VerifyMac: verifyMac(parts),
  };
};
