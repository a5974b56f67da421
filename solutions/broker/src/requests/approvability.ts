import type { ApprovalStep, Directory, Membership, Person, PersonId } from '../model/index.ts';
import { satisfies } from '../policy/index.ts';
import { directoryAway } from './errors.ts';

/** Active people by group, each group asked once by one look. */
export type Members = (group: string) => Promise<readonly Person[]>;

export const askMembers = ({ directory }: { readonly directory: Directory }): Members => {
  const asked = new Map<string, Promise<readonly Person[]>>();
  const ask = async (group: string): Promise<readonly Person[]> => {
    try {
      return await directory.members([group]);
    } catch (error) {
      throw directoryAway(error);
    }
  };
  return (group) => {
    const answer = asked.get(group) ?? ask(group);
    asked.set(group, answer);
    return answer;
  };
};

/** The people of all groups of `steps`, with those of these groups that each is in. */
export const candidates = async (
  members: Members,
  steps: readonly ApprovalStep[],
): Promise<readonly Membership[]> => {
  const groups = [...new Set(steps.flatMap((step) => step.groups))];
  const people = new Map<PersonId, { person: Person; groups: Set<string> }>();
  const asked = await Promise.all(
    groups.map(async (group) => [group, await members(group)] as const),
  );
  for (const [group, some] of asked) {
    for (const person of some) {
      const known = people.get(person.id) ?? { person, groups: new Set<string>() };
      known.groups.add(group);
      people.set(person.id, known);
    }
  }
  return [...people.values()].map((known) => ({ ...known, attributes: new Map(), active: true }));
};

/** The steps that would lack people even if everybody present approved, each person counted once. */
export const unapprovableSteps = (
  steps: readonly ApprovalStep[],
  present: readonly Membership[],
  requester: PersonId,
): readonly string[] => {
  const { counted } = satisfies(steps, present, requester);
  return steps
    .filter(({ name, quorum }) => (counted.get(name)?.length ?? 0) < quorum)
    .map(({ name }) => name);
};
