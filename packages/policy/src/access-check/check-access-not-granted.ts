import { wildcards } from '../matching/glob.ts';
import { implyAll } from './condition-logic.ts';
import { type Membership, partition } from './pattern-partition.ts';
import { coversPrincipals } from './principal-logic.ts';
import { type AccessCheckResult, checkResult } from './result.ts';
import {
  type CheckedPolicyType,
  coversAction,
  coversResource,
  newTables,
  openStates,
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
  const classes = {
    actions: partition(tables.actions.patterns()).filter(isAmong(asked.actions)),
    resources: partition(tables.resources.patterns()).filter(isAmong(asked.resources)),
  };
  const denies = statements.filter(({ allows }) => !allows);
  const guilty = statements
    .filter(({ allows }) => allows)
    .filter((allow) => grants(allow, denies, classes));
  return checkResult(guilty, WORDING);
};

const isAmong =
  (patterns: readonly number[] | undefined) =>
  (member: Membership): boolean =>
    patterns === undefined || patterns.some((pattern) => member.has(pattern));

interface Classes {
  readonly actions: readonly Membership[];
  readonly resources: readonly Membership[];
}

const grants = (allow: Statement, denies: readonly Statement[], classes: Classes): boolean =>
  classes.actions
    .filter((action) => coversAction(allow, action))
    .some((action) => {
      const against = denies.filter(
        (deny) => coversAction(deny, action) && appliesWherever(deny, allow),
      );
      return classes.resources.some((resource) => {
        const states = openStates([allow, ...against], resource);
        return (
          states === undefined ||
          states.some(
            (state) =>
              coversResource(allow, resource, state) &&
              !against.some((deny) => coversResource(deny, resource, state)),
          )
        );
      });
    });

const appliesWherever = (deny: Statement, allow: Statement): boolean =>
  coversPrincipals(deny.principal, allow.principal) && implyAll(allow.tests, deny.tests);
