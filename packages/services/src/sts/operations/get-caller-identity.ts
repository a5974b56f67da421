import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import { principalArn, reads, userId } from '@gatehouse/service-kit';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const getCallerIdentity = () =>
  reads<GetCallerIdentityRequest, GetCallerIdentityResponse>({}, async (_input, call) => {
    call.allowEverybody('no permission is needed, and a policy that denies it has no effect');
    return {
      UserId: userId(call.principal),
      Account: call.account,
      Arn: principalArn(call.principal),
    };
  });
