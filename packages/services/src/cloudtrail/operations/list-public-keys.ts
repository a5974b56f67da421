import type { ListPublicKeysRequest, ListPublicKeysResponse } from '@aws-sdk/client-cloudtrail';
import { reads } from '@gatehouse/service-kit';
import { invalidTimeRange, invalidToken } from '../errors.ts';
import { signingKeys } from '../repositories/signing-keys.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListPublicKeys.html */
export const listPublicKeys = () =>
  reads<ListPublicKeysRequest, ListPublicKeysResponse>(
    {},
    async ({ StartTime, EndTime, NextToken }, call) => {
      await call.authorize('cloudtrail:ListPublicKeys', '*');
      const from = StartTime ?? call.now;
      const until = EndTime ?? call.now;
      if (StartTime !== undefined && StartTime > until) throw invalidTimeRange();
      // A Region has few keys, so no token was ever given out.
      if (NextToken !== undefined) throw invalidToken();

      const found = await signingKeys.between(call.tx, call.region, from, until);
      return {
        PublicKeyList: found.map((key) => ({
          Value: key.publicKey,
          ValidityStartTime: key.from,
          ValidityEndTime: key.until,
          Fingerprint: key.fingerprint,
        })),
      };
    },
  );
