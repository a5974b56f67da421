import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDetection, type Detection } from '../detect.ts';
import type { Alert, Detector } from '../model.ts';
import { record, rule, signal } from '../record.fixture.ts';
import { scan, type Scanned, type ScanSettings } from './scan.ts';
import { createSeenIds } from './seen-ids.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-scan-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOW = new Date('2026-03-02T00:00:00Z');
const burst = rule({ id: 'test.burst', threshold: 5, windowSeconds: 3600 });
const single = rule();
const rules = new Map([single, burst].map((one) => [one.id, one]));

const detector: Detector = {
  observe: (event) =>
    event.errorCode !== undefined
      ? [signal(event, burst)]
      : event.name === 'StopLogging'
        ? [signal(event, single)]
        : [],
};

const detection = (): Detection =>
  createDetection({ detectors: [detector], alerts: { suppressions: [], live: false }, rules });

interface Done {
  readonly scanned: Scanned;
  readonly alerts: readonly Alert[];
}

const scanned = async (
  inputs: readonly string[],
  more: Partial<ScanSettings> = {},
): Promise<Done> => {
  const found = detection();
  const done = await scan({
    inputs,
    detection: found,
    memories: [],
    filter: { since: undefined, until: undefined, accounts: new Set(), regions: new Set() },
    clock: { now: () => NOW },
    ...more,
  });
  return { scanned: done, alerts: found.alerts.flush() };
};

const put = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
};

const delivered = (records: readonly unknown[]): Buffer =>
  gzipSync(JSON.stringify({ Records: records }));

const minute = (at: number): string =>
  new Date(Date.UTC(2026, 2, 1, 10, at)).toISOString().replace('.000', '');

test('a folder is read whole, sorted by time, each event once, and what is not read is said', async () => {
  const place = join(folder, 'mixed');
  const day = 'mixed/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01';
  const stop = record({ eventName: 'StopLogging', eventTime: minute(1) });
  put(
    `${day}/111122223333_CloudTrail_eu-west-1_20260301T1005Z_b.json.gz`,
    delivered([stop, record()]),
  );
  put(
    `${day}/111122223333_CloudTrail_eu-west-1_20260301T1000Z_a.json.gz`,
    delivered([stop, record()]),
  );
  put(
    'mixed/AWSLogs/111122223333/CloudTrail-Digest/d.json.gz',
    gzipSync('{"digestStartTime":"x"}'),
  );
  put('mixed/notes.txt', 'nothing here');
  put('mixed/logs.zip', Buffer.from('PK\u0003\u0004 zipped'));
  put('mixed/cut.json.gz', delivered(Array.from({ length: 300 }, () => record())).subarray(0, 900));
  put(
    'mixed/clock.json',
    JSON.stringify([
      record({ eventTime: '1970-01-01T00:00:00Z' }),
      record({ eventTime: '2100-01-01T00:00:00Z' }),
    ]),
  );
  put('mixed/timeless.json', JSON.stringify(record({ eventTime: 'never' })));
  put('mixed/.hidden.json', JSON.stringify(record()));
  put('elsewhere.json', JSON.stringify(record({ eventName: 'StopLogging' })));
  symlinkSync(join(folder, 'elsewhere.json'), join(place, 'link.json'));
  symlinkSync(place, join(place, 'loop'));

  const { scanned: done, alerts } = await scanned([place]);

  expect(alerts).toHaveLength(1);
  expect(done.totals).toMatchObject({ files: 9, duplicates: 1, digests: 1, strangeTimes: 2 });
  expect(done.totals.firstAt).toBe(Date.parse('2026-03-01T10:00:00Z'));
  const said = done.problems.map(({ file, kind }) => `${file.slice(place.length + 1)}: ${kind}`);
  expect(said.toSorted()).toEqual([
    'clock.json: strange-time',
    'clock.json: strange-time',
    'cut.json.gz: broken',
    'cut.json.gz: truncated',
    'link.json: link',
    'logs.zip: foreign',
    'loop: link',
    'notes.txt: text',
    'timeless.json: no-time',
  ]);
});

test('what is not there and what may not be read is said', async () => {
  const locked = put('locked/secret.json', '{}');
  chmodSync(locked, 0);

  const { scanned: done } = await scanned([join(folder, 'absent'), join(folder, 'locked')]);

  expect(done.problems).toContainEqual(
    expect.objectContaining({ file: join(folder, 'absent'), kind: 'unreadable', detail: 'ENOENT' }),
  );
});

test('only events of the times, accounts and Regions that were asked for count', async () => {
  const path = put(
    'filters.json',
    [
      record({ eventTime: minute(1) }),
      record({ eventTime: minute(2) }),
      record({ eventTime: minute(3) }),
      record({ eventTime: minute(2), awsRegion: 'us-east-1' }),
      record({ eventTime: minute(2), recipientAccountId: '999988887777' }),
    ]
      .map((one) => JSON.stringify(one))
      .join('\n'),
  );

  const { scanned: done } = await scanned([path], {
    filter: {
      since: Date.parse(minute(2)),
      until: Date.parse(minute(3)),
      accounts: new Set(['111122223333']),
      regions: new Set(['eu-west-1']),
    },
  });

  expect(done.totals).toMatchObject({ events: 5, outside: 4 });
});

test('a stream is read as files are', async () => {
  const content = delivered([record({ eventName: 'StopLogging' }), record()]);

  const { scanned: done, alerts } = await scanned([], { stream: Readable.from([content]) });

  expect(done.totals).toMatchObject({ files: 1, filesWithEvents: 1, events: 2 });
  expect(alerts).toHaveLength(1);
});

/** A clock that runs: so that a scan of few files notes its progress after each. */
const runningClock = (): ScanSettings['clock'] => {
  let now = NOW.getTime();
  return { now: () => new Date((now += 3000)) };
};

const errors = (file: number, count: number): readonly unknown[] =>
  Array.from({ length: count }, (_, at) =>
    record({
      eventTime: minute((file * 7 + at) % 300),
      ...(at % 3 === 0
        ? { errorCode: 'AccessDenied' }
        : { eventName: at === 4 ? 'StopLogging' : 'GetObject' }),
      sourceIPAddress: `192.0.2.${at % 9}`,
    }),
  );

class Stopped extends Error {}

test('a scan that is stopped anywhere goes on there and reports the same', async () => {
  for (let file = 0; file < 12; file += 1)
    put(`resume/f${file}.json.gz`, delivered(errors(file, 20)));
  const large = Array.from({ length: 6500 }, (_, at) =>
    record({ eventTime: minute(at % 200), ...(at % 500 === 0 ? { errorCode: 'X' } : {}) }),
  );
  put('resume/large.json', large.map((one) => JSON.stringify(one)).join('\n'));
  const inputs = [join(folder, 'resume')];
  const state = { path: join(folder, 'state', 'scan.state'), fingerprint: 'f' };
  const uncut = await scanned(inputs);

  for (const stopAt of [2, 5, 9, 13, 14]) {
    let turns = 0;
    const stop = (): void => {
      turns += 1;
      if (turns === stopAt) throw new Stopped();
    };
    const first = scanned(inputs, { state, clock: runningClock(), onProgress: stop });
    await expect(first).rejects.toBeInstanceOf(Stopped);
    const resumed = await scanned(inputs, { state, clock: runningClock() });

    expect(resumed.alerts).toEqual(uncut.alerts);
    expect({ ...resumed.scanned, resumed: false }).toMatchObject({
      totals: { ...uncut.scanned.totals, bytes: expect.any(Number) },
      problems: uncut.scanned.problems,
    });
  }
});

test.for([
  ['other settings', { fingerprint: 'g' }, ''],
  ['other files', {}, 'change'],
] as const)('with %s a scan begins anew', async ([, settings, change]) => {
  const place = `anew${change}`;
  for (let file = 0; file < 6; file += 1)
    put(`${place}/f${file}.json`, JSON.stringify(errors(file, 5)));
  const state = { path: join(folder, `${place}.state`), fingerprint: 'f' };
  let turns = 0;
  const stop = (): void => {
    turns += 1;
    if (turns === 4) throw new Stopped();
  };
  const first = scanned([join(folder, place)], { state, clock: runningClock(), onProgress: stop });
  await expect(first).rejects.toBeInstanceOf(Stopped);
  if (change !== '') put(`${place}/f0.json`, JSON.stringify(errors(0, 9)));

  const again = await scanned([join(folder, place)], { state: { ...state, ...settings } });

  expect(again.scanned.resumed).toBe(false);
});

test('ids are remembered exactly until there are too many, and then the latest', () => {
  const ids = createSeenIds(1024);
  const first = Array.from({ length: 700 }, (_, at) => ids.seen(`id-${at}`));
  const again = Array.from({ length: 700 }, (_, at) => ids.seen(`id-${at}`));
  expect(first.every((seen) => !seen)).toBe(true);
  expect(again.every((seen) => seen)).toBe(true);

  const restored = createSeenIds(1024);
  restored.restore([...ids.state()]);
  expect(restored.seen('id-3')).toBe(true);
  expect(restored.seen('id-700')).toBe(false);

  for (let at = 0; at < 5000; at += 1) ids.seen(`more-${at}`);
  expect(ids.forgot).toBe(true);
  expect(ids.seen('id-3')).toBe(false);
  expect(ids.seen('more-4990')).toBe(true);
});
