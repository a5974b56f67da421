import type { ListRolesResponse, ListUsersResponse, Role, User } from '@aws-sdk/client-iam';
import type { Json } from '../../../api/json.ts';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { type Loaded, useLoad } from '../../../shared/use-aws.ts';

/** ARNs of the users and roles of this account. */
export const usePrincipals = (): Loaded<readonly string[]> => {
  const aws = useAwsClient();
  const account = useAccount();
  return useLoad(`principals ${account}`, async (signal) => {
    const users = pagesOf<ListUsersResponse, Json<User>>(
      aws,
      { service: 'iam', operation: 'ListUsers' },
      (output) => output.Users,
    );
    const roles = pagesOf<ListRolesResponse, Json<Role>>(
      aws,
      { service: 'iam', operation: 'ListRoles' },
      (output) => output.Roles,
    );
    const found = await Promise.all([allOf(users, signal), allOf(roles, signal)]);
    return found.flat().flatMap(({ Arn }) => Arn ?? []);
  });
};
