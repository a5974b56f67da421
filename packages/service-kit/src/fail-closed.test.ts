import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { type ServiceFixture, serviceFixture, testPostgres } from '@gatehouse/testkit';
import { describe, expect, test } from 'vitest';
import type { Call } from './call.ts';
import { reads, type Service, writes } from './service.ts';

const ARN = 'arn:aws:probe:us-east-1:111122223333:note/1';

const write = (call: Call, text: string): Promise<unknown> =>
  call.tx.run('INSERT INTO probe_note (text) VALUES (?)', [text]);

/** Takes any failure as an answer, as no operation should. */
const swallow = async (attempt: Promise<unknown>): Promise<unknown> => {
  try {
    return await attempt;
  } catch {
    return 'carried on';
  }
};

/** A service whose operations make the mistakes that the kit is there for. */
const probe: Service = {
  id: 'probe',
  eventSource: 'probe.amazonaws.com',
  accessDenied: 'AccessDeniedException',
  validationCode: 'ValidationException',
  migrations: [
    {
      component: 'probe',
      version: 1,
      statements: [
        'CREATE TABLE probe_note (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL)',
        'CREATE TABLE probe_count (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)',
      ],
    },
  ],
  operations: {
    ForgetToAsk: writes<object, object>({}, async (_input, call) => {
      await write(call, 'never asked');
      return { secret: 'not for you' };
    }),
    ForgetToAskForRead: reads<object, object>({}, async () => ({ secret: 'not for you' })),
    OnlyDecide: writes<object, object>({}, async (_input, call) => {
      await write(call, 'only decided');
      return call.decide('probe:OnlyDecide', ARN);
    }),
    IgnoreRefusal: writes<object, object>({}, async (_input, call) => {
      await call.authorize('probe:List', ARN);
      await write(call, 'refused, and went on');
      await swallow(call.authorize('probe:IgnoreRefusal', ARN));
      return {};
    }),
    Put: writes<object, object>({}, async (_input, call) => {
      await write(call, 'put');
      await call.authorize('probe:Put', ARN);
      return {};
    }),
    Ask: writes<object, object>({}, async (_input, call) => {
      await call.tx.all('SELECT id FROM probe_note');
      await call.authorize('probe:Ask', ARN);
      await write(call, 'asked');
      return {};
    }),
    List: reads<object, object>({}, async (_input, call) => {
      await call.authorize('probe:List', ARN);
      return {};
    }),
    PutThroughAnother: writes<{ inner: string }, object>({}, async ({ inner }, call) => {
      await call.authorize('probe:List', ARN);
      await call.invoke('probe', inner, {});
      return {};
    }),
    IgnoreAnother: writes<{ inner: string }, object>({}, async ({ inner }, call) => {
      await call.authorize('probe:List', ARN);
      await write(call, 'mine');
      await swallow(call.invoke('probe', inner, {}));
      return {};
    }),
    ReadThroughWrite: reads<object, object>({}, async (_input, call) => {
      await call.authorize('probe:List', ARN);
      await call.invoke('probe', 'Put', {});
      return {};
    }),
    InvokeItself: writes<object, object>({}, async (_input, call) => {
      await call.authorize('probe:List', ARN);
      await call.invoke('probe', 'InvokeItself', {});
      return {};
    }),
    Break: writes<object, object>({}, async (_input, call) => {
      await call.authorize('probe:Break', ARN);
      await write(call, 'broken');
      throw new TypeError('a secret that nobody may read');
    }),
    Count: writes<object, object>({}, async (_input, call) => {
      await call.authorize('probe:Count', ARN);
      const row = await call.tx.get<{ value: number }>(
        'SELECT value FROM probe_count WHERE id = 1',
      );
      const value = (row?.value ?? 0) + 1;
      await call.tx.run(
        `INSERT INTO probe_count (id, value) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET value = ?`,
        [value, value],
      );
      return { value };
    }),
  },
};

const onPostgres = async (): Promise<Store> => {
  const server = await testPostgres();
  if (server === undefined) throw new Error('no PostgreSQL on this machine');
  return openPostgres({ url: await server.database(), clock: systemClock, log: silentLog });
};
const databases: (readonly [string, () => Promise<Store>])[] = [['SQLite', memoryStore]];
if ((await testPostgres()) !== undefined) databases.push(['PostgreSQL', onPostgres]);

const probedOn = (open: () => Promise<Store>): Promise<ServiceFixture> =>
  serviceFixture(() => ({ services: [probe] }), open);

const lister = (fixture: ServiceFixture) =>
  fixture.userWith('lister', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'probe:List', Resource: '*' },
  });

const notes = async ({ store }: ServiceFixture): Promise<readonly string[]> =>
  (
    await store.read((tx) => tx.all<{ text: string }>('SELECT text FROM probe_note ORDER BY id'))
  ).map(({ text }) => text);

const recorded = async (fixture: ServiceFixture): Promise<readonly (readonly unknown[])[]> =>
  (await fixture.events()).map(({ record }) => [record['eventName'], record['errorCode']]);

describe.for(databases)('on %s', ([, open]) => {
  test.for(['ForgetToAsk', 'ForgetToAskForRead', 'OnlyDecide'])(
    'an operation that forgets to authorize is refused, undone and recorded: %s',
    async (operation) => {
      const fixture = await probedOn(open);

      const answer = fixture.call('probe', operation, {});

      await expect(answer).rejects.toMatchObject({ name: 'AccessDeniedException', status: 403 });
      expect(await notes(fixture)).toEqual([]);
      expect(await recorded(fixture)).toEqual([[operation, 'AccessDenied']]);
      await fixture.store.close();
    },
  );

  test('an operation that catches its own refusal is refused all the same', async () => {
    const fixture = await probedOn(open);

    const answer = fixture.call('probe', 'IgnoreRefusal', {}, { as: lister(fixture) });

    await expect(answer).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('probe:IgnoreRefusal'),
    });
    expect(await notes(fixture)).toEqual([]);
    expect(await recorded(fixture)).toEqual([['IgnoreRefusal', 'AccessDenied']]);
    await fixture.store.close();
  });

  test('an invoked operation asks for itself, and both are recorded', async () => {
    const fixture = await probedOn(open);

    await fixture.call('probe', 'PutThroughAnother', { inner: 'Put' });
    const refused = fixture.call(
      'probe',
      'PutThroughAnother',
      { inner: 'Put' },
      { as: lister(fixture) },
    );

    await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(await notes(fixture)).toEqual(['put']);
    expect(await recorded(fixture)).toEqual([
      ['Put', undefined],
      ['PutThroughAnother', undefined],
      ['Put', 'AccessDenied'],
      ['PutThroughAnother', 'AccessDenied'],
    ]);
    await fixture.store.close();
  });

  test.for(['Put', 'ForgetToAsk'])(
    'nothing is kept of a call that carries on when what it invoked failed: %s',
    async (inner) => {
      const fixture = await probedOn(open);

      const answer = fixture.call('probe', 'IgnoreAnother', { inner }, { as: lister(fixture) });

      await expect(answer).rejects.toMatchObject({ name: 'AccessDeniedException' });
      expect(await notes(fixture)).toEqual([]);
      await fixture.store.close();
    },
  );

  test('a call may carry on when what it invoked was refused before it wrote anything', async () => {
    const fixture = await probedOn(open);

    await fixture.call('probe', 'IgnoreAnother', { inner: 'Ask' }, { as: lister(fixture) });

    expect(await notes(fixture)).toEqual(['mine']);
    expect(await recorded(fixture)).toEqual([
      ['IgnoreAnother', undefined],
      ['Ask', 'AccessDenied'],
    ]);
    await fixture.store.close();
  });

  test('reading cannot write through another operation, nor go on for ever', async () => {
    const fixture = await probedOn(open);

    await expect(fixture.call('probe', 'ReadThroughWrite', {})).rejects.toThrow('only reads');
    await expect(fixture.call('probe', 'InvokeItself', {})).rejects.toThrow('too deep');
    expect(await notes(fixture)).toEqual([]);
    await fixture.store.close();
  });

  test('a defect is undone and recorded without its message', async () => {
    const fixture = await probedOn(open);

    await expect(fixture.call('probe', 'Break', {})).rejects.toThrow(TypeError);

    expect(await notes(fixture)).toEqual([]);
    const events = await fixture.events();
    expect(events.map(({ record }) => record['errorCode'])).toEqual(['InternalFailure']);
    expect(JSON.stringify(events)).not.toContain('secret');
    await fixture.store.close();
  });

  test('calls that compete for one row each count once and are recorded once', async () => {
    const fixture = await probedOn(open);
    const calls = Array.from({ length: 24 }, () =>
      fixture.call<{ value: number }>('probe', 'Count', {}),
    );

    const values = (await Promise.all(calls)).map(({ value }) => value);

    expect(values.toSorted((a, b) => a - b)).toEqual(calls.map((_, index) => index + 1));
    expect(await recorded(fixture)).toEqual(calls.map(() => ['Count', undefined]));
    await fixture.store.close();
  });

  test('a NUL character or a number that is none is a validation error wherever it stands', async () => {
    const fixture = await probedOn(open);

    for (const input of [
      { Name: 'a\0b' },
      { Tags: [{ Key: 'k' }, { Key: '\0' }] },
      { 'k\0': 1 },
      { Count: NaN },
    ])
      await expect(fixture.call('probe', 'List', input)).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringMatching(/^1 validation error detected: Value at '/),
      });
    await fixture.store.close();
  });
});
