import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryStore } from './memory-store.ts';
import { ReadMemo } from './read-memo.ts';
import type { SqlValue } from './store.ts';

const scalar: fc.Arbitrary<SqlValue> = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.bigInt(),
  fc.constant(null),
);

test('an answer is given only to the same parameters', () => {
  fc.assert(
    fc.property(fc.array(scalar), fc.array(scalar), (first, second) => {
      const memo = new ReadMemo<readonly SqlValue[]>(() => true);
      memo.get(1, first, () => first);

      const answer = memo.get(1, second, () => second);

      expect(answer).toEqual(second);
    }),
  );
});

test('an answer of an earlier state is not given again', () => {
  const memo = new ReadMemo<string>(() => true);
  memo.get(1, ['a'], () => 'old');

  expect(memo.get(1, ['a'], () => 'new')).toBe('old');
  expect(memo.get(2, ['a'], () => 'new')).toBe('new');
});

test('a read after a commit sees the commit, however often it was asked before', async () => {
  const store = await memoryStore([
    { component: 'memo', version: 1, statements: ['CREATE TABLE memo (value INTEGER NOT NULL)'] },
  ]);
  const count = (): Promise<{ n: number } | undefined> =>
    store.read((tx) => tx.get<{ n: number }>('SELECT COUNT(*) AS n FROM memo'));

  for (let written = 0; written < 5; written += 1) {
    await expect(count()).resolves.toEqual({ n: written });
    await expect(count()).resolves.toEqual({ n: written });
    await store.write((tx) => tx.run('INSERT INTO memo (value) VALUES (?)', [written]));
  }
});
