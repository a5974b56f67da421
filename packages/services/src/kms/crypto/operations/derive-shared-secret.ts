import type { DeriveSharedSecretRequest, DeriveSharedSecretResponse } from '@aws-sdk/client-kms';
import { type OperationDefinition, reads } from '@gatehouse/service-kit';
import { peerOf, sharedSecret } from '../agreement.ts';
import { dryRun, noEnclaves, validation } from '../errors.ts';
import { COMMON } from '../limits.ts';
import { type CryptoParts, currentPair } from '../parts.ts';
import { permitUse } from '../permit-use.ts';

const LIMITS = {
  ...COMMON,
  KeyAgreementAlgorithm: { oneOf: ['ECDH'] },
  PublicKey: { minLength: 1, maxLength: 8192, sensitive: true },
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DeriveSharedSecret.html */
export const deriveSharedSecret = (parts: CryptoParts): OperationDefinition =>
  reads<DeriveSharedSecretRequest, DeriveSharedSecretResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const algorithm = input.KeyAgreementAlgorithm ?? 'ECDH';
      const key = await permitUse(parts, call, input, {
        operation: 'DeriveSharedSecret',
        usage: 'KEY_AGREEMENT',
        keys: { 'kms:KeyAgreementAlgorithm': algorithm },
      });
      if (input.Recipient !== undefined) throw noEnclaves();
      const { privateKey } = await currentPair(parts, call, key);
      const peer = peerOf(privateKey, input.PublicKey ?? new Uint8Array());
      if (peer === undefined)
        throw validation(
          `The public key must be a DER-encoded X.509 public key of key spec ${key.details.spec}.`,
        );
      if (input.DryRun === true) throw dryRun();
      return {
        KeyId: key.arn,
        SharedSecret: sharedSecret(privateKey, peer),
        KeyAgreementAlgorithm: algorithm,
        KeyOrigin: key.details.origin,
      };
    },
  );
