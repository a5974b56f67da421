import { memoryStore, type Store, type Tx } from '@gatehouse/store';
import { expect, test } from 'vitest';
import { ecsFixture } from '../ecs.fixture.ts';

/** A store that notes the statements of its reads. */
const noted = (store: Store, statements: string[]): Store => {
  const noting = (tx: Tx): Tx => ({
    all: (sql, parameters) => {
      statements.push(sql);
      return tx.all(sql, parameters);
    },
    get: (sql, parameters) => {
      statements.push(sql);
      return tx.get(sql, parameters);
    },
    run: (sql, parameters) => tx.run(sql, parameters),
    notify: (channel, payload) => tx.notify(channel, payload),
  });
  return {
    dialect: store.dialect,
    read: (work) => store.read((tx) => work(noting(tx))),
    write: (work) => store.write(work),
    onNotify: (channel, listener) => store.onNotify(channel, listener),
    hears: () => store.hears(),
    close: () => store.close(),
  };
};

test.for([
  ['DescribeClusters', { clusters: ['one'] }, 2],
  ['DescribeClusters', { clusters: ['one', 'two', 'none'], include: ['TAGS', 'SETTINGS'] }, 2],
  ['ListClusters', {}, 1],
] as const)('%s %o reads the database with %i statements', async ([operation, input, count]) => {
  const statements: string[] = [];
  const { ecs } = await ecsFixture({ open: async () => noted(await memoryStore(), statements) });
  for (const clusterName of ['one', 'two']) await ecs('CreateCluster', { clusterName });
  statements.length = 0;

  await ecs(operation, input);

  expect(statements).toHaveLength(count);
});
