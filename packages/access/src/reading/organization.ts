import type { PolicyType } from '@aws-sdk/client-organizations';
import type { Unread } from '../model.ts';
import type { Apis } from './apis.ts';
import { attempt } from './attempt.ts';
import { allNext } from './pages.ts';
import type { PolicyText } from './principals.ts';

/** The policies of the root, a unit or the account. */
export interface Level {
  readonly targetId: string;
  readonly policies: readonly PolicyText[];
}

/** What the organization says about the account that owns what is asked about. */
export interface OrganizationFacts {
  readonly account: string;
  readonly id: string;
  /** `o-…/r-…/ou-…/` of the account. */
  readonly path: string | undefined;
  /** Undefined: none bind it, or they could not be read (which `unread` then says). */
  readonly scps: readonly Level[] | undefined;
  readonly rcps: readonly Level[] | undefined;
}

type OrganizationApis = Pick<
  Apis,
  'describeOrganization' | 'listParents' | 'listRoots' | 'listPoliciesForTarget' | 'describePolicy'
>;

const DEEPEST = 16;

/** Undefined: the account is in no organization, or nothing of it could be read. */
export const readOrganization = async (
  apis: OrganizationApis,
  account: string,
  unread: Unread[],
): Promise<OrganizationFacts | undefined> => {
  const found = await attempt('organization', unread, () => describe(apis));
  if (found?.id === undefined) return undefined;
  const { id, managementAccount } = found;
  const path = await attempt(
    `place of account ${account} in the organization (service and resource control policies)`,
    unread,
    () => pathTo(apis, account),
  );
  const place = path === undefined ? undefined : `${[id, ...path.slice(0, -1)].join('/')}/`;
  // The management account is bound by none (Organizations User Guide, "SCP evaluation").
  if (path === undefined || account === managementAccount)
    return { account, id, path: place, scps: undefined, rcps: undefined };
  const read = (type: PolicyType, what: string) =>
    attempt(what, unread, () => controlPolicies(apis, path, type));
  return {
    account,
    id,
    path: place,
    scps: await read('SERVICE_CONTROL_POLICY', 'service control policies'),
    rcps: await read('RESOURCE_CONTROL_POLICY', 'resource control policies'),
  };
};

const describe = async (
  apis: OrganizationApis,
): Promise<{ readonly id?: string; readonly managementAccount?: string }> => {
  try {
    const { Organization: found } = await apis.describeOrganization({});
    return {
      ...(found?.Id === undefined ? {} : { id: found.Id }),
      ...(found?.MasterAccountId === undefined ? {} : { managementAccount: found.MasterAccountId }),
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'AWSOrganizationsNotInUseException') return {};
    throw error;
  }
};

/** From the root to the account, by their ids. */
const pathTo = async (apis: OrganizationApis, account: string): Promise<readonly string[]> => {
  const path = [account];
  for (let child = account; !child.startsWith('r-');) {
    const { Parents = [] } = await apis.listParents({ ChildId: child });
    const parent = Parents[0]?.Id;
    // An organization is at most five units deep; a longer way would have no end.
    if (parent === undefined || path.length > DEEPEST) throw new Error(`${child} has no parent`);
    path.unshift(parent);
    child = parent;
  }
  return path;
};

const controlPolicies = async (
  apis: OrganizationApis,
  path: readonly string[],
  type: PolicyType,
): Promise<readonly Level[] | undefined> => {
  const roots = await allNext(
    (token) => apis.listRoots(token),
    ({ Roots }) => Roots,
  );
  const isEnabled = roots.some(({ PolicyTypes = [] }) =>
    PolicyTypes.some(({ Type, Status }) => Type === type && Status === 'ENABLED'),
  );
  if (!isEnabled) return undefined;
  const known = new Map<string, PolicyText>();
  const levels: Level[] = [];
  for (const targetId of path) {
    const attached = await allNext(
      (token) => apis.listPoliciesForTarget({ TargetId: targetId, Filter: type, ...token }),
      ({ Policies }) => Policies,
    );
    const policies: PolicyText[] = [];
    for (const { Id, Name } of attached) {
      if (Id === undefined) continue;
      const policy = known.get(Id) ?? (await policyOf(apis, Id, Name));
      known.set(Id, policy);
      policies.push(policy);
    }
    levels.push({ targetId, policies });
  }
  return levels;
};

const policyOf = async (
  apis: OrganizationApis,
  PolicyId: string,
  name: string | undefined,
): Promise<PolicyText> => {
  const { Policy } = await apis.describePolicy({ PolicyId });
  const id = name === undefined ? PolicyId : `${PolicyId} (${name})`;
  return { id, document: Policy?.Content ?? '' };
};
