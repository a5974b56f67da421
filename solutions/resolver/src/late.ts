import type { AwsSecurityFinding, SecurityHub } from '@gatehouse/clients';
import type { Store } from '@gatehouse/store';
import type { Deletion } from './deletions/deletion.ts';
import { entriesByKeys, resolvedBefore } from './journal/journal.ts';
import { keysOfId } from './journal/name-keys.ts';
import { type FindingRef, refOf, relationOf } from './resolving/finding.ts';
import { type Outcome, resolveFindings } from './resolving/resolve.ts';

interface Deps {
  readonly store: Store;
  readonly hub: SecurityHub;
  readonly dryRun: boolean;
}

export interface LateResolution {
  readonly deletion: Deletion;
  readonly outcomes: readonly Outcome[];
}

// A statement takes some thousand parameters on either database.
const KEYS_AT_ONCE = 500;

const candidates = async (store: Store, findings: readonly AwsSecurityFinding[]) => {
  const ids = findings.flatMap(({ Resources: all = [] }) => all.map(({ Id: id = '' }) => id));
  const keys = [...new Set(ids.flatMap(keysOfId))];
  const accounts = [...new Set(findings.flatMap(({ AwsAccountId: id }) => id ?? []))];
  const found = new Map<string, Deletion>();
  for (let from = 0; from < keys.length; from += KEYS_AT_ONCE)
    for (const { deletion } of await entriesByKeys(
      store,
      keys.slice(from, from + KEYS_AT_ONCE),
      accounts,
    ))
      found.set(deletion.id, deletion);
  return [...found.values()];
};

/** Who opens a finding again says that the next resource of that name has the problem too: one deletion resolves it once. */
const notYetResolved = async (
  store: Store,
  { id, reusable }: Deletion,
  findings: readonly FindingRef[],
): Promise<readonly FindingRef[]> => {
  if (!reusable) return findings;
  const before = await resolvedBefore(store, id, findings);
  return findings.filter(
    (one) => !before.some((known) => known.id === one.id && known.productArn === one.productArn),
  );
};

/** Resolves findings that products report of resources which were gone before. */
export const resolveLate = async (
  { store, hub, dryRun }: Deps,
  findings: readonly AwsSecurityFinding[],
): Promise<readonly LateResolution[]> => {
  const gone = await candidates(store, findings);
  const left = new Set(findings);
  const resolutions: LateResolution[] = [];
  for (const deletion of gone) {
    const about: FindingRef[] = [];
    for (const finding of left)
      if (relationOf(finding, deletion) === 'about-it') {
        about.push(refOf(finding));
        left.delete(finding);
      }
    const fresh = await notYetResolved(store, deletion, about);
    if (fresh.length === 0) continue;
    const outcomes = await resolveFindings(hub, deletion, fresh, dryRun);
    resolutions.push({ deletion, outcomes });
  }
  return resolutions;
};
