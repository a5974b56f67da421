import type { EncryptRequest, EncryptResponse } from '@aws-sdk/client-kms';
import { reads } from '@gatehouse/service-kit';
import { dryRun, unfitUsage } from '../errors.ts';
import { GRANT_TOKENS, KEY_ID } from '../limits.ts';
import type { CryptoParts } from '../parts.ts';
import { encryptUnder } from '../symmetric.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export const encrypt = (parts: CryptoParts) =>
  reads<EncryptRequest, EncryptResponse>(
    {
      limits: {
        ...KEY_ID,
        ...GRANT_TOKENS,
        Plaintext: { minLength: 1, maxLength: 4096, sensitive: true },
      },
    },
    async (input, call) => {
      const algorithm = input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT';
      const { key } = await parts.permit(call, {
        action: 'Encrypt',
        keyId: input.KeyId ?? '',
        grantOperation: 'Encrypt',
        grantTokens: input.GrantTokens,
        encryptionContext: input.EncryptionContext,
        keys: { 'kms:EncryptionAlgorithm': algorithm },
      });
      if (key.details.usage !== 'ENCRYPT_DECRYPT') throw unfitUsage(key, 'Encrypt');
      if (input.DryRun === true) throw dryRun();
      return {
        CiphertextBlob: await encryptUnder(
          parts,
          call,
          key,
          input.EncryptionContext,
          input.Plaintext ?? new Uint8Array(),
        ),
        KeyId: key.arn,
        EncryptionAlgorithm: algorithm,
      };
    },
  );
