import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Requirement } from '../model/index.ts';
import { satisfies, withEscalations } from './approval.ts';
import { fits } from './asked.ts';
import { compilePolicy, type CompiledPolicy } from './compile.ts';
import { parsePolicy, problemText } from './parse.ts';
import { plan } from './plan.ts';
import { catalogOf, documentText, member, target } from './policy.fixture.ts';

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

const read = (text: string): CompiledPolicy => {
  const answer = parsePolicy(text);
  if (!answer.ok) throw new Error(answer.problems.map(problemText).join('\n'));
  return compilePolicy(answer.document, 1);
};

const example = (): CompiledPolicy => read(textOf('../../examples/access-policy.yaml'));

const PROD = '111122223333';
const TEST = '444455556666';
const ROLES = ['TempAccessRoleS3Admin', 'TempAccessRoleReadOnly', 'TempAccessRoleEc2Admin'];
const catalog = catalogOf([
  { id: PROD, roles: ROLES },
  { id: TEST, roles: ROLES },
]);

const alice = member('alice', ['s3-engineers', 'platform-engineers']);
const bob = member('bob', ['security-approvers']);
const carol = member('carol', ['workload-owners', 'security-approvers']);
const dave = member('dave', ['security-approvers', 'auditors']);
const erin = member('erin', ['auditors', 'policy-admins']);
const frank = member('frank', ['policy-admins']);

const required = (role: string, breakGlass = false): Requirement => {
  const answer = example().check(alice, catalog, [target(PROD, role)], breakGlass);
  if (!answer.eligible) throw new Error(answer.because.message);
  return answer.requirement;
};

test('the example has no problem in the demo organization', () => {
  const people = [alice, bob, carol, dave, erin, frank].map(({ person, groups, attributes }) => ({
    id: person.id,
    name: person.name,
    groups,
    attributes,
  }));

  const { problems } = plan({ before: undefined, after: example(), catalog, people });

  expect(problems).toEqual([]);
});

test('in the example S3 needs one of security for four hours, reading needs nobody', () => {
  const admin = required('TempAccessRoleS3Admin');

  expect(admin).toMatchObject({ maxDurationSeconds: 4 * 3600, automatic: [] });
  expect(satisfies(admin.steps, [bob], 'alice').satisfied).toBe(true);
  expect(satisfies(admin.steps, [alice, erin], 'alice').satisfied).toBe(false);
  expect(required('TempAccessRoleReadOnly').automatic).toEqual([
    { kind: 'always', ruleId: 'read-only' },
  ]);
});

test('in the example EC2 needs two of security and an owner, or an hour of break-glass', () => {
  const { steps } = required('TempAccessRoleEc2Admin');
  const eve = member('eve', ['security-approvers']);

  expect(satisfies(steps, [bob, carol], 'alice').satisfied).toBe(false);
  expect(satisfies(steps, [bob, dave], 'alice').satisfied).toBe(false);
  expect(satisfies(steps, [bob, dave, carol], 'alice').satisfied).toBe(true);
  expect(satisfies(steps, [bob, dave, eve], 'alice').satisfied).toBe(false);
  expect(satisfies(withEscalations(steps, ['owner']), [bob, dave, eve], 'alice').satisfied).toBe(
    true,
  );
  expect(required('TempAccessRoleEc2Admin', true)).toMatchObject({
    maxDurationSeconds: 3600,
    breakGlass: { maxDurationSeconds: 3600, reviewers: ['auditors'] },
  });
});

test('in the example everybody without a group that asks is offered nothing', () => {
  for (const person of [bob, carol, dave, erin, frank])
    expect(example().eligible(person, catalog, { limit: 10 })).toEqual([]);
  expect(example().eligible(alice, catalog, { limit: 10 })).toHaveLength(6);
});

const page = textOf('../../../../docs/access-policy.md');
const blocks = Array.from(page.matchAll(/^```yaml\n(.*?)^```$/gms), (found) => found[1] ?? '');

const SOURCES = `sources:
  pagerduty: { url: 'https://hooks.example.com/on-call' }
  servicenow: { url: 'https://hooks.example.com/ticket' }`;

/** A whole document around what a block of the page shows. */
const whole = (block: string): string => {
  if (block.startsWith('version:')) return block;
  if (block.startsWith('- id:')) return documentText(block.replaceAll(/^(?=.)/gm, '  '), SOURCES);
  return documentText('', block);
};

test.for(blocks.map((block) => [block.split('\n', 2).join(' '), block] as const))(
  'the page for authors is right: %s',
  ([, block]) => {
    const answer = parsePolicy(whole(block));

    expect(answer.ok ? [] : answer.problems.map(problemText)).toEqual([]);
  },
);

test('the page has its examples', () => {
  expect(blocks.length).toBeGreaterThanOrEqual(7);
});

test('the patterns that the page advises are admitted, those it advises against are not', () => {
  const rows = Array.from(page.matchAll(/^\| `(.+?)` +\| `(.+?)` +\|$/gm));
  const pairs = rows.filter(([, , better = '']) => better.includes('-'));

  expect(pairs.map(([, , better = '']) => fits(better, 'OPS-17'))).toEqual([true, true, true]);
  for (const [, worse = ''] of pairs) expect(fits(worse, 'OPS-17')).toBe(false);
});
