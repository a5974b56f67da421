import type {
  ApprovalStep,
  AutomaticCondition,
  ConditionSource,
  Membership,
  Person,
  Requests,
} from '../../model/index.ts';
import type { Cursors } from '../cursor.ts';
import { LARGEST_PAGE, MOST_NAMED_APPROVERS } from '../limits.ts';
import type { RequestsParts } from '../parts.ts';
import { askDirectory, standing } from '../people.ts';
import type { Audited } from '../refusals.ts';

/** What the person may ask for; the same rules that `create` applies. */
export const createEligible =
  (parts: RequestsParts, audited: Audited, cursors: Cursors): Requests['eligible'] =>
  (actor, page) =>
    audited(actor, { operation: 'eligible' }, async () => {
      const { membership } = actor;
      const query = page.query?.trim().toLowerCase();
      const purpose = ['eligible', membership.person.id, query ?? ''];
      const [account, roleArn] =
        page.cursor === undefined ? [] : cursors.open(purpose, page.cursor);
      const limit = Math.min(Math.max(1, page.limit), LARGEST_PAGE);
      const [policy, catalog] = await Promise.all([
        parts.policies.inForce(),
        parts.catalog.current(),
      ]);
      const found = policy.eligible(membership, catalog, {
        after:
          account === undefined || roleArn === undefined
            ? undefined
            : { account: String(account), roleArn: String(roleArn) },
        limit: limit + 1,
        query,
      });
      const eligible = found.slice(0, limit);
      const last = eligible.at(-1)?.target;
      return {
        eligible,
        nextCursor:
          found.length > limit && last !== undefined
            ? cursors.seal(purpose, [last.account, last.roleArn])
            : undefined,
      };
    });

/** Why not, who could approve, and what would be asked. */
export const createExplain =
  (parts: RequestsParts, audited: Audited): Requests['explain'] =>
  (actor, { targets, breakGlass }) =>
    audited(actor, { operation: 'explain' }, async () => {
      const me = await standing(askDirectory(parts), actor);
      const [policy, catalog] = await Promise.all([
        parts.policies.inForce(),
        parts.catalog.current(),
      ]);
      const answer = policy.check(me, catalog, targets, breakGlass);
      if (!answer.eligible)
        return {
          eligible: false,
          because: answer.because,
          maxDurationSeconds: undefined,
          fields: [],
          steps: [],
          automatic: [],
          breakGlass: false,
        };
      const { requirement, fields } = answer;
      return {
        eligible: true,
        because: undefined,
        maxDurationSeconds: requirement.maxDurationSeconds,
        fields,
        steps: await withPeople(parts, me, requirement.steps),
        automatic: requirement.automatic.map(inWords),
        breakGlass: requirement.breakGlass !== undefined,
      };
    });

const withPeople = (
  { directory }: RequestsParts,
  me: Membership,
  steps: readonly ApprovalStep[],
): Promise<readonly (ApprovalStep & { readonly couldApprove: readonly Person[] })[]> =>
  Promise.all(
    steps.map(async (step) => {
      const people = await directory.members(step.groups);
      const others = people.filter(({ id }) => id !== me.person.id);
      return { ...step, couldApprove: others.slice(0, MOST_NAMED_APPROVERS) };
    }),
  );

const inWords = (condition: AutomaticCondition): string =>
  condition.kind === 'always'
    ? 'Nobody has to approve.'
    : `Nobody has to approve when ${condition.sources.map(sourceInWords).join(' and ')}.`;

const sourceInWords = (source: ConditionSource): string => {
  switch (source.kind) {
    case 'on-call':
      return `the person is on call in "${source.schedule}" (${source.source})`;
    case 'ticket':
      return `${source.source} knows the ticket in "${source.field}"`;
    case 'time-window':
      return `it is ${source.from} to ${source.to} ${source.zone} on ${source.days.join(', ')}`;
    default:
      return source satisfies never;
  }
};
