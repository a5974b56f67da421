import { memoryStore } from '@gatehouse/store';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AwsFixture, awsFixture } from './aws.fixture.ts';
import { catalogRows } from './catalog/repository.ts';
import { catalogSnapshots } from './catalog/snapshot.ts';
import { awsMigrations } from './migrations.ts';
import { brokeredTrust, MANAGEMENT, WORKLOADS } from './roles.fixture.ts';

let here: AwsFixture;
beforeAll(async () => {
  here = await awsFixture();
  await here.store.write((tx) => here.aws.prepare(tx, here.clock.now()));
  await here.runner.runDue();
  await here.advance({ seconds: 1 });
  await here.runner.runDue();
});
afterAll(() => here.stop());
beforeEach(() => {
  here.recorder.forget();
});

const arn = (role: string): string => `arn:aws:iam::${WORKLOADS}:role/${role}`;

test('accounts are known with their units and tags, and the roles that trust the broker', async () => {
  const { accounts, roles } = await here.aws.catalog.current();

  expect([...accounts.keys()]).toEqual([WORKLOADS, MANAGEMENT, '444455556666', '777788889999']);
  expect(accounts.get(WORKLOADS)).toMatchObject({
    name: 'workloads',
    units: [expect.stringMatching(/^r-/), expect.stringMatching(/^ou-/)],
  });
  expect([...roles.keys()]).toEqual([
    arn('Admin'),
    arn('AdminRead'),
    arn('LentS3Admin'),
    arn('team/OnCall'),
  ]);
  expect(roles.get(arn('team/OnCall'))).toEqual({
    account: WORKLOADS,
    arn: arn('team/OnCall'),
    name: 'team/OnCall',
    maxSessionSeconds: 3600,
  });
});

test('an account that cannot be read keeps its roles and says so, until it can', async () => {
  here.recorder.decide(({ form }) => (form.get('Action') === 'ListRoles' ? 'throttle' : 'forward'));

  await here.advance({ minutes: 6 });
  await here.runner.runDue();
  const { roles } = await here.aws.catalog.current();
  const failing = await here.aws.catalog.status();
  here.recorder.forget();
  await here.aws.catalog.refresh(WORKLOADS);
  const after = await here.aws.catalog.status();

  expect(roles.size).toBe(4);
  expect(failing.failing.find(({ id }) => id === WORKLOADS)).toMatchObject({
    problem: 'Throttling',
    rolesAt: expect.any(Date),
  });
  expect(after.failing.map(({ id }) => id)).not.toContain(WORKLOADS);
});

test('the snapshot is the same object until something changes, and then one of a greater version', async () => {
  const iam = here.admin().iam();
  const first = await here.aws.catalog.current();
  await here.aws.catalog.refresh(WORKLOADS);
  const same = await here.aws.catalog.current();

  await iam.createRole({
    RoleName: 'Fresh',
    MaxSessionDuration: 7200,
    AssumeRolePolicyDocument: brokeredTrust(here.settings.brokerRoleArn),
  });
  await here.aws.catalog.refresh(WORKLOADS);
  const added = await here.aws.catalog.current();
  await iam.deleteRole({ RoleName: 'Fresh' });
  await here.aws.catalog.refresh(WORKLOADS);
  const removed = await here.aws.catalog.current();

  expect(same).toBe(first);
  expect(added.roles.get(arn('Fresh'))).toMatchObject({ maxSessionSeconds: 7200 });
  expect(added.version).toBeGreaterThan(first.version);
  expect(removed.roles.has(arn('Fresh'))).toBe(false);
  expect(removed.version).toBeGreaterThan(added.version);
});

test('an account’s tags are with it after its next reading', async () => {
  await here
    .admin('admin')
    .organizations()
    .tagResource({ ResourceId: WORKLOADS, Tags: [{ Key: 'stage', Value: 'production' }] });

  await here.aws.catalog.refresh(WORKLOADS);
  const { accounts } = await here.aws.catalog.current();

  expect(accounts.get(WORKLOADS)?.tags.get('stage')).toBe('production');
});

test('an account whose reading was lost is read again', async () => {
  await here.store.write((tx) =>
    tx.run(`DELETE FROM store_work WHERE kind = 'broker-aws.account' AND work_key = ?`, [
      WORKLOADS,
    ]),
  );
  await here.admin('workloads').iam().deleteRolePolicy({
    RoleName: 'OnCall',
    PolicyName: 'power',
  });
  await here.admin('workloads').iam().deleteRole({ RoleName: 'OnCall' });

  await here.advance({ minutes: 20 });
  await here.runner.runDue();
  await here.advance({ seconds: 10 });
  await here.runner.runDue();

  expect((await here.aws.catalog.current()).roles.has(arn('team/OnCall'))).toBe(false);
});

test('10,000 accounts are one snapshot in well under a second', async () => {
  const store = await memoryStore(awsMigrations);
  const now = here.clock.now();
  const accounts = Array.from({ length: 10_000 }, (_, index) => ({
    id: String(100_000_000_000 + index),
    name: `account ${index}`,
    units: ['r-root', `ou-${index % 200}`],
  }));
  await store.write(async (tx) => {
    await catalogRows.putAccounts(tx, accounts, now);
    for (const { id } of accounts) {
      const roles = ['Admin', 'Read'].map((name) => ({
        account: id,
        arn: `arn:aws:iam::${id}:role/${name}`,
        name,
        maxSessionSeconds: 3600,
        admits: true,
        strangers: [],
        needsTag: true,
      }));
      await catalogRows.putContent(tx, id, { tags: new Map([['stage', 'test']]), roles }, now);
    }
  });

  // A busy machine only ever adds time.
  const times = [];
  let catalog = await catalogSnapshots(store).current();
  for (let count = 0; count < 3; count += 1) {
    const start = performance.now();
    catalog = await catalogSnapshots(store).current();
    times.push(performance.now() - start);
  }

  expect([catalog.accounts.size, catalog.roles.size]).toEqual([10_000, 20_000]);
  expect(Math.min(...times)).toBeLessThan(500);
  await store.close();
});
