import type {
  UpdateRoleDescriptionRequest,
  UpdateRoleDescriptionResponse,
  UpdateRoleRequest,
} from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { authorizeRole, requireModifiable } from '../access-subject.ts';
import { describedRoleView } from '../access-views.ts';
import { ROLE_NAME } from '../names.ts';
import { roles } from '../repositories/roles.ts';
import { ROLE_DESCRIPTION, SESSION_DURATION } from '../role-limits.ts';

/**
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html
 * What the request does not name stays as it is.
 */
export const updateRole = () =>
  writes<UpdateRoleRequest, object>(
    {
      limits: {
        RoleName: ROLE_NAME,
        Description: ROLE_DESCRIPTION,
        MaxSessionDuration: SESSION_DURATION,
      },
    },
    async (input, call) => {
      const { role } = await authorizeRole(call, 'iam:UpdateRole', input);
      if (input.MaxSessionDuration !== undefined) requireModifiable(role);
      await roles.describe(call.tx, role.id, {
        description: input.Description ?? role.description,
        maxSessionSeconds: input.MaxSessionDuration ?? role.maxSessionSeconds,
      });
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html */
export const updateRoleDescription = () =>
  writes<UpdateRoleDescriptionRequest, UpdateRoleDescriptionResponse>(
    { limits: { RoleName: ROLE_NAME, Description: ROLE_DESCRIPTION } },
    async (input, call) => {
      const { role } = await authorizeRole(call, 'iam:UpdateRoleDescription', input);
      const changed = { ...role, description: input.Description };
      await roles.describe(call.tx, role.id, changed);
      return { Role: await describedRoleView(call.tx, changed) };
    },
  );
