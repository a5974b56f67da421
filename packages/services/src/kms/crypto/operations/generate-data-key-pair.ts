import { createPublicKey } from 'node:crypto';
import type {
  GenerateDataKeyPairRequest,
  GenerateDataKeyPairResponse,
  GenerateDataKeyPairWithoutPlaintextRequest,
  GenerateDataKeyPairWithoutPlaintextResponse,
} from '@aws-sdk/client-kms';
import { type Call, type OperationDefinition, reads } from '@gatehouse/service-kit';
import { encryptSymmetric } from '../encryption.ts';
import { asymmetricDataKey, dryRun, noEnclaves } from '../errors.ts';
import { COMMON } from '../limits.ts';
import { noteMaterial } from '../notes.ts';
import type { CryptoParts } from '../parts.ts';
import { permitUse } from '../permit-use.ts';

const LIMITS = {
  ...COMMON,
  KeyPairSpec: {
    oneOf: [
      'RSA_2048',
      'RSA_3072',
      'RSA_4096',
      'ECC_NIST_P256',
      'ECC_NIST_P384',
      'ECC_NIST_P521',
      'ECC_SECG_P256K1',
      'ECC_NIST_EDWARDS25519',
      'SM2',
      'ML_KEM_512',
      'ML_KEM_768',
      'ML_KEM_1024',
    ],
  },
};

interface Pair {
  readonly plaintext: Buffer;
  readonly common: GenerateDataKeyPairWithoutPlaintextResponse;
}

/** An operation that only reads has no transaction: none waits for the pair, which takes another thread up to seconds. */
const makePair = async (
  parts: CryptoParts,
  call: Call,
  operation: 'GenerateDataKeyPair' | 'GenerateDataKeyPairWithoutPlaintext',
  input: GenerateDataKeyPairRequest,
): Promise<Pair> => {
  const { EncryptionContext: context, KeyPairSpec: spec = 'RSA_2048' } = input;
  const key = await permitUse(parts, call, input, {
    operation,
    usage: 'ENCRYPT_DECRYPT',
    encryptionContext: context,
    keys: { 'kms:DataKeyPairSpec': spec },
  });
  if (key.details.spec !== 'SYMMETRIC_DEFAULT') throw asymmetricDataKey();
  if (input.Recipient !== undefined) throw noEnclaves();
  if (input.DryRun === true) throw dryRun();
  const { key: privateKey } = await parts.materials.prepare(spec);
  const plaintext = privateKey.export({ format: 'der', type: 'pkcs8' });
  const { blob, material } = await encryptSymmetric(parts, call, key, context, plaintext);
  noteMaterial(call, material);
  return {
    plaintext,
    common: {
      PrivateKeyCiphertextBlob: blob,
      PublicKey: createPublicKey(privateKey).export({ format: 'der', type: 'spki' }),
      KeyId: key.arn,
      KeyPairSpec: spec,
      KeyMaterialId: material,
    },
  };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html */
export const generateDataKeyPair = (parts: CryptoParts): OperationDefinition =>
  reads<GenerateDataKeyPairRequest, GenerateDataKeyPairResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const { plaintext, common } = await makePair(parts, call, 'GenerateDataKeyPair', input);
      return { ...common, PrivateKeyPlaintext: plaintext };
    },
  );

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPairWithoutPlaintext.html */
export const generateDataKeyPairWithoutPlaintext = (parts: CryptoParts): OperationDefinition =>
  reads<GenerateDataKeyPairWithoutPlaintextRequest, GenerateDataKeyPairWithoutPlaintextResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const operation = 'GenerateDataKeyPairWithoutPlaintext';
      const { plaintext, common } = await makePair(parts, call, operation, input);
      plaintext.fill(0);
      return common;
    },
  );
