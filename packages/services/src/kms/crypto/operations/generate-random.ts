import type { GenerateRandomRequest, GenerateRandomResponse } from '@aws-sdk/client-kms';
import { AwsError } from '@gatehouse/core';
import { type OperationDefinition, reads } from '@gatehouse/service-kit';
import { noEnclaves, validation } from '../errors.ts';
import type { CryptoParts } from '../parts.ts';

const LIMITS = {
  NumberOfBytes: { minValue: 1, maxValue: 1024 },
  CustomKeyStoreId: { minLength: 1, maxLength: 64 },
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html */
export const generateRandom = ({ ids }: Pick<CryptoParts, 'ids'>): OperationDefinition =>
  reads<GenerateRandomRequest, GenerateRandomResponse>({ limits: LIMITS }, async (input, call) => {
    await call.authorize('kms:GenerateRandom', '*');
    if (input.CustomKeyStoreId !== undefined)
      throw new AwsError(
        'CustomKeyStoreNotFoundException',
        `Custom key store ${input.CustomKeyStoreId} does not exist.`,
      );
    if (input.Recipient !== undefined) throw noEnclaves();
    if (input.NumberOfBytes === undefined) throw validation('NumberOfBytes is required.');
    return { Plaintext: ids.bytes(input.NumberOfBytes) };
  });
