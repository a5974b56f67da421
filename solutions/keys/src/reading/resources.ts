import { type Grant, type Unread, attempt } from '@gatehouse/access';
import { resourcesOf } from '../audit/leftovers.ts';

/** Of the ids that grants name, those that are not there; what cannot be asked is in neither. */
export interface ResourceApis {
  /** Ids of `i-…` that exist, in any state but terminated. */
  readonly instances: (ids: readonly string[]) => Promise<readonly string[]>;
  readonly volumes: (ids: readonly string[]) => Promise<readonly string[]>;
  /** DbiResourceIds `db-…` that exist. */
  readonly databases: (ids: readonly string[]) => Promise<readonly string[]>;
}

const KINDS = [
  { prefix: 'i-', member: 'instances', what: 'instances', api: 'EC2 DescribeInstances' },
  { prefix: 'vol-', member: 'volumes', what: 'volumes', api: 'EC2 DescribeVolumes' },
  { prefix: 'db-', member: 'databases', what: 'databases', api: 'RDS DescribeDBInstances' },
] as const;

/**
 * Which of the resources that grants are made for exist no more, with what says so. Instances that are a service's own
 * (`aws:rds-host`) are not in the account, so nothing is said about them.
 */
export const readGone = async (
  apis: ResourceApis,
  grants: readonly Grant[],
  account: string,
  unread: Unread[],
): Promise<ReadonlyMap<string, string>> => {
  const asked = new Set(grants.filter((grant) => isOurs(grant, account)).flatMap(resourcesOf));
  const gone = new Map<string, string>();
  for (const { prefix, member, what, api } of KINDS) {
    const ids = [...asked].filter((id) => id.startsWith(prefix) && isVisible(id, prefix, grants));
    if (ids.length === 0) continue;
    const found = await attempt(`${what} that grants were made for`, unread, () =>
      apis[member](ids),
    );
    if (found === undefined) continue;
    const there = new Set(found);
    for (const id of ids)
      if (!there.has(id)) gone.set(id, `${api} knows no ${id} in account ${account}`);
  }
  return gone;
};

const isOurs = ({ granteeParty }: Grant, account: string): boolean =>
  granteeParty.kind !== 'machine' || granteeParty.account === account;

/** A database's host and volume belong to RDS: EC2 shows them to nobody. */
const isVisible = (id: string, prefix: string, grants: readonly Grant[]): boolean => {
  if (prefix === 'db-') return true;
  return grants.some((grant) => resourcesOf(grant).includes(id) && !hasDatabase(grant));
};

const hasDatabase = (grant: Grant): boolean =>
  resourcesOf(grant).some((id) => id.startsWith('db-')) ||
  (grant.granteeParty.kind === 'machine' && grant.granteeParty.role === 'aws:rds-host');
