import type { EncryptRequest, EncryptResponse } from '@aws-sdk/client-kms';
import { type OperationDefinition, reads } from '@gatehouse/service-kit';
import { encryptUnder, requireEncryptable } from '../encryption.ts';
import { dryRun } from '../errors.ts';
import { COMMON, ENCRYPTION_ALGORITHM, SHORT_TEXT } from '../limits.ts';
import { noteMaterial } from '../notes.ts';
import type { CryptoParts } from '../parts.ts';
import { permitUse } from '../permit-use.ts';

const LIMITS = { ...COMMON, Plaintext: SHORT_TEXT, EncryptionAlgorithm: ENCRYPTION_ALGORITHM };

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html */
export const encrypt = (parts: CryptoParts): OperationDefinition =>
  reads<EncryptRequest, EncryptResponse>({ limits: LIMITS }, async (input, call) => {
    const {
      EncryptionAlgorithm: algorithm = 'SYMMETRIC_DEFAULT',
      EncryptionContext: context,
      Plaintext: plaintext = new Uint8Array(),
    } = input;
    const key = await permitUse(parts, call, input, {
      operation: 'Encrypt',
      usage: 'ENCRYPT_DECRYPT',
      encryptionContext: context,
      keys: { 'kms:EncryptionAlgorithm': algorithm },
    });
    requireEncryptable(key, algorithm, context, plaintext);
    if (input.DryRun === true) throw dryRun();

    const { blob, material } = await encryptUnder(parts, call, key, algorithm, context, plaintext);
    noteMaterial(call, material);
    return { CiphertextBlob: blob, KeyId: key.arn, EncryptionAlgorithm: algorithm };
  });
