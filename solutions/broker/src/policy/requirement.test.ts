import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApprovalStep } from '../model/index.ts';
import { satisfies, withEscalations } from './approval.ts';
import { catalogOf, compiled, member, target } from './policy.fixture.ts';

const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];
const catalog = catalogOf(ACCOUNTS.map((id) => ({ id, roles: ['Admin'] })));
const GROUPS = ['a', 'b', 'c'];

const someSteps = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('one', 'two'),
    groups: fc.subarray(GROUPS, { minLength: 1 }),
    quorum: fc.integer({ min: 1, max: 2 }),
    escalates: fc.option(fc.constantFrom(...GROUPS)),
  }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 2 },
);
const someApproval = fc.oneof(fc.constant('none' as const), someSteps);
const somePeople = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5'),
    groups: fc.subarray(GROUPS, { minLength: 1 }),
  }),
  { selector: ({ id }) => id },
);

type SomeSteps = typeof someSteps extends fc.Arbitrary<infer Steps> ? Steps : never;

const stepText = ({ name, groups, quorum, escalates }: SomeSteps[number]): string => {
  const escalate = escalates === null ? '' : `, escalate: { after: PT1H, to: [${escalates}] }`;
  return `{ name: ${name}, groups: [${groups.join()}], quorum: ${quorum}${escalate} }`;
};

const ruleText = (approval: 'none' | SomeSteps, at: number): string => `
  - id: rule${at}
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['${ACCOUNTS[at] ?? ''}'], roles: [Admin] }]
    maxDuration: PT${at + 1}H
    approval: ${approval === 'none' ? 'none' : `{ steps: [${approval.map(stepText).join()}] }`}
`;

test('who approves several targets together has approved each of them', () => {
  let approved = 0;
  fc.assert(
    fc.property(
      fc.array(someApproval, { minLength: 3, maxLength: 3 }),
      somePeople,
      fc.boolean(),
      (approvals, drawn, late) => {
        const policy = compiled(approvals.map(ruleText).join(''));
        const ann = member('ann', ['eng', ...GROUPS]);
        const people = [ann, ...drawn.map(({ id, groups }) => member(id, groups))];
        const answerOf = (accounts: readonly string[]) => {
          const targets = accounts.map((id) => target(id, 'Admin'));
          const answer = policy.check(ann, catalog, targets, false);
          if (!answer.eligible) throw new Error(answer.because.message);
          return answer.requirement;
        };
        const isApproved = (steps: readonly ApprovalStep[]): boolean => {
          const names = late ? steps.map(({ name }) => name) : [];
          return satisfies(withEscalations(steps, names), people, 'ann').satisfied;
        };

        const together = answerOf(ACCOUNTS);
        const names = together.steps.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        expect(together.maxDurationSeconds).toBe(3600);
        expect(together.automatic.length > 0).toBe(approvals.every((one) => one === 'none'));
        if (!isApproved(together.steps)) return;
        approved += 1;
        for (const [at, account] of ACCOUNTS.entries())
          expect(approvals[at] === 'none' || isApproved(answerOf([account]).steps)).toBe(true);
      },
    ),
    { numRuns: 500 },
  );
  expect(approved).toBeGreaterThan(20);
});
