import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { BIN, spawned } from './command.fixture.ts';

test('the command answers and ends with its exit code', async () => {
  expect(await spawned(['version', '--json'])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\{"gatehouse":/),
  });
  expect(await spawned(['policy', 'explain', '--action', 'a:B', '--principal', '*'])).toMatchObject(
    {
      code: 1,
      out: expect.stringMatching(/^DENIED a:B/),
    },
  );
  expect(await spawned(['nonsense'])).toMatchObject({ code: 2, out: '' });
});

const OTHER_NODE = '/usr/bin/node';

test.skipIf(!existsSync(OTHER_NODE))(
  "the machine's own Node hands over to the pinned one",
  async () => {
    const { out } = await spawned(['version', '--json'], {}, { node: OTHER_NODE });

    expect(JSON.parse(out)).toMatchObject({ node: process.versions.node });
  },
);

test('a signal stops the server that up started, and its exit code is the command’s', async () => {
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-up-'));
  try {
    const child = spawn(
      process.execPath,
      [BIN, 'up', `--data=${data}`, '--aws-listen=127.0.0.1:0', '--console-listen=127.0.0.1:0'],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const line = await new Promise<string>((resolve) => {
      createInterface({ input: child.stdout }).once('line', resolve);
    });
    const { aws } = JSON.parse(line) as { aws: string };
    expect((await fetch(`${aws}/_gatehouse/ready`)).status).toBe(200);

    const ended = new Promise<number | null>((resolve) => {
      child.once('exit', resolve);
    });
    child.kill('SIGTERM');

    expect(await ended).toBe(0);
    await expect(fetch(`${aws}/_gatehouse/health`)).rejects.toThrow('fetch failed');
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});

test('up refuses a flag that the server does not know, as the server does', async () => {
  expect((await spawned(['up', '--nonsense=1'])).code).toBe(2);
});
