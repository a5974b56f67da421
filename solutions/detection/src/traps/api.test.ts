import { createClients } from '@gatehouse/clients';
import { type Log, systemClock, systemIds } from '@gatehouse/core';
import { memoryStore, type Store } from '@gatehouse/store';
import { beforeEach, expect, test } from 'vitest';
import { answerTraps, TRAP_ROUTES, type TrapAnswer } from './api.ts';
import { trapMigrations } from './migrations.ts';
import { ACCOUNT, REGION, SETTINGS, vault } from './traps.fixture.ts';
import { createTraps, type Traps } from './traps.ts';

let store: Store;
let traps: Traps;
let logged: string[];

const write = (message: string, fields: object = {}): void => {
  logged.push(JSON.stringify([message, fields]));
};
const log: Log = { debug: write, info: write, warn: write, error: write };

/** AWS cannot be reached: what is asked for is noted, and goes on later. */
beforeEach(async () => {
  store = await memoryStore(trapMigrations);
  logged = [];
  traps = createTraps({
    store,
    clock: systemClock,
    ids: systemIds,
    log,
    vault,
    settings: SETTINGS,
    pause: () => Promise.resolve(),
    clients: createClients({
      endpoint: 'http://127.0.0.1:1',
      region: REGION,
      credentials: () => Promise.resolve({ accessKeyId: 'a', secretAccessKey: 'b' }),
      clock: systemClock,
      maxAttempts: 1,
    }),
  });
});

const ask = (route: string, body: unknown, administrator = true): Promise<TrapAnswer> =>
  answerTraps(traps, { route, administrator, body });

const FORM = {
  kind: 'bucket',
  place: { account: ACCOUNT, region: REGION },
  name: 'finance-archive',
};

const idIn = ({ body }: TrapAnswer): string => {
  const trap = body['trap'];
  return typeof trap === 'object' && trap !== null ? String(Reflect.get(trap, 'id')) : '';
};

test('who is no administrator gets the answer of a path that is not there, whatever they ask', async () => {
  await ask('traps/create', FORM);

  const answers = await Promise.all(TRAP_ROUTES.map((route) => ask(route, FORM, false)));

  expect(new Set(answers.map((one) => JSON.stringify(one)))).toStrictEqual(
    new Set([JSON.stringify(await ask('traps/nothing', {}))]),
  );
});

test.for([
  ['traps/create', {}, 'kind'],
  ['traps/create', { ...FORM, kind: 'trail' }, 'kind'],
  ['traps/create', { ...FORM, place: undefined }, 'place'],
  ['traps/create', { ...FORM, place: { account: '1', region: REGION } }, 'account'],
  ['traps/create', { ...FORM, place: { account: ACCOUNT, region: '../x' } }, 'region'],
  [
    'traps/create',
    { ...FORM, place: { account: '999999999999', region: REGION } },
    'may not stand',
  ],
  ['traps/create', { ...FORM, name: 'No Bucket' }, 'name'],
  ['traps/create', { ...FORM, rotateDays: 0 }, 'days'],
  ['traps/create', { ...FORM, rotateDays: 1.5 }, 'days'],
  ['traps/create', { ...FORM, rotateDays: '1' }, 'rotateDays'],
  ['traps/create', { ...FORM, console: 'yes' }, 'console'],
  ['traps/create', { ...FORM, note: 'x'.repeat(501) }, 'note'],
  ['traps/create', [], 'JSON object'],
  ['traps/show', { id: '__proto__' }, 'id'],
  ['traps/drill-state', { token: 'x' }, 'token'],
] as const)('%s of %j is refused for its %s', async ([route, body, said]) => {
  const { status, body: answer } = await ask(route, body);

  expect(status).toBe(400);
  expect(JSON.stringify(answer)).toContain(said);
});

test('what is not there, or not so far, is said', async () => {
  const made = await ask('traps/create', FORM);
  const id = idIn(made);

  expect((await ask('traps/show', { id: 'f'.repeat(24) })).status).toBe(404);
  expect((await ask('traps/rotate', { id })).status).toBe(409);
  expect((await ask('traps/drill', { id })).status).toBe(409);
  expect(made.body).toMatchObject({ trap: { state: 'making', failure: expect.any(String) } });
  expect((await ask('traps', {})).body).toMatchObject({ traps: [{ id }], accounts: [ACCOUNT] });
});

test('neither the database nor the log tells what is a trap', async () => {
  await ask('traps/create', { ...FORM, note: 'planted in the wiki' });

  const rows = await store.read(async (tx) => [
    ...(await tx.all('SELECT * FROM detection_trap')),
    ...(await tx.all('SELECT * FROM store_work')),
  ]);
  const text = rows
    .flatMap((row) => Object.values(row as object))
    .map((value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
    )
    .concat(logged)
    .join('\n');

  expect(rows.length).toBeGreaterThan(1);
  expect(logged.length).toBeGreaterThan(0);
  expect(text).not.toMatch(/finance-archive|wiki|bucket|111122223333/);
});

test('a trap that nothing was made of yet is removed without a trace', async () => {
  const id = idIn(await ask('traps/create', FORM));

  const { body } = await ask('traps/remove', { id });

  expect(body).toMatchObject({ trap: { state: 'removed' } });
  expect((await ask('traps', {})).body).toMatchObject({ traps: [] });
});
