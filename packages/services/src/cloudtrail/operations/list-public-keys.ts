import type { ListPublicKeysRequest, ListPublicKeysResponse } from '@aws-sdk/client-cloudtrail';
import { reads } from '@gatehouse/service-kit';
import { invalidTimeRange, invalidToken } from '../errors.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html */
export const listPublicKeys = () =>
  reads<ListPublicKeysRequest, ListPublicKeysResponse>(
    { partial: 'always empty: without delivery no digest file is signed' },
    async ({ StartTime, EndTime, NextToken }, call) => {
      await call.authorize('cloudtrail:ListPublicKeys', '*');
      if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime)
        throw invalidTimeRange();
      if (NextToken !== undefined) throw invalidToken();
      return { PublicKeyList: [] };
    },
  );
