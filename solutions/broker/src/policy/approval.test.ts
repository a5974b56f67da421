import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApprovalStep, Membership } from '../model/index.ts';
import { mayApprove, satisfies, whoCould, withEscalations } from './approval.ts';
import { member } from './policy.fixture.ts';

const step = (name: string, groups: readonly string[], quorum: number): ApprovalStep => ({
  name,
  groups,
  quorum,
});

const twoAndOne = [step('security', ['security'], 2), step('owner', ['owners'], 1)];

test('two of security and one owner are needed, whoever comes first', () => {
  const sam = member('sam', ['security']);
  const sue = member('sue', ['security']);
  const olga = member('olga', ['owners']);

  expect(satisfies(twoAndOne, [sam, olga], 'ann').satisfied).toBe(false);
  expect(satisfies(twoAndOne, [sam, sue], 'ann').satisfied).toBe(false);
  expect(satisfies(twoAndOne, [olga, sue, sam], 'ann').satisfied).toBe(true);
});

test('somebody of both groups counts once, and for the step that lacks people', () => {
  const both = member('both', ['security', 'owners']);
  const sam = member('sam', ['security']);
  const sue = member('sue', ['security']);

  expect(satisfies(twoAndOne, [both, sam], 'ann').satisfied).toBe(false);
  expect(satisfies(twoAndOne, [both, sam, sue], 'ann').satisfied).toBe(true);
  expect(satisfies(twoAndOne, [sam, sue, both], 'ann').counted.get('owner')).toEqual(['both']);
});

test('one person who approves twice is no quorum of two', () => {
  const sam = member('sam', ['security']);

  expect(satisfies([step('s', ['security'], 2)], [sam, sam], 'ann').satisfied).toBe(false);
});

test('the requester, somebody who lost the group, and a disabled approver never count', () => {
  const one = [step('s', ['security'], 1)];

  expect(satisfies(one, [member('ann', ['security'])], 'ann').satisfied).toBe(false);
  expect(satisfies(one, [member('sam', [])], 'ann').satisfied).toBe(false);
  expect(satisfies(one, [{ ...member('sam', ['security']), active: false }], 'ann').satisfied).toBe(
    false,
  );
});

test('a list of no steps is satisfied by nobody', () => {
  expect(satisfies([], [member('sam', ['security'])], 'ann').satisfied).toBe(false);
});

test.for([0, -1, 1.5, Number.NaN])('a quorum of %d is never reached', (quorum) => {
  const people = [member('sam', ['security']), member('sue', ['security'])];

  expect(satisfies([step('s', ['security'], quorum)], people, 'ann').satisfied).toBe(false);
});

test('an escalation adds its groups only once it has taken effect', () => {
  const steps: ApprovalStep[] = [
    { ...step('s', ['security'], 1), escalation: { afterSeconds: 1800, groups: ['leads'] } },
  ];
  const lead = [member('lea', ['leads'])];

  expect(satisfies(withEscalations(steps, []), lead, 'ann').satisfied).toBe(false);
  expect(satisfies(withEscalations(steps, ['other']), lead, 'ann').satisfied).toBe(false);
  expect(satisfies(withEscalations(steps, ['s']), lead, 'ann').satisfied).toBe(true);
});

test('who could approve leaves out the requester, the inactive and everybody else', () => {
  const people = [
    member('ann', ['security']),
    member('sam', ['security']),
    member('olga', ['owners']),
    { ...member('old', ['security']), active: false },
  ];

  const could = whoCould(step('s', ['security'], 1), people, 'ann');

  expect(could.map(({ person }) => person.id)).toEqual(['sam']);
  expect(mayApprove(twoAndOne, member('ann', ['owners']), 'ann')).toBe(false);
  expect(mayApprove(twoAndOne, member('olga', ['owners']), 'ann')).toBe(true);
});

const GROUPS = ['a', 'b', 'c', 'd'];
const someSteps = fc.array(
  fc.record({
    name: fc.constantFrom('one', 'two', 'three'),
    groups: fc.subarray(GROUPS, { minLength: 1 }),
    quorum: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 3 },
);
const somePeople = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5', 'p6'),
    groups: fc.subarray(GROUPS),
    active: fc.boolean(),
  }),
  { selector: ({ id }) => id, maxLength: 6 },
);

/** Tries every way to give each person one step or none. */
const bruteForce = (
  steps: readonly ApprovalStep[],
  people: readonly Membership[],
  requester: string,
): boolean => {
  const missing = steps.map(({ quorum }) => quorum);
  const usable = people.filter(({ person, active }) => active && person.id !== requester);
  const from = (at: number): boolean => {
    if (missing.every((count) => count === 0)) return true;
    const person = usable[at];
    if (person === undefined) return false;
    for (const [index, { groups }] of steps.entries()) {
      if ((missing[index] ?? 0) === 0 || !groups.some((group) => person.groups.has(group)))
        continue;
      missing[index] = (missing[index] ?? 0) - 1;
      if (from(at + 1)) return true;
      missing[index] += 1;
    }
    return from(at + 1);
  };
  return from(0);
};

test('the answer is that of trying everything', () => {
  fc.assert(
    fc.property(someSteps, somePeople, (steps, drawn) => {
      const people = drawn.map(({ id, groups, active }) => ({ ...member(id, groups), active }));

      expect(satisfies(steps, people, 'p1').satisfied).toBe(bruteForce(steps, people, 'p1'));
    }),
    { numRuns: 2000 },
  );
});

test('nobody is counted twice, and everybody counted is of the group', () => {
  fc.assert(
    fc.property(someSteps, somePeople, (drawnSteps, drawn) => {
      const steps = drawnSteps.map((one, at) => ({ ...one, name: `${at}` }));
      const people = drawn.map(({ id, groups }) => member(id, groups));

      const { counted } = satisfies(steps, people, 'p1');

      const all = [...counted.values()].flat();
      expect(new Set(all).size).toBe(all.length);
      for (const { name, groups, quorum } of steps) {
        const ids = counted.get(name) ?? [];
        expect(ids.length).toBeLessThanOrEqual(quorum);
        for (const id of ids) {
          const found = people.find(({ person }) => person.id === id);
          expect(groups.some((group) => found?.groups.has(group))).toBe(true);
        }
      }
    }),
    { numRuns: 1000 },
  );
});
