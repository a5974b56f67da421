import { silentLog, systemClock, systemIds } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findingsFixture, type FindingsFixture, PRODUCT, sample } from './findings.fixture.ts';

const server = await testPostgres();

const closing = (open: () => Promise<Store>) => async (): Promise<Store> => {
  const store = await open();
  onTestFinished(() => store.close());
  return store;
};

const titles = async ({ get }: FindingsFixture): Promise<readonly (string | undefined)[]> =>
  (await get({ SortCriteria: [{ Field: 'Title', SortOrder: 'asc' }] })).map(({ Title }) => Title);

/** `nodes` are as many views of one database as the test asks for, each a server of its own. */
const suite = (nodes: (count: number) => Promise<readonly FindingsFixture[]>): void => {
  const two = async (): Promise<readonly [FindingsFixture, FindingsFixture]> => {
    const [one, other] = await nodes(2);
    if (one === undefined) throw new Error('there is no node');
    return [one, other ?? one];
  };

  test('what one node imports, changes and forgets, the other finds at once', async () => {
    const [here, there] = await two();
    await here.import(sample('a', { Title: 'A' }), sample('b', { Title: 'B' }));
    expect(await titles(there)).toEqual(['A', 'B']);

    await there.import(
      sample('c', { Title: 'C' }),
      sample('a', { Title: 'A2', UpdatedAt: '2026-03-01T11:00:00Z' }),
    );
    await here.hub('BatchUpdateFindings', {
      FindingIdentifiers: [{ Id: 'b', ProductArn: PRODUCT }],
      Workflow: { Status: 'RESOLVED' },
    });
    const Filters = { WorkflowStatus: [{ Value: 'RESOLVED', Comparison: 'EQUALS' }] };
    expect(await titles(here)).toEqual(['A2', 'B', 'C']);
    expect((await there.get({ Filters })).map(({ Id }) => Id)).toEqual(['b']);
    expect(
      await there.hub('GetFindingHistory', {
        FindingIdentifier: { Id: 'b', ProductArn: PRODUCT },
        MaxResults: 1,
      }),
    ).toMatchObject({ Records: [{ FindingCreated: false }], NextToken: expect.any(String) });

    await here.store.write((tx) =>
      here.findings.removeAll(
        tx,
        { account: '111122223333', region: 'us-east-1' },
        here.clock.now(),
      ),
    );
    await here.runner.runDue();
    expect(await titles(there)).toEqual([]);
  });

  test('a node that has missed what is no longer kept of the changes starts anew', async () => {
    const [here, there] = await two();
    await here.import(sample('a', { Title: 'A' }));
    expect(await titles(there)).toEqual(['A']);
    await here.import(sample('b', { Title: 'B' }));
    await here.import(sample('c', { Title: 'C' }));
    await here.store.write((tx) => tx.run('DELETE FROM securityhub_finding_change'));

    expect(await titles(there)).toEqual(['A', 'B', 'C']);
  });

  test('imports of the same findings at once leave each of them once', async () => {
    const [here, there] = await two();
    const batches = [1, 2, 3, 4].map((n) =>
      ['a', 'b', 'c', `own${n}`].map((id) => sample(id, { UpdatedAt: `2026-03-01T1${n}:00:00Z` })),
    );

    await Promise.all(
      batches.map((batch, index) => (index % 2 === 0 ? here : there).import(...batch)),
    );

    const found = await here.get();
    expect(new Set(found.map(({ Id }) => Id))).toEqual(
      new Set(['a', 'b', 'c', 'own1', 'own2', 'own3', 'own4']),
    );
    expect(found.find(({ Id }) => Id === 'a')?.UpdatedAt).toBe('2026-03-01T14:00:00Z');
    expect(await there.get()).toHaveLength(7);
  });
};

describe('on SQLite', () => {
  suite(async () => [await findingsFixture({ open: closing(memoryStore) })]);
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async (count) => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    const database = await server.database();
    const made: FindingsFixture[] = [];
    // One after the other: each finds the tables that the first has made.
    for (let n = 0; n < count; n += 1)
      made.push(
        await findingsFixture({
          open: closing(() => openPostgres({ url: database, clock: systemClock, log: silentLog })),
          ids: systemIds,
        }),
      );
    return made;
  });
});
