import type {
  GenerateDataKeyRequest,
  GenerateDataKeyResponse,
  GenerateDataKeyWithoutPlaintextRequest,
  GenerateDataKeyWithoutPlaintextResponse,
} from '@aws-sdk/client-kms';
import type { GrantOperation } from '@aws-sdk/client-kms';
import { type Call, type OperationDefinition, reads } from '@gatehouse/service-kit';
import { dryRun, noEnclaves, unfitUsage, validation } from '../errors.ts';
import { GRANT_TOKENS, KEY_ID } from '../limits.ts';
import type { CryptoParts } from '../parts.ts';
import { encryptUnder } from '../symmetric.ts';

const LIMITS = {
  ...KEY_ID,
  ...GRANT_TOKENS,
  NumberOfBytes: { minValue: 1, maxValue: 1024 },
  KeySpec: { oneOf: ['AES_256', 'AES_128'] },
};
const BYTES = { AES_128: 16, AES_256: 32 } as const;

const lengthOf = ({
  KeySpec,
  NumberOfBytes,
}: Pick<GenerateDataKeyRequest, 'KeySpec' | 'NumberOfBytes'>): number => {
  if (KeySpec !== undefined && NumberOfBytes === undefined) return BYTES[KeySpec];
  if (KeySpec === undefined && NumberOfBytes !== undefined) return NumberOfBytes;
  throw validation('Please specify either number of bytes or key spec.');
};

interface DataKey {
  readonly plaintext: Buffer;
  readonly blob: Buffer;
  readonly arn: string;
}

const makeDataKey = async (
  parts: CryptoParts,
  call: Call,
  operation: GrantOperation & ('GenerateDataKey' | 'GenerateDataKeyWithoutPlaintext'),
  input: GenerateDataKeyWithoutPlaintextRequest,
): Promise<DataKey> => {
  const length = lengthOf(input);
  const { key } = await parts.permit(call, {
    action: operation,
    keyId: input.KeyId ?? '',
    grantOperation: operation,
    grantTokens: input.GrantTokens,
    encryptionContext: input.EncryptionContext,
  });
  if (key.details.spec !== 'SYMMETRIC_DEFAULT') throw unfitUsage(key, operation);
  if (input.DryRun === true) throw dryRun();
  const plaintext = parts.ids.bytes(length);
  const blob = await encryptUnder(parts, call, key, input.EncryptionContext, plaintext);
  return { plaintext, blob, arn: key.arn };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html */
export const generateDataKey = (parts: CryptoParts): OperationDefinition =>
  reads<GenerateDataKeyRequest, GenerateDataKeyResponse>(
    { limits: LIMITS },
    async (input, call) => {
      if (input.Recipient !== undefined) throw noEnclaves();
      const { plaintext, blob, arn } = await makeDataKey(parts, call, 'GenerateDataKey', input);
      return { CiphertextBlob: blob, Plaintext: plaintext, KeyId: arn };
    },
  );

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html */
export const generateDataKeyWithoutPlaintext = (parts: CryptoParts): OperationDefinition =>
  reads<GenerateDataKeyWithoutPlaintextRequest, GenerateDataKeyWithoutPlaintextResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const operation = 'GenerateDataKeyWithoutPlaintext';
      const { plaintext, blob, arn } = await makeDataKey(parts, call, operation, input);
      plaintext.fill(0);
      return { CiphertextBlob: blob, KeyId: arn };
    },
  );
