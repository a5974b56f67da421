import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EMPTY_FRONTIER, extendFrontier, formatPeaks, leafHash } from '@gatehouse/merkle-log';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mortalBroker } from './mortal-broker.fixture.ts';

const mortal = await mortalBroker();
const safe = mkdtempSync(join(tmpdir(), 'gatehouse-safe-'));
afterAll(() => {
  mortal.remove();
  rmSync(safe, { recursive: true, force: true });
});

const database = (): DatabaseSync => new DatabaseSync(join(mortal.data, 'gatehouse.db'));

const run = (sql: string): void => {
  const open = database();
  open.exec(sql);
  open.close();
};

const BACKUP = join(safe, 'backup.db');
const WHOLE = join(safe, 'whole');
let size = 0;
let backedUp = 0;

const countLeaves = (): number => {
  const open = database();
  const row = open.prepare('SELECT size FROM broker_audit_head').get();
  open.close();
  return Number(row?.['size']);
};

/** Some access, a backup, and more of it. */
beforeAll(async () => {
  const first = await mortal.live();
  await first.granted();
  await first.advance('PT1M');
  await first.server.stop();
  backedUp = countLeaves();
  run(`VACUUM INTO '${BACKUP}'`);
  const second = await mortal.live();
  const { id } = await second.granted();
  await second.credentials('alice', id);
  await second.token('erin');
  await second.advance('PT1M');
  await second.server.stop();
  size = countLeaves();
  cpSync(mortal.data, WHOLE, { recursive: true });
});

/** Another time for one entry, or for none, and a head that fits what is there. */
const rehashed = (from?: number): void => {
  const open = database();
  let frontier = EMPTY_FRONTIER;
  const write = open.prepare('UPDATE broker_audit_leaf SET leaf = ?, hash = ? WHERE sequence = ?');
  const rows = open.prepare('SELECT sequence, leaf FROM broker_audit_leaf ORDER BY sequence').all();
  for (const { sequence, leaf } of rows) {
    const text =
      Number(sequence) === from ? String(leaf).replace(/"at":(\d+)/, '"at":1$1') : String(leaf);
    const hash = leafHash(text);
    write.run(text, hash, Number(sequence));
    frontier = extendFrontier(frontier, [hash]).frontier;
  }
  open
    .prepare('UPDATE broker_audit_head SET size = ?, peaks = ?')
    .run(frontier.size, formatPeaks(frontier.peaks));
  open.close();
};

const putBack = (): void => cpSync(BACKUP, join(mortal.data, 'gatehouse.db'));

interface Case {
  readonly name: string;
  readonly change: () => void;
  /** The first bad entry. */
  readonly first: () => number;
}

const CASES: readonly Case[] = [
  { name: 'hashed anew as a whole', change: () => rehashed(2), first: () => 2 },
  {
    name: 'cut at its end',
    change: () => {
      run(`DELETE FROM broker_audit_leaf WHERE sequence >= ${size - 2}`);
      rehashed();
    },
    first: () => size - 2,
  },
  { name: 'an older backup', change: putBack, first: () => backedUp },
  {
    name: 'without its first entries',
    change: () => run('DELETE FROM broker_audit_leaf WHERE sequence < 3'),
    first: () => 0,
  },
];

test.for(CASES)(
  'a server that starts on a log that is $name says so, signs no more, and hides nothing',
  async ({ change, first }) => {
    rmSync(mortal.data, { recursive: true, force: true });
    cpSync(WHOLE, mortal.data, { recursive: true });
    change();
    const before = await mortal.verify();

    const life = await mortal.live();
    const erin = life.api('erin');
    const { body } = await erin.get('/v1/audit/health');
    const { checkpoints = [] } = (await erin.get('/v1/audit/checkpoints')).body;
    // It goes on working, and tries to cover what happened with new entries.
    for (let count = 0; count < 5; count += 1) await life.ask('alice');
    await life.advance('PT5M');
    const later = (await erin.get('/v1/audit/checkpoints')).body.checkpoints;
    const { text } = await erin.get('/v1/audit/log');
    await life.server.stop();
    const after = await mortal.verify();

    expect(before).toMatchObject({ intact: false, first: { sequence: first() } });
    expect(body.audit?.state).toBe('broken');
    expect(life.server.log()).toContain('the audit log does not continue what was anchored');
    expect(checkpoints.length).toBeGreaterThan(0);
    expect(later).toEqual(checkpoints);
    expect(text).toContain('"audit.inconsistent"');
    expect(after).toMatchObject({ intact: false, first: { sequence: first() } });
  },
);

test('where the head itself is damaged no server starts, and it says why', async () => {
  rmSync(mortal.data, { recursive: true, force: true });
  cpSync(WHOLE, mortal.data, { recursive: true });
  run(`UPDATE broker_audit_head SET size = ${size - 2}`);

  await expect(mortal.live()).rejects.toThrow('the head of the audit log is missing or damaged');
  expect(await mortal.verify()).toMatchObject({ intact: false });
});
