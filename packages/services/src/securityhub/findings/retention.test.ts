import { expect, test } from 'vitest';
import { ACCOUNT, findingsFixture, PRODUCT, sample } from './findings.fixture.ts';
import { RETENTION } from './retention.ts';

test('findings go 90 days after their last update, archived ones after 30', async () => {
  const hub = await findingsFixture();
  await hub.import(sample('a'), sample('b', { RecordState: 'ARCHIVED' }), sample('c'));
  const run = async (days: number): Promise<string> => {
    hub.clock.advance({ days });
    await hub.store.write((tx) => tx.run('DELETE FROM store_work'));
    await hub.store.write((tx) =>
      tx.run(
        `INSERT INTO store_work (kind, work_key, payload, due_at, ready_at, attempts, version, cancelled)
         VALUES (?, 'all', '', 0, 0, 0, 1, 0)`,
        [RETENTION],
      ),
    );
    await hub.runner.runDue();
    return (await hub.get({ SortCriteria: [{ Field: 'Title', SortOrder: 'asc' }] }))
      .map(({ Id }) => Id)
      .join('');
  };

  expect(await run(31)).toBe('ac');
  await hub.hub('BatchUpdateFindings', {
    FindingIdentifiers: [{ Id: 'c', ProductArn: PRODUCT }],
    Workflow: { Status: 'RESOLVED' },
  });
  expect(await run(60)).toBe('c');
});

test('what an account has in a Region goes when it disables Security Hub, what comes later stays', async () => {
  const hub = await findingsFixture();
  await hub.import(sample('a'));
  await hub.store.write((tx) =>
    hub.findings.removeAll(tx, { account: ACCOUNT, region: 'us-east-1' }, hub.clock.now()),
  );
  await hub.import(sample('b'));
  await hub.runner.runDue();

  expect((await hub.get()).map(({ Id }) => Id)).toEqual(['b']);
});
