import type { SignRequest, SignResponse, VerifyRequest, VerifyResponse } from '@aws-sdk/client-kms';
import { type Call, type OperationDefinition, reads } from '@gatehouse/service-kit';
import { dryRun, invalidSignature, validation } from '../errors.ts';
import { BLOB, COMMON, SHORT_TEXT } from '../limits.ts';
import { type CryptoParts, currentPair } from '../parts.ts';
import { permitUse } from '../permit-use.ts';
import { schemeOf } from '../signing.ts';

const LIMITS = {
  ...COMMON,
  Message: SHORT_TEXT,
  MessageType: { oneOf: ['RAW', 'DIGEST', 'EXTERNAL_MU'] },
  SigningAlgorithm: {
    oneOf: [
      'RSASSA_PSS_SHA_256',
      'RSASSA_PSS_SHA_384',
      'RSASSA_PSS_SHA_512',
      'RSASSA_PKCS1_V1_5_SHA_256',
      'RSASSA_PKCS1_V1_5_SHA_384',
      'RSASSA_PKCS1_V1_5_SHA_512',
      'ECDSA_SHA_256',
      'ECDSA_SHA_384',
      'ECDSA_SHA_512',
      'ED25519_SHA_512',
      'ED25519_PH_SHA_512',
      'SM2DSA',
      'ML_DSA_SHAKE_256',
    ],
  },
};

/** The key's own pair and what to do with it. */
const prepare = async (
  parts: CryptoParts,
  call: Call,
  operation: 'Sign' | 'Verify',
  input: SignRequest,
) => {
  const { SigningAlgorithm: algorithm, MessageType: type = 'RAW' } = input;
  if (algorithm === undefined) throw validation('SigningAlgorithm is required.');
  const message = input.Message ?? new Uint8Array();
  const key = await permitUse(parts, call, input, {
    operation,
    usage: 'SIGN_VERIFY',
    keys: { 'kms:SigningAlgorithm': algorithm, 'kms:MessageType': type },
  });
  const scheme = schemeOf(key, algorithm, type, message);
  if (input.DryRun === true) throw dryRun();
  const pair = await currentPair(parts, call, key);
  return { key, algorithm, message, scheme, ...pair };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
export const sign = (parts: CryptoParts): OperationDefinition =>
  reads<SignRequest, SignResponse>({ limits: LIMITS }, async (input, call) => {
    const { key, algorithm, message, scheme, privateKey } = await prepare(
      parts,
      call,
      'Sign',
      input,
    );
    return {
      KeyId: key.arn,
      Signature: scheme.sign(privateKey, message),
      SigningAlgorithm: algorithm,
    };
  });

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html */
export const verify = (parts: CryptoParts): OperationDefinition =>
  reads<VerifyRequest, VerifyResponse>(
    { limits: { ...LIMITS, Signature: BLOB } },
    async (input, call) => {
      const { key, algorithm, message, scheme, publicKey } = await prepare(
        parts,
        call,
        'Verify',
        input,
      );
      const signature = input.Signature ?? new Uint8Array();
      if (!scheme.verify(publicKey, message, signature)) throw invalidSignature();
      return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: algorithm };
    },
  );
