import type { ApprovalStep, Membership } from '../model/index.ts';
import { satisfies, whoCould, withEscalations } from './approval.ts';
import type { PlanInput, PlanPerson, PlanProblem } from './plan-model.ts';
import { isAbout, type Rule } from './rule.ts';

const NAMED_PEOPLE = 5;
const FEWEST_ADMINISTRATORS = 2;

/**
 * Rules that nobody can approve, and rules whose approvers approve one another:
 *
 * - `approval-circle`: whoever may approve may also ask, and they are one more than the quorum. Every request then needs
 *   all of the others, who need the asker for theirs: no one outside of the circle ever looks.
 * - `group-approves-itself`: every step accepts members of a group that may ask, so that the group needs nobody else.
 *
 * Nobody ever approves their own request, so that is no problem of a policy.
 */
export const circleProblems = ({ after, people }: PlanInput): readonly PlanProblem[] => {
  if (people === undefined)
    return [
      {
        code: 'members-unknown',
        severity: 'warning',
        message: 'the directory does not tell who is in which group, so nothing is said of people',
      },
      ...after.rules.flatMap((rule) => ownGroupProblems(rule)),
    ];
  const members = people.map(toMembership);
  const administrators = members.filter((member) => after.may(member, 'administer-policy'));
  return [
    ...after.rules.flatMap((rule) => [
      ...approverProblems(rule, people, members),
      ...reviewerProblems(rule, people, members),
    ]),
    ...unknownGroups(after.rules, people),
    ...(administrators.length >= FEWEST_ADMINISTRATORS
      ? []
      : [
          {
            code: 'too-few-administrators' as const,
            severity: 'error' as const,
            message: `only ${administrators.length} could administer the policy; a change needs two people, so it could not be changed again`,
            path: ['settings', 'policyAdministrators'],
          },
        ]),
  ];
};

const toMembership = ({ id, name, groups }: PlanPerson): Membership => ({
  person: { id, issuer: '', subject: id, name, email: undefined },
  groups,
  attributes: new Map(),
  active: true,
});

const namesOf = (members: readonly Membership[]): string => {
  const names = members.slice(0, NAMED_PEOPLE).map(({ person }) => person.name);
  const more = members.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
};

const approverProblems = (
  rule: Rule,
  people: readonly PlanPerson[],
  members: readonly Membership[],
): readonly PlanProblem[] => {
  const steps = rule.terms?.requirement.steps ?? [];
  if (steps.length === 0) return [];
  const asking = new Set(people.filter((person) => isAbout(rule, person)).map(({ id }) => id));
  const requesters = members.filter(({ person }) => asking.has(person.id));
  const stuck = unapprovable(steps, requesters, members);
  if (stuck === 'everybody') return [nobody(rule, steps, requesters, members)];
  const circle = circleOf(rule, steps, requesters, members);
  const path = ['rules', rule.index, 'approval'];
  return [
    ...(stuck.length === 0
      ? []
      : [
          {
            code: 'some-cannot-be-approved' as const,
            severity: 'warning' as const,
            message: `nobody could approve requests of ${namesOf(stuck)}: too few others may`,
            ruleId: rule.id,
            path,
          },
        ]),
    ...(circle === undefined ? ownGroupProblems(rule) : [circle]),
  ];
};

/** Requesters whose requests nobody could approve; the answer differs only for those who are approvers themselves. */
const unapprovable = (
  steps: readonly ApprovalStep[],
  requesters: readonly Membership[],
  members: readonly Membership[],
): readonly Membership[] | 'everybody' => {
  const approvers = approversOf(steps, members);
  if (!satisfies(steps, approvers, '').satisfied) return 'everybody';
  // With more people than all places in every step, one person less is never missed.
  const places = steps.reduce((sum, { quorum }) => sum + quorum, 0);
  if (steps.every((step) => whoCould(step, approvers, '').length > places)) return [];
  const ids = new Set(approvers.map(({ person }) => person.id));
  const stuck = requesters.filter(
    ({ person }) => ids.has(person.id) && !satisfies(steps, approvers, person.id).satisfied,
  );
  return stuck.length > 0 && stuck.length === requesters.length ? 'everybody' : stuck;
};

const approversOf = (
  steps: readonly ApprovalStep[],
  members: readonly Membership[],
): readonly Membership[] => [...new Set(steps.flatMap((step) => whoCould(step, members, '')))];

const nobody = (
  { id, index }: Rule,
  steps: readonly ApprovalStep[],
  requesters: readonly Membership[],
  members: readonly Membership[],
): PlanProblem => {
  const later = withEscalations(
    steps,
    steps.map(({ name }) => name),
  );
  const escalates = unapprovable(later, requesters, members) !== 'everybody';
  const counts = steps.map(
    (step) =>
      `step ${step.name} needs ${step.quorum} of ${step.groups.join(' or ')}, who are ${whoCould(step, members, '').length}`,
  );
  return {
    code: 'nobody-can-approve',
    severity: escalates ? 'warning' : 'error',
    message: `${counts.join('; ')}: no request could be approved${escalates ? ' before its escalation' : ''}, the requester not counted`,
    ruleId: id,
    path: ['rules', index, 'approval'],
  };
};

const circleOf = (
  rule: Rule,
  steps: readonly ApprovalStep[],
  requesters: readonly Membership[],
  members: readonly Membership[],
): PlanProblem | undefined => {
  const approvers = approversOf(steps, members);
  const quorum = steps.reduce((sum, step) => sum + step.quorum, 0);
  const asking = new Set(requesters);
  if (approvers.length !== quorum + 1 || !approvers.every((one) => asking.has(one)))
    return undefined;
  return {
    code: 'approval-circle',
    severity: 'error',
    message: `${namesOf(approvers)} may ask, and only they approve one another: nobody else ever looks`,
    ruleId: rule.id,
    path: ['rules', rule.index, 'approval'],
  };
};

const ownGroupProblems = (rule: Rule): readonly PlanProblem[] => {
  const { steps = [] } = rule.terms?.requirement ?? {};
  if (steps.length === 0) return [];
  const own = (rule.groups ?? []).filter((group) =>
    steps.every(({ groups }) => groups.includes(group)),
  );
  return own.map((group) => ({
    code: 'group-approves-itself',
    severity: 'warning',
    message: `members of ${group} may ask, and members of ${group} are enough to approve it`,
    ruleId: rule.id,
    path: ['rules', rule.index, 'approval'],
  }));
};

const reviewerProblems = (
  rule: Rule,
  people: readonly PlanPerson[],
  members: readonly Membership[],
): readonly PlanProblem[] => {
  const reviewers = rule.terms?.requirement.breakGlass?.reviewers;
  if (reviewers === undefined) return [];
  const could = members.filter(({ groups }) => reviewers.some((group) => groups.has(group)));
  const [only, ...others] = could;
  const alone =
    only !== undefined &&
    others.length === 0 &&
    people.some((person) => person.id === only.person.id && isAbout(rule, person));
  if (only !== undefined && !alone) return [];
  const reason =
    only === undefined
      ? `nobody is in ${reviewers.join(' or ')}, so no use of break-glass could be reviewed`
      : `${only.person.name} may use break-glass and is the only one who may review it`;
  return [
    {
      code: 'nobody-can-review',
      severity: only === undefined ? 'error' : 'warning',
      message: reason,
      ruleId: rule.id,
      path: ['rules', rule.index, 'breakGlass', 'reviewers'],
    },
  ];
};

const unknownGroups = (
  rules: readonly Rule[],
  people: readonly PlanPerson[],
): readonly PlanProblem[] => {
  const known = new Set(people.flatMap(({ groups }) => [...groups]));
  return rules.flatMap((rule) => {
    const { steps = [], breakGlass } = rule.terms?.requirement ?? {};
    const named = [
      ...(rule.groups ?? []),
      ...steps.flatMap(({ groups, escalation }) => [...groups, ...(escalation?.groups ?? [])]),
      ...(breakGlass?.reviewers ?? []),
    ];
    return [...new Set(named)]
      .filter((group) => !known.has(group))
      .map((group): PlanProblem => ({
        code: 'unknown-group',
        severity: 'warning',
        message: `nobody is in group ${group}; is its name right?`,
        ruleId: rule.id,
        path: ['rules', rule.index],
      }));
  });
};
