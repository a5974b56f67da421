import { wildcards } from '../matching/glob.ts';
import { type Budget, newBudget } from './budget.ts';
import { implyAll } from './condition-logic.ts';
import { classesOf, leavesSome } from './leftovers.ts';
import { coversPrincipals } from './principal-logic.ts';
import { type AccessCheckResult, checkResult } from './result.ts';
import {
  type CheckedPolicyType,
  MAX_STEPS,
  newTables,
  readStatements,
  type Statement,
} from './statements.ts';

const WORDING = {
  pass: 'The policy document does not grant access to perform the listed actions or resources.',
  fail: 'The policy document grants access to perform one or more of the listed actions or resources.',
  reason: 'One or more of the listed actions or resources in the',
};

/** https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Access.html; no list: any. */
export interface Access {
  readonly actions?: readonly string[] | undefined;
  readonly resources?: readonly string[] | undefined;
}

/**
 * Whether a policy allows none of the listed actions on none of the listed resources, whatever the request's other
 * circumstances. A Deny only counts where it applies to everything that the Allow does. Throws PolicySyntaxError and
 * TooComplexError.
 */
export const checkAccessNotGranted = (
  policy: string,
  { actions, resources }: Access,
  type: CheckedPolicyType,
): AccessCheckResult => {
  const tables = newTables();
  const statements = readStatements(policy, type, tables);
  const asked = {
    actions: actions?.map((action) => tables.actions.number(wildcards(action.toLowerCase()))),
    resources: resources?.map((resource) => tables.resources.number(wildcards(resource))),
  };
  const steps = newBudget(MAX_STEPS, 'the policy has too many statements');
  const classes = classesOf(statements, tables, asked);
  const denies = statements.filter(({ allows }) => !allows);
  const guilty = statements
    .filter(({ allows }) => allows)
    .filter((allow) => {
      classes.looks.spend(denies.length);
      const wherever = denies.filter((deny) => appliesWherever(deny, allow, steps));
      return leavesSome(allow, wherever, classes);
    });
  return checkResult(guilty, WORDING);
};

const appliesWherever = (deny: Statement, allow: Statement, steps: Budget): boolean =>
  coversPrincipals(deny.principal, allow.principal) && implyAll(allow.tests, deny.tests, steps);
