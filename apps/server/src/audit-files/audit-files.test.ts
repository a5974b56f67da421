import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemIds } from '@gatehouse/core';
import {
  EMPTY_FRONTIER,
  extendFrontier,
  leafHash,
  openCheckpoint,
  parseVerifierKeys,
  rootOf,
  signCheckpoint,
  verifyLog,
} from '@gatehouse/merkle-log';
import { expect, onTestFinished, test } from 'vitest';
import { createFileAnchor, createFileSigner } from './index.ts';

const NAME = 'gatehouse.test/audit';

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-audit-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'audit');
};

const entries = (count: number): string[] =>
  Array.from({ length: count }, (_, sequence) => `{"at":1,"sequence":${sequence}}`);

const open = async (folder: string) => {
  const anchor = await createFileAnchor(folder);
  let closed = false;
  const close = async (): Promise<void> => {
    if (!closed) await anchor.close();
    closed = true;
  };
  onTestFinished(close);
  return { ...anchor, close };
};

/** Anchors a log of `size` entries, of which `from` were anchored before. */
const anchorLog = async (folder: string, from: number, size: number): Promise<void> => {
  const { signer } = createFileSigner(folder, NAME, systemIds);
  const anchor = await open(folder);
  const hashes = entries(size).map(leafHash);
  await anchor.writeHashes(from, hashes.slice(from));
  const { frontier } = extendFrontier(EMPTY_FRONTIER, hashes);
  await anchor.write(await signCheckpoint({ size, root: rootOf(frontier) }, signer));
  await anchor.close();
};

const verified = async (folder: string, leaves: readonly string[]) => {
  const { publicKey } = createFileSigner(folder, NAME, systemIds);
  const anchor = await open(folder);
  const checkpoints: string[] = [];
  for await (const note of anchor.checkpoints()) checkpoints.push(note);
  return verifyLog({
    leaves: (async function* () {
      yield* leaves;
    })(),
    checkpoints,
    publicKey,
    hashLines: anchor.hashLines(),
  });
};

const sizeOf = (note: string | undefined): string | undefined => note?.split('\n')[1];

test('the key is made once, for its owner only, and its public half is beside it', () => {
  const folder = newFolder();

  const first = createFileSigner(folder, NAME, systemIds);
  const second = createFileSigner(folder, NAME, systemIds);

  expect(second.signer.verifierKey).toBe(first.signer.verifierKey);
  expect(statSync(join(folder, 'checkpoint-key.pem')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'checkpoint-key.pub'), 'utf8')).toBe(
    `${first.signer.verifierKey}\n`,
  );
});

test('after a rotation both public keys are listed, so that old checkpoints still open', async () => {
  const folder = newFolder();
  const old = createFileSigner(folder, NAME, systemIds);
  const note = await signCheckpoint({ size: 0, root: leafHash('') }, old.signer);
  rmSync(join(folder, 'checkpoint-key.pem'));

  const now = createFileSigner(folder, NAME, systemIds);

  expect(parseVerifierKeys(now.publicKey)).toHaveLength(2);
  expect(openCheckpoint(note, parseVerifierKeys(now.publicKey)).valid).toBe(true);
});

test('a key that others can read, and a file that is no key, stop the start without showing it', () => {
  const folder = newFolder();
  createFileSigner(folder, NAME, systemIds);
  const file = join(folder, 'checkpoint-key.pem');
  chmodSync(file, 0o644);
  expect(() => createFileSigner(folder, NAME, systemIds)).toThrow(/can be read by others/);

  chmodSync(file, 0o600);
  writeFileSync(file, 'not a key');
  expect(() => createFileSigner(folder, NAME, systemIds)).toThrow(
    /checkpoint-key\.pem cannot be used: the signing key is not a private key in PEM/,
  );
});

test('what was anchored is there after a restart, and verifies', async () => {
  const folder = newFolder();
  await anchorLog(folder, 0, 3);
  await anchorLog(folder, 3, 5);

  const anchor = await open(folder);

  expect(sizeOf(await anchor.latest())).toBe('5');
  expect(await anchor.hashCount()).toBe(5);
  expect(statSync(join(folder, 'checkpoints')).mode & 0o777).toBe(0o600);
  expect(await verified(folder, entries(5))).toMatchObject({ intact: true, anchored: 5 });
  expect((await verified(folder, entries(5).with(2, entries(1)[0] ?? ''))).first).toMatchObject({
    sequence: 2,
  });
});

test('an empty folder has no checkpoint', async () => {
  const anchor = await open(newFolder());

  expect(await anchor.latest()).toBeUndefined();
  expect(await anchor.hashCount()).toBe(0);
});

test('hashes that are there already are not written twice, and a gap is refused', async () => {
  const folder = newFolder();
  const anchor = await open(folder);
  const hashes = entries(6).map(leafHash);
  await anchor.writeHashes(0, hashes.slice(0, 4));

  await anchor.writeHashes(2, hashes.slice(2, 6));
  await anchor.writeHashes(1, hashes.slice(1, 3));

  expect(readFileSync(join(folder, 'leaf-hashes'), 'utf8').trim().split('\n')).toHaveLength(6);
  await expect(anchor.writeHashes(7, hashes)).rejects.toThrow('end at 6');
});

test('wherever a crash cuts the files, the next start goes on from the last whole entry', async () => {
  const folder = newFolder();
  await anchorLog(folder, 0, 3);
  const [checkpoints, hashes] = [join(folder, 'checkpoints'), join(folder, 'leaf-hashes')];
  const whole = [readFileSync(checkpoints), readFileSync(hashes)] as const;
  await anchorLog(folder, 3, 5);
  const longer = [readFileSync(checkpoints), readFileSync(hashes)] as const;

  for (let cut = 1; cut <= longer[0].length - whole[0].length; cut += 7) {
    writeFileSync(checkpoints, longer[0]);
    writeFileSync(hashes, longer[1]);
    truncateSync(checkpoints, longer[0].length - cut);
    truncateSync(hashes, Math.max(whole[1].length, longer[1].length - cut));
    const anchor = await open(folder);
    const [latest, count] = [sizeOf(await anchor.latest()), await anchor.hashCount()];
    await anchor.close();
    expect(latest).toBe('3');
    expect(count).toBeGreaterThanOrEqual(3);

    await anchorLog(folder, Math.min(3, count), 5);
    expect(await verified(folder, entries(5))).toMatchObject({ intact: true, anchored: 5 });
  }
});

test('something that somebody wrote behind the last checkpoint is shown to the verifier', async () => {
  const folder = newFolder();
  await anchorLog(folder, 0, 3);
  appendFileSync(join(folder, 'checkpoints'), 'forged\n9\nAAAA\n\n\u2014 forged AAAAAAAA\n\n');

  const { faults } = await verified(folder, entries(3));

  expect(faults).toEqual([expect.objectContaining({ reason: 'checkpoint-malformed' })]);
});
