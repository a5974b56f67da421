import type { Context, Grant, Party } from '@gatehouse/access';
import type { ContextUse } from '../usage/uses.ts';
import {
  dateOf,
  type Evidence,
  type Finding,
  type Inspection,
  isOfService,
  labelOf,
} from './finding.ts';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Operations that are there to clean up, and to look: that they were not used says nothing. */
const NOT_COUNTED: ReadonlySet<string> = new Set(['RetireGrant', 'DescribeKey', 'GetPublicKey']);

/** Pairs of encryption contexts by which services name their resources. */
const RESOURCE_KEYS: readonly string[] = ['aws:ebs:id', 'aws:rds:db-id'];

const isGone = (party: Party, { existing, facts: { key } }: Inspection): string | undefined => {
  if (party.kind === 'deleted')
    return `KMS shows the unique id ${party.id}, as it does once the principal is deleted`;
  if (existing === undefined || (party.kind !== 'user' && party.kind !== 'role')) return undefined;
  if (party.account !== key.account || existing.has(party.arn)) return undefined;
  return `IAM of account ${party.account} has no ${party.arn}`;
};

/** Ids of the resources that a grant is about: a machine of a service, and what its constraint names. */
export const resourcesOf = ({
  granteeParty,
  constraints: { equals, subset },
}: Grant): readonly string[] => {
  const context: Context = equals ?? subset ?? new Map();
  return [
    ...(granteeParty.kind === 'machine' ? [granteeParty.machine] : []),
    ...RESOURCE_KEYS.flatMap((key) => context.get(key) ?? []),
  ];
};

const granteeGone = (grant: Grant, inspection: Inspection): Finding | undefined => {
  const why = isGone(grant.granteeParty, inspection);
  if (why === undefined) return undefined;
  return {
    rule: 'grantee-gone',
    severity: 'HIGH',
    title: 'The grantee is deleted',
    text: `${labelOf(grant)} was made ${dateOf(grant.createdAt)} for ${grant.grantee}, which is not there any more, and was never retired.`,
    grants: [grant.id],
    evidence: [{ text: why }],
  };
};

const resourceGone = (grant: Grant, { facts: { gone } }: Inspection): Finding | undefined => {
  const found = resourcesOf(grant).filter((id) => gone.has(id));
  if (found.length === 0) return undefined;
  return {
    rule: 'resource-gone',
    severity: 'HIGH',
    title: 'What it was made for is gone',
    text: `${labelOf(grant)} was made ${dateOf(grant.createdAt)} for ${found.join(', ')}; it was left behind.`,
    grants: [grant.id],
    evidence: found.map((id) => ({ text: gone.get(id) ?? id })),
  };
};

const retiringGone = (grant: Grant, inspection: Inspection): Finding | undefined => {
  const why = grant.retiringParty && isGone(grant.retiringParty, inspection);
  if (why === undefined) return undefined;
  return {
    rule: 'retiring-principal-gone',
    severity: 'LOW',
    title: 'Who should retire it is deleted',
    text: `${labelOf(grant)} names ${grant.retiring} to retire it, which is not there any more.`,
    grants: [grant.id],
    evidence: [{ text: why }],
  };
};

/** Since when CloudTrail would have shown a use; undefined: not for long enough to say anything. */
const observedSince = (grant: Grant, { facts, settings }: Inspection): Date | undefined => {
  const { history } = facts;
  if (history === undefined || grant.createdAt === undefined) return undefined;
  const since = grant.createdAt > history.from ? grant.createdAt : history.from;
  const days = (settings.now.getTime() - since.getTime()) / DAY_MILLISECONDS;
  return days >= settings.unusedDays ? since : undefined;
};

const lastOf = (uses: readonly ContextUse[]): ContextUse | undefined =>
  uses.toSorted((a, b) => b.last.getTime() - a.last.getTime())[0];

const evidenceOf = (uses: ReadonlyMap<string, readonly ContextUse[]>): readonly Evidence[] =>
  [...uses].flatMap(([operation, list]): readonly Evidence[] => {
    const last = lastOf(list);
    if (last === undefined) return [];
    const count = list.reduce((sum, one) => sum + one.count, 0);
    return [
      {
        text: `${operation} was used ${count === 1 ? 'once' : `${count} times`}, last ${last.last.toISOString()}`,
        eventId: last.eventId,
        at: last.last,
      },
    ];
  });

/** Unused altogether, or partly. A use counts although a policy may have allowed it too: that cannot be told. */
const unused = (grant: Grant, inspection: Inspection): Finding | undefined => {
  const counted = grant.operations.filter((one) => !NOT_COUNTED.has(one));
  const since = observedSince(grant, inspection);
  // A service uses a grant when a volume is attached or a database starts, which may be years apart.
  if (counted.length === 0 || since === undefined || isOfService(grant)) return undefined;
  const uses = inspection.uses.ofGrant(grant);
  const idle = counted.filter((one) => !uses.has(one));
  const cutOff = new Date(
    inspection.settings.now.getTime() - inspection.settings.unusedDays * DAY_MILLISECONDS,
  );
  const last = lastOf([...uses.values()].flat());
  const told = `CloudTrail shows this since ${since.toISOString()}`;
  if (last === undefined || (inspection.settings.unusedDays > 0 && last.last < cutOff))
    return {
      rule: 'unused-grant',
      severity: 'MEDIUM',
      title: last === undefined ? 'Never used' : `Not used since ${dateOf(last.last)}`,
      text: `${labelOf(grant)} of ${dateOf(grant.createdAt)} lets ${grant.grantee} do ${grant.operations.join(', ')}; ${last === undefined ? `no use by it is on record since ${dateOf(since)}` : `the last use was ${last.last.toISOString()}`}.`,
      grants: [grant.id],
      evidence: [{ text: told }, ...evidenceOf(uses)],
    };
  if (idle.length === 0) return undefined;
  return {
    rule: 'unused-operations',
    severity: idle.includes('CreateGrant') ? 'MEDIUM' : 'LOW',
    title: `${idle.join(', ')} granted, never used`,
    text: `${labelOf(grant)} lets ${grant.grantee} do ${idle.join(', ')} as well, which no event since ${dateOf(since)} shows.`,
    grants: [grant.id],
    evidence: [{ text: told }, ...evidenceOf(uses)],
  };
};

/** What is left over of something that is past. */
export const leftovers = (grant: Grant, inspection: Inspection): readonly Finding[] => {
  const gone = granteeGone(grant, inspection) ?? resourceGone(grant, inspection);
  if (gone !== undefined) return [gone];
  return [retiringGone(grant, inspection), unused(grant, inspection)].flatMap((one) => one ?? []);
};

/** Operations that the grantee did not use, if a finding says that there are some. */
export const idleOperations = (grant: Grant, { uses }: Inspection): readonly string[] => {
  const used = uses.ofGrant(grant);
  return grant.operations.filter((one) => !NOT_COUNTED.has(one) && !used.has(one));
};

/** Pairs that every use of a grant had: what it could be constrained to. Undefined: there is none, or no use. */
export const commonContext = (grant: Grant, { uses }: Inspection): Context | undefined => {
  const contexts = [...uses.ofGrant(grant)]
    .filter(([operation]) => !NOT_COUNTED.has(operation))
    .flatMap(([, list]) => list.map(({ context }) => context));
  const [first, ...others] = contexts;
  if (first === undefined) return undefined;
  const common = [...first].filter(([key, value]) => others.every((one) => one.get(key) === value));
  return common.length === 0 ? undefined : new Map(common);
};
