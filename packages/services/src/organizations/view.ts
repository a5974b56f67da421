import { compilePolicy, type OrganizationLevel } from '@gatehouse/policy';
import { createCache, type OrganizationPort, type OrganizationView } from '@gatehouse/service-kit';
import type { Store, Tx } from '@gatehouse/store';
import type { Organization, Policy, PolicyType } from './model.ts';
import { accounts } from './repositories/accounts.ts';
import { attachments } from './repositories/attachments.ts';
import { organizations } from './repositories/organizations.ts';
import { policies } from './repositories/policies.ts';
import { units } from './repositories/units.ts';

/** Notify this channel with an account id, or `*` when more than one account may see a difference. */
export const VIEW_CHANNEL = 'organizations.view';

const MAX_DEPTH = 6;

/** Root first, the account last. */
const chainOf = async (
  tx: Tx,
  { id, rootId }: Organization,
  account: string,
  parentId: string,
): Promise<readonly string[]> => {
  const chain = [account];
  let at = parentId;
  while (at !== rootId) {
    const unit = await units.find(tx, id, at);
    if (unit === undefined || chain.length > MAX_DEPTH)
      throw new Error(`account ${account} has no path to the root`);
    chain.unshift(unit.id);
    at = unit.parentId;
  }
  return [rootId, ...chain];
};

const compile = (policy: Policy, type: 'scp' | 'rcp') => ({
  id: policy.id,
  policy: compilePolicy(policy.content, type),
});

const levels = async (
  tx: Tx,
  organizationId: string,
  chain: readonly string[],
  type: PolicyType,
): Promise<readonly OrganizationLevel[]> => {
  const kind = type === 'SERVICE_CONTROL_POLICY' ? 'scp' : 'rcp';
  const found: OrganizationLevel[] = [];
  for (const targetId of chain) {
    const attached = await attachments.ofTarget(tx, organizationId, targetId, type);
    found.push({ targetId, policies: attached.map((policy) => compile(policy, kind)) });
  }
  return found;
};

const load = async (tx: Tx, account: string): Promise<OrganizationView | undefined> => {
  const member = await accounts.find(tx, account);
  if (member === undefined) return undefined;
  const organization = await organizations.byId(tx, member.organizationId);
  if (organization === undefined)
    throw new Error(
      `account ${account} is in organization ${member.organizationId}, which is not stored`,
    );
  const chain = await chainOf(tx, organization, account, member.parentId);
  const enabled = await policies.enabledTypes(tx, organization.id);
  const of = async (type: PolicyType): Promise<readonly OrganizationLevel[] | undefined> =>
    enabled.has(type) ? levels(tx, organization.id, chain, type) : undefined;
  return {
    id: organization.id,
    managementAccount: organization.managementAccount,
    path: `${[organization.id, ...chain.slice(0, -1)].join('/')}/`,
    suspended: member.status === 'SUSPENDED',
    scps: await of('SERVICE_CONTROL_POLICY'),
    rcps: await of('RESOURCE_CONTROL_POLICY'),
  };
};

/** What authorization asks of each account, kept until something about the organization changes. */
export const createView = (store: Store): OrganizationPort => {
  const cache = createCache<OrganizationView | undefined>({
    store,
    channel: VIEW_CHANNEL,
    load: (account) => store.read((tx) => load(tx, account)),
  });
  return { of: (account) => cache.get(account) };
};
