import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Grant } from '../model/index.ts';
import { type AwsFixture, awsFixture, person } from './aws.fixture.ts';
import { CUT_POLICY_NAME } from './cuts/cut-policy.ts';

let here: AwsFixture;
beforeAll(async () => {
  here = await awsFixture();
});
afterAll(() => here.stop());
beforeEach(() => {
  here.recorder.forget();
});

const alice = person('alice');
const bob = person('bob');
const ROLE = 'LentS3Admin';
const CUT_POLICY = { RoleName: ROLE, PolicyName: CUT_POLICY_NAME };

const cutOf = async (grant: Grant) => {
  const cuts = await here.store.read((tx) => here.aws.sessions.cutsOf(tx, grant.requestId));
  return cuts.find(({ grantId }) => grantId === grant.id);
};

/** The policy that denies what was revoked; undefined where the role has none. */
const cutPolicyOf = async (RoleName = ROLE): Promise<string | undefined> => {
  const iam = here.admin().iam();
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
  if (!PolicyNames.includes(CUT_POLICY_NAME)) return undefined;
  const { PolicyDocument = '' } = await iam.getRolePolicy({
    RoleName,
    PolicyName: CUT_POLICY_NAME,
  });
  return decodeURIComponent(PolicyDocument);
};

test('revoked credentials are refused by the role itself, which is proved with them and measured', async () => {
  const grant = here.grants.add(alice, ROLE);
  const { credentials } = await here.issue(grant);
  const iam = here.as(credentials).iam();
  await iam.listUsers({});

  await here.revoke(grant);

  await expect(iam.listUsers({})).rejects.toMatchObject({
    message: expect.stringContaining('explicit deny in an identity-based policy'),
  });
  expect(await cutOf(grant)).toMatchObject({
    state: 'probed',
    latencyMilliseconds: expect.any(Number),
    detail: expect.stringContaining('session of the grant'),
  });
  expect(await here.leaves('session.cut')).toHaveLength(1);
});

test('from the decision to the first refusal it takes less than a second', async () => {
  // A busy machine only ever adds time.
  const times = [];
  for (let count = 0; count < 3; count += 1) {
    const grant = here.grants.add(alice, ROLE);
    await here.issue(grant);
    const start = performance.now();
    await here.revoke(grant);
    times.push(performance.now() - start);
    expect(await cutOf(grant)).toMatchObject({ state: 'probed' });
  }

  expect(Math.min(...times)).toBeLessThan(1000);
});

test('another person’s session and an overlapping grant of the same person go on', async () => {
  const grants = [here.grants.add(alice, ROLE), here.grants.add(alice, ROLE)] as const;
  const ofBob = here.grants.add(bob, ROLE);
  const dead = await here.issue(grants[0]);
  const kept = await here.issue(grants[1]);
  const bobs = await here.issue(ofBob);

  await here.revoke(grants[0]);
  const later = await here.issue(grants[1]);

  await expect(here.as(dead.credentials).iam().listUsers({})).rejects.toThrow('explicit deny');
  for (const { credentials } of [kept, bobs, later])
    await expect(here.as(credentials).iam().listUsers({})).resolves.toBeDefined();
});

test('grants of one role that are revoked one after another are all denied', async () => {
  const grants = Array.from({ length: 5 }, () => here.grants.add(alice, ROLE));
  const sessions = [];
  for (const grant of grants) sessions.push(await here.issue(grant));

  await here.store.write(async (tx) => {
    for (const grant of grants) await here.aws.sessions.cut(tx, grant, grant.endsAt);
  });
  for (const grant of grants) here.grants.end(grant, 'revoked');
  await here.runner.runDue();

  for (const { credentials } of sessions)
    await expect(here.as(credentials).iam().listUsers({})).rejects.toThrow('explicit deny');
  for (const grant of grants) expect(await cutOf(grant)).toMatchObject({ state: 'probed' });
});

test('a grant without sessions has nothing to cut', async () => {
  const grant = here.grants.add(alice, 'AdminRead');

  await here.revoke(grant);

  expect(await cutOf(grant)).toMatchObject({ state: 'none-issued' });
  expect(await cutPolicyOf('AdminRead')).toBeUndefined();
});

test('a node that has none of the credentials proves the cut with a session of its own that can do nothing', async () => {
  const grant = here.grants.add(alice, ROLE);
  await here.issue(grant);
  const other = here.otherNode();

  await here.store.write((tx) => other.aws.sessions.cut(tx, grant, grant.endsAt));
  await other.runner.runDue();
  const canaries = here.recorder
    .calls('AssumeRole')
    .filter(({ form }) => form.get('RoleSessionName')?.startsWith('gatehouse-canary-') === true);

  expect(await cutOf(grant)).toMatchObject({
    state: 'probed',
    detail: expect.stringContaining('canary'),
  });
  expect(canaries).toHaveLength(1);
  expect(await here.leaves('session.canary')).toHaveLength(1);
});

test('a cut that AWS does not take is tried again until it does', async () => {
  const grant = here.grants.add(alice, ROLE);
  const { credentials } = await here.issue(grant);
  let refusals = 0;
  here.recorder.decide(({ form }) => {
    if (form.get('Action') !== 'PutRolePolicy' || refusals >= 2) return 'forward';
    refusals += 1;
    return 'throttle';
  });

  await here.revoke(grant);
  const waiting = await cutOf(grant);
  await here.advance({ seconds: 2 });
  await here.runner.runDue();
  await here.advance({ seconds: 5 });
  await here.runner.runDue();

  expect(waiting).toMatchObject({
    state: 'applying',
    detail: expect.stringContaining('Throttling'),
  });
  expect(await cutOf(grant)).toMatchObject({ state: 'probed' });
  await expect(here.as(credentials).iam().listUsers({})).rejects.toThrow('explicit deny');
});

test('a cut that was applied when its node fell is proved by the next one', async () => {
  const grant = here.grants.add(alice, ROLE);
  await here.issue(grant);
  await here.revoke(grant);
  await here.store.write((tx) =>
    tx.run(`UPDATE broker_cut SET state = 'applied', latency = NULL WHERE grant_id = ?`, [
      grant.id,
    ]),
  );
  const other = here.otherNode();

  await here.store.write((tx) => other.aws.prepare(tx, here.clock.now()));
  await other.runner.runDue();

  expect(await cutOf(grant)).toMatchObject({ state: 'probed' });
});

test('a cut that the credentials survive is a finding', async () => {
  const grant = here.grants.add(alice, ROLE);
  await here.issue(grant);
  // The role's cut is taken away by somebody as soon as it is written.
  const iam = here.admin().iam();
  here.recorder.decide(({ form }) => {
    if (form.get('Action') === 'ListAccountAliases')
      void iam
        .deleteRolePolicy({ RoleName: ROLE, PolicyName: CUT_POLICY_NAME })
        .catch(() => undefined);
    return 'forward';
  });
  const broken = here.otherNode();
  await here.store.write((tx) => here.aws.sessions.cut(tx, grant, grant.endsAt));
  here.grants.end(grant, 'revoked');
  await here.store.write((tx) =>
    tx.run(`UPDATE broker_cut SET state = 'applied', applied_at = ? WHERE grant_id = ?`, [
      here.clock.now().getTime(),
      grant.id,
    ]),
  );
  await iam
    .deleteRolePolicy({ RoleName: ROLE, PolicyName: CUT_POLICY_NAME })
    .catch(() => undefined);
  await here.store.write(async (tx) => {
    await tx.run(`DELETE FROM store_work WHERE kind IN ('broker-aws.cut', 'broker-aws.cut-again')`);
    await broken.aws.prepare(tx, here.clock.now());
  });
  await here.advance({ seconds: 61 });
  await broken.runner.runDue();

  expect(await cutOf(grant)).toMatchObject({ state: 'unproven' });
  expect(await here.leaves('session.cut-unproven')).toHaveLength(1);
  expect(
    (await here.notices()).filter(({ key }) => key === `cut-unproven:${grant.id}`),
  ).toHaveLength(1);
});

test.for([
  ['deleted', async () => here.admin().iam().deleteRolePolicy(CUT_POLICY)],
  [
    'emptied of what it denies',
    async () =>
      here
        .admin()
        .iam()
        .putRolePolicy({
          ...CUT_POLICY,
          PolicyDocument: ((await cutPolicyOf()) ?? '').replaceAll('"Deny"', '"Allow"'),
        }),
  ],
] as const)('a cut that somebody has %s is put back, and told', async ([, undo]) => {
  const grant = here.grants.add(alice, ROLE);
  const { credentials } = await here.issue(grant);
  await here.revoke(grant);
  await undo();
  const before = (await here.leaves('session.cut-restored')).length;

  await here.advance({ seconds: 61 });
  await here.runner.runDue();
  await here.runner.runDue();

  await expect(here.as(credentials).iam().listUsers({})).rejects.toMatchObject({
    message: expect.stringContaining('explicit deny in an identity-based policy'),
  });
  const leaves = (await here.leaves('session.cut-restored')).slice(before);
  expect(leaves.map(({ requestId }) => requestId)).toContain(grant.requestId);
  const told = (await here.notices()).map(({ key }) => key);
  expect(told.some((key) => key.startsWith(`cut-undone:${grant.id}:`))).toBe(true);
});

test('what is over is taken out of the role’s policy, and the policy with the last of it', async () => {
  const short = here.grants.add(bob, 'Admin', {
    endsAt: new Date(here.clock.now().getTime() + 600_000),
  });
  const long = here.grants.add(bob, 'Admin');
  await here.issue(short);
  await here.issue(long);

  await here.revoke(short);
  await here.revoke(long);
  const both = await cutPolicyOf('Admin');
  await here.advance({ seconds: 901 });
  await here.runner.runDue();
  const one = await cutPolicyOf('Admin');
  await here.advance({ hours: 1 });
  await here.runner.runDue();
  const none = await cutPolicyOf('Admin');

  expect(both).toContain(short.id);
  expect(one).not.toContain(short.id);
  expect(one).toContain(long.id);
  expect(none).toBeUndefined();
});

test('a revoke asks for its cut at once, when it has committed', async () => {
  const grant = here.grants.add(alice, ROLE);
  await here.issue(grant);
  let woken = 0;
  const node = here.otherNode({
    wake: () => {
      woken += 1;
    },
  });

  await expect(
    here.store.write(async (tx) => {
      await node.aws.sessions.cut(tx, grant, grant.endsAt);
      throw new Error('rolled back');
    }),
  ).rejects.toThrow('rolled back');
  const before = woken;
  await here.store.write((tx) => node.aws.sessions.cut(tx, grant, grant.endsAt));
  node.aws.close();

  expect([before, woken]).toEqual([0, 1]);
});

test('a session whose own policy denies the probing calls is proved dead by a canary', async () => {
  const sessionPolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' },
      { Effect: 'Deny', Action: 'iam:Get*', Resource: '*' },
      { Effect: 'Deny', Action: 'iam:ListAccountAliases', Resource: '*' },
    ],
  });
  const grant = here.grants.add(alice, ROLE, { sessionPolicy });
  const { credentials } = await here.issue(grant);

  await here.revoke(grant);

  await expect(here.as(credentials).iam().listUsers({})).rejects.toThrow('explicit deny');
  expect(await cutOf(grant)).toMatchObject({
    state: 'probed',
    detail: expect.stringContaining('canary'),
  });
});
