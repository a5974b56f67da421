import type { OperationDefinition } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';
import { decrypt } from './operations/decrypt.ts';
import { encrypt } from './operations/encrypt.ts';
import {
  generateDataKey,
  generateDataKeyWithoutPlaintext,
} from './operations/generate-data-key.ts';
import { createCryptoParts } from './parts.ts';

export const cryptoOperations = (kms: KmsParts): Readonly<Record<string, OperationDefinition>> => {
  const parts = createCryptoParts(kms);
  return {
    Decrypt: decrypt(parts),
    Encrypt: encrypt(parts),
    GenerateDataKey: generateDataKey(parts),
    GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext(parts),
  };
};
