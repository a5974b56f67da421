import { createClients, type Clients } from '@gatehouse/clients';
import { silentLog, systemClock, systemTimers } from '@gatehouse/core';
import { memoryStore, migrate, coreMigrations, type Store, openPostgres } from '@gatehouse/store';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { type ManualClock, manualClock, testPostgres } from '@gatehouse/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { jsonOf, SENSITIVE_FILE, SHELL } from './falco.fixture.ts';
import { createFalco, type Falco, type FalcoSettings } from './falco.ts';
import { falcoMigrations } from './spool/migrations.ts';

const ACCOUNT = '111122223333';
const SECRET = 'a-secret-of-twenty-four';
const SOURCE = { name: 'workloads', secret: SECRET, account: ACCOUNT, region: 'us-east-1' };
const NOWHERE = 'http://127.0.0.1:1';

let cloud: StartedCloud;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());

interface Bridge {
  readonly falco: Falco;
  readonly store: Store;
  readonly clock: ManualClock;
}

const clientsAt = (endpoint: string): Clients =>
  createClients({
    endpoint,
    region: 'us-east-1',
    credentials: async () => cloud.client('workloads').credentials,
    clock: manualClock(),
    maxAttempts: 1,
  });

const bridge = async (
  settings: Partial<FalcoSettings> & { readonly store?: Store; readonly endpoint?: string } = {},
): Promise<Bridge> => {
  const store = settings.store ?? (await memoryStore());
  const clock = manualClock('2026-01-01T12:00:00Z');
  await migrate(store, [...coreMigrations, ...falcoMigrations]);
  const falco = createFalco({
    store,
    clock,
    timers: systemTimers,
    log: silentLog,
    clients: clientsAt(settings.endpoint ?? cloud.aws),
    settings: {
      sources: [SOURCE],
      roleArnOf: () => undefined,
      callsPerSecond: 1000,
      ...settings,
    },
  });
  return { falco, store, clock };
};

const deliver = (falco: Falco, text: string, authorization = `Bearer ${SECRET}`) =>
  falco.receive({ authorization, text });

/** An alert of a rule of its own, so that tests do not see each other's findings. */
const alertOf = (rule: string, more: object = {}): string => jsonOf({ ...SHELL, rule, ...more });

const alertIn = (container: string): string =>
  alertOf('full', { output_fields: { ...SHELL.output_fields, 'container.id': container } });

const found = async (rule: string) => {
  const hub = clientsAt(cloud.aws).securityHub();
  const { Findings: findings = [] } = await hub.getFindings({
    Filters: { Title: [{ Value: rule, Comparison: 'EQUALS' }] },
  });
  return findings;
};

describe('who may deliver', () => {
  let falco: Falco;
  beforeEach(async () => {
    ({ falco } = await bridge({
      sources: [SOURCE, { ...SOURCE, name: 'other', secret: 'another-secret-of-24-chars' }],
    }));
  });

  test.for([
    ['nobody', '', 401],
    ['a wrong secret', 'Bearer a-secret-of-twenty-fouR', 401],
    ['a secret that begins right', `Bearer ${SECRET.slice(0, -1)}`, 401],
    ['no secret', 'Bearer ', 401],
    ['another source’s name', `Basic ${btoa(`other:${SECRET}`)}`, 401],
    ['another scheme', `Digest ${SECRET}`, 401],
    ['a bearer token', `Bearer ${SECRET}`, 200],
    ['name and secret', `Basic ${btoa(`workloads:${SECRET}`)}`, 200],
  ] as const)('%s', async ([, authorization, status]) => {
    const receipt = await deliver(falco, alertOf('who'), authorization);
    expect(receipt.status).toBe(status);
    expect(JSON.stringify(receipt)).not.toContain('secret-of');
    await falco.stop();
  });
});

test('what is delivered twice counts once; what happens again updates its finding', async () => {
  const { falco } = await bridge();
  await deliver(falco, alertOf('repeated', { time: '2026-01-01T10:00:00Z' }));
  await deliver(falco, alertOf('repeated', { time: '2026-01-01T10:00:00Z' }));
  await deliver(falco, alertOf('repeated', { time: '2026-01-01T10:05:00Z' }));
  await falco.stop();
  const findings = await found('repeated');
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    FirstObservedAt: '2026-01-01T10:00:00.000Z',
    LastObservedAt: '2026-01-01T10:05:00.000Z',
    ProductFields: { 'falco/count': '2' },
  });
});

test('while Security Hub does not answer, alerts wait on disk, and a new process sends them', async () => {
  const { falco, store } = await bridge({ endpoint: NOWHERE });
  const receipt = await deliver(
    falco,
    `${alertOf('waited')}\n${jsonOf({ ...SENSITIVE_FILE, rule: 'waited too' })}`,
  );
  expect(receipt.body.accepted).toBe(2);
  await falco.stop();
  expect(await falco.state()).toMatchObject({ waiting: 2, places: [`${ACCOUNT} us-east-1`] });

  const { falco: next } = await bridge({ store });
  const send = next.work.get('falco.send');
  await send?.(store, {
    kind: 'falco.send',
    key: `${ACCOUNT} us-east-1`,
    payload: '',
    dueAt: systemClock.now(),
    attempts: 1,
    lease: 'l',
    version: 1,
  });
  expect(await next.state()).toMatchObject({ waiting: 0, refused: [] });
  expect(await found('waited')).toHaveLength(1);
  expect(await found('waited too')).toHaveLength(1);
});

test('what Security Hub will never take is kept apart with its reason, and holds up nothing', async () => {
  const { falco } = await bridge({ sources: [{ ...SOURCE, account: '999988887777' }] });
  await deliver(falco, alertOf('foreign'));
  await falco.stop();
  const { waiting, refused } = await falco.state();
  expect(waiting + refused.length).toBe(1);
  expect(await found('foreign')).toEqual([]);
});

test('when too much waits, senders are told to come again', async () => {
  const { falco } = await bridge({ endpoint: NOWHERE, mostWaiting: 1 });
  await deliver(falco, alertIn('1'));
  expect((await deliver(falco, alertIn('2'))).status).toBe(200);
  const receipt = await deliver(falco, alertIn('3'));
  expect(receipt).toMatchObject({ status: 503, headers: { 'retry-after': '30' } });
  await falco.stop();
});

test('a delivery without an alert is told so', async () => {
  const { falco } = await bridge();
  expect(await deliver(falco, 'Falco initialized')).toMatchObject({
    status: 400,
    body: { accepted: 0, refused: [{ why: 'not-json', text: 'Falco initialized' }] },
  });
  expect(await deliver(falco, '')).toMatchObject({ status: 200, body: { accepted: 0 } });
});

test('alerts wait, are sent and counted on PostgreSQL too', async ({ skip }) => {
  const server = await testPostgres();
  if (server === undefined) skip('no PostgreSQL on this machine');
  const store = await openPostgres({
    url: (await server?.database()) ?? '',
    clock: systemClock,
    log: silentLog,
  });
  onTestFinished(() => store.close());
  const { falco } = await bridge({ store });
  await deliver(falco, alertOf('on postgres', { time: '2026-01-01T10:00:00Z' }));
  await deliver(falco, alertOf('on postgres', { time: '2026-01-01T10:05:00Z' }));
  await falco.stop();
  expect(await falco.state()).toMatchObject({ waiting: 0, refused: [] });
  expect(await found('on postgres')).toMatchObject([{ ProductFields: { 'falco/count': '2' } }]);
});
