import type { SecurityHub } from '@gatehouse/clients';
import type { Deletion } from '../deletions/deletion.ts';
import { type FindingRef, refOf, relationOf } from './finding.ts';
import { noteOf, UPDATED_BY } from './note.ts';
import { allFindings, othersQueries, queriesFor } from './search.ts';

/** What became of one finding. */
export interface Outcome {
  readonly finding: FindingRef;
  readonly outcome: 'resolved' | 'would-resolve' | 'failed' | 'later-resource';
  /** `FindingNotFound: …`, for a failure. */
  readonly error?: string | undefined;
}

export interface Resolution {
  readonly deletion: Deletion;
  readonly outcomes: readonly Outcome[];
}

// BatchUpdateFindings takes a hundred.
const BATCH = 100;
// Findings of one resource in one go; what is left is found by the next.
const MOST_FINDINGS = 20_000;
/** Failures of Security Hub itself, which the next attempt may not have. */
const PASSING = new Set([
  'InternalException',
  'ConcurrentUpdateError',
  'LimitExceeded',
  'Throttling',
]);

const keyOf = ({ productArn, id }: FindingRef): string => `${productArn} ${id}`;

/** The open findings about a resource that is gone, and those that only share its name. */
const related = async (
  hub: SecurityHub,
  deletion: Deletion,
): Promise<{ readonly about: FindingRef[]; readonly later: FindingRef[] }> => {
  const about = new Map<string, FindingRef>();
  const later = new Map<string, FindingRef>();
  for (const query of queriesFor(deletion))
    for await (const finding of allFindings(hub, query)) {
      const relation = relationOf(finding, deletion);
      const ref = refOf(finding);
      if (relation === 'about-it') about.set(keyOf(ref), ref);
      if (relation === 'later-resource') later.set(keyOf(ref), ref);
      if (about.size >= MOST_FINDINGS) return { about: [...about.values()], later: [] };
    }
  return { about: [...about.values()], later: [...later.values()] };
};

/** Products of the account's own, whose ARN no other account can use. */
const isOwnProduct = ({ productArn }: FindingRef, account: string): boolean =>
  productArn.includes(`:product/${account}/`);

/**
 * Findings of these that share product and Id with one of another account, as findings of any product may: an update names
 * no account, and would change both.
 */
const ambiguous = async (
  hub: SecurityHub,
  account: string,
  findings: readonly FindingRef[],
): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  const ids = findings.filter((one) => !isOwnProduct(one, account)).map(({ id }) => id);
  for (const query of othersQueries(account, ids))
    for await (const finding of allFindings(hub, query)) found.add(keyOf(refOf(finding)));
  return found;
};

const AMBIGUOUS = 'AmbiguousFinding: another account has a finding of this product and Id';

const update = async (
  hub: SecurityHub,
  deletion: Deletion,
  findings: readonly FindingRef[],
): Promise<readonly Outcome[]> => {
  const { UnprocessedFindings: failed = [] } = await hub.batchUpdateFindings({
    FindingIdentifiers: findings.map(({ id, productArn }) => ({ Id: id, ProductArn: productArn })),
    Note: { Text: noteOf(deletion), UpdatedBy: UPDATED_BY },
    Workflow: { Status: 'RESOLVED' },
  });
  const errors = new Map(
    failed.map(({ FindingIdentifier: of, ErrorCode: code, ErrorMessage: message }) => [
      `${of?.ProductArn ?? ''} ${of?.Id ?? ''}`,
      `${code ?? 'Unknown'}: ${message ?? ''}`,
    ]),
  );
  return findings.map((finding) => {
    const error = errors.get(keyOf(finding));
    return error === undefined
      ? { finding, outcome: 'resolved' }
      : { finding, outcome: 'failed', error };
  });
};

/** Sets findings to RESOLVED, a hundred at a time. What Security Hub refuses for some is an outcome, not an error. */
export const resolveFindings = async (
  hub: SecurityHub,
  deletion: Deletion,
  findings: readonly FindingRef[],
  dryRun: boolean,
): Promise<readonly Outcome[]> => {
  const doubtful = await ambiguous(hub, deletion.account, findings);
  const isDoubtful = (finding: FindingRef): boolean => doubtful.has(keyOf(finding));
  const certain = findings.filter((finding) => !isDoubtful(finding));
  const outcomes = findings
    .filter(isDoubtful)
    .map((finding): Outcome => ({ finding, outcome: 'failed', error: AMBIGUOUS }));
  for (let from = 0; from < certain.length; from += BATCH) {
    const some = certain.slice(from, from + BATCH);
    outcomes.push(
      ...(dryRun
        ? some.map((finding): Outcome => ({ finding, outcome: 'would-resolve' }))
        : await update(hub, deletion, some)),
    );
  }
  return outcomes;
};

/** Finds and resolves what is open about a resource that is gone. Rejects when Security Hub does not answer. */
export const resolve = async (
  hub: SecurityHub,
  deletion: Deletion,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<Resolution> => {
  const { about, later } = await related(hub, deletion);
  const outcomes = await resolveFindings(hub, deletion, about, dryRun);
  return {
    deletion,
    outcomes: [
      ...outcomes,
      ...later.map((finding): Outcome => ({ finding, outcome: 'later-resource' })),
    ],
  };
};

/** Whether trying again may help. */
export const mayPass = ({ outcome, error = '' }: Outcome): boolean =>
  outcome === 'failed' && PASSING.has(error.slice(0, error.indexOf(':')));
