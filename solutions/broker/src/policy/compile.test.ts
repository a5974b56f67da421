import { leastMilliseconds } from '@gatehouse/testkit';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EligibilityAnswer, Requirement, Target } from '../model/index.ts';
import { catalogOf, compiled, documentText, member, roleArn, target } from './policy.fixture.ts';

const PROD = '111122223333';
const TEST = '444455556666';

const catalog = catalogOf([
  {
    id: PROD,
    units: ['r-root', 'ou-root-workload', 'ou-root-prodprod'],
    tags: { env: 'prod', team: 'payments' },
    roles: ['Admin', 'AdminRead', 'ops/Restart', 'Restart'],
  },
  {
    id: TEST,
    units: ['r-root', 'ou-root-workload', 'ou-root-testtest'],
    tags: { env: 'test' },
    roles: ['Admin', 'ops/Restart'],
  },
]);

const allow = (id: string, members: string): string =>
  `  - { id: ${id}, effect: allow, maxDuration: PT4H, approval: none, ${members} }\n`;
const deny = (id: string, members: string): string =>
  `  - { id: ${id}, effect: deny, ${members} }\n`;

const admins = allow(
  'a',
  `who: { groups: [eng] }, what: [{ accounts: ['${PROD}'], roles: [Admin] }]`,
);
const ann = member('ann', ['eng'], { department: 'payments' });

const because = (answer: EligibilityAnswer): string =>
  answer.eligible ? 'eligible' : answer.because.code;
const required = (answer: EligibilityAnswer): Requirement => {
  if (!answer.eligible) throw new Error(answer.because.message);
  return answer.requirement;
};

test.for([
  [PROD, roleArn(PROD, 'Admin'), 'eligible'],
  [TEST, roleArn(TEST, 'Admin'), 'no-rule'],
  [PROD, roleArn(PROD, 'AdminRead'), 'no-rule'],
  [PROD, roleArn(PROD, 'Adm'), 'unknown-target'],
  [PROD, roleArn(PROD, 'admin'), 'unknown-target'],
  [PROD, roleArn(PROD, 'ops/Admin'), 'unknown-target'],
  [PROD, roleArn(PROD, '/Admin'), 'unknown-target'],
  [PROD, roleArn(PROD, '*'), 'unknown-target'],
  [PROD, `${roleArn(PROD, 'Admin')} `, 'unknown-target'],
  [PROD, roleArn(PROD, 'Absent'), 'unknown-target'],
  [TEST, roleArn(PROD, 'Admin'), 'unknown-target'],
  [` ${PROD}`, roleArn(PROD, 'Admin'), 'unknown-target'],
  ['*', roleArn(PROD, 'Admin'), 'unknown-target'],
  ['__proto__', 'constructor', 'unknown-target'],
] as const)('account %s with role %s: %s', ([account, arn, expected]) => {
  const answer = compiled(admins).check(ann, catalog, [{ account, roleArn: arn }], false);

  expect(because(answer)).toBe(expected);
});

test.for([
  ["accounts: ['111122223333', '444455556666'], accountTags: { env: [prod] }", [PROD]],
  ["units: ['ou-root-workload']", [PROD, TEST]],
  ["units: ['r-root']", [PROD, TEST]],
  ["units: ['ou-root-testtest']", [TEST]],
  ["units: ['ou-root-testtest'], accounts: ['111122223333']", []],
  ["units: ['ou-root-testtest', 'ou-root-prodprod']", [PROD, TEST]],
  ["units: ['ou-root-elsewhere']", []],
  ['accountTags: { env: [prod, test] }', [PROD, TEST]],
  ['accountTags: { env: [prod, test], team: [payments] }', [PROD]],
  ['accountTags: { env: [Prod] }', []],
  ['accountTags: { Env: [prod] }', []],
] as const)('%s selects %s', ([where, accounts]) => {
  const policy = compiled(
    allow('a', `who: { groups: [eng] }, what: [{ ${where}, roles: [Admin] }]`),
  );

  const page = policy.eligible(ann, catalog, { limit: 10 });

  expect(page.map((one) => one.target)).toEqual(accounts.map((id) => target(id, 'Admin')));
});

test('a role with a path is another role than the one of the same name without', () => {
  const policy = compiled(
    allow('a', `who: { groups: [eng] }, what: [{ units: [r-root], roles: [ops/Restart] }]`),
  );

  const page = policy.eligible(ann, catalog, { limit: 10 });

  expect(page.map(({ roleName, target: { account } }) => [account, roleName])).toEqual([
    [PROD, 'ops/Restart'],
    [TEST, 'ops/Restart'],
  ]);
});

test.for([
  ['{ groups: [eng, ops] }', 'eligible'],
  ['{ groups: [Eng] }', 'no-rule'],
  ['{ groups: [en] }', 'no-rule'],
  ['{ attributes: { department: [payments, fraud] } }', 'eligible'],
  ['{ attributes: { department: [payment] } }', 'no-rule'],
  ['{ attributes: { department: [payments], site: [berlin] } }', 'no-rule'],
  ['{ groups: [ops], attributes: { department: [payments] } }', 'no-rule'],
  ['{ groups: [eng], attributes: { department: [payments] } }', 'eligible'],
] as const)('who %s: %s', ([who, expected]) => {
  const policy = compiled(
    allow('a', `who: ${who}, what: [{ accounts: ['${PROD}'], roles: [Admin] }]`),
  );

  expect(because(policy.check(ann, catalog, [target(PROD, 'Admin')], false))).toBe(expected);
});

test('a deny wins wherever it stands, and says which rule it was', () => {
  const policy = compiled(
    admins + deny('freeze', 'who: everyone, what: [{ accountTags: { env: [prod] }, roles: all }]'),
  );

  const answer = policy.check(ann, catalog, [target(PROD, 'Admin')], false);

  expect(answer).toMatchObject({ because: { code: 'denied', ruleId: 'freeze' } });
  expect(policy.eligible(ann, catalog, { limit: 10 })).toEqual([]);
});

test('somebody inactive may ask for nothing and act for nobody', () => {
  const gone = { ...member('ann', ['eng', 'policy-admins', 'auditors', 'enders']), active: false };
  const policy = compiled(admins);

  expect(because(policy.check(gone, catalog, [target(PROD, 'Admin')], false))).toBe('inactive');
  expect(policy.eligible(gone, catalog, { limit: 10 })).toEqual([]);
  expect(policy.may(gone, 'administer-policy')).toBe(false);
});

test('rights of the broker go to the groups of the settings and to nobody else', () => {
  const policy = compiled(admins);

  expect(policy.may(member('x', ['policy-admins']), 'administer-policy')).toBe(true);
  expect(policy.may(member('x', ['policy-admins']), 'audit')).toBe(false);
  expect(policy.may(member('x', ['auditors']), 'audit')).toBe(true);
  expect(policy.may(member('x', ['enders']), 'end-any')).toBe(true);
  expect(policy.may(member('x', ['eng']), 'review-break-glass')).toBe(false);
});

const twoMaxima = `
  - id: long
    effect: allow
    who: { groups: [leads] }
    what: [{ accounts: ['${PROD}'], roles: [Admin] }]
    maxDuration: PT8H
    approval: none
  - id: short
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['${PROD}', '${TEST}'], roles: [Admin] }]
    maxDuration: PT1H
    approval: { steps: [{ name: security, groups: [security] }] }
`;

test('of two rules with different maxima the first that matches counts alone', () => {
  const policy = compiled(twoMaxima);
  const asked = [target(PROD, 'Admin')];

  const engineer = required(policy.check(ann, catalog, asked, false));
  const lead = required(policy.check(member('lea', ['eng', 'leads']), catalog, asked, false));

  expect(engineer).toMatchObject({ ruleIds: ['short'], maxDurationSeconds: 3600 });
  expect(lead).toMatchObject({ ruleIds: ['long'], maxDurationSeconds: 8 * 3600, steps: [] });
});

test('several targets together: least duration, all steps, automatic only where all are', () => {
  const lead = member('lea', ['eng', 'leads']);
  const asked = [target(PROD, 'Admin'), target(TEST, 'Admin')];

  const together = required(compiled(twoMaxima).check(lead, catalog, asked, false));

  expect(together.ruleIds).toEqual(['long', 'short']);
  expect(together.maxDurationSeconds).toBe(3600);
  expect(together.steps.map(({ name }) => name)).toEqual(['security']);
  expect(together.automatic).toEqual([]);
});

test('one refused target refuses all', () => {
  const answer = compiled(twoMaxima).check(
    ann,
    catalog,
    [target(PROD, 'Admin'), target(PROD, 'AdminRead')],
    false,
  );

  expect(because(answer)).toBe('no-rule');
});

test('no target, one target twice, and more targets than the settings allow are refused', () => {
  const policy = compiled(twoMaxima);
  const one = target(PROD, 'Admin');
  const many: Target[] = Array.from({ length: 21 }, (_, at) => target(PROD, `Role${at}`));

  expect(because(policy.check(ann, catalog, [], false))).toBe('unknown-target');
  expect(because(policy.check(ann, catalog, [one, one], false))).toBe('field');
  expect(because(policy.check(ann, catalog, many, false))).toBe('field');
});

const stepped = (id: string, account: string, members: string): string => `
  - id: ${id}
    effect: allow
    who: { groups: [eng] }
    what: [{ accounts: ['${account}'], roles: [Admin] }]
    maxDuration: PT4H
${members}
`;

const both = [target(PROD, 'Admin'), target(TEST, 'Admin')];
const together = (one: string, other: string, more = ''): Requirement =>
  required(
    compiled(stepped('one', PROD, one) + stepped('two', TEST, other), more).check(
      ann,
      catalog,
      both,
      false,
    ),
  );

test('equal steps become one with the larger quorum; others of the same name stay apart', () => {
  const { steps } = together(
    '    approval: { steps: [{ name: sec, groups: [a, b] }, { name: own, groups: [c] }] }',
    '    approval: { steps: [{ name: sec, groups: [b, a], quorum: 2 }, { name: own, groups: [d] }] }',
  );

  expect(steps.map(({ name, groups, quorum }) => ({ name, groups, quorum }))).toEqual([
    { name: 'sec', groups: ['a', 'b'], quorum: 2 },
    { name: 'own', groups: ['c'], quorum: 1 },
    { name: 'own@two', groups: ['d'], quorum: 1 },
  ]);
});

const steps = 'steps: [{ name: sec, groups: [a] }]';
const source = 'sources: { pd: { url: "https://pd.example/x" } }';

test('automatic approval of several targets needs an alternative of each rule', () => {
  const { automatic } = together(
    `    approval: { ${steps}, unless: [{ onCall: { source: pd, schedule: a } }, { onCall: { source: pd, schedule: b } }] }`,
    `    approval: { ${steps}, unless: [{ onCall: { source: pd, schedule: a } }] }`,
    source,
  );

  expect(automatic).toEqual([
    {
      kind: 'all',
      ruleId: 'one+two',
      sources: [{ kind: 'on-call', source: 'pd', schedule: 'a' }],
    },
    {
      kind: 'all',
      ruleId: 'one+two',
      sources: [
        { kind: 'on-call', source: 'pd', schedule: 'b' },
        { kind: 'on-call', source: 'pd', schedule: 'a' },
      ],
    },
  ]);
});

test.for([
  ['    approval: none', '    approval: none', [{ kind: 'always', ruleId: 'one+two' }]],
  ['    approval: none', `    approval: { ${steps} }`, []],
] as const)('%s with %s is automatic: %s', ([one, other, expected]) => {
  expect(together(one, other).automatic).toEqual(expected);
});

test('break-glass for several targets takes the least time and reviewers of all of them', () => {
  const glass = (duration: string, reviewers: string): string =>
    `    approval: { ${steps} }\n    breakGlass: { maxDuration: ${duration}, reviewers: [${reviewers}] }`;

  expect(together(glass('PT1H', 'r, s'), glass('PT30M', 's, t')).breakGlass).toEqual({
    maxDurationSeconds: 1800,
    reviewers: ['s'],
  });
  expect(together(glass('PT1H', 'r'), glass('PT1H', 't')).breakGlass).toBeUndefined();
  expect(together(glass('PT1H', 'r'), `    approval: { ${steps} }`).breakGlass).toBeUndefined();
});

test('break-glass is refused where the rule has none, and short where it has', () => {
  const glass = `    approval: { ${steps} }\n    breakGlass: { maxDuration: PT1H, reviewers: [r] }`;
  const policy = compiled(
    stepped('one', PROD, glass) + stepped('two', TEST, `    approval: { ${steps} }`),
  );

  const offered = required(policy.check(ann, catalog, [target(PROD, 'Admin')], true));

  expect(offered.maxDurationSeconds).toBe(3600);
  expect(offered.steps.map(({ name }) => name)).toEqual(['sec']);
  expect(because(policy.check(ann, catalog, [target(TEST, 'Admin')], true))).toBe('no-rule');
  expect(because(policy.check(ann, catalog, both, true))).toBe('no-rule');
});

test('fields of all rules are asked for, each name and pattern once', () => {
  const policy = compiled(
    stepped(
      'one',
      PROD,
      '    approval: none\n    fields: { ticket: { label: T, required: false, pattern: "[A-Z]+-[0-9]+" }, why: { label: W } }',
    ) +
      stepped(
        'two',
        TEST,
        '    approval: none\n    fields: { ticket: { label: T, pattern: "[A-Z]+-[0-9]+" } }',
      ),
  );

  const answer = policy.check(ann, catalog, both, false);

  expect(answer.eligible && answer.fields).toEqual([
    { name: 'ticket', label: 'T', required: true, pattern: '[A-Z]+-[0-9]+' },
    { name: 'why', label: 'W', required: true, pattern: undefined },
  ]);
});

test('searching finds account ids, account names and role names in any case', () => {
  const policy = compiled(
    allow('a', `who: { groups: [eng] }, what: [{ units: [r-root], roles: [Admin, ops/Restart] }]`),
  );
  const found = (query: string): number =>
    policy.eligible(ann, catalog, { limit: 9, query }).length;

  expect([found('RESTART'), found('4444'), found(`Account ${PROD}`), found('nothing')]).toEqual([
    2, 2, 2, 0,
  ]);
});

test('templates name targets by ARN and keep what they hold', () => {
  const arn = roleArn(PROD, 'Admin');
  const policy = compiled(
    admins,
    `templates: [{ id: t, title: Fix it, targets: ['${arn}'], duration: PT1H, justification: why }]`,
  );

  expect(policy.templates).toEqual([
    {
      id: 't',
      title: 'Fix it',
      targets: [{ account: PROD, roleArn: arn }],
      durationSeconds: 3600,
      justification: 'why',
      sessionPolicy: undefined,
    },
  ]);
});

const GROUPS = ['g1', 'g2', 'g3'];
const someRules = fc.array(
  fc.record({
    effect: fc.constantFrom('allow', 'allow', 'deny'),
    groups: fc.subarray(GROUPS, { minLength: 1 }),
    where: fc.constantFrom(
      `accounts: ['${PROD}']`,
      'units: [ou-root-testtest]',
      'units: [r-root]',
      'accountTags: { env: [prod] }',
    ),
    roles: fc.subarray(['Admin', 'AdminRead', 'ops/Restart', 'Restart'], { minLength: 1 }),
  }),
  { maxLength: 6 },
);

test('what the list offers, page by page, is exactly what the question about each target admits', () => {
  const everything = [...catalog.roles.values()].map(({ account, arn }) => ({
    account,
    roleArn: arn,
  }));

  fc.assert(
    fc.property(
      someRules,
      fc.subarray(GROUPS),
      fc.integer({ min: 1, max: 3 }),
      (drawn, groups, limit) => {
        const text = drawn.map(({ effect, groups: of, where, roles }, at) => {
          const members = `who: { groups: [${of.join()}] }, what: [{ ${where}, roles: [${roles.join()}] }]`;
          return effect === 'allow' ? allow(`r${at}`, members) : deny(`r${at}`, members);
        });
        const policy = compiled(text.join(''));
        const person = member('p', groups);

        const listed: string[] = [];
        let after: Target | undefined;
        do {
          const page = policy.eligible(person, catalog, { after, limit });
          listed.push(...page.map((one) => `${one.target.roleArn} by ${one.ruleId}`));
          after = page.length < limit ? undefined : page.at(-1)?.target;
        } while (after !== undefined);

        const admitted = everything.flatMap((one) => {
          const answer = policy.check(person, catalog, [one], false);
          return answer.eligible ? [`${one.roleArn} by ${answer.requirement.ruleIds.join()}`] : [];
        });
        expect(listed).toEqual(admitted.toSorted());
      },
    ),
    { numRuns: 300 },
  );
});

test('ten thousand accounts, 200 groups, 400 rules: any page within 20 ms', () => {
  const large = catalogOf(
    Array.from({ length: 10_000 }, (_, at) => ({
      id: String(100_000_000_000 + at * 7),
      units: ['r-root', `ou-root-aaaaa${String(at % 100).padStart(3, '0')}`],
      tags: { env: at % 3 === 0 ? 'prod' : 'test' },
      roles: ['Admin', 'Read', 'ops/Restart', 'Billing', 'Deploy'],
    })),
  );
  const rules = Array.from({ length: 400 }, (_, at) => {
    const where = [
      `units: ['ou-root-aaaaa${String(at % 100).padStart(3, '0')}']`,
      'units: [r-root], accountTags: { env: [prod] }',
      `accounts: ['${100_000_000_000 + at * 70}']`,
    ][at % 3];
    const members = `who: { groups: [group${at % 200}] }, what: [{ ${where}, roles: [Admin, Read] }]`;
    return at % 10 === 9 ? deny(`r${at}`, members) : allow(`r${at}`, members);
  });
  const policy = compiled(rules.join(''));
  const people = Array.from({ length: 20 }, (_, at) =>
    member(
      `p${at}`,
      Array.from({ length: 1 + at * 10 }, (__, of) => `group${of}`),
    ),
  );
  policy.eligible(
    member(
      'all',
      Array.from({ length: 200 }, (_, at) => `group${at}`),
    ),
    large,
    { limit: 1 },
  );

  const times: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    for (const person of people) {
      const page = {
        limit: 100,
        after: target(String(100_000_000_000 + round * 6000), 'Read'),
        query: round % 2 === 0 ? undefined : 'read',
      };
      times.push(leastMilliseconds(20, () => policy.eligible(person, large, page)));
    }
  }

  times.sort((a, b) => a - b);
  expect(times[Math.floor(times.length * 0.95)]).toBeLessThan(20);
});

test('an empty list of rules lets nobody ask for anything', () => {
  expect(documentText('')).toContain('rules: []');
  expect(compiled('').eligible(ann, catalog, { limit: 10 })).toEqual([]);
});
