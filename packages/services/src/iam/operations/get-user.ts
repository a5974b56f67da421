import type { GetUserRequest, GetUserResponse } from '@aws-sdk/client-iam';
import { reads, tagStore } from '@gatehouse/service-kit';
import { EXISTING_USER_NAME } from '../names.ts';
import { accounts } from '../repositories/accounts.ts';
import { authorizeSubject } from '../subject.ts';
import { userView } from '../views.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html */
export const getUser = () =>
  reads<GetUserRequest, GetUserResponse>(
    { limits: { UserName: EXISTING_USER_NAME } },
    async (input, call) => {
      const { user, arn } = await authorizeSubject(call, 'iam:GetUser', input.UserName);
      if (user !== undefined) return { User: userView(user, await tagStore.of(call.tx, arn)) };

      const account = await accounts.find(call.tx, call.account);
      // The root user has neither name nor path, although the model calls both required.
      return {
        User: {
          Path: undefined,
          UserName: undefined,
          UserId: call.account,
          Arn: arn,
          CreateDate: account?.createdAt ?? call.now,
        },
      };
    },
  );
