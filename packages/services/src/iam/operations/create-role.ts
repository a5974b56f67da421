import type { CreateRoleRequest, CreateRoleResponse } from '@aws-sdk/client-iam';
import { requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import { createdRoleView } from '../access-views.ts';
import { roleArn } from '../arns.ts';
import { DOCUMENT } from '../documents.ts';
import { limitExceeded } from '../errors.ts';
import { uniqueId } from '../ids.ts';
import { loosePath } from '../loose-input.ts';
import { requireBoundary } from '../managed-policies.ts';
import { ARN, PATH, required, requireName, ROLE_NAME } from '../names.ts';
import { reservedRolePath, roleExists } from '../policy-errors.ts';
import { type Role, roles } from '../repositories/roles.ts';
import {
  DEFAULT_SESSION_SECONDS,
  ROLE_DESCRIPTION,
  ROLES_QUOTA,
  SESSION_DURATION,
} from '../role-limits.ts';
import { requestedTags, tagLimits, tagOwner } from '../tags.ts';
import { checkedTrust } from '../trust-policy.ts';

type Deps = Pick<AccessDeps, 'ids' | 'compiled' | 'managed' | 'acceptsLooseInput'>;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const createRole = ({ ids, compiled, managed, acceptsLooseInput = false }: Deps) =>
  writes<CreateRoleRequest, CreateRoleResponse>(
    {
      limits: {
        Path: PATH,
        RoleName: ROLE_NAME,
        AssumeRolePolicyDocument: DOCUMENT,
        Description: ROLE_DESCRIPTION,
        MaxSessionDuration: SESSION_DURATION,
        PermissionsBoundary: ARN,
        ...tagLimits,
      },
    },
    async (input, call) => {
      const name = required('roleName', input.RoleName);
      requireName('roleName', name);
      const path = loosePath(input.Path, acceptsLooseInput);
      const tags = requestedTags(input.Tags);
      const arn = roleArn(call.account, path, name);
      call.touch({ type: 'AWS::IAM::Role', name });
      await call.authorize('iam:CreateRole', arn, {
        ...requestTagKeys(tags),
        'iam:PermissionsBoundary': input.PermissionsBoundary,
      });
      // Tagging while creating is a decision of its own (IAM User Guide, "Tags for IAM roles").
      if (tags.size > 0) await call.authorize('iam:TagRole', arn, requestTagKeys(tags));

      if (path.startsWith('/aws-service-role/')) throw reservedRolePath();
      if (input.PermissionsBoundary !== undefined)
        await requireBoundary(call.tx, managed, call.account, input.PermissionsBoundary);
      const role: Role = {
        account: call.account,
        name,
        path,
        id: uniqueId(ids, 'role'),
        createdAt: call.now,
        description: input.Description,
        maxSessionSeconds: input.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
        ...(await checkedTrust(
          call.tx,
          compiled,
          required('assumeRolePolicyDocument', input.AssumeRolePolicyDocument),
          acceptsLooseInput,
        )),
        boundaryArn: input.PermissionsBoundary,
        linkedService: undefined,
        lastUsed: undefined,
      };
      if (!(await roles.insert(call.tx, role))) throw roleExists(name);
      if ((await roles.count(call.tx, call.account)) > ROLES_QUOTA)
        throw limitExceeded('RolesPerAccount', ROLES_QUOTA);
      await tagStore.put(call.tx, tagOwner(arn, call.account, 'iam:role'), tags);

      return { Role: await createdRoleView(call.tx, role, tags) };
    },
  );
