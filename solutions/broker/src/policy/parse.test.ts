import { leastMilliseconds } from '@gatehouse/testkit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessPolicySchema } from './document.ts';
import { parsePolicy, problemText } from './parse.ts';

const rule = (members: string): string => `version: 1
settings: { policyAdministrators: { groups: [admins] } }
rules:
  - id: s3
    effect: allow
    who: { groups: [engineers] }
    what: [{ accounts: ['111122223333'], roles: [Admin] }]
    maxDuration: PT4H
    approval: none
${members}`;

const withRule = (replaced: string, by: string): string => rule('').replace(replaced, by);

const problems = (text: string): readonly string[] => {
  const answer = parsePolicy(text);
  return answer.ok ? [] : answer.problems.map(problemText);
};

test('the smallest document stands', () => {
  expect(problems(rule(''))).toEqual([]);
});

test('JSON is read too, tabs and all', () => {
  const answer = parsePolicy(rule(''));
  if (!answer.ok) throw new Error('the document is sound');

  expect(problems(JSON.stringify(answer.document))).toEqual([]);
  expect(problems(JSON.stringify(answer.document, undefined, '\t'))).toEqual([]);
});

test.for([
  [
    "['111122223333']",
    '[111122223333]',
    /^line 7, rules\[0\]\.what\[0\]\.accounts\[0\]: put it in quotes: .*number/,
  ],
  ["['111122223333']", "['11112222333']", /line 7, .*exactly twelve digits/],
  ["['111122223333']", "['1111 2222 3333']", /exactly twelve digits/],
  ["['111122223333']", "['*']", /exactly twelve digits/],
  ['[Admin]', "['Admin*']", /no wildcards/],
  ['[Admin]', "['/Admin']", /no leading slash/],
  ['[Admin]', "['ops/']", /exact path/],
  ['[Admin]', 'all', /rules\[0\]\.what\[0\]\.roles/],
  ['[engineers]', "['eng*']", /exact name of a group/],
  ['[engineers]', "[' engineers']", /exact name of a group/],
  ['[engineers]', '[]', /rules\[0\]\.who\.groups/],
  ['PT4H', 'PT0S', /PT15M to P30D/],
  ['PT4H', '4h', /ISO 8601/],
  ['PT4H', 'P1M', /ISO 8601/],
  ['PT4H', 'PT1.5H', /ISO 8601/],
  ['PT4H', 'PT', /PT15M to P30D/],
  ['PT4H', 'PT9999H', /PT15M to P30D/],
  ['    maxDuration: PT4H\n', '', /rules\[0\]\.maxDuration: is missing/],
  ['    approval: none\n', '', /rules\[0\]\.approval: .*must be none, or have steps/],
  ['    approval: none', '    approval: {steps: []}', /line 9, rules\[0\]\.approval\.steps/],
  ['    approval: none', '    approval: {steps: [{name: a, groups: [x], quorum: 0}]}', /quorum/],
  [
    '    approval: none',
    '    approval: {steps: [{name: a, groups: [x], set: y}]}',
    /either groups or set/,
  ],
  [
    '    approval: none',
    '    approval: {steps: [{name: a, set: nowhere}]}',
    /no approver set "nowhere"/,
  ],
  ['effect: allow', 'effect: permit', /allow or deny/],
  [
    'effect: allow',
    'effect: allow\n    maxduration: PT9H',
    /line 6, rules\[0\]\.maxduration: is no member/,
  ],
  ['effect: allow', 'effect: allow\n    effect: deny', /unique/i],
  ['who: { groups: [engineers] }', 'who: everyone', /rules\[0\]\.who/],
  ['who: { groups: [engineers] }', 'who: {}', /groups, attributes, or both/],
  [', roles: [Admin]', '', /either roles or roleArns/],
  ["accounts: ['111122223333'], ", '', /in which accounts/],
  ['version: 1', 'version: 2', /must be 1/],
  ['version: 1', '%YAML 1.1\n---\nversion: 1', /directives/],
  ['version: 1', 'version: &v 1', /anchors/],
  ['version: 1', 'version: !!int 1', /tags/],
  ['version: 1', 'version: 1\n__proto__: {}', /no name/],
  ['version: 1', 'version: 1\n? [a]\n: b', /a name must be text/],
  ['version: 1', 'version: 1\n<<: {}', /"?<<|is no member/],
  [' policyAdministrators: { groups: [admins] } ', '', /policyAdministrators/],
] as const)('%s as %s is refused with place and reason', ([part, instead, expected]) => {
  const found = problems(withRule(part, instead));

  expect(found.join('\n')).toMatch(expected);
});

test.for([
  [
    '    fields: { ticket: { label: Ticket, pattern: "(a+)+" } }',
    /line 10, .*fields\.ticket\.pattern: .*repeated/,
  ],
  ['    fields: { "a b": { label: Ticket } }', /fields/],
  ['    breakGlass: { maxDuration: PT5H, reviewers: [auditors] }', /not be longer than/],
  ['    breakGlass: { maxDuration: PT1H, reviewers: [] }', /reviewers/],
  [
    '  - id: s3\n    effect: deny\n    who: everyone\n    what: [{ units: [r-abcd], roles: all }]',
    /more than once/,
  ],
  ['sources: { pd: { url: "http://example.com/x" } }', /https/],
  ['sources: { pd: { url: "https://user:pass@example.com/x" } }', /https/],
  ['sources: { pd: { url: "file:///etc/passwd" } }', /https/],
  ['sources: { pd: { url: "https://example.com/x", timeout: PT1H } }', /PT1S to PT10S/],
  [
    'templates: [{ id: t, title: T, targets: ["arn:aws:iam::111122223333:role/*"], duration: PT1H }]',
    /no wildcards/,
  ],
  [
    'templates: [{ id: t, title: T, targets: ["arn:aws:iam::111122223333:role/A"], duration: PT1H, sessionPolicy: "{}" }]',
    /IAM policy/,
  ],
  ['---\nversion: 1', /more than one document/],
] as const)('%s is refused', ([members, expected]) => {
  expect(problems(rule(members)).join('\n')).toMatch(expected);
});

const conditional = (unless: string, more = ''): string =>
  withRule(
    'approval: none',
    `approval: { steps: [{ name: a, groups: [x], escalate: { after: PT30M, to: [y] } }], unless: [${unless}] }${more}`,
  );

test.for([
  ['{}', /at least one condition/],
  ['{ onCall: { source: pd, schedule: primary } }', /no source "pd"/],
  ['{ ticket: { source: pd, field: ticket } }', /no field "ticket"/],
  ['{ timeWindow: { days: [Mon], from: "09:00", to: "17:00", zone: Mars/Olympus } }', /zone/],
  ['{ timeWindow: { days: [Mon], from: "09:00", to: "09:00", zone: UTC } }', /differ/],
  ['{ timeWindow: { days: [Mon, Mon], from: "09:00", to: "10:00", zone: UTC } }', /each day once/],
  ['{ timeWindow: { days: [Mon], from: 900, to: "10:00", zone: UTC } }', /quotes/],
] as const)('the condition %s is refused', ([unless, expected]) => {
  expect(problems(conditional(unless)).join('\n')).toMatch(expected);
});

test('an escalation that would come after the end of the wait is refused', () => {
  const text = conditional(
    '{ timeWindow: { days: [Mon], from: "09:00", to: "17:00", zone: Europe/Berlin } }',
    '\n    pendingFor: PT30M',
  );

  expect(problems(text).join('\n')).toMatch(/shorter than pendingFor/);
});

test('an alias is refused before it is expanded', () => {
  const bomb = `a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]`;

  expect(problems(bomb).join('\n')).toMatch(/anchors|aliases/);
});

test.for([
  ['[', '['.repeat(100_000)],
  ['{a:', '{a: '.repeat(10_000)],
  ['- ', '- '.repeat(10_000)],
  ['[[]]', `${'['.repeat(30)}${']'.repeat(30)}`],
] as const)('%s nested without end is refused at once', ([, text]) => {
  expect(problems(text).join('\n')).toMatch(/nested/);
});

test.for([
  ['block', Array.from({ length: 50_000 }, (_, at) => `k${at}: 1`).join('\n')],
  ['flow', `{${Array.from({ length: 50_000 }, (_, at) => `k${at}: 1`).join()}}`],
] as const)('a %s mapping of fifty thousand names is refused at once', ([, text]) => {
  const milliseconds = leastMilliseconds(5000, () => {
    expect(problems(text).join('\n')).toMatch(/more than 1000 names/);
  });

  expect(milliseconds).toBeLessThan(5000);
});

test('a document of more than a mebibyte is refused', () => {
  expect(problems(`# ${'é'.repeat(600_000)}`)).toEqual([
    'the document is larger than 1048576 bytes',
  ]);
});

test('the published schema describes every member and closes every object', () => {
  const schema = JSON.stringify(accessPolicySchema());

  for (const name of [
    'policyAdministrators',
    'approverSets',
    'timeWindow',
    'breakGlass',
    'roleArns',
  ])
    expect(schema).toContain(`"${name}"`);
  expect(accessPolicySchema()).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    additionalProperties: false,
  });
});

test('whatever is written is answered, never thrown at', () => {
  const base = rule('    fields: { ticket: { label: T, pattern: "[A-Z]+-[0-9]+" } }');
  const somePiece = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ':',
      '- ',
      '&a ',
      '*a',
      '!!x ',
      '"',
      "'",
      '|',
      '\t',
      '\n',
      '? ',
      '<<: ',
    ),
  );

  fc.assert(
    fc.property(fc.nat(base.length), fc.nat(12), somePiece, (at, removed, piece) => {
      const answer = parsePolicy(base.slice(0, at) + piece + base.slice(at + removed));

      expect(answer.ok || answer.problems.length > 0).toBe(true);
    }),
    { numRuns: 1500 },
  );
});
