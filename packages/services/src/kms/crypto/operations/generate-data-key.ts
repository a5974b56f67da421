import type {
  GenerateDataKeyRequest,
  GenerateDataKeyResponse,
  GenerateDataKeyWithoutPlaintextRequest,
  GenerateDataKeyWithoutPlaintextResponse,
} from '@aws-sdk/client-kms';
import { type Call, type OperationDefinition, reads } from '@gatehouse/service-kit';
import { encryptSymmetric } from '../encryption.ts';
import { asymmetricDataKey, dryRun, noEnclaves, validation } from '../errors.ts';
import { COMMON } from '../limits.ts';
import { noteMaterial } from '../notes.ts';
import type { CryptoParts } from '../parts.ts';
import { permitUse } from '../permit-use.ts';

const LIMITS = {
  ...COMMON,
  NumberOfBytes: { minValue: 1, maxValue: 1024 },
  KeySpec: { oneOf: ['AES_256', 'AES_128'] },
};
const BYTES = { AES_128: 16, AES_256: 32 } as const;

const lengthOf = ({ KeySpec, NumberOfBytes }: GenerateDataKeyRequest): number => {
  if (KeySpec !== undefined && NumberOfBytes === undefined) return BYTES[KeySpec];
  if (KeySpec === undefined && NumberOfBytes !== undefined) return NumberOfBytes;
  throw validation('Please specify either number of bytes or key spec.');
};

interface DataKey {
  readonly plaintext: Buffer;
  readonly blob: Buffer;
  readonly arn: string;
  readonly material: string;
}

const makeDataKey = async (
  parts: CryptoParts,
  call: Call,
  operation: 'GenerateDataKey' | 'GenerateDataKeyWithoutPlaintext',
  input: GenerateDataKeyRequest,
): Promise<DataKey> => {
  const length = lengthOf(input);
  const key = await permitUse(parts, call, input, {
    operation,
    usage: 'ENCRYPT_DECRYPT',
    encryptionContext: input.EncryptionContext,
  });
  if (key.details.spec !== 'SYMMETRIC_DEFAULT') throw asymmetricDataKey();
  if (input.Recipient !== undefined) throw noEnclaves();
  if (input.DryRun === true) throw dryRun();
  const plaintext = parts.ids.bytes(length);
  const context = input.EncryptionContext;
  const { blob, material } = await encryptSymmetric(parts, call, key, context, plaintext);
  noteMaterial(call, material);
  return { plaintext, blob, arn: key.arn, material };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html */
export const generateDataKey = (parts: CryptoParts): OperationDefinition =>
  reads<GenerateDataKeyRequest, GenerateDataKeyResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const made = await makeDataKey(parts, call, 'GenerateDataKey', input);
      return {
        CiphertextBlob: made.blob,
        Plaintext: made.plaintext,
        KeyId: made.arn,
        KeyMaterialId: made.material,
      };
    },
  );

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html */
export const generateDataKeyWithoutPlaintext = (parts: CryptoParts): OperationDefinition =>
  reads<GenerateDataKeyWithoutPlaintextRequest, GenerateDataKeyWithoutPlaintextResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const made = await makeDataKey(parts, call, 'GenerateDataKeyWithoutPlaintext', input);
      made.plaintext.fill(0);
      return { CiphertextBlob: made.blob, KeyId: made.arn, KeyMaterialId: made.material };
    },
  );
