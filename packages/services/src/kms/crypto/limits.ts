import type { Limits } from '@gatehouse/service-kit';

/** Members that most operations have, as the API reference limits them. */
export const COMMON: Limits = {
  KeyId: { minLength: 1, maxLength: 2048 },
  GrantTokens: { maxLength: 10 },
  'GrantTokens[]': { minLength: 1, maxLength: 8192 },
};
/** A plaintext or message. */
export const SHORT_TEXT = { minLength: 1, maxLength: 4096, sensitive: true } as const;
/** A ciphertext, signature or MAC. */
export const BLOB = { minLength: 1, maxLength: 6144, sensitive: true } as const;
export const ENCRYPTION_ALGORITHM = {
  oneOf: ['RSAES_OAEP_SHA_1', 'RSAES_OAEP_SHA_256', 'SM2PKE', 'SYMMETRIC_DEFAULT'],
} as const;
