import type {
  Account,
  ListAccountsForParentResponse,
  ListOrganizationalUnitsForParentResponse,
  ListRootsResponse,
  OrganizationalUnit,
  Root,
} from '@aws-sdk/client-organizations';
import type { Aws } from '../../api/aws.ts';
import type { Json } from '../../api/json.ts';
import { allOf, pagesOf } from '../../shared/lists.ts';

/** A root, a unit or an account, with what is below it. */
export interface TreeNode {
  readonly id: string;
  readonly name: string;
  readonly kind: 'root' | 'unit' | 'account';
  readonly detail?: string | undefined;
  readonly children: readonly TreeNode[];
}

const childrenOf = async (
  aws: Aws,
  ParentId: string,
  signal: AbortSignal,
): Promise<readonly TreeNode[]> => {
  const input = { ParentId };
  const [units, accounts] = await Promise.all([
    allOf(
      pagesOf<ListOrganizationalUnitsForParentResponse, Json<OrganizationalUnit>>(
        aws,
        { service: 'organizations', operation: 'ListOrganizationalUnitsForParent', input },
        ({ OrganizationalUnits }) => OrganizationalUnits,
      ),
      signal,
    ),
    allOf(
      pagesOf<ListAccountsForParentResponse, Json<Account>>(
        aws,
        { service: 'organizations', operation: 'ListAccountsForParent', input },
        ({ Accounts }) => Accounts,
      ),
      signal,
    ),
  ]);
  const below = await Promise.all(
    units.map(async ({ Id = '', Name = '' }): Promise<TreeNode> => ({
      id: Id,
      name: Name,
      kind: 'unit',
      children: await childrenOf(aws, Id, signal),
    })),
  );
  return [
    ...below,
    ...accounts.map(({ Id = '', Name = '', Email, Status }): TreeNode => ({
      id: Id,
      name: Name,
      kind: 'account',
      detail: [Status, Email].filter(Boolean).join(' · '),
      children: [],
    })),
  ];
};

/** The organization from its root down. */
export const loadTree = async (aws: Aws, signal: AbortSignal): Promise<readonly TreeNode[]> => {
  const roots = await allOf(
    pagesOf<ListRootsResponse, Json<Root>>(
      aws,
      { service: 'organizations', operation: 'ListRoots' },
      ({ Roots }) => Roots,
    ),
    signal,
  );
  return Promise.all(
    roots.map(async ({ Id = '', Name = '' }): Promise<TreeNode> => ({
      id: Id,
      name: Name,
      kind: 'root',
      children: await childrenOf(aws, Id, signal),
    })),
  );
};
