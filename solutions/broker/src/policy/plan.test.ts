import { leastMilliseconds } from '@gatehouse/testkit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CompiledPolicy } from './compile.ts';
import type { Plan, PlanPerson, PlanProblem } from './plan-model.ts';
import { planText } from './plan-text.ts';
import { plan } from './plan.ts';
import { catalogOf, compiled, member, roleArn } from './policy.fixture.ts';

const PROD = '111122223333';
const catalog = catalogOf([
  { id: PROD, units: ['r-root'], roles: ['Admin', 'Read'] },
  { id: '444455556666', units: ['r-root'], tags: { env: 'test' }, roles: ['Admin'] },
]);

const person = (id: string, groups: readonly string[]): PlanPerson => ({
  id,
  name: id,
  groups: new Set(groups),
  attributes: new Map(),
});

const rule = (id: string, members: Readonly<Record<string, string>> = {}): string => {
  const all = {
    effect: 'allow',
    who: '{ groups: [eng] }',
    what: `[{ accounts: ['${PROD}'], roles: [Admin] }]`,
    ...(members['effect'] === 'deny'
      ? {}
      : { maxDuration: 'PT4H', approval: '{ steps: [{ name: security, groups: [security] }] }' }),
    ...members,
  };
  const lines = Object.entries(all).map(([name, value]) => `    ${name}: ${value}`);
  return `  - id: ${id}\n${lines.join('\n')}\n`;
};

const crowd = [
  person('ann', ['eng']),
  person('sam', ['security']),
  person('sue', ['security']),
  person('pam', ['policy-admins']),
  person('pat', ['policy-admins']),
];

const planned = (
  before: CompiledPolicy | undefined,
  after: CompiledPolicy,
  people: readonly PlanPerson[] | undefined = crowd,
): Plan => plan({ before, after, catalog, people });

const problemsOf = (rules: string, people: readonly PlanPerson[] | undefined = crowd, more = '') =>
  plan({ before: undefined, after: compiled(rules, more), catalog, people }).problems;
const codes = (problems: readonly PlanProblem[]): readonly string[] =>
  problems.map(({ code, severity }) => `${severity} ${code}`);

test('who gains and loses what is listed person by person', () => {
  const before = compiled(rule('a'));
  const after = compiled(rule('a', { what: `[{ accounts: ['${PROD}'], roles: [Read] }]` }));

  const { changes, counts, complete } = planned(before, after);

  expect(changes).toEqual([
    {
      kind: 'loses',
      who: 'ann',
      target: { account: PROD, roleArn: roleArn(PROD, 'Admin') },
      detail: 'up to 4 h, approval by 1 of security, rule a',
    },
    {
      kind: 'gains',
      who: 'ann',
      target: { account: PROD, roleArn: roleArn(PROD, 'Read') },
      detail: 'up to 4 h, approval by 1 of security, rule a',
    },
  ]);
  expect(counts).toEqual({ gains: 1, loses: 1, changes: 0 });
  expect(complete).toBe(true);
});

test.for([
  [{ maxDuration: 'PT8H' }, 'duration: 4 h → 8 h'],
  [{ pendingFor: 'PT1H' }, 'waiting: 8 h → 1 h'],
  [{ approval: 'none' }, 'approval: 1 of security → nobody; without approval: never → always'],
  [
    { approval: '{ steps: [{ name: security, groups: [security], quorum: 2 }] }' },
    'approval: 1 of security → 2 of security',
  ],
  [
    {
      approval:
        '{ steps: [{ name: security, groups: [security] }], unless: [{ onCall: { source: pd, schedule: primary } }] }',
    },
    'without approval: never → on call in primary (pd)',
  ],
  [
    { breakGlass: '{ maxDuration: PT1H, reviewers: [auditors] }' },
    'break-glass: no → up to 1 h, reviewed by auditors',
  ],
  [{ fields: '{ ticket: { label: Ticket } }' }, 'fields: none → ticket required'],
] as const)('changed terms %o read: %s', ([members, expected]) => {
  const sources = 'sources: { pd: { url: "https://pd.example/x" } }';

  const { changes } = planned(compiled(rule('a'), sources), compiled(rule('a', members), sources));

  expect(changes.map(({ kind, detail }) => [kind, detail])).toEqual([['changes', expected]]);
});

test('another order, description or id of rules that decides the same is no change', () => {
  const two = (id: string): string => rule(id, { what: `[{ units: [r-root], roles: [Read] }]` });
  const before = compiled(rule('a') + two('b'));
  const after = compiled(two('c') + rule('d', { description: 'the same' }));

  expect(planned(before, after).changes).toEqual([]);
});

test('a deny takes away', () => {
  const deny = rule('freeze', {
    effect: 'deny',
    who: 'everyone',
    what: '[{ units: [r-root], roles: all }]',
  });

  const { counts, problems } = planned(compiled(rule('a')), compiled(rule('a') + deny));

  expect(counts).toEqual({ gains: 0, loses: 1, changes: 0 });
  expect(codes(problems)).toContain('warning unreachable-rule');
});

test('without people a plan speaks of groups, and takes an attribute for given', () => {
  const after = compiled(
    rule('a', { who: '{ groups: [eng], attributes: { site: [berlin] } }' }) +
      rule('b', {
        who: '{ attributes: { site: [berlin] } }',
        what: '[{ units: [r-root], roles: [Read] }]',
      }),
  );

  const { changes, problems } = plan({ before: undefined, after, catalog, people: undefined });

  expect(changes.map(({ who, target }) => `${who} ${target.roleArn.split('/')[1] ?? ''}`)).toEqual([
    'group eng Admin',
    'group eng Read',
    'people of no group Read',
  ]);
  expect(codes(problems)).toEqual(['warning members-unknown']);
});

const sourceAt = (host: string): string => `sources: { pd: { url: "https://${host}.example/x" } }`;

test('a change of who may act for everybody, and of whom conditions are asked of, is pointed out', () => {
  const before = compiled(rule('a'), sourceAt('one'));
  const after = compiled(rule('a'), sourceAt('two'));
  const other = {
    ...after,
    document: {
      ...after.document,
      settings: { ...after.document.settings, auditors: { groups: ['eng'] } },
    },
  };

  const messages = planned(before, other).problems.map(({ message }) => message);

  expect(messages).toEqual([
    'group eng would be able to read everything',
    'group auditors could no longer read everything',
    'source pd would be asked at another address',
  ]);
});

const quorum = (count: number, groups = 'security'): string =>
  `{ steps: [{ name: security, groups: [${groups}], quorum: ${count} }] }`;

test('a quorum larger than its groups is an error, or a warning where an escalation can help', () => {
  const escalating = `{ steps: [{ name: s, groups: [security], quorum: 3, escalate: { after: PT1H, to: [policy-admins] } }] }`;

  expect(codes(problemsOf(rule('a', { approval: quorum(2) })))).toEqual([]);
  expect(codes(problemsOf(rule('a', { approval: quorum(3) })))).toEqual([
    'error nobody-can-approve',
  ]);
  expect(codes(problemsOf(rule('a', { approval: escalating })))).toEqual([
    'warning nobody-can-approve',
  ]);
});

test('two steps that could only be satisfied by counting a person twice cannot be approved', () => {
  const approval =
    '{ steps: [{ name: a, groups: [security], quorum: 2 }, { name: b, groups: [security] }] }';

  expect(codes(problemsOf(rule('a', { approval })))).toEqual(['error nobody-can-approve']);
});

test('approvers in a group that nobody is in are named', () => {
  const problems = problemsOf(rule('a', { approval: quorum(1, 'secuirty') }));

  expect(codes(problems)).toEqual(['error nobody-can-approve', 'warning unknown-group']);
  expect(problems[1]?.message).toContain('secuirty');
});

const own = { who: '{ groups: [eng] }', approval: quorum(1, 'eng') };
const admins = crowd.slice(3);

test('two people who may ask and alone approve one another are a circle', () => {
  const pair = [person('ann', ['eng']), person('bea', ['eng']), ...admins];

  const problems = problemsOf(rule('a', own), pair);

  expect(codes(problems)).toEqual(['error approval-circle']);
  expect(problems[0]?.message).toContain('ann, bea');
});

const engineers = (count: number): readonly PlanPerson[] => [
  ...Array.from({ length: count }, (_, at) => person(`e${at}`, ['eng'])),
  ...admins,
];

test('three who need two approvals are a circle too, four who do are a group that approves itself', () => {
  const text = rule('a', { ...own, approval: quorum(2, 'eng') });

  expect(codes(problemsOf(text, engineers(3)))).toEqual(['error approval-circle']);
  expect(codes(problemsOf(text, engineers(4)))).toEqual(['warning group-approves-itself']);
  expect(codes(problemsOf(text, engineers(2)))).toEqual(['error nobody-can-approve']);
});

test('an outsider among the approvers breaks the circle', () => {
  const people = [person('ann', ['eng']), person('sam', ['security']), ...admins];

  expect(codes(problemsOf(rule('a', { approval: quorum(1, 'eng, security') }), people))).toEqual([
    'warning group-approves-itself',
  ]);
});

test('somebody who is the only approver and may ask cannot be approved', () => {
  const people = [person('ann', ['eng']), person('bea', ['eng', 'security']), ...admins];

  const problems = problemsOf(rule('a'), people);

  expect(codes(problems)).toEqual(['warning some-cannot-be-approved']);
  expect(problems[0]?.message).toContain('bea');
});

test('break-glass that nobody, or only its user, could review is pointed out', () => {
  const glass = { breakGlass: '{ maxDuration: PT1H, reviewers: [auditors] }' };

  expect(codes(problemsOf(rule('a', glass)))).toContain('error nobody-can-review');
  expect(
    codes(problemsOf(rule('a', glass), [...crowd, person('ada', ['eng', 'auditors'])])),
  ).toContain('warning nobody-can-review');
  expect(codes(problemsOf(rule('a', glass), [...crowd, person('ada', ['auditors'])]))).toEqual([]);
});

test('a policy that fewer than two could change again is an error', () => {
  expect(codes(problemsOf(rule('a'), crowd.slice(0, 4)))).toEqual(['error too-few-administrators']);
});

test('a rule behind a wider one never decides, one that is wider itself does', () => {
  const wide = rule('wide', { what: '[{ units: [r-root], roles: [Admin] }]' });

  const shadowed = problemsOf(wide + rule('narrow'));

  expect(codes(shadowed)).toEqual(['warning unreachable-rule']);
  expect(shadowed[0]).toMatchObject({ ruleId: 'narrow', path: ['rules', 1] });
  expect(codes(problemsOf(rule('narrow') + wide))).toEqual([]);
  expect(
    codes(problemsOf(rule('fewer', { who: '{ groups: [eng], attributes: { a: [b] } }' }) + wide)),
  ).toEqual([]);
});

test.for([
  [`[{ accounts: ['999999999999'], roles: [Admin] }]`, 'unknown-account'],
  ['[{ units: [r-zzzz], roles: [Admin] }]', 'unknown-unit'],
  ['[{ units: [r-root], roles: [Admn] }]', 'unknown-role'],
  [`[{ roleArns: ['arn:aws:iam::${PROD}:role/Admn'] }]`, 'unknown-role'],
  [`[{ accounts: ['${PROD}'], accountTags: { env: [test] }, roles: [Admin] }]`, 'unknown-role'],
] as const)('what %s warns of %s', ([what, code]) => {
  expect(codes(problemsOf(rule('a', { what })))).toContain(`warning ${code}`);
});

test('a template for a role that is not there warns', () => {
  const more = `templates: [{ id: t, title: T, targets: ['${roleArn(PROD, 'Gone')}'], duration: PT1H }]`;

  expect(codes(problemsOf(rule('a'), crowd, more))).toEqual(['warning unknown-template-target']);
});

test('the text for the terminal has a line for each change and problem, whatever names hold', () => {
  const after = compiled(rule('a', { approval: quorum(3) }));
  const made = planned(undefined, after, [person('ann\u001B[2J\nx', ['eng']), ...crowd.slice(1)]);

  expect(planText(made, { line: () => 7 })).toBe(
    [
      `+ ann [2J x  ${PROD}  ${roleArn(PROD, 'Admin')}  up to 4 h, approval by 3 of security, rule a`,
      'error nobody-can-approve: line 7, rule a: step security needs 3 of security, who are 2: no request could be approved, the requester not counted',
      '1 gained, 0 lost, 0 changed; 1 error, 0 warnings',
      '',
    ].join('\n'),
  );
});

test('a change for everybody everywhere is counted in full and listed in part, in time', () => {
  const large = catalogOf(
    Array.from({ length: 10_000 }, (_, at) => ({
      id: String(100_000_000_000 + at),
      units: ['r-root'],
      roles: ['Admin', 'Read', 'Deploy'],
    })),
  );
  const text = rule('a', { what: '[{ units: [r-root], roles: [Admin, Read, Deploy] }]' });
  const people = Array.from({ length: 500 }, (_, at) =>
    person(`p${at}`, ['eng', `team${at % 50}`]),
  );

  const input = {
    before: compiled(text),
    after: compiled(text.replace('PT4H', 'PT2H')),
    catalog: large,
    people,
  };
  const made = plan(input);

  expect(made.counts.changes).toBe(500 * 30_000);
  expect(made.changes).toHaveLength(1000);
  expect(made.complete).toBe(false);
  expect(leastMilliseconds(1000, () => plan(input))).toBeLessThan(1000);
});

const someRules = fc.array(
  fc.record({
    deny: fc.boolean(),
    group: fc.constantFrom('eng', 'security'),
    what: fc.constantFrom(
      `[{ accounts: ['${PROD}'], roles: [Admin] }]`,
      '[{ units: [r-root], roles: [Admin, Read] }]',
      '[{ accountTags: { env: [test] }, roles: [Admin] }]',
    ),
    maxDuration: fc.constantFrom('PT1H', 'PT2H'),
  }),
  { maxLength: 4 },
);

const policyOf = (
  drawn: readonly { deny: boolean; group: string; what: string; maxDuration: string }[],
) =>
  compiled(
    drawn
      .map(({ deny, group, what, maxDuration }, at) =>
        rule(`r${at}`, {
          who: `{ groups: [${group}] }`,
          what,
          ...(deny ? { effect: 'deny' } : { maxDuration }),
        }),
      )
      .join(''),
  );

const answers = (policy: CompiledPolicy, { id, groups }: PlanPerson): ReadonlyMap<string, number> =>
  new Map(
    policy
      .eligible(member(id, [...groups]), catalog, { limit: 100 })
      .map(({ target, requirement }) => [target.roleArn, requirement.maxDurationSeconds]),
  );

test('the plan is the difference of what each person is answered before and after', () => {
  fc.assert(
    fc.property(someRules, someRules, (one, other) => {
      const [before, after] = [policyOf(one), policyOf(other)];
      const people = [...crowd, person('both', ['eng', 'security'])];

      const made = planned(before, after, people);

      const expected = people.flatMap((who) => {
        const [was, is] = [answers(before, who), answers(after, who)];
        return [...catalog.roles.keys()].flatMap((arn) => {
          if (was.get(arn) === is.get(arn)) return [];
          const kind = !was.has(arn) ? 'gains' : is.has(arn) ? 'changes' : 'loses';
          return [`${kind} ${who.name} ${arn}`];
        });
      });
      const found = made.changes.map(({ kind, who, target }) => `${kind} ${who} ${target.roleArn}`);
      expect(found.toSorted()).toEqual(expected.toSorted());
    }),
    { numRuns: 200 },
  );
});
