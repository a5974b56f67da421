import { lowerCase } from '../context/lower-case.ts';
import type { NamedPolicy } from '../policy-set.ts';
import type { Candidates, CompiledStatement, Program } from './program.ts';

// Actions come from the operations that services have; the bound only matters to a caller that passes on user text.
const MAX_REMEMBERED = 1024;

const remembering = <Value>(make: (action: string) => Value): ((action: string) => Value) => {
  const known = new Map<string, Value>();
  return (action) => {
    const found = known.get(action);
    if (found !== undefined) return found;
    if (known.size >= MAX_REMEMBERED) known.clear();
    const made = make(action);
    known.set(action, made);
    return made;
  };
};

/** The statements about an action, so that all others cost nothing. */
export const actionIndex = (statements: readonly CompiledStatement[]): Program['candidates'] => {
  // Without a wildcard an action is found by its name alone.
  const byName = new Map<string, CompiledStatement[]>();
  const others: CompiledStatement[] = [];
  for (const statement of statements) {
    const { element, values } = statement.document.action;
    if (element === 'NotAction' || values.some(hasWildcard)) others.push(statement);
    else
      for (const name of new Set(values.map((value) => lowerCase(value))))
        append(byName, name, statement);
  }
  return remembering((action) => {
    const found = [
      ...(byName.get(action) ?? []),
      ...others.filter((statement) => statement.coversAction(action)),
    ];
    return {
      denies: found.filter(({ allows }) => !allows),
      allows: found.filter(({ allows }) => allows),
    };
  });
};

const hasWildcard = (action: string): boolean => action.includes('*') || action.includes('?');

const append = (
  lists: Map<string, CompiledStatement[]>,
  name: string,
  statement: CompiledStatement,
): void => {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [statement]);
  else list.push(statement);
};

/** Candidates from several policies; `owners` gives the policy of the statement at the same place. */
export interface AttachedCandidates extends Candidates {
  readonly denyOwners: readonly string[];
  readonly allowOwners: readonly string[];
}

export type AttachedIndex = (action: string) => AttachedCandidates;

const attachedIndex = (policies: readonly NamedPolicy[]): AttachedIndex =>
  remembering((action) => {
    const found = policies.map(({ id, policy }) => ({ id, ...policy.program.candidates(action) }));
    return {
      denies: found.flatMap(({ denies }) => denies),
      allows: found.flatMap(({ allows }) => allows),
      denyOwners: found.flatMap(({ id, denies }) => denies.map(() => id)),
      allowOwners: found.flatMap(({ id, allows }) => allows.map(() => id)),
    };
  });

// What is kept here follows from the frozen list alone and goes with it: no state that one caller could see of another.
const indexes = new WeakMap<readonly NamedPolicy[], AttachedIndex>();

/** The index of a list of attached policies, made once. The list is frozen: a later change would go unnoticed. */
export const attachedCandidates = (
  policies: readonly NamedPolicy[],
  action: string,
): AttachedCandidates => {
  const known = indexes.get(policies);
  if (known !== undefined) return known(action);
  const made = attachedIndex(Object.freeze(policies));
  indexes.set(policies, made);
  return made(action);
};
