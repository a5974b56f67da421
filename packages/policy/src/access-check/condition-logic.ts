import type { ConditionDocument } from '../language/policy-document.ts';
import type { Budget } from './budget.ts';
import { isDisjoint, isSubset, valueSet, type ValueSet } from './value-sets.ts';

/**
 * One condition, ready to be compared. What it means depends on the effect of its statement: where a value is in
 * doubt, a condition does not hold in an Allow and may hold in a Deny.
 */
export interface Test {
  readonly allows: boolean;
  readonly key: string;
  readonly quantifier: ConditionDocument['quantifier'];
  readonly negated: boolean;
  readonly ifExists: boolean;
  /** Undefined for Null, for values with variables and for values that are not of the operator's type. */
  readonly set: ValueSet | undefined;
  /** For Null: whether it holds for an absent key, and for a present one. */
  readonly presence: { readonly absent: boolean; readonly present: boolean } | undefined;
  /** Conditions of the same identity hold for the same requests, apart from the effect. */
  readonly identity: string;
}

export const prepareTest = (
  condition: ConditionDocument,
  { allows, variables }: { readonly allows: boolean; readonly variables: boolean },
): Test => {
  const { comparison, quantifier, ifExists, values } = condition;
  const key = condition.key.toLowerCase();
  const open = variables && values.some((value) => value.includes('${'));
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  const isNull = comparison === 'Null';
  return {
    allows,
    key,
    quantifier,
    ifExists,
    negated: comparison.includes('Not'),
    set: isNull || open ? undefined : valueSet(comparison, values),
    presence: isNull ? { absent: wanted.has('true'), present: wanted.has('false') } : undefined,
    identity: JSON.stringify([comparison, quantifier, ifExists, key, open, [...values].toSorted()]),
  };
};

/** Whether it holds for a request without the key. */
const passesAbsent = ({ presence, ifExists, quantifier, negated }: Test): boolean => {
  if (presence !== undefined) return presence.absent;
  return ifExists || (quantifier === undefined ? negated : quantifier === 'ForAllValues');
};

// Even tests of different keys take as long to tell apart as some characters.
const STEPS_OF_A_LOOK = 4;

/** Every test of `targets` holds whenever all of `premises` do. Never true where it is not so. */
export const implyAll = (
  premises: readonly Test[],
  targets: readonly Test[],
  steps: Budget,
): boolean =>
  targets.every((target) => premises.some((premise) => implies(premise, target, steps)));

const implies = (premise: Test, target: Test, steps: Budget): boolean => {
  steps.spend(1);
  // In a Deny a condition holds more often, so what one says there proves nothing about an Allow.
  if (premise.key !== target.key || (target.allows && !premise.allows)) return false;
  if (premise.identity === target.identity) return true;
  if (target.presence !== undefined) return impliesPresence(premise, target.presence);
  if (premise.presence !== undefined)
    return (
      !premise.presence.present &&
      passesAbsent(target) &&
      (target.ifExists || target.set !== undefined)
    );
  if (passesAbsent(premise) && !passesAbsent(target)) return false;
  return quantifiersAgree(premise, target) && impliesValue(premise, target, steps);
};

const impliesPresence = (premise: Test, wanted: NonNullable<Test['presence']>): boolean => {
  if (premise.presence !== undefined)
    return (
      (!premise.presence.absent || wanted.absent) && (!premise.presence.present || wanted.present)
    );
  return wanted.present && !passesAbsent(premise);
};

/** Without a quantifier an Allow knows of exactly one value, and a Deny of some. */
const quantifiersAgree = (premise: Test, target: Test): boolean => {
  if (premise.quantifier === target.quantifier) return true;
  if (premise.quantifier !== undefined) return false;
  return premise.allows || target.quantifier === 'ForAnyValue';
};

const impliesValue = (premise: Test, target: Test, steps: Budget): boolean => {
  if (premise.set === undefined || target.set === undefined) return false;
  if (!premise.negated)
    return target.negated
      ? isDisjoint(premise.set, target.set, steps)
      : isSubset(premise.set, target.set, steps);
  return target.negated && isSubset(target.set, premise.set, steps);
};

/** Whether the conditions of an Allow and of a Deny never hold together. Never true where they may. */
export const exclude = (allow: readonly Test[], deny: readonly Test[], steps: Budget): boolean =>
  allow.some((one) =>
    deny.some((other) => {
      steps.spend(STEPS_OF_A_LOOK);
      return one.key === other.key && contradict(one, other, steps);
    }),
  );

const contradict = (allow: Test, deny: Test, steps: Budget): boolean => {
  // A request without the key satisfies both.
  if (passesAbsent(allow) && passesAbsent(deny)) return false;
  if (allow.presence !== undefined || deny.presence !== undefined)
    return !passesPresent(allow) || !passesPresent(deny);
  if (allow.quantifier !== undefined || deny.quantifier !== undefined) return false;
  if (allow.set === undefined || deny.set === undefined) return false;
  if (!allow.negated)
    return deny.negated
      ? isSubset(allow.set, deny.set, steps)
      : isDisjoint(allow.set, deny.set, steps);
  return !deny.negated && isSubset(deny.set, allow.set, steps);
};

const passesPresent = ({ presence }: Test): boolean => presence === undefined || presence.present;
