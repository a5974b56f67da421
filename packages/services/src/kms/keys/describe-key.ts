import type { DescribeKeyRequest, DescribeKeyResponse } from '@aws-sdk/client-kms';
import { reads } from '@gatehouse/service-kit';
import type { KmsParts } from '../parts.ts';
import { keyMetadata } from './metadata.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
export const describeKey = ({ permit }: KmsParts) =>
  reads<DescribeKeyRequest, DescribeKeyResponse>(
    {
      limits: {
        KeyId: { minLength: 1, maxLength: 2048 },
        GrantTokens: { maxLength: 10 },
        'GrantTokens[]': { minLength: 1, maxLength: 8192 },
      },
    },
    async (input, call) => {
      const { key } = await permit(call, {
        action: 'DescribeKey',
        keyId: input.KeyId ?? '',
        grantOperation: 'DescribeKey',
        grantTokens: input.GrantTokens,
      });
      return { KeyMetadata: keyMetadata(key) };
    },
  );
