import { compilePolicy } from '@gatehouse/policy';
import { expect, test } from 'vitest';
import { type CutGrant, cutPolicy } from './cut-policy.ts';

const DECIDED = new Date('2026-11-25T12:00:00.400Z');
const ENDS = new Date('2026-11-25T13:00:00.000Z');
const cuts = (count: number): readonly CutGrant[] =>
  Array.from({ length: count }, (_, index) => ({
    grantId: `r-${String(index).padStart(20, '0')}.1`,
    decidedAt: DECIDED,
    endsAt: ENDS,
  }));
const LIMIT = 10_240;

const statement = (document: string | undefined) =>
  (JSON.parse(document ?? '') as { Statement: [Record<string, unknown>] }).Statement[0];

test('nothing revoked is no policy', () => {
  expect(cutPolicy([], ['r-live.1'], LIMIT)).toEqual({ form: 'empty', document: undefined });
});

test('revoked grants are denied by name, for every token up to the end they would have had', () => {
  const { form, document } = cutPolicy(cuts(2), ['r-live.1'], LIMIT);

  expect(form).toBe('exact');
  expect(statement(document)).toMatchObject({
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:PrincipalTag/gatehouse:grant': cuts(2).map(({ grantId }) => grantId) },
      DateLessThan: { 'aws:TokenIssueTime': '2026-11-25T13:00:01Z' },
    },
  });
});

test('too many revoked grants are denied by sparing the live ones, sessions so far only', () => {
  const { form, document } = cutPolicy(cuts(400), ['r-live.1', 'r-live.2'], LIMIT);

  expect(form).toBe('all-but-live');
  expect(statement(document)).toMatchObject({
    Condition: {
      StringNotEquals: { 'aws:PrincipalTag/gatehouse:grant': ['r-live.1', 'r-live.2'] },
      DateLessThan: { 'aws:TokenIssueTime': '2026-11-25T12:00:01Z' },
    },
  });
});

test('a revoked grant is not spared although it still counts as live', () => {
  const [first] = cuts(1);

  const { document } = cutPolicy(cuts(400), [first?.grantId ?? '', 'r-live.1'], LIMIT);

  expect(document).not.toContain(first?.grantId);
});

test('too many live grants end every session so far', () => {
  const live = Array.from({ length: 400 }, (_, index) => `r-live-${index}.1`);

  const { form, document } = cutPolicy(cuts(400), live, 3000);

  expect(form).toBe('all');
  expect(document?.length).toBeLessThan(3000);
  expect(statement(document)).toMatchObject({
    Condition: { DateLessThan: { 'aws:TokenIssueTime': '2026-11-25T12:00:01Z' } },
  });
});

test.for([[1], [300], [400], [5000]])('%i revoked grants fit into a role', ([count = 0]) => {
  const { document = '' } = cutPolicy(cuts(count), [], LIMIT);

  expect(document.length).toBeLessThanOrEqual(LIMIT);
  expect(() => compilePolicy(document, 'identity')).not.toThrow();
});
