import type { GetAccessKeyInfoRequest, GetAccessKeyInfoResponse } from '@aws-sdk/client-sts';
import { AwsError } from '@gatehouse/core';
import { accountOfAccessKeyId, reads } from '@gatehouse/service-kit';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html */
export const getAccessKeyInfo = () =>
  reads<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse>(
    { limits: { AccessKeyId: { minLength: 16, maxLength: 128, pattern: '[\\w]*' } } },
    async ({ AccessKeyId = '' }, call) => {
      await call.authorize('sts:GetAccessKeyInfo', '*');
      const Account = accountOfAccessKeyId(AccessKeyId);
      if (Account === undefined)
        throw new AwsError('ValidationError', 'Invalid Access Key ID format');
      return { Account };
    },
  );
