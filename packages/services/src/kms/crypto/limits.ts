import type { Limits } from '@gatehouse/service-kit';

/** Members that most operations have, as the API reference limits them. */
export const KEY_ID: Limits = { KeyId: { minLength: 1, maxLength: 2048 } };
export const GRANT_TOKENS: Limits = {
  GrantTokens: { maxLength: 10 },
  'GrantTokens[]': { minLength: 1, maxLength: 8192 },
};
