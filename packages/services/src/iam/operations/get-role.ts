import type { GetRoleRequest, GetRoleResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { authorizeRole } from '../access-subject.ts';
import { fullRoleView } from '../access-views.ts';
import { ROLE_NAME } from '../names.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export const getRole = () =>
  reads<GetRoleRequest, GetRoleResponse>(
    { limits: { RoleName: ROLE_NAME } },
    async (input, call) => {
      const { role, tags } = await authorizeRole(call, 'iam:GetRole', input);
      return { Role: await fullRoleView(call.tx, role, tags) };
    },
  );
