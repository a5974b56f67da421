import type { PutRolePermissionsBoundaryRequest } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import type { AccessDeps } from '../access-deps.ts';
import {
  authorizeHolder,
  holderLimit,
  type HolderNames,
  requireModifiable,
} from '../access-subject.ts';
import { requireBoundary } from '../managed-policies.ts';
import { ARN, required } from '../names.ts';
import { noBoundary } from '../policy-errors.ts';
import { holders } from '../repositories/holders.ts';

type Bounded = 'user' | 'role';

const NOUNS = { user: 'User', role: 'Role' } as const;

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html, and for users */
export const putPermissionsBoundary = (kind: Bounded, { managed }: Pick<AccessDeps, 'managed'>) =>
  writes<Omit<PutRolePermissionsBoundaryRequest, 'RoleName'> & HolderNames, object>(
    { limits: { ...holderLimit(kind), PermissionsBoundary: ARN } },
    async (input, call) => {
      const boundary = required('permissionsBoundary', input.PermissionsBoundary);
      // The key holds what is asked for: a policy decides which boundaries may be set, not which are replaced.
      const { holder } = await authorizeHolder(
        call,
        kind,
        `iam:Put${NOUNS[kind]}PermissionsBoundary`,
        input,
        { 'iam:PermissionsBoundary': boundary },
      );
      requireModifiable(holder);
      await requireBoundary(call.tx, managed, call.account, boundary);
      await holders.setBoundary(call.tx, holder, boundary);
      return {};
    },
  );

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html, and for users */
export const deletePermissionsBoundary = (kind: Bounded) =>
  writes<HolderNames, object>({ limits: holderLimit(kind) }, async (input, call) => {
    const action = `iam:Delete${NOUNS[kind]}PermissionsBoundary`;
    const { holder } = await authorizeHolder(call, kind, action, input);
    requireModifiable(holder);
    if (holder.boundaryArn === undefined) throw noBoundary(kind, holder.name);
    await holders.setBoundary(call.tx, holder, undefined);
    return {};
  });
