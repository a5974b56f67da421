import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSigningKey, signerOf } from '@gatehouse/merkle-log';
import { expect, onTestFinished, test } from 'vitest';
import { spawned } from '../../command.fixture.ts';
import { gatehouse } from '../../terminal.fixture.ts';
import { checkpointsOf, entries, entry, type LogFiles, writeLog } from './log.fixture.ts';

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-verify-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const options = ({ log, checkpoints, key, hashes }: LogFiles, withHashes = true): string[] => [
  'audit',
  'verify',
  '--log',
  log,
  '--checkpoints',
  checkpoints,
  '--key',
  key,
  ...(withHashes ? ['--hashes', hashes] : []),
];

const signedLog = (count = 20): Promise<LogFiles> =>
  writeLog(newFolder(), entries(count), [5, 12, count]);

const tampered = async (change: (lines: string[]) => readonly string[]): Promise<LogFiles> => {
  const files = await signedLog();
  const lines = readFileSync(files.log, 'utf8').trimEnd().split('\n');
  writeFileSync(
    files.log,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
  return files;
};

test('a log as it was signed is intact', async () => {
  const { code, out } = await gatehouse(options(await signedLog()));

  expect(code).toBe(0);
  expect(out).toBe('INTACT 20 entries read, 20 of them vouched for by 3 checkpoints\n');
});

test('entries that came after the last checkpoint are said to be unsigned', async () => {
  const files = await signedLog();
  appendFileSync(files.log, `${entry(20)}\n`);

  const { code, out } = await gatehouse(options(files));

  expect(code).toBe(0);
  expect(out).toContain('1 entry is not signed yet');
});

const without = (lines: readonly string[], index: number): string[] => lines.toSpliced(index, 1);
const swapped = (lines: readonly string[]): string[] =>
  lines.with(7, lines[8] ?? '').with(8, lines[7] ?? '');

test.for([
  ['changed', 7, (lines: string[]) => lines.with(7, entry(7, 'nothing'))],
  ['deleted', 7, (lines: string[]) => without(lines, 7)],
  ['swapped', 7, swapped],
  ['inserted', 8, (lines: string[]) => lines.toSpliced(8, 0, entry(7))],
  ['truncated', 15, (lines: string[]) => lines.slice(0, 15)],
  ['changed', 7, (lines: string[]) => lines.with(7, 'x'.repeat(200_000))],
  ['changed', 3, (lines: string[]) => lines.with(3, '')],
  [
    'rolled-back',
    14,
    (lines: string[]) => [
      ...lines.slice(0, 14),
      ...Array.from({ length: 6 }, (_, index) => entry(14 + index, 'other')),
    ],
  ],
] as const)('%s: entry %i is named as the first bad one', async ([reason, sequence, change]) => {
  const files = await tampered(change);

  const text = await gatehouse(options(files));
  const json = await gatehouse([...options(files), '--json']);

  expect([text.code, json.code]).toEqual([1, 1]);
  expect(text.out).toMatch(new RegExp(`^BAD entry ${sequence}: ${reason}\\.`));
  expect(JSON.parse(json.out)).toMatchObject({ intact: false, first: { reason, sequence } });
});

test('without the hashes a change is a range that ends at a checkpoint', async () => {
  const files = await tampered((lines) => lines.with(7, entry(7, 'nothing')));

  const { code, out } = await gatehouse([...options(files, false), '--json']);

  expect(code).toBe(1);
  expect(JSON.parse(out).first).toMatchObject({
    reason: 'root-differs',
    sequence: 5,
    through: 11,
  });
});

test('one byte that is no UTF-8 does not pass for a replacement character', async () => {
  const folder = newFolder();
  const leaves = entries(5).with(2, entry(2, '\uFFFD'));
  const files = await writeLog(folder, leaves, [5]);
  const bytes = readFileSync(files.log);
  const at = bytes.indexOf(Buffer.from('\uFFFD'));
  writeFileSync(
    files.log,
    Buffer.concat([bytes.subarray(0, at), Buffer.of(0xff), bytes.subarray(at + 3)]),
  );

  expect((await gatehouse(options(files))).out).toMatch(/^BAD entry 2: changed/);
});

test('a log that was rewritten, signed by another key, is refused', async () => {
  const files = await signedLog();
  const stranger = signerOf('gatehouse.test/audit', newSigningKey());
  const forged = entries(20).with(7, entry(7, 'nothing'));
  writeFileSync(files.log, forged.map((line) => `${line}\n`).join(''));
  writeFileSync(files.checkpoints, await checkpointsOf(forged, [5, 12, 20], stranger));

  const { code, out } = await gatehouse(options(files, false));

  expect(code).toBe(1);
  expect(out).toContain('checkpoint-signature');
});

test('who takes all checkpoints away does not pass', async () => {
  const files = await signedLog();
  writeFileSync(files.checkpoints, '');

  const { code, out } = await gatehouse(options(files));

  expect(code).toBe(1);
  expect(out).toContain('No checkpoint vouches for any entry');
});

test.for([
  ['a missing file', (files: LogFiles) => options({ ...files, log: '/nonexistent/log' }), 3],
  ['a key that is none', (files: LogFiles) => options({ ...files, key: files.log }), 3],
  ['half of the files', (files: LogFiles) => ['audit', 'verify', '--log', files.log], 2],
  ['a word too many', (files: LogFiles) => [...options(files), 'more'], 2],
] as const)('%s is no verdict', async ([, args, code]) => {
  const answer = await gatehouse(args(await signedLog()));

  expect(answer.code).toBe(code);
  expect(answer.out).toBe('');
  expect(answer.err).not.toMatch(/^\s+at /m);
});

test('100 000 entries are read with little memory, and one changed letter among them is found', async () => {
  const leaves = entries(100_000).map((leaf) =>
    leaf.replace('"asked"', `"${'asked '.repeat(60)}"`),
  );
  const files = await writeLog(newFolder(), leaves, [100_000]);
  // The file is larger: who keeps it all dies.
  const node = { NODE_OPTIONS: '--max-old-space-size=32' };

  const intact = await spawned(options(files), node);
  writeFileSync(
    files.log,
    leaves
      .with(77_777, leaves[77_777]?.replace('asked', 'Asked') ?? '')
      .map((leaf) => `${leaf}\n`)
      .join(''),
  );
  const bad = await spawned(options(files), node);

  expect(intact).toMatchObject({ code: 0, out: expect.stringContaining('INTACT 100000 entries') });
  expect(bad).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^BAD entry 77777: changed/),
  });
});
