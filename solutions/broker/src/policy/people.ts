import type { Log } from '@gatehouse/core';
import type { Directory } from '../model/index.ts';
import type { CompiledPolicy } from './compile.ts';
import type { PlanPerson } from './plan-model.ts';

/**
 * Everybody in any group that the policies name, as the directory has them; undefined where it does not answer. Their
 * attributes stay unknown: to ask for those of everybody would take too long for a look at a plan.
 */
export const peopleOf = async (
  directory: Directory,
  policies: readonly CompiledPolicy[],
  log: Log,
): Promise<readonly PlanPerson[] | undefined> => {
  const people = new Map<string, { readonly name: string; readonly groups: Set<string> }>();
  try {
    for (const group of new Set(policies.flatMap(groupsNamed))) {
      for (const { id, name } of await directory.members([group])) {
        const known = people.get(id) ?? { name, groups: new Set<string>() };
        known.groups.add(group);
        people.set(id, known);
      }
    }
  } catch (error) {
    log.warn('a plan speaks of groups: the directory does not answer', { cause: String(error) });
    return undefined;
  }
  const names = new Map<string, number>();
  for (const { name } of people.values()) names.set(name, (names.get(name) ?? 0) + 1);
  return [...people]
    .map(([id, { name, groups }]) => ({
      id,
      name: names.get(name) === 1 ? name : `${name} (${id})`,
      groups,
      attributes: undefined,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
};

const groupsNamed = ({ rules, document }: CompiledPolicy): readonly string[] => [
  ...rules.flatMap(({ groups = [], terms }) => [
    ...groups,
    ...(terms?.requirement.steps ?? []).flatMap((step) => [
      ...step.groups,
      ...(step.escalation?.groups ?? []),
    ]),
    ...(terms?.requirement.breakGlass?.reviewers ?? []),
  ]),
  ...document.settings.policyAdministrators.groups,
];
