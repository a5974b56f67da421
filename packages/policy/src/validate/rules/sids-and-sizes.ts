import { type PolicyView, TRUST } from '../document.ts';
import { type IssueCode, type Problem, problem } from '../issues.ts';
import type { PolicyRule } from '../rule.ts';

/** Statement ids are of the permitted characters, and unique. */
export const sidProblems: PolicyRule = ({ statements, type, trust }) => {
  const strict = type !== 'RESOURCE_POLICY' || trust;
  const seen = new Set<string>();
  return statements.flatMap(({ sid }) => {
    if (sid === undefined) return [];
    if (sid.value === '') return [problem('EMPTY_SID_VALUE', sid)];
    const found: Problem[] = [];
    if (strict && !/^[0-9A-Za-z]+$/.test(sid.value)) found.push(problem('UNSUPPORTED_SID', sid));
    const unique = type === 'IDENTITY_POLICY' ? 'UNIQUE_SIDS_REQUIRED' : 'UNIQUE_SIDS_RECOMMENDED';
    if (seen.has(sid.value)) found.push(problem(unique, sid));
    seen.add(sid.value);
    return found;
  });
};

interface Quota {
  readonly issue: IssueCode;
  /** Characters. */
  readonly quota: number;
  readonly countsWhitespace: boolean;
}

/** IAM User Guide, "IAM and AWS STS quotas"; AWS Organizations User Guide, "Quotas"; the services' own quotas. */
const quotaOf = ({ type, resourceType }: PolicyView): Quota | undefined => {
  switch (type) {
    case 'IDENTITY_POLICY':
      return {
        issue: 'POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA',
        quota: 6144,
        countsWhitespace: false,
      };
    case 'SERVICE_CONTROL_POLICY':
      return { issue: 'POLICY_SIZE_EXCEEDS_SCP_QUOTA', quota: 5120, countsWhitespace: true };
    case 'RESOURCE_CONTROL_POLICY':
      return { issue: 'POLICY_SIZE_EXCEEDS_RCP_QUOTA', quota: 5120, countsWhitespace: true };
    case 'RESOURCE_POLICY':
      if (resourceType === TRUST)
        return {
          issue: 'POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA',
          quota: 2048,
          countsWhitespace: false,
        };
      // 20 KB for buckets, access points, tables: every type that can be named has this quota.
      return resourceType === undefined
        ? undefined
        : {
            issue: 'POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA',
            quota: 20_480,
            countsWhitespace: true,
          };
    default:
      return type satisfies never;
  }
};

/** The policy is no longer than its type permits. */
export const sizeProblems: PolicyRule = (policy) => {
  const found = quotaOf(policy);
  if (found === undefined) return [];
  const { text } = policy;
  const size = found.countsWhitespace ? text.length : text.replace(/\s/g, '').length;
  if (size <= found.quota) return [];
  return [problem(found.issue, policy.root, { size: String(size), quota: String(found.quota) })];
};
