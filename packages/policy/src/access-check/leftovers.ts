import { type Budget, newBudget } from './budget.ts';
import { type Membership, partition } from './pattern-partition.ts';
import {
  coversAction,
  coversResource,
  distinctActions,
  distinctResources,
  MAX_LOOKS,
  openStates,
  type Statement,
  type Tables,
} from './statements.ts';

/** The classes of actions and resources that a policy's statements tell apart. */
export interface Classes {
  readonly actions: readonly Membership[];
  readonly resources: readonly Membership[];
  readonly looks: Budget;
}

interface Among {
  readonly actions?: readonly number[] | undefined;
  readonly resources?: readonly number[] | undefined;
}

/** Only those within one of the given patterns; without patterns, all. */
export const classesOf = (
  statements: readonly Statement[],
  tables: Tables,
  among: Among = {},
): Classes => {
  const looks = newBudget(MAX_LOOKS, 'the policy has too many statements');
  const actions = partition(tables.actions.patterns()).filter(isAmong(among.actions));
  const resources = partition(tables.resources.patterns()).filter(isAmong(among.resources));
  return {
    actions: distinctActions(statements, actions, looks),
    resources: distinctResources(statements, resources, looks),
    looks,
  };
};

const isAmong =
  (patterns: readonly number[] | undefined) =>
  (member: Membership): boolean =>
    patterns === undefined || patterns.some((pattern) => member.has(pattern));

/** Whether some action on some resource is in the one statement and in none of the others. */
export const leavesSome = (
  allow: Statement,
  denies: readonly Statement[],
  { actions, resources, looks }: Classes,
): boolean =>
  actions
    .filter((action) => coversAction(allow, action))
    .some((action) => {
      const against = denies.filter((deny) => coversAction(deny, action));
      return resources.some((resource) => {
        const states = openStates([allow, ...against], resource);
        if (states === undefined) return true;
        looks.spend(states.length * (1 + against.length));
        return states.some(
          (state) =>
            coversResource(allow, resource, state) &&
            !against.some((deny) => coversResource(deny, resource, state)),
        );
      });
    });
