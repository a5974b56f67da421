import type {
  GenerateMacRequest,
  GenerateMacResponse,
  VerifyMacRequest,
  VerifyMacResponse,
} from '@aws-sdk/client-kms';
import { type Call, type OperationDefinition, reads } from '@gatehouse/service-kit';
import { algorithmsOf } from '../../keys/specs.ts';
import { dryRun, invalidMac, unfitAlgorithm, validation } from '../errors.ts';
import { BLOB, COMMON, SHORT_TEXT } from '../limits.ts';
import { fitsMac, macOf } from '../macs.ts';
import { type CryptoParts, currentMaterial } from '../parts.ts';
import { permitUse } from '../permit-use.ts';

const LIMITS = {
  ...COMMON,
  Message: SHORT_TEXT,
  MacAlgorithm: { oneOf: ['HMAC_SHA_224', 'HMAC_SHA_256', 'HMAC_SHA_384', 'HMAC_SHA_512'] },
};

const prepare = async (
  parts: CryptoParts,
  call: Call,
  operation: 'GenerateMac' | 'VerifyMac',
  input: GenerateMacRequest,
) => {
  const { MacAlgorithm: algorithm, Message: message = new Uint8Array() } = input;
  if (algorithm === undefined) throw validation('MacAlgorithm is required.');
  const key = await permitUse(parts, call, input, {
    operation,
    usage: 'GENERATE_VERIFY_MAC',
    keys: { 'kms:MacAlgorithm': algorithm },
  });
  const { MacAlgorithms } = algorithmsOf(key.details.spec, 'GENERATE_VERIFY_MAC') ?? {};
  if (MacAlgorithms?.includes(algorithm) !== true) throw unfitAlgorithm(key, algorithm);
  if (input.DryRun === true) throw dryRun();
  const { key: secret } = await currentMaterial(parts, call, key);
  return { key, algorithm, message, secret };
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html */
export const generateMac = (parts: CryptoParts): OperationDefinition =>
  reads<GenerateMacRequest, GenerateMacResponse>({ limits: LIMITS }, async (input, call) => {
    const { key, algorithm, message, secret } = await prepare(parts, call, 'GenerateMac', input);
    return { Mac: macOf(secret, algorithm, message), MacAlgorithm: algorithm, KeyId: key.arn };
  });

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html */
export const verifyMac = (parts: CryptoParts): OperationDefinition =>
  reads<VerifyMacRequest, VerifyMacResponse>(
    { limits: { ...LIMITS, Mac: BLOB } },
    async (input, call) => {
      const { key, algorithm, message, secret } = await prepare(parts, call, 'VerifyMac', input);
      if (!fitsMac(secret, algorithm, message, input.Mac ?? new Uint8Array())) throw invalidMac();
      return { KeyId: key.arn, MacValid: true, MacAlgorithm: algorithm };
    },
  );
