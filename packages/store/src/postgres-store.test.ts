import { type Log, silentLog, systemClock } from '@gatehouse/core';
import { testPostgres } from '@gatehouse/testkit';
import { Client } from 'pg';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openPostgres } from './postgres-store.ts';
import { countItems, hasPostgres, postgresUrl } from './store.fixture.ts';
import type { Store } from './store.ts';

const open = async (url: string, log: Log = silentLog): Promise<Store> => {
  const store = await openPostgres({ url, clock: systemClock, log, poolSize: 4 });
  onTestFinished(() => store.close());
  return store;
};

const twoNodes = async (): Promise<{ here: Store; there: Store; url: string }> => {
  const url = await postgresUrl();
  const here = await open(url);
  await here.write((tx) => tx.run('CREATE TABLE item (id BIGINT PRIMARY KEY)'));
  return { here, there: await open(url), url };
};

const soon = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 10_000, interval: 5 });

const listen = (store: Store): string[] => {
  const heard: string[] = [];
  store.onNotify('news', (payload) => heard.push(payload));
  return heard;
};

const tell = (store: Store, payload: string): Promise<void> =>
  store.write(async (tx) => tx.notify('news', payload));

const insert = (store: Store, id: number): Promise<unknown> =>
  store.write((tx) => tx.run('INSERT INTO item (id) VALUES (?)', [id]));

/** Cuts connections of the test's own database whose last statement begins with `text`. */
const CUT = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE ?`;

describe.runIf(hasPostgres)('a store on PostgreSQL', () => {
  test('a commit is heard on every node, and on its own only once', async () => {
    const { here, there } = await twoNodes();
    const [heardHere, heardThere] = [listen(here), listen(there)];

    await tell(here, 'one');
    await tell(here, 'two');
    await tell(there, 'three');

    await soon(() => expect(heardThere.toSorted()).toEqual(['one', 'three', 'two']));
    await soon(() => expect(heardHere).toEqual(['one', 'two', 'three']));
  });

  test('what is too long to be sent arrives as "forget all you know"', async () => {
    const { here, there } = await twoNodes();
    const heard = listen(there);

    await tell(here, 'x'.repeat(9000));

    await soon(() => expect(heard).toEqual(['*']));
  });

  test('a node whose listening connection was cut tells its listeners to forget all they know', async () => {
    const { here, there } = await twoNodes();
    const heard = listen(there);

    await here.read((tx) => tx.all(CUT, ['LISTEN%']));
    await soon(() => expect(heard).toEqual(['*']));
    await tell(here, 'again');

    await soon(() => expect(heard).toEqual(['*', 'again']));
  });

  test('what another program says on the channel is not taken for ours', async () => {
    const { here, url } = await twoNodes();
    const heard = listen(here);
    const client = new Client(url);
    await client.connect();
    onTestFinished(() => client.end());

    for (const payload of ['', '{', '[]', '{"a":1}', '[1,2,3]', 'null']) {
      await client.query("SELECT pg_notify('gatehouse', $1)", [payload]);
    }
    await client.query("SELECT pg_notify('gatehouse', $1)", ['["other","news","ours"]']);

    await soon(() => expect(heard).toEqual(['ours']));
  });

  test('a write whose connection is cut before its commit runs again', async () => {
    const { here, there } = await twoNodes();
    let runs = 0;

    await here.write(async (tx) => {
      runs += 1;
      await tx.run('INSERT INTO item (id) VALUES (?)', [runs]);
      if (runs === 1) await there.read((cutter) => cutter.all(CUT, ['INSERT INTO item%']));
      await tx.get('SELECT 1');
    });

    expect(runs).toBe(2);
    expect(await countItems(here)).toBe(1);
  });

  test('a commit without an answer is reported as such and not repeated', async () => {
    const { here, url } = await twoNodes();
    const client = new Client(url);
    await client.connect();
    onTestFinished(() => client.end());
    // Deferred, so that the connection goes while the server works on COMMIT.
    await client.query(`CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`);
    await client.query(`CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON item
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut()`);
    let runs = 0;

    const writing = here.write(async (tx) => {
      runs += 1;
      await tx.run('INSERT INTO item (id) VALUES (1)');
    });

    await expect(writing).rejects.toMatchObject({ name: 'UnknownOutcomeError' });
    expect(runs).toBe(1);
  });

  test('a prepared statement survives that another node adds a column', async () => {
    const { here, there } = await twoNodes();
    const all = (): Promise<unknown[]> => here.read((tx) => tx.all('SELECT * FROM item'));
    await insert(here, 1);
    await Promise.all([all(), all(), all()]);

    await there.write((tx) => tx.run('ALTER TABLE item ADD COLUMN name TEXT'));

    expect(await Promise.all([all(), all(), all()])).toHaveLength(3);
    expect(await all()).toEqual([{ id: 1, name: null }]);
  });

  test('an error of the work that stems from a conflict still makes the write run again', async () => {
    const { here, there } = await twoNodes();
    await here.write((tx) => tx.run('ALTER TABLE item ADD COLUMN amount BIGINT'));
    await insert(here, 1);
    let runs = 0;

    await here
      .write(async (tx) => {
        runs += 1;
        await tx.get('SELECT amount FROM item WHERE id = 1');
        if (runs === 1) await there.write((other) => other.run('UPDATE item SET amount = 5'));
        try {
          await tx.run('UPDATE item SET amount = 6');
        } catch (cause) {
          throw new Error('wrapped', { cause });
        }
      })
      .catch((error: unknown) => {
        throw error;
      });

    expect(runs).toBe(2);
  });

  test('a server that restarts is a pause, for reads, writes and notifications', async () => {
    const server = await testPostgres('own');
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    const url = await server.database();
    const [here, there] = [await open(url), await open(url)];
    await here.write((tx) => tx.run('CREATE TABLE item (id BIGINT PRIMARY KEY)'));
    const heard = listen(there);

    await server.crash();
    const work = Promise.all([countItems(here), insert(here, 1), insert(there, 2)]);
    await server.restart();
    await work;
    await soon(() => expect(heard).toContain('*'));
    await tell(here, 'back');

    await soon(() => expect(heard.at(-1)).toBe('back'));
    expect(await countItems(there)).toBe(2);
  });

  test('a server that is not there is refused with a plain error', async () => {
    const opening = openPostgres({
      url: 'postgresql://nobody:secret@127.0.0.1:1/none',
      clock: systemClock,
      log: silentLog,
    });

    const error = await opening.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect(String(error)).not.toContain('secret');
  });
});
