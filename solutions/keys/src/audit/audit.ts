import type { Grant } from '@gatehouse/access';
import { createUses } from '../usage/uses.ts';
import { duplicates } from './duplicates.ts';
import type { AuditFacts, AuditSettings, Finding, Inspection, Severity } from './finding.ts';
import { leftovers } from './leftovers.ts';
import { planOf, type Step } from './plan.ts';
import { shape } from './shape.ts';

export interface Audit {
  readonly key: string;
  readonly grants: number;
  readonly findings: readonly Finding[];
  readonly plan: readonly Step[];
  /** What the audit cannot know. */
  readonly remarks: readonly string[];
}

const ORDER: readonly Severity[] = ['HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'];

const inspectionOf = (facts: AuditFacts, settings: AuditSettings): Inspection => ({
  facts,
  settings,
  uses: createUses(facts.history ?? { events: [] }),
  existing: facts.iam && new Set(facts.iam.principals.flatMap(({ arn, id }) => [arn, id])),
});

/** What is wrong with the grants of a key, and how to put it right. `caller`: the ARN of who would do it. */
export const auditGrants = (facts: AuditFacts, settings: AuditSettings, caller?: string): Audit => {
  const inspection = inspectionOf(facts, settings);
  const findings = [
    ...duplicates(facts.grants),
    ...facts.grants.flatMap((grant) => [
      ...leftovers(grant, inspection),
      ...shape(grant, inspection),
    ]),
  ].toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return {
    key: facts.key.arn,
    grants: facts.grants.length,
    findings,
    plan: planOf(findings, inspection, caller),
    remarks: remarksOf(facts, settings),
  };
};

const remarksOf = (
  { history, unread, grants, iam }: AuditFacts,
  { unusedDays, now }: AuditSettings,
): readonly string[] => {
  const remarks = unread.map(({ what, because }) => `Not read: ${what}: ${because}`);
  if (iam === undefined)
    remarks.push(
      'Without IAM of the account, deleted grantees show only where KMS writes their unique ids.',
    );
  if (history === undefined)
    return [
      ...remarks,
      'Without CloudTrail nothing can be said about use: no grant is called unused.',
    ];
  const young = grants.filter(({ createdAt }) => isYoung(createdAt, history.from, unusedDays, now));
  if (!history.complete)
    remarks.push(
      `CloudTrail was read back to ${history.from.toISOString()} only: there is more than --max-events.`,
    );
  if (young.length > 0)
    remarks.push(
      `${young.length} of ${grants.length} grants are younger than ${unusedDays} days, or observed for less: of their use nothing is said.`,
    );
  remarks.push(
    'CloudTrail keeps 90 days and delivers late: use before that, or within the last quarter of an hour, does not show. Whether a grant or a policy allowed a use it does not tell on AWS.',
  );
  return remarks;
};

const isYoung = (
  createdAt: Grant['createdAt'],
  from: Date,
  unusedDays: number,
  now: Date,
): boolean => {
  const since = createdAt === undefined || createdAt < from ? from : createdAt;
  return now.getTime() - since.getTime() < unusedDays * 24 * 60 * 60 * 1000;
};
