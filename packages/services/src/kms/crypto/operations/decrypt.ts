import type { DecryptRequest, DecryptResponse } from '@aws-sdk/client-kms';
import { type OperationDefinition, reads } from '@gatehouse/service-kit';
import { dryRun, noEnclaves, unfitUsage, validation } from '../errors.ts';
import { GRANT_TOKENS, KEY_ID } from '../limits.ts';
import { type CryptoParts } from '../parts.ts';
import { openSymmetric, permitSource } from '../source.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export const decrypt = (parts: CryptoParts): OperationDefinition =>
  reads<DecryptRequest, DecryptResponse>(
    {
      limits: {
        ...KEY_ID,
        ...GRANT_TOKENS,
        CiphertextBlob: { minLength: 1, maxLength: 6144, sensitive: true },
      },
    },
    async (input, call) => {
      if (input.Recipient !== undefined) throw noEnclaves();
      if (input.CiphertextBlob === undefined)
        throw validation('CiphertextBlob is required for this operation.');
      const algorithm = input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT';
      const source = await permitSource(parts, call, {
        blob: input.CiphertextBlob,
        keyId: input.KeyId,
        algorithm,
        use: {
          action: 'Decrypt',
          grantOperation: 'Decrypt',
          grantTokens: input.GrantTokens,
          encryptionContext: input.EncryptionContext,
          keys: { 'kms:EncryptionAlgorithm': algorithm },
        },
      });
      if (source.key.details.usage !== 'ENCRYPT_DECRYPT') throw unfitUsage(source.key, 'Decrypt');
      const plaintext = await openSymmetric(parts, call, source, input.EncryptionContext);
      if (input.DryRun === true) throw dryRun();
      return { KeyId: source.key.arn, Plaintext: plaintext, EncryptionAlgorithm: algorithm };
    },
  );
