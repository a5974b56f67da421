import type { GetPublicKeyRequest, GetPublicKeyResponse } from '@aws-sdk/client-kms';
import { type OperationDefinition, reads } from '@gatehouse/service-kit';
import { algorithmsOf, specFacts } from '../../keys/specs.ts';
import { unsupported } from '../errors.ts';
import { COMMON } from '../limits.ts';
import { type CryptoParts, currentPair } from '../parts.ts';
import { permitUse } from '../permit-use.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetPublicKey.html */
export const getPublicKey = (parts: CryptoParts): OperationDefinition =>
  reads<GetPublicKeyRequest, GetPublicKeyResponse>({ limits: COMMON }, async (input, call) => {
    const key = await permitUse(parts, call, input, {
      operation: 'GetPublicKey',
      usage: undefined,
    });
    const { spec, usage } = key.details;
    const family = specFacts(spec)?.family;
    if (family === 'symmetric' || family === 'hmac') throw unsupported();
    const { publicKey } = await currentPair(parts, call, key);
    return {
      KeyId: key.arn,
      PublicKey: publicKey.export({ format: 'der', type: 'spki' }),
      // The older member has the same text, though its type lacks the newer specs.
      CustomerMasterKeySpec: spec as GetPublicKeyResponse['CustomerMasterKeySpec'],
      KeySpec: spec,
      KeyUsage: usage,
      ...algorithmsOf(spec, usage),
    };
  });
