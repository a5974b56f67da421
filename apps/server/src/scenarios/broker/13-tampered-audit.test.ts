import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EMPTY_FRONTIER, extendFrontier, formatPeaks, leafHash } from '@gatehouse/merkle-log';
import { COMPILED } from '@gatehouse/testcloud';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { brokerCloud, wish } from './broker.fixture.ts';

const root = mkdtempSync(join(tmpdir(), 'gatehouse-tampered-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const DATA = join(root, 'data');
const BACKUP = join(root, 'backup.db');

const CLI = join(import.meta.dirname, '../../../../cli/src/main.ts');

const databaseOf = (data: string): string => join(data, 'gatehouse.db');

/** A server's data after some access, and a backup of its database from before the last of it. */
const record = async (): Promise<number> => {
  const story = await brokerCloud({ data: DATA });
  await story.granted();
  await story.advance('PT1M');
  const running = new DatabaseSync(databaseOf(DATA), { readOnly: true });
  running.exec(`VACUUM INTO '${BACKUP}'`);
  running.close();
  const { id } = await story.granted();
  await story.credentials('alice', id);
  await story.api('bob').post(`/v1/requests/${id}/end`);
  await story.api('alice').post(`/v1/requests/${id}/sessions`, { kind: 'cli' });
  await story.ask('alice', wish());
  await story.advance('PT1M');
  const leaves = await story.leaves({});
  await story.stop();
  return leaves.length;
};

const size = await record();

interface Verdict {
  readonly code: number;
  readonly out: string;
}

const verify = (data: string): Promise<Verdict> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [CLI, 'audit', 'verify', '--data', data],
      { env: { PATH: process.env['PATH'], HOME: root, ...COMPILED } },
      (error, out, stderr) => resolve({ code: Number(error?.code ?? 0), out: `${out}${stderr}` }),
    );
  });

const copy = (): string => {
  const data = mkdtempSync(join(root, 'copy-'));
  cpSync(DATA, data, { recursive: true });
  return data;
};

/** A copy of the data in which somebody with the database has done this. */
const tampered = (change: (database: DatabaseSync) => void): string => {
  const data = copy();
  const database = new DatabaseSync(databaseOf(data));
  change(database);
  database.close();
  return data;
};

const leafAt = (database: DatabaseSync, sequence: number): string =>
  String(
    database.prepare('SELECT leaf FROM broker_audit_leaf WHERE sequence = ?').get(sequence)?.[
      'leaf'
    ],
  );

const write = (database: DatabaseSync, sequence: number, leaf: string, hash: Uint8Array): void => {
  database
    .prepare('UPDATE broker_audit_leaf SET leaf = ?, hash = ? WHERE sequence = ?')
    .run(leaf, hash, sequence);
};

const forged = (leaf: string): string => leaf.replace('"at"', '"at"').replace(/\d(?=")/, '0x');

/** Everything after a changed entry computed anew, as whoever wrote this program could. */
const rehashed = (database: DatabaseSync, from: number): void => {
  let frontier = EMPTY_FRONTIER;
  const rows = database
    .prepare('SELECT sequence, leaf FROM broker_audit_leaf ORDER BY sequence')
    .all();
  for (const { sequence, leaf } of rows) {
    const text = Number(sequence) === from ? forged(String(leaf)) : String(leaf);
    const hash = leafHash(text);
    write(database, Number(sequence), text, hash);
    frontier = extendFrontier(frontier, [hash]).frontier;
  }
  database.prepare('UPDATE broker_audit_head SET peaks = ?').run(formatPeaks(frontier.peaks));
};

test('what nobody touched is intact, offline', async () => {
  const { code, out } = await verify(copy());

  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^INTACT ${size} entries read, ${size} of them vouched for`));
});

const MIDDLE = Math.floor(size / 2);

test.for<readonly [string, number, (database: DatabaseSync) => void]>([
  [
    'a changed entry',
    MIDDLE,
    (database) =>
      write(database, MIDDLE, forged(leafAt(database, MIDDLE)), leafHash(leafAt(database, MIDDLE))),
  ],
  [
    'a changed entry with the hash that fits it',
    MIDDLE,
    (database) => {
      const leaf = forged(leafAt(database, MIDDLE));
      write(database, MIDDLE, leaf, leafHash(leaf));
    },
  ],
  [
    'an entry in which only what it is found by was changed',
    MIDDLE,
    (database) => {
      database
        .prepare("UPDATE broker_audit_leaf SET actor = 'system' || actor WHERE sequence = ?")
        .run(MIDDLE);
    },
  ],
  [
    'a deleted entry',
    MIDDLE,
    (database) => {
      database.prepare('DELETE FROM broker_audit_leaf WHERE sequence = ?').run(MIDDLE);
    },
  ],
  [
    'a deleted entry whose successors moved up',
    MIDDLE,
    (database) => {
      database.prepare('DELETE FROM broker_audit_leaf WHERE sequence = ?').run(MIDDLE);
      database.exec(
        `UPDATE broker_audit_leaf SET sequence = -sequence WHERE sequence > ${MIDDLE};
         UPDATE broker_audit_leaf SET sequence = -sequence - 1 WHERE sequence < 0;
         UPDATE broker_audit_head SET size = size - 1;`,
      );
    },
  ],
  [
    'a tail that was cut off',
    size - 2,
    (database) => {
      database.exec(
        `DELETE FROM broker_audit_leaf WHERE sequence >= ${size - 2};
         UPDATE broker_audit_head SET size = ${size - 2};`,
      );
    },
  ],
  [
    'two entries that changed places',
    MIDDLE,
    (database) => {
      const [one, other] = [leafAt(database, MIDDLE), leafAt(database, MIDDLE + 1)];
      write(database, MIDDLE, other, leafHash(other));
      write(database, MIDDLE + 1, one, leafHash(one));
    },
  ],
  ['a log that was hashed anew as a whole', MIDDLE, (database) => rehashed(database, MIDDLE)],
  ['a log whose first entry was rewritten', 0, (database) => rehashed(database, 0)],
])('%s is found, and entry %i named', async ([, sequence, change]) => {
  const { code, out } = await verify(tampered(change));

  expect(code).toBe(1);
  expect(out).toMatch(new RegExp(`^BAD entry ${sequence}:`));
});

test('a head that was removed or damaged hides nothing', async () => {
  const verdicts = [];
  for (const sql of [
    'DELETE FROM broker_audit_head',
    "UPDATE broker_audit_head SET peaks = 'nothing'",
    'UPDATE broker_audit_head SET size = 9007199254740993',
  ])
    verdicts.push(await verify(tampered((database) => database.exec(sql))));

  expect(verdicts.map(({ code }) => code)).toEqual([1, 1, 1]);
  for (const { out } of verdicts) expect(out).toMatch(/^BAD /);
});

test('the database of an old backup is found, by what was anchored since', async () => {
  const data = copy();
  cpSync(BACKUP, databaseOf(data));

  const { code, out } = await verify(data);

  const old = new DatabaseSync(BACKUP, { readOnly: true });
  const count = Number(old.prepare('SELECT size FROM broker_audit_head').get()?.['size']);
  old.close();
  expect(count).toBeLessThan(size);
  expect(code).toBe(1);
  expect(out).toMatch(new RegExp(`^BAD entry ${count}: `));
});

test('checkpoints that another key has signed vouch for nothing', async () => {
  const data = copy();
  const file = join(data, 'audit', 'checkpoints');
  const text = readFileSync(file, 'utf8');
  const other = createHash('sha256').update('x').digest('base64');
  writeFileSync(file, text.replaceAll(/^[A-Za-z0-9+/]{43}=$/gm, other));

  const { code, out } = await verify(data);

  expect(code).toBe(1);
  expect(out).toMatch(/^BAD /);
});

test('the server itself says so at its next start, and the log goes no further unseen', async () => {
  const data = tampered((database) => rehashed(database, MIDDLE));

  const story = await brokerCloud({ data });
  onTestFinished(() => story.stop());
  await story.people.add('quinn', ['auditors']);
  const health = await story.api('quinn').get('/v1/audit/health');

  expect(health.body).toMatchObject({ audit: { state: 'broken' } });
});
