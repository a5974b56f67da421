import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Blobs, systemClock, systemIds } from '@gatehouse/core';
import { expect, onTestFinished, test } from 'vitest';
import { openBlobs } from './blobs.ts';

const opened = async (): Promise<{ readonly blobs: Blobs; readonly folder: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-blobs-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return { blobs: await openBlobs({ folder, ids: systemIds, key: Buffer.alloc(32, 7) }), folder };
};

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

const textOf = async (content: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

const hashed = (name: string, text: string) => createHash(name).update(text);

test('a content is found by its SHA-256, whole or in part, and told with its MD5', async () => {
  const { blobs } = await opened();

  const blob = await blobs.write(pieces('hello ', 'world'), 11);

  expect(blob).toEqual({
    id: hashed('sha256', 'hello world').digest('hex'),
    bytes: 11,
    md5: hashed('md5', 'hello world').digest(),
  });
  expect(await textOf(blobs.read(blob.id))).toBe('hello world');
  expect(await textOf(blobs.read(blob.id, { start: 4, end: 7 }))).toBe('o w');
  expect(await textOf(blobs.read(blob.id, { start: 9, end: 99 }))).toBe('ld');
});

test('a content with a key of its own is read by nothing else, and its name says nothing of it', async () => {
  const { blobs } = await opened();
  const key = Buffer.alloc(32, 1);

  const keyed = await blobs.write(pieces('hello'), 5, key);
  const again = await blobs.write(pieces('hello'), 5, key);
  const open = await blobs.write(pieces('hello'), 5);

  expect(await textOf(blobs.read(keyed.id, { start: 1, end: 3 }, key))).toBe('el');
  for (const other of [undefined, Buffer.alloc(32, 2)])
    await expect(textOf(blobs.read(keyed.id, undefined, other))).rejects.toThrow('authenticate');
  await expect(textOf(blobs.read(open.id, undefined, key))).rejects.toThrow('authenticate');
  expect(new Set([keyed.id, again.id, open.id]).size).toBe(3);
});

test('a content that is too long, or whose source fails, leaves nothing behind', async () => {
  const { blobs, folder } = await opened();
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield* pieces('begun');
    throw new Error('the caller went away');
  }

  await expect(blobs.write(pieces('123', '456'), 5)).rejects.toThrow(RangeError);
  await expect(blobs.write(failing(), 100)).rejects.toThrow('the caller went away');

  expect(await readdir(folder)).toEqual(['incoming']);
  expect(await readdir(join(folder, 'incoming'))).toEqual([]);
});

test('a content that is not there is not read, and no id leads out of the folder', async () => {
  const { blobs } = await opened();

  await expect(textOf(blobs.read('0'.repeat(64)))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(() => blobs.read('../../../../etc/passwd')).toThrow('SHA-256');
});

test('a sweep takes what is old and named by no row, however late the cloud thinks it is', async () => {
  const { blobs, folder } = await opened();
  const age = async (id: string): Promise<void> => {
    const old = new Date(systemClock.now().getTime() - 2 * 3_600_000);
    await utimes(join(folder, id.slice(0, 2), id), old, old);
  };
  const [used, unused, young] = await Promise.all(
    ['used', 'unused', 'young'].map((text) => blobs.write(pieces(text), 10)),
  );
  const again = await blobs.write(pieces('again'), 10);
  for (const blob of [used, unused, again]) await age(blob?.id ?? '');
  await blobs.write(pieces('again'), 10);

  const removed = await blobs.sweep(new Date('2100-01-01'), async (ids) => {
    expect(ids).not.toContain(young?.id);
    return new Set(ids.filter((id) => id === used?.id));
  });

  expect(removed).toBe(1);
  expect(await textOf(blobs.read(used?.id ?? ''))).toBe('used');
  expect(await textOf(blobs.read(again.id))).toBe('again');
  await expect(textOf(blobs.read(unused?.id ?? ''))).rejects.toMatchObject({ code: 'ENOENT' });
});

test.for([0, 1, 65_535, 65_536, 65_537, 131_072, 1_300_000])(
  'a content of %d bytes is read from any place',
  async (bytes) => {
    const { blobs } = await opened();
    const content = systemIds.bytes(bytes);
    async function* odd(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes; at += 10_007) yield content.subarray(at, at + 10_007);
    }

    const { id } = await blobs.write(odd(), bytes);

    for (const [start, end] of [
      [0, bytes],
      [1, bytes],
      [65_530, 65_540],
      [65_536, 131_072],
      [bytes - 3, bytes],
      [bytes, bytes + 5],
    ] as const) {
      const chunks: Uint8Array[] = [];
      if (start < 0) continue;
      for await (const chunk of blobs.read(id, { start, end })) chunks.push(chunk);
      expect(Buffer.concat(chunks).equals(content.subarray(start, end))).toBe(true);
    }
  },
);

test.for([
  ['changed', (file: Buffer) => file.fill(1, 100, 101)],
  ['shortened by a segment', (file: Buffer) => file.subarray(0, 64 + 65_552)],
  ['of another key', (file: Buffer) => file.fill(1, 20, 30)],
] as const)('a file that is %s is not passed off as what was written', async ([, change]) => {
  const { blobs, folder } = await opened();
  const { id } = await blobs.write(pieces('secret'.repeat(20_000)), 1_000_000);
  const path = join(folder, id.slice(0, 2), id);
  const file = await readFile(path);
  expect(file.includes('secretsecret')).toBe(false);

  await writeFile(path, change(file));

  await expect(textOf(blobs.read(id))).rejects.toThrow(/unable to authenticate|no sealed content/);
});
