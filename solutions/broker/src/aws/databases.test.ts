import { silentLog, systemClock } from '@gatehouse/core';
import { coreMigrations, migrate, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AwsFixture, awsFixture, person, testMigrations } from './aws.fixture.ts';
import { CUT_POLICY_NAME } from './cuts/cut-policy.ts';

const server = await testPostgres();
const title = server === undefined ? ' (skipped: no PostgreSQL binaries on this machine)' : '';

describe.runIf(server !== undefined)(`two nodes on PostgreSQL${title}`, () => {
  let here: AwsFixture;
  let second: Store;
  beforeAll(async () => {
    const url = (await server?.database()) ?? '';
    const open = async (): Promise<Store> => {
      const store = await openPostgres({ url, clock: systemClock, log: silentLog });
      await migrate(store, [...coreMigrations, ...testMigrations]);
      return store;
    };
    here = await awsFixture(open);
    second = await open();
  });
  afterAll(async () => {
    await second.close();
    await here.stop();
  });

  const alice = person('alice');

  test('what one node reads of AWS the other one knows', async () => {
    const other = here.otherNode({ store: second });
    const before = await other.aws.catalog.current();

    await here.store.write((tx) => here.aws.prepare(tx, here.clock.now()));
    await here.runner.runDue();
    await here.advance({ seconds: 1 });
    await here.runner.runDue();
    await here.aws.catalog.refresh('111122223333');

    expect(before.accounts.size).toBe(0);
    await expect
      .poll(async () => (await other.aws.catalog.current()).roles.size, { timeout: 5000 })
      .toBe(4);
    expect(await here.aws.findings()).toEqual([]);
  });

  test('grants of one role that are revoked on both nodes at once are all denied', async () => {
    const other = here.otherNode({ store: second });
    const grants = Array.from({ length: 6 }, () => here.grants.add(alice, 'LentS3Admin'));
    const sessions = [];
    for (const [index, grant] of grants.entries())
      sessions.push(await here.issue(grant, index % 2 === 0 ? here.aws : other.aws));

    await Promise.all(
      grants.map(async (grant, index) => {
        const node = index % 2 === 0 ? { ...here } : { ...other, store: second };
        here.grants.end(grant, 'revoked');
        await node.store.write((tx) => node.aws.sessions.cut(tx, grant, grant.endsAt));
        await node.runner.runDue();
      }),
    );
    await here.runner.runDue();
    const { PolicyDocument = '' } = await here
      .admin()
      .iam()
      .getRolePolicy({ RoleName: 'LentS3Admin', PolicyName: CUT_POLICY_NAME });
    const cuts = await Promise.all(
      grants.map((grant) => second.read((tx) => other.aws.sessions.cutsOf(tx, grant.requestId))),
    );

    for (const grant of grants) expect(decodeURIComponent(PolicyDocument)).toContain(grant.id);
    for (const { credentials } of sessions)
      await expect(here.as(credentials).iam().listUsers({})).rejects.toThrow('explicit deny');
    expect(cuts.flat().map(({ state }) => state)).toEqual(grants.map(() => 'probed'));
  });

  test('what was done is found, and a session that was lost on the way is unknown', async () => {
    const grant = here.grants.add(alice, 'AdminRead');
    const { credentials } = await here.issue(grant);
    await here.as(credentials).iam().listRoles({});
    const lost = here.grants.add(alice, 'LentS3Admin');
    here.recorder.decide(({ form }) =>
      form.get('RoleArn')?.endsWith('S3Admin') === true ? 'lose' : 'forward',
    );
    await expect(here.issue(lost)).rejects.toMatchObject({ code: 'unavailable' });
    here.recorder.forget();

    const { used } = await here.aws.activity(here.grants.request(grant));

    expect(used.map(({ action }) => action)).toEqual(['iam:ListRoles']);
    expect(
      await here.store.read((tx) => here.aws.sessions.ofRequest(tx, lost.requestId)),
    ).toMatchObject([{ state: 'unknown' }]);
  });
});
