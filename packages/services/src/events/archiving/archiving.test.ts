import { expect, onTestFinished, test } from 'vitest';
import { replayRef, ruleRef } from '../arns.ts';
import { ACCOUNT, BUS, flowFixture, type FlowFixture, queueArn, REGION } from '../flow.fixture.ts';
import type { Archive, Replay } from '../model.ts';
import { archives } from '../repositories/archives.ts';
import { replays } from '../repositories/replays.ts';

const Q = queueArn('q');
const START = new Date('2026-03-02T10:00:00Z');

const fixtureOf = async (): Promise<FlowFixture> => {
  const fixture = await flowFixture();
  onTestFinished(() => fixture.store.close());
  return fixture;
};

const found = ({ store }: FlowFixture, { arn }: Archive) =>
  store.read((tx) => archives.find(tx, arn));

const replay = async (
  { write, flow, clock, store }: FlowFixture,
  archive: Archive,
  more: Partial<Replay> = {},
): Promise<() => Promise<Replay | undefined>> => {
  const made: Replay = {
    ...replayRef({ account: ACCOUNT, region: REGION }, 'again'),
    archiveArn: archive.arn,
    state: 'STARTING',
    eventsFrom: START,
    eventsTo: new Date(START.getTime() + 3_600_000),
    startedAt: clock.now(),
    destinationArn: BUS.arn,
    ruleArns: [],
    ...more,
  };
  await write(async (tx) => {
    await replays.insert(tx, made);
    await flow.changes.replayStarted(tx, made, clock.now());
  });
  return () => store.read((tx) => replays.find(tx, made.arn));
};

const at = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);
const texts = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ detailText: `{"n":${n}}`, time: at(n) }));

test('an archive keeps the events that its pattern takes, counted as AWS counts them', async () => {
  const fixture = await fixtureOf();
  const archive = await fixture.archive('a', { source: ['core.update-account-command'] });
  const event = {
    source: 'core.update-account-command',
    detailType: 'core.update-account-command',
    detailText:
      '{"command": "update-account", "payload": {"acc_id": "0a787ecb-4015", "sf_id": "baz"}}',
  };

  for (let count = 0; count < 10; count += 1) await fixture.put(event, { source: 'other' });

  expect(await found(fixture, archive)).toMatchObject({ eventCount: 10, sizeBytes: 1590 });
});

test('a replay sends the events of its time again, in order, by its name, and not into archives', async () => {
  const fixture = await fixtureOf();
  const archive = await fixture.archive('a');
  await fixture.put(...texts(5));
  await fixture.rule('r', { source: ['shop'] }, [Q]);

  const state = await replay(fixture, archive, { eventsFrom: at(1), eventsTo: at(4) });
  await fixture.pass(1);

  expect(fixture.bodies()).toMatchObject([
    { detail: { n: 1 }, time: '2026-03-02T10:01:00Z', 'replay-name': 'again' },
    { detail: { n: 2 }, 'replay-name': 'again' },
    { detail: { n: 3 }, 'replay-name': 'again' },
  ]);
  expect(await state()).toMatchObject({
    state: 'COMPLETED',
    lastReplayedAt: at(3),
    endedAt: expect.any(Date),
  });
  expect(await found(fixture, archive)).toMatchObject({ eventCount: 5 });
});

test('a replay for chosen rules reaches no others', async () => {
  const fixture = await fixtureOf();
  const archive = await fixture.archive('a');
  await fixture.put(...texts(2));
  await fixture.rule('chosen', { source: ['shop'] }, [Q]);
  await fixture.rule('other', { source: ['shop'] }, [queueArn('other')]);

  await replay(fixture, archive, { ruleArns: [ruleRef(BUS, 'chosen').arn] });
  await fixture.pass(1);

  expect(fixture.world.queued.map(({ queueArn: arn }) => arn)).toEqual([Q, Q]);
});

test('a rule can leave replays out', async () => {
  const fixture = await fixtureOf();
  const archive = await fixture.archive('a');
  await fixture.put(...texts(1));
  await fixture.rule('r', { source: ['shop'], 'replay-name': [{ exists: false }] }, [Q]);

  await replay(fixture, archive);
  await fixture.pass(1);

  expect(fixture.world.queued).toEqual([]);
});

test('a long replay goes piece by piece, and a cancelled one ends where it stands', async () => {
  const fixture = await fixtureOf();
  const archive = await fixture.archive('a');
  await fixture.put(...texts(450).map((event, n) => ({ ...event, time: at(n / 10) })));
  await fixture.rule('r', { source: ['shop'] }, [Q]);

  const whole = await replay(fixture, archive);
  await fixture.pass(1);
  expect(new Set(fixture.world.queued.map(({ body }) => body)).size).toBe(450);
  expect(await whole()).toMatchObject({ state: 'COMPLETED' });

  const cancelled = await replay(fixture, archive, {
    ...replayRef({ account: ACCOUNT, region: REGION }, 'no'),
    state: 'CANCELLING',
  });
  await fixture.pass(1);
  expect(await cancelled()).toMatchObject({ state: 'CANCELLED', endedAt: expect.any(Date) });
  expect(fixture.world.queued).toHaveLength(450);
});

test('events older than the days of their archive go, and are counted no more', async () => {
  const fixture = await fixtureOf();
  const archive = await fixture.archive('a', undefined, 2);
  await fixture.write((tx) => fixture.flow.prepare(tx, fixture.clock.now()));
  await fixture.put({});
  await fixture.pass(36 * 3600);
  await fixture.put({});

  await fixture.pass(13 * 3600);

  expect(await found(fixture, archive)).toMatchObject({ eventCount: 1 });
});

test('a deleted archive leaves nothing for a new one of its name', async () => {
  const fixture = await fixtureOf();
  const old = await fixture.archive('a');
  await fixture.put({}, {});
  await fixture.write(async (tx) => {
    await archives.delete(tx, old.arn);
    await fixture.flow.changes.archiveDeleted(tx, old);
  });
  fixture.clock.advance({ seconds: 1 });
  const next = await fixture.archive('a');
  await fixture.put({});

  await fixture.pass(1);

  const left = await fixture.store.read((tx) => tx.all('SELECT id FROM events_archived'));
  expect(left).toHaveLength(1);
  expect(await found(fixture, next)).toMatchObject({ eventCount: 1 });
});
