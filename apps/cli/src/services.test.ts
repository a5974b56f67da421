import { expect, test } from 'vitest';
import { gatehouse } from './terminal.fixture.ts';

test('services says how much of each runs', async () => {
  const { code, out } = await gatehouse(['services', '--json']);

  const found: readonly { name: string; supported: number }[] = JSON.parse(out);
  expect(code).toBe(0);
  expect(found.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['ecs', 'iam', 'organizations', 'sts']),
  );
  expect(found.filter(({ supported }) => supported === 0)).toEqual([]);
});

test('a service says what of its API runs, what is partial and why', async () => {
  const { out } = await gatehouse(['services', 'ecs', '--json']);

  expect(JSON.parse(out)).toMatchObject({
    name: 'ecs',
    operations: expect.arrayContaining([
      { operation: 'CreateCluster', state: 'supported' },
      { operation: 'CreateService', state: 'partial', note: expect.stringContaining('container') },
    ]),
  });
  expect((await gatehouse(['services', 'ecs'])).out).toMatch(/^# ECS\n/);
});

test('a service that there is not is no', async () => {
  expect(await gatehouse(['services', 'nonsense'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('there are access-analyzer'),
  });
});
