import type {
  DecapsulateRequest,
  DecapsulateResponse,
  EncapsulateRequest,
  EncapsulateResponse,
} from '@aws-sdk/client-kms';
import { type OperationDefinition, reads } from '@gatehouse/service-kit';
import { decapsulated, encapsulated } from '../agreement.ts';
import { dryRun, invalidCiphertext } from '../errors.ts';
import { BLOB, COMMON } from '../limits.ts';
import { type CryptoParts, currentPair } from '../parts.ts';
import { permitUse } from '../permit-use.ts';

const LIMITS = { ...COMMON, EncapsulationAlgorithm: { oneOf: ['ML_KEM'] } };

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Encapsulate.html */
export const encapsulate = (parts: CryptoParts): OperationDefinition =>
  reads<EncapsulateRequest, EncapsulateResponse>({ limits: LIMITS }, async (input, call) => {
    const algorithm = input.EncapsulationAlgorithm ?? 'ML_KEM';
    const key = await permitUse(parts, call, input, {
      operation: 'Encapsulate',
      usage: 'ENCAPSULATE_DECAPSULATE',
      keys: { 'kms:EncapsulationAlgorithm': algorithm },
    });
    if (input.DryRun === true) throw dryRun();
    const { publicKey } = await currentPair(parts, call, key);
    const { secret, ciphertext } = encapsulated(publicKey);
    return {
      KeyId: key.arn,
      SharedSecret: secret,
      SharedSecretCiphertextBlob: ciphertext,
      EncapsulationAlgorithm: algorithm,
    };
  });

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Decapsulate.html */
export const decapsulate = (parts: CryptoParts): OperationDefinition =>
  reads<DecapsulateRequest, DecapsulateResponse>(
    { limits: { ...LIMITS, SharedSecretCiphertextBlob: BLOB } },
    async (input, call) => {
      const algorithm = input.EncapsulationAlgorithm ?? 'ML_KEM';
      const key = await permitUse(parts, call, input, {
        operation: 'Decapsulate',
        usage: 'ENCAPSULATE_DECAPSULATE',
        keys: { 'kms:EncapsulationAlgorithm': algorithm },
      });
      const { privateKey } = await currentPair(parts, call, key);
      const blob = input.SharedSecretCiphertextBlob ?? new Uint8Array();
      const secret = decapsulated(privateKey, blob);
      if (secret === undefined) throw invalidCiphertext();
      if (input.DryRun === true) throw dryRun();
      return { KeyId: key.arn, SharedSecret: secret, EncapsulationAlgorithm: algorithm };
    },
  );
