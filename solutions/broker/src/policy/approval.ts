import type { ApprovalStep, Membership, PersonId } from '../model/index.ts';

/** What the approvals given so far amount to. */
export interface ApprovalCount {
  readonly satisfied: boolean;
  /** By step name: the people who count for it, each person for one step only. */
  readonly counted: ReadonlyMap<string, readonly PersonId[]>;
}

/** The steps with the groups of every escalation that has taken effect added. */
export const withEscalations = (
  steps: readonly ApprovalStep[],
  escalated: readonly string[],
): readonly ApprovalStep[] =>
  steps.map((step) =>
    step.escalation !== undefined && escalated.includes(step.name)
      ? { ...step, groups: [...new Set([...step.groups, ...step.escalation.groups])] }
      : step,
  );

/**
 * Whether `approvers`, with the groups that they have now, satisfy all steps: `quorum` people for each, every person
 * counted once over all steps, never the requester and nobody inactive. A maximum flow from people to steps, because
 * whom to count where matters: somebody of two groups must not use up the place of somebody of one.
 *
 * No step at all is satisfied by nobody: access without approval is `Requirement.automatic`, not an empty list.
 */
export const satisfies = (
  steps: readonly ApprovalStep[],
  approvers: readonly Membership[],
  requester: PersonId,
): ApprovalCount => {
  const people = eligibleApprovers(approvers, requester);
  const matching = steps.map((): PersonId[] => []);
  const isFull = (): boolean =>
    steps.every((step, at) => isQuorum(step) && matching[at]?.length === step.quorum);
  for (const person of people.keys()) {
    if (isFull()) break;
    place(person, steps, people, matching, new Set());
  }
  const counted = new Map<string, readonly PersonId[]>();
  for (const [at, step] of steps.entries())
    counted.set(step.name, [...(counted.get(step.name) ?? []), ...(matching[at] ?? [])]);
  return { satisfied: steps.length > 0 && isFull(), counted };
};

/** Whether a person may take part in deciding at all: one of the groups of one of the steps, and not the requester. */
export const mayApprove = (
  steps: readonly ApprovalStep[],
  approver: Membership,
  requester: PersonId,
): boolean => steps.some((step) => whoCould(step, [approver], requester).length > 0);

/** Those of `people` who could approve `step` of what `requester` asks. */
export const whoCould = (
  step: ApprovalStep,
  people: readonly Membership[],
  requester: PersonId,
): readonly Membership[] =>
  people.filter(
    ({ active, person, groups }) => active && person.id !== requester && isOneOf(groups, step),
  );

const isQuorum = ({ quorum }: ApprovalStep): boolean => Number.isInteger(quorum) && quorum > 0;

const isOneOf = (groups: ReadonlySet<string>, step: ApprovalStep): boolean =>
  step.groups.some((group) => groups.has(group));

/** By person, once; of two memberships of one person the groups in both, since only one of them can be true. */
const eligibleApprovers = (
  approvers: readonly Membership[],
  requester: PersonId,
): ReadonlyMap<PersonId, ReadonlySet<string>> => {
  const people = new Map<PersonId, ReadonlySet<string>>();
  for (const { active, person, groups } of approvers) {
    const earlier = people.get(person.id);
    const now = active ? groups : new Set<string>();
    people.set(person.id, earlier === undefined ? now : shared(earlier, now));
  }
  people.delete(requester);
  return people;
};

const shared = (some: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...some].filter((group) => others.has(group)));

/** One augmenting path: `person` takes a free place, or that of somebody who can move to another step. */
const place = (
  person: PersonId,
  steps: readonly ApprovalStep[],
  people: ReadonlyMap<PersonId, ReadonlySet<string>>,
  matching: readonly PersonId[][],
  tried: Set<number>,
): boolean => {
  const groups = people.get(person) ?? new Set<string>();
  for (const [at, step] of steps.entries()) {
    const placed = matching[at];
    if (placed === undefined || tried.has(at) || !isOneOf(groups, step)) continue;
    tried.add(at);
    if (placed.length < step.quorum) {
      placed.push(person);
      return true;
    }
    const moved = placed.findIndex((other) => place(other, steps, people, matching, tried));
    if (moved >= 0) {
      placed[moved] = person;
      return true;
    }
  }
  return false;
};
