import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '@gatehouse/testcloud';
import { testPostgres } from '@gatehouse/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Api, apiAt } from './api.fixture.ts';
import { type BrokerStory, brokerStory, EC2_ADMIN, emergency, wish } from './broker.fixture.ts';

const postgres = await testPostgres();

interface Nodes {
  readonly story: BrokerStory;
  /** Calls as a person, at one node and at the other in turn. */
  readonly at: (index: number, person: string) => Api;
  stop(): Promise<void>;
}

/** Two servers on one PostgreSQL, with two clocks that are moved together. */
const twoNodes = async (database: string): Promise<Nodes> => {
  const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'gatehouse-node-')));
  const [first = '', second = ''] = folders;
  const a = await startCloud({ data: first, database, clock: 'manual' });
  copyFileSync(join(first, 'master.key'), join(second, 'master.key'));
  // Both are one address to the people: tokens of one pool, whichever node checks them.
  const flags = [`--aws-url=${a.aws}`, `--console-url=${a.console}`];
  const b = await startCloud({ data: second, database, clock: 'manual', flags });
  const story = await brokerStory({ ...a, pool: a.client('security') });
  return {
    story,
    at: (index, person) =>
      index % 2 === 0 ? story.api(person) : apiAt(`${b.console}/broker`, () => story.token(person)),
    stop: async () => {
      story.people.idp.destroy();
      await a.stop();
      await b.stop();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
};

const statusesOf = (answers: readonly Answer[]): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
};

describe.runIf(postgres !== undefined)('two nodes on one PostgreSQL', () => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await twoNodes((await postgres?.database()) ?? '');
    await nodes.story.people.add('ulla', ['s3-engineers', 'platform-engineers']);
    for (const name of ['alice', 'bob', 'carol', 'dave', 'ulla', 'erin'])
      await nodes.story.token(name);
  });
  afterAll(() => nodes.stop());

  const leavesOf = async (id: string, type: string): Promise<number> =>
    (await nodes.story.leaves({ requestId: id, type })).length;

  test('of 50 parallel approvals one wins and 49 hear that it is decided', async () => {
    const { story, at } = nodes;
    const { id } = await story.ask('alice');
    const approvers = ['bob', 'carol', 'dave'];

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        at(index, approvers[index % 3] ?? '').post(`/v1/requests/${id}/approve`),
      ),
    );

    expect(statusesOf(answers)).toEqual(
      new Map([
        [200, 1],
        [409, 49],
      ]),
    );
    const { request } = await story.request('alice', id);
    expect(request).toMatchObject({ state: 'active', version: 2 });
    expect(await leavesOf(id, 'request.approved')).toBe(1);
  });

  test.for([1, 2, 3, 4])('approve against reject against cancel: one of them (%d)', async () => {
    const { story, at } = nodes;
    const { id } = await story.ask('alice');

    const answers = await Promise.all([
      at(0, 'bob').post(`/v1/requests/${id}/approve`),
      at(1, 'dave').post(`/v1/requests/${id}/reject`),
      at(1, 'alice').post(`/v1/requests/${id}/cancel`),
      at(1, 'carol').post(`/v1/requests/${id}/approve`),
      at(0, 'carol').post(`/v1/requests/${id}/reject`),
    ]);

    expect(statusesOf(answers)).toEqual(
      new Map([
        [200, 1],
        [409, 4],
      ]),
    );
    const winner = answers.find(({ status }) => status === 200);
    expect(await story.stateOf('alice', id)).toBe(winner?.request.state);
    expect((await story.request('alice', id)).request?.version).toBe(2);
  });

  test('one person is no quorum of two, however often and wherever they approve', async () => {
    const { story, at } = nodes;
    const body = wish({ targets: [EC2_ADMIN], fields: { ticket: 'OPS-1' } });
    const { id } = await story.ask('alice', body);

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        at(index, 'carol').post(`/v1/requests/${id}/approve`),
      ),
    );

    expect(statusesOf(answers).get(200)).toBe(1);
    expect(statusesOf(answers).get(409)).toBe(19);
    expect(await story.stateOf('alice', id)).toBe('pending');
    await at(1, 'bob').post(`/v1/requests/${id}/approve`);
    expect(await story.stateOf('alice', id)).toBe('pending');
    await at(0, 'dave').post(`/v1/requests/${id}/approve`);
    expect(await story.stateOf('alice', id)).toBe('active');
  });

  test('three people who approve at once on both nodes are counted once each', async () => {
    const { story, at } = nodes;
    const body = wish({ targets: [EC2_ADMIN], fields: { ticket: 'OPS-2' } });
    const { id } = await story.ask('alice', body);

    const answers = await Promise.all(
      ['bob', 'carol', 'dave'].flatMap((person, index) =>
        [0, 1].map((more) => at(index + more, person).post(`/v1/requests/${id}/approve`)),
      ),
    );

    expect(statusesOf(answers)).toEqual(
      new Map([
        [200, 3],
        [409, 3],
      ]),
    );
    expect(await story.stateOf('alice', id)).toBe('active');
    expect(await leavesOf(id, 'request.approved')).toBe(3);
  });

  test('ending against ending and extending: the access ends once, and one extension is made', async () => {
    const { story, at } = nodes;
    const { id } = await story.granted();
    const more = { durationSeconds: 900, justification: 'Not done yet' };

    const extended = await Promise.all(
      [0, 1, 2, 3].map((index) => at(index, 'alice').post(`/v1/requests/${id}/extend`, more)),
    );
    const ended = await Promise.all(
      [0, 1, 2, 3].map((index) => at(index, 'alice').post(`/v1/requests/${id}/end`)),
    );

    for (const answers of [extended, ended])
      expect(statusesOf(answers)).toEqual(
        new Map([
          [200, 1],
          [409, 3],
        ]),
      );
    expect(await leavesOf(id, 'request.revoked')).toBe(1);
  });

  test('break-glass twice at once is one use', async () => {
    const { at } = nodes;

    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => at(index, 'ulla').post('/v1/requests', emergency())),
    );

    expect(statusesOf(answers)).toEqual(
      new Map([
        [201, 1],
        [409, 5],
      ]),
    );
  });

  test('approve against expiry: never approved after its time', async () => {
    const { story, at } = nodes;
    const { id } = await story.ask('alice');

    const [expired, ...answers] = await Promise.all([
      story.advance('PT8H'),
      at(0, 'bob').post(`/v1/requests/${id}/approve`),
      at(0, 'dave').post(`/v1/requests/${id}/approve`),
    ]);

    const { request } = await story.request('erin', id);
    expect(expired).toBeInstanceOf(Date);
    const won = answers.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    // A window that was opened in the last moment is measured from then.
    expect(request?.state).toBe(won.length === 1 ? 'ended' : 'expired');
    expect(answers.every(({ status }) => [200, 401, 409].includes(status))).toBe(true);
  });

  test('everything that was stored meanwhile keeps what the broker promises', async () => {
    expect(await nodes.story.broken()).toEqual([]);
  });
});
