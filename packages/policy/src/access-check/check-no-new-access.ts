import { type Budget, newBudget } from './budget.ts';
import { exclude, implyAll } from './condition-logic.ts';
import { type Membership, partition } from './pattern-partition.ts';
import { coversPrincipals, haveNobodyInCommon, principalsOneByOne } from './principal-logic.ts';
import { type AccessCheckResult, checkResult } from './result.ts';
import {
  type CheckedPolicyType,
  coversAction,
  coversResource,
  distinctActions,
  distinctResources,
  MAX_LOOKS,
  MAX_STEPS,
  newTables,
  openStates,
  readStatements,
  type Statement,
} from './statements.ts';

const WORDING = {
  pass: 'The modified permissions do not grant new access compared to your existing policy.',
  fail: 'The modified permissions grant new access compared to your existing policy.',
  reason: 'New access in the',
};

/**
 * Whether a policy allows nothing that another one does not. PASS only when that is proven: for every class of actions
 * and resources, what an Allow of the new policy lets through is stopped by a Deny of its own, or let through by an
 * Allow of the existing policy that none of its Denies stops. Conditions that cannot be compared count as new access.
 * Throws PolicySyntaxError, and TooComplexError for policies whose patterns have too many combinations.
 */
export const checkNoNewAccess = (
  existingPolicy: string,
  newPolicy: string,
  type: CheckedPolicyType,
): AccessCheckResult => {
  const tables = newTables();
  const existing = readStatements(existingPolicy, type, tables);
  const changed = readStatements(newPolicy, type, tables);
  const looks = newBudget(MAX_LOOKS, TOO_MANY);
  const proofs = newBudget(MAX_STEPS, TOO_MANY);
  const all = [...existing, ...changed];
  const actions = distinctActions(all, partition(tables.actions.patterns()), looks);
  const resources = distinctResources(all, partition(tables.resources.patterns()), looks);
  const guilty = changed
    .filter(({ allows }) => allows)
    .filter((allow) => grantsMore(allow, { existing, changed, actions, resources, looks, proofs }));
  return checkResult(guilty, WORDING);
};

const TOO_MANY = 'the policies have too many statements to compare';

// Apart from comparing texts.
const STEPS_OF_A_PROOF = 100;

interface Comparison {
  readonly existing: readonly Statement[];
  readonly changed: readonly Statement[];
  readonly actions: readonly Membership[];
  readonly resources: readonly Membership[];
  readonly looks: Budget;
  readonly proofs: Budget;
}

const grantsMore = (allow: Statement, comparison: Comparison): boolean => {
  const { existing, changed, actions, resources, looks, proofs } = comparison;
  // Many classes meet the same statements, and only those decide.
  const settled = new Map<string, boolean>();
  return actions
    .filter((action) => coversAction(allow, action))
    .some((action) => {
      const before = existing.filter((statement) => coversAction(statement, action));
      const denies = changed.filter((one) => !one.allows && coversAction(one, action));
      return resources.some((resource) => {
        const states = openStates([allow, ...before, ...denies], resource);
        if (states === undefined) return true;
        looks.spend(states.length * (1 + before.length + denies.length));
        return states.some((state) => {
          if (!coversResource(allow, resource, state)) return false;
          const meeting = {
            before: before.filter((one) => coversResource(one, resource, state)),
            denies: denies.filter((one) => coversResource(one, resource, state)),
          };
          const key = [meeting.before, meeting.denies].map(indexes).join(';');
          const known = settled.get(key) ?? !isOld(allow, meeting, proofs);
          settled.set(key, known);
          return known;
        });
      });
    });
};

const indexes = (statements: readonly Statement[]): string =>
  statements.map(({ document }) => document.index).join();

interface Meeting {
  /** Statements of the existing policy for the same action and resource. */
  readonly before: readonly Statement[];
  /** Denies of the new policy for them. */
  readonly denies: readonly Statement[];
}

/** Whether nothing that the statement allows to any of its principals is new. */
const isOld = (allow: Statement, { before, denies }: Meeting, proofs: Budget): boolean =>
  principalsOneByOne(allow.principal).every((principal) => {
    const one = { ...allow, principal };
    if (denies.some((deny) => follows(deny, one, proofs))) return true;
    const stopped = before
      .filter(({ allows }) => !allows)
      .every((deny) => neverStops(deny, one, denies, proofs));
    return stopped && before.some((other) => other.allows && follows(other, one, proofs));
  });

/** Whatever the first statement stops, the new policy stops as well, or is not about. */
const neverStops = (
  deny: Statement,
  allow: Statement,
  denies: readonly Statement[],
  proofs: Budget,
): boolean =>
  haveNobodyInCommon(allow.principal, deny.principal) ||
  exclude(allow.tests, deny.tests, proofs) ||
  denies.some((other) => follows(other, deny, proofs));

/** Whether the first statement applies wherever the second one does, action and resource aside. */
const follows = (general: Statement, specific: Statement, proofs: Budget): boolean => {
  proofs.spend(STEPS_OF_A_PROOF);
  return (
    coversPrincipals(general.principal, specific.principal) &&
    implyAll(specific.tests, general.tests, proofs)
  );
};
