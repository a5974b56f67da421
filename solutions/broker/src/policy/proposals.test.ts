import { expect, test } from 'vitest';
import { target } from './policy.fixture.ts';
import { first, policyFixture, second, third, twoNodes } from './store.fixture.ts';

const comment = 'OPS-1: engineers need it';

test('a change takes effect when a second administrator approves it, and everybody is told', async () => {
  const policies = await policyFixture();

  const proposal = await policies.proposals.propose(policies.as('erin'), {
    document: second,
    comment,
  });
  expect((await policies.source.inForce()).version).toBe(1);
  const approved = await policies.proposals.approve(policies.as('frank'), proposal.id, 'fine');

  expect(approved).toMatchObject({ state: 'approved', decidedBy: { id: 'frank' } });
  expect((await policies.source.inForce()).version).toBe(2);
  expect(await policies.written('leaf')).toEqual([
    'policy.installed by system',
    'policy.proposed by erin',
    'policy.approved by frank',
  ]);
  expect(await policies.written('notice')).toEqual([
    `policy-proposed:${proposal.id}`,
    'policy-changed:2',
  ]);
  expect(await policies.written('changed')).toEqual(['version 2']);
  expect(await policies.desk.current()).toMatchObject({
    version: 2,
    document: second,
    comment,
    proposedBy: { id: 'erin' },
    approvedBy: { id: 'frank' },
  });
});

test('nobody approves or rejects their own proposal; it stays as it was, and the refusal is audited', async () => {
  const policies = await policyFixture();
  const { id } = await policies.proposals.propose(policies.as('erin'), {
    document: second,
    comment,
  });
  const renamed = policies.as('erin');
  const asSomebodyElse = {
    ...renamed,
    membership: {
      ...renamed.membership,
      person: { ...renamed.membership.person, name: 'ERIN', email: 'Erin@Example.com' },
    },
  };

  await expect(policies.proposals.approve(asSomebodyElse, id, '')).rejects.toMatchObject({
    code: 'self-approval',
  });
  await expect(policies.proposals.reject(policies.as('erin'), id, '')).rejects.toMatchObject({
    code: 'forbidden',
  });

  const [listed] = await policies.proposals.list(policies.as('frank'));
  expect(listed?.state).toBe('pending');
  expect(policies.refusals).toEqual([
    { action: 'policy.approve', code: 'self-approval' },
    { action: 'policy.reject', code: 'forbidden' },
  ]);
});

test.for(['propose', 'approve', 'reject', 'list'] as const)(
  'who may not administer the policy may not %s',
  async (operation) => {
    const policies = await policyFixture();
    const { id } = await policies.proposals.propose(policies.as('erin'), {
      document: second,
      comment,
    });
    const ann = policies.as('ann');

    const asked = {
      propose: () => policies.proposals.propose(ann, { document: third, comment }),
      approve: () => policies.proposals.approve(ann, id, ''),
      reject: () => policies.proposals.reject(ann, id, ''),
      list: () => policies.proposals.list(ann),
    }[operation];

    await expect(asked()).rejects.toMatchObject({ code: 'forbidden' });
    expect(policies.refusals).toEqual([{ action: `policy.${operation}`, code: 'forbidden' }]);
  },
);

test.for(['removed from the group', 'disabled', 'deleted'] as const)(
  'a proposal of somebody since %s cannot be approved',
  async (how) => {
    const policies = await policyFixture();
    const { id } = await policies.proposals.propose(policies.as('erin'), {
      document: second,
      comment,
    });
    const erin = policies.as('erin').membership;
    if (how === 'deleted') policies.people.delete('erin');
    else if (how === 'disabled') policies.people.set('erin', { ...erin, active: false });
    else policies.people.set('erin', { ...erin, groups: new Set() });

    await expect(policies.proposals.approve(policies.as('frank'), id, '')).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await policies.source.inForce()).version).toBe(1);
  },
);

test('a proposal made against a version that is past must be proposed anew', async () => {
  const policies = await policyFixture();
  const one = await policies.proposals.propose(policies.as('erin'), { document: second, comment });
  const other = await policies.proposals.propose(policies.as('gina'), { document: third, comment });
  await policies.proposals.approve(policies.as('frank'), one.id, '');

  await expect(
    policies.proposals.approve(policies.as('frank'), other.id, ''),
  ).rejects.toMatchObject({ code: 'conflict' });

  const states = (await policies.proposals.list(policies.as('frank'))).map(({ id, state }) => [
    id,
    state,
  ]);
  expect(new Map(states.map(([id = '', state = '']) => [id, state]))).toEqual(
    new Map([
      [one.id, 'approved'],
      [other.id, 'superseded'],
    ]),
  );
  expect((await policies.source.inForce()).version).toBe(2);
});

test('what is decided stays decided', async () => {
  const policies = await policyFixture();
  const { id } = await policies.proposals.propose(policies.as('erin'), {
    document: second,
    comment,
  });
  await policies.proposals.reject(policies.as('frank'), id, 'no ticket');

  await expect(policies.proposals.approve(policies.as('gina'), id, '')).rejects.toMatchObject({
    code: 'already-decided',
  });
  await expect(policies.proposals.withdraw(policies.as('erin'), id, '')).rejects.toMatchObject({
    code: 'already-decided',
  });
  expect(await policies.written('leaf')).toContain('policy.rejected by frank');
});

test('only the proposer withdraws', async () => {
  const policies = await policyFixture();
  const { id } = await policies.proposals.propose(policies.as('erin'), {
    document: second,
    comment,
  });

  await expect(policies.proposals.withdraw(policies.as('frank'), id, '')).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect(await policies.proposals.withdraw(policies.as('erin'), id, '')).toMatchObject({
    state: 'withdrawn',
  });
});

test.for([
  ['rules: [', 'invalid'],
  [second.replace('PT4H', '4h'), 'invalid'],
  [first, 'conflict'],
] as const)('the document %j is refused', async ([document, code]) => {
  const policies = await policyFixture();

  await expect(
    policies.proposals.propose(policies.as('erin'), { document, comment }),
  ).rejects.toMatchObject({ code });
});

test('a refused document says where and why', async () => {
  const policies = await policyFixture();
  const document = second.replace('PT4H', '4h');

  await expect(
    policies.proposals.propose(policies.as('erin'), { document, comment }),
  ).rejects.toMatchObject({
    details: { problems: [{ path: 'rules[0].maxDuration', line: 12 }] },
  });
});

test('a proposal without a comment, one that is not there, and too many at once are refused', async () => {
  const policies = await policyFixture();
  const erin = policies.as('erin');
  for (let at = 0; at < 10; at += 1)
    await policies.proposals.propose(erin, { document: second, comment });

  await expect(
    policies.proposals.propose(erin, { document: second, comment: ' ' }),
  ).rejects.toMatchObject({ code: 'invalid' });
  await expect(
    policies.proposals.propose(erin, { document: second, comment }),
  ).rejects.toMatchObject({ code: 'conflict' });
  await expect(policies.proposals.approve(erin, 'pp-none', '')).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('of fifty approvals and rejections at once one wins, and there is one new version', async () => {
  const policies = await policyFixture();
  const { id } = await policies.proposals.propose(policies.as('erin'), {
    document: second,
    comment,
  });

  const answers = await Promise.allSettled(
    Array.from({ length: 50 }, (_, at) =>
      at % 2 === 0
        ? policies.proposals.approve(policies.as('frank'), id, '')
        : policies.proposals.reject(policies.as('gina'), id, ''),
    ),
  );

  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const decided = (await policies.written('leaf')).filter((leaf) => /approved|rejected/.test(leaf));
  expect(decided).toHaveLength(1);
});

test('two nodes: one approval wins, and both answer by the new version at once', async () => {
  const nodes = await twoNodes();
  if (nodes === undefined) return;
  const [one, other] = nodes;
  const { id } = await one.proposals.propose(one.as('erin'), { document: second, comment });
  expect((await other.source.inForce()).version).toBe(1);

  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) => {
      const node = at % 2 === 0 ? one : other;
      return node.proposals.approve(node.as(at % 4 < 2 ? 'frank' : 'gina'), id, '');
    }),
  );

  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await one.desk.versions()).map(({ version }) => version)).toEqual([2, 1]);
  await expect.poll(async () => (await other.source.inForce()).version).toBe(2);
  await expect.poll(async () => (await one.source.inForce()).version).toBe(2);
});

test('the first policy is installed once', async () => {
  const policies = await policyFixture();

  const again = await policies.store.write((tx) =>
    policies.install(tx, second, policies.clock.now()),
  );

  expect(again).toBe(false);
  expect(await policies.desk.current()).toMatchObject({ version: 1, document: first });
  await expect(
    policies.store.write((tx) => policies.install(tx, 'x: y', policies.clock.now())),
  ).resolves.toBe(false);
});

test('earlier versions stay readable as they were', async () => {
  const policies = await policyFixture();
  const { id } = await policies.proposals.propose(policies.as('erin'), {
    document: second,
    comment,
  });
  await policies.proposals.approve(policies.as('frank'), id, '');

  expect(await policies.desk.version(1)).toMatchObject({ document: first });
  expect((await policies.source.version(1)).version).toBe(1);
  await expect(policies.source.version(3)).rejects.toMatchObject({ code: 'not-found' });
});

test('the desk plans for administrators and auditors, and shows who may decide', async () => {
  const policies = await policyFixture();
  await policies.proposals.propose(policies.as('erin'), { document: second, comment });

  const [own] = await policies.desk.proposals(policies.as('erin'));
  const [others] = await policies.desk.proposals(policies.as('frank'));
  const [seen] = await policies.desk.proposals(policies.as('dora'));

  expect([own?.mayDecide, others?.mayDecide, seen?.mayDecide]).toEqual([false, true, false]);
  expect(others?.plan).toMatchObject({
    baseVersion: 1,
    complete: true,
    changes: [{ kind: 'gains', who: 'ann', ...target('111122223333', 'Admin') }],
    text: expect.stringMatching(/^\+ ann .*\n1 gained, 0 lost, 0 changed; 0 errors, 0 warnings\n$/),
  });
  await expect(policies.desk.plan(policies.as('ann'), second)).rejects.toMatchObject({
    code: 'forbidden',
  });
  expect((await policies.desk.plan(policies.as('dora'), second)).changes).toHaveLength(1);
});

test('a directory that does not answer turns the plan to groups', async () => {
  const policies = await policyFixture();
  policies.directory.answers = false;

  const plan = await policies.desk.plan(policies.as('dora'), second);

  expect(plan.changes.map(({ who }) => who)).toEqual(['group eng']);
  expect(plan.problems.map(({ code }) => code)).toContain('members-unknown');
});
