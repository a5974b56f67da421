import { silentLog, systemClock, systemIds } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { ssmFixture } from './ssm.fixture.ts';

const server = await testPostgres();
const databases: (readonly [string, () => Promise<Store>])[] = [['SQLite', memoryStore]];
if (server !== undefined)
  databases.push([
    'PostgreSQL',
    async () => openPostgres({ url: await server.database(), clock: systemClock, log: silentLog }),
  ]);

test.for(databases)('on %s, writers at once make versions one after another', async ([, open]) => {
  const store = await open();
  onTestFinished(() => store.close());
  const { put, ssm, get, pass, refusal } = await ssmFixture({
    open: async () => store,
    ids: systemIds,
  });
  const Policies = JSON.stringify([
    { Type: 'Expiration', Version: '1.0', Attributes: { Timestamp: '2026-03-02T12:00:00Z' } },
  ]);
  await put('/a/b', 'v1', { Type: 'SecureString', Tier: 'Advanced', Policies });

  const written = await Promise.allSettled(
    Array.from({ length: 8 }, (_, n) => put('/a/b', `w${n}`, { Type: undefined, Overwrite: true })),
  );
  const made = written.filter(({ status }) => status === 'fulfilled').length;
  await ssm('LabelParameterVersion', { Name: '/a/b', ParameterVersion: 1, Labels: ['first'] });
  await ssm('AddTagsToResource', {
    ResourceType: 'Parameter',
    ResourceId: '/a/b',
    Tags: [{ Key: 'k', Value: 'v' }],
  });
  await put('/a/B', 'x');
  const newest = await get('/a/b', { WithDecryption: true });
  const pages = await ssm('DescribeParameters', {
    ParameterFilters: [{ Key: 'tag:k' }, { Key: 'Path', Option: 'Recursive', Values: ['/a'] }],
  });
  const below = await ssm('GetParametersByPath', { Path: '/a', MaxResults: 1 });

  expect(newest).toMatchObject({ Version: made + 1, Value: expect.stringMatching(/^w/) });
  expect((await get('/a/b:first', { WithDecryption: true })).Value).toBe('v1');
  expect(pages).toMatchObject({ Parameters: [{ Name: '/a/b', Version: made + 1 }] });
  expect(below).toMatchObject({ Parameters: [{ Name: '/a/B' }], NextToken: expect.anything() });
  await pass(2);
  expect((await refusal('GetParameter', { Name: '/a/b' }))?.[0]).toBe('ParameterNotFound');
});
