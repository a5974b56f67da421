import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListParentsCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  type OrganizationsClient,
  type PolicyType,
} from '@aws-sdk/client-organizations';
import type { GivenLevel, GivenPolicy } from '../policy/documents.ts';
import { isNamed } from './clients.ts';
import { allNext } from './pages.ts';

export interface Organization {
  /** `o-…` */
  readonly id: string;
  /** Neither service nor resource control policies bind what belongs to it. */
  readonly managementAccount: string;
}

/** Undefined when the account is in no organization. */
export const organizationOf = async (
  client: OrganizationsClient,
): Promise<Organization | undefined> => {
  try {
    const { Organization: found } = await client.send(new DescribeOrganizationCommand({}));
    return found?.Id === undefined
      ? undefined
      : { id: found.Id, managementAccount: found.MasterAccountId ?? '' };
  } catch (error) {
    if (isNamed(error, 'AWSOrganizationsNotInUseException')) return undefined;
    throw error;
  }
};

/** From the root to the account, by their ids. */
export const pathTo = async (
  client: OrganizationsClient,
  account: string,
): Promise<readonly string[]> => {
  const path = [account];
  for (let child = account; !child.startsWith('r-');) {
    const { Parents = [] } = await client.send(new ListParentsCommand({ ChildId: child }));
    const parent = Parents[0]?.Id;
    // An organization is at most five units deep; a longer way would have no end.
    if (parent === undefined || path.length > 16) throw new Error(`${child} has no parent`);
    path.unshift(parent);
    child = parent;
  }
  return path;
};

const isEnabled = async (client: OrganizationsClient, type: PolicyType): Promise<boolean> => {
  const roots = await allNext(
    (NextToken) => client.send(new ListRootsCommand({ NextToken })),
    ({ Roots }) => Roots,
  );
  return roots.some(({ PolicyTypes = [] }) =>
    PolicyTypes.some(({ Type, Status }) => Type === type && Status === 'ENABLED'),
  );
};

/** The control policies of each level; undefined when the organization does not use this type. */
export const controlPolicies = async (
  client: OrganizationsClient,
  path: readonly string[],
  type: PolicyType,
): Promise<readonly GivenLevel[] | undefined> => {
  if (!(await isEnabled(client, type))) return undefined;
  const known = new Map<string, GivenPolicy>();
  const levels: GivenLevel[] = [];
  for (const targetId of path) {
    const attached = await allNext(
      (NextToken) =>
        client.send(
          new ListPoliciesForTargetCommand({ TargetId: targetId, Filter: type, NextToken }),
        ),
      ({ Policies }) => Policies,
    );
    const policies: GivenPolicy[] = [];
    for (const { Id, Name } of attached) {
      if (Id === undefined) continue;
      const policy = known.get(Id) ?? (await describe(client, Id, Name));
      known.set(Id, policy);
      policies.push(policy);
    }
    levels.push({ targetId, policies });
  }
  return levels;
};

const describe = async (
  client: OrganizationsClient,
  PolicyId: string,
  name: string | undefined,
): Promise<GivenPolicy> => {
  const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId }));
  const id = name === undefined ? PolicyId : `${PolicyId} (${name})`;
  return { id, document: Policy?.Content ?? '', member: id };
};
