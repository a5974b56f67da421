import { createHash } from 'node:crypto';
import { createClients } from '@gatehouse/clients';
import { silentLog, systemClock, systemIds, systemTimers } from '@gatehouse/core';
import { coreMigrations, memoryStore, migrate, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { changeAlerts, listAlerts, showAlert } from './answers/alerts.ts';
import { callsOf } from './answers/calls.ts';
import { changeRule, importRules, rulesOf } from './answers/rules.ts';
import { statusOf } from './answers/status.ts';
import { addSuppression, changesOf, suppressionsOf } from './answers/suppressions.ts';
import { createLiveDetection } from './detection.ts';
import { createProcessor } from './pipeline/processor.ts';
import { leader } from './store/leader.ts';
import { liveMigrations } from './store/migrations.ts';

const server = await testPostgres();

const ASKING = { by: 'arn:aws:iam::777788889999:user/ana', seesTraps: true };

const record = (id: string, name: string, user: string): Record<string, unknown> => ({
  eventVersion: '1.09',
  eventID: id,
  eventTime: systemClock.now().toISOString(),
  eventSource: 'iam.amazonaws.com',
  eventName: name,
  awsRegion: 'us-east-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2',
  userIdentity: {
    type: 'IAMUser',
    arn: `arn:aws:iam::111122223333:user/${user}`,
    accountId: '111122223333',
    userName: user,
    accessKeyId: 'AKIAEXAMPLE000000001',
  },
  requestParameters: { userName: 'eve', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
  readOnly: false,
  managementEvent: true,
  recipientAccountId: '111122223333',
});

const stageOver = async (store: Store) => {
  onTestFinished(() => store.close());
  await migrate(store, liveMigrations);
  const clients = createClients({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    credentials: () => Promise.reject(new Error('nobody is asked')),
    clock: systemClock,
  });
  const live = createLiveDetection({
    store,
    clock: systemClock,
    timers: systemTimers,
    ids: systemIds,
    log: silentLog,
    clients,
    settings: {
      account: '777788889999',
      region: 'us-east-1',
      accounts: ['111122223333'],
      roleArnOf: () => undefined,
      topicArn: undefined,
      leastNotice: 'HIGH',
      queueUrl: undefined,
      logGroup: undefined,
      bucketHopOf: () => undefined,
    },
  });
  onTestFinished(() => clients.close());
  const holder = createHash('sha256').update('node').digest('hex');
  const processor = () =>
    createProcessor({
      store,
      clock: systemClock,
      log: silentLog,
      traps: undefined,
      holder,
      exclusions: [],
      isNoticed: () => false,
    });
  const claim = (who: string, now: number): Promise<boolean> =>
    store.write((tx) => leader.claim(tx, who, now, now + 1000));
  return { deps: { store, clock: systemClock, ids: systemIds, live }, holder, processor, claim };
};

const suite = (open: () => Promise<Store>): void => {
  test('what is taken is kept, once, and goes on after a restart', async () => {
    const { deps, holder, processor, claim } = await stageOver(await open());
    await claim(holder, 0);
    const first = await processor();
    const records = [
      record('e-1', 'AttachUserPolicy', 'bob'),
      record('e-1', 'AttachUserPolicy', 'bob'),
    ];

    await first.take({ records, unreadable: 1 });
    const second = await processor();
    await second.take({
      records: [...records, record('e-2', 'AttachUserPolicy', 'bob')],
      unreadable: 0,
    });

    const { alerts } = await listAlerts(deps, { rule: 'attack.admin-*', text: 'BOB' }, ASKING);
    expect(alerts).toMatchObject([{ status: 'NEW', count: 2, accounts: ['111122223333'] }]);
    const id = alerts[0]?.id ?? '';
    await changeAlerts(
      deps,
      { ids: [id, '0'.repeat(32)], status: 'RESOLVED', note: 'ours' },
      ASKING,
    );
    expect(await showAlert(deps, id, ASKING)).toMatchObject({
      status: 'RESOLVED',
      note: 'ours',
      steps: [{ kind: 'status', by: ASKING.by }, { kind: 'opened' }],
    });
    await second.take({ records: [record('e-3', 'AttachUserPolicy', 'bob')], unreadable: 0 });
    expect((await showAlert(deps, id, ASKING)).steps[0]).toMatchObject({ kind: 'reopened' });
    const status = await statusOf(deps, 'running', {
      changeAlerts: true,
      changeSettings: true,
      seeTraps: true,
    });
    expect(status.events).toMatchObject({ seen: 3, repeated: 3, unreadable: 1 });
    const { points, apis } = await callsOf(deps, {});
    expect(points.reduce((sum, { calls }) => sum + calls, 0)).toBe(3);
    expect(apis).toMatchObject([{ name: 'AttachUserPolicy', calls: 3 }]);
  });

  test('another node that took over is not written against', async () => {
    const { holder, processor, claim } = await stageOver(await open());
    await claim(holder, 0);
    const first = await processor();

    expect(await claim('other', 500)).toBe(false);
    expect(await claim('other', 2000)).toBe(true);

    await expect(
      first.take({ records: [record('e-1', 'AttachUserPolicy', 'bob')], unreadable: 0 }),
    ).rejects.toMatchObject({ name: 'LostLead' });
  });

  test('settings are kept with who changed them', async () => {
    const { deps } = await stageOver(await open());

    await changeRule(deps, { id: 'cis.root-used', enabled: false, severity: 'HIGH' }, ASKING);
    await changeRule(deps, { id: 'cis.root-used', enabled: true, severity: null }, ASKING);
    await importRules(
      deps,
      {
        files: [
          {
            name: 'r.yaml',
            text: `id: x\ntitle: X\nseverity: LOW\nwhen: ['{ $.eventName = "X" }']`,
          },
        ],
      },
      ASKING,
    );
    await addSuppression(deps, { name: 'n', reason: 'r', rule: ['cis.*'] }, ASKING);

    const { rules } = await rulesOf(deps, ASKING);
    expect(rules.find(({ id }) => id === 'custom.x')).toMatchObject({
      imported: true,
      enabled: true,
    });
    expect((await suppressionsOf(deps)).suppressions).toMatchObject([{ name: 'n', held: 0 }]);
    expect((await changesOf(deps, undefined)).changes.map(({ what }) => what)).toEqual([
      'suppression n',
      'imported rule custom.x',
      'rule cis.root-used',
      'rule cis.root-used',
    ]);
    await expect(addSuppression(deps, { name: 'n', reason: 'r' }, ASKING)).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
    await expect(changeRule(deps, { id: 'no.such' }, ASKING)).rejects.toMatchObject({
      code: 'NotFound',
    });
  });
};

describe('on SQLite', () => {
  suite(memoryStore);
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async () => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    const store = await openPostgres({
      url: await server.database(),
      clock: systemClock,
      log: silentLog,
    });
    await migrate(store, coreMigrations);
    return store;
  });
});
