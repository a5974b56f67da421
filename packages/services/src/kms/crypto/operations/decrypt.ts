import type { DecryptRequest, DecryptResponse } from '@aws-sdk/client-kms';
import { type OperationDefinition, reads } from '@gatehouse/service-kit';
import { ciphertextOf, DRY_RUN_MODIFIERS } from '../dry-run.ts';
import { dryRun, noEnclaves } from '../errors.ts';
import { BLOB, COMMON, ENCRYPTION_ALGORITHM } from '../limits.ts';
import { noteMaterial } from '../notes.ts';
import type { CryptoParts } from '../parts.ts';
import { openSource, permitSource, requireOpenable } from '../source.ts';

const LIMITS = {
  ...COMMON,
  ...DRY_RUN_MODIFIERS,
  CiphertextBlob: BLOB,
  EncryptionAlgorithm: ENCRYPTION_ALGORITHM,
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html */
export const decrypt = (parts: CryptoParts): OperationDefinition =>
  reads<DecryptRequest, DecryptResponse>({ limits: LIMITS }, async (input, call) => {
    const algorithm = input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT';
    const source = await permitSource(parts, call, {
      blob: ciphertextOf(input),
      keyId: input.KeyId,
      algorithm,
      context: input.EncryptionContext,
      use: {
        action: 'Decrypt',
        grantOperation: 'Decrypt',
        grantTokens: input.GrantTokens,
        keys: { 'kms:EncryptionAlgorithm': algorithm },
      },
    });
    requireOpenable(source, 'Decrypt');
    if (input.Recipient !== undefined) throw noEnclaves();
    if (source.blob === undefined) throw dryRun();

    const { plaintext, material } = await openSource(parts, call, source);
    if (input.DryRun === true) {
      plaintext.fill(0);
      throw dryRun();
    }
    noteMaterial(call, material);
    return {
      KeyId: source.key.arn,
      Plaintext: plaintext,
      EncryptionAlgorithm: algorithm,
      ...(material === undefined ? {} : { KeyMaterialId: material }),
    };
  });
