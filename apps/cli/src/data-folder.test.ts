import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Check } from './doctor/check.ts';
import { gatehouse } from './terminal.fixture.ts';

const examined = async (...args: readonly string[]) => {
  const { code, out } = await gatehouse(['doctor', '--json', ...args], {
    environment: { PATH: '/nonexistent', GATEHOUSE_CONFIG_HOME: '/nonexistent/gatehouse' },
  });
  const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: readonly Check[] };
  return { code, ok, checks, states: new Map(checks.map(({ name, state }) => [name, state])) };
};

describe('with a server that runs', () => {
  let cloud: StartedCloud;

  beforeAll(async () => {
    cloud = await startCloud();
  });
  afterAll(() => cloud.stop());

  test('env gives what AWS tools need, and takes away what would be stronger', async () => {
    const { out, code } = await gatehouse(['env', '--profile', 'workloads', '--data', cloud.data], {
      environment: { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' },
    });

    expect(code).toBe(0);
    expect(out).toBe(
      [
        'unset AWS_ACCESS_KEY_ID',
        `export AWS_CONFIG_FILE='${cloud.data}/aws/config'`,
        `export AWS_SHARED_CREDENTIALS_FILE='${cloud.data}/aws/credentials'`,
        `export AWS_PROFILE='workloads'`,
        `export AWS_ENDPOINT_URL='${cloud.aws}'`,
        '',
      ].join('\n'),
    );
  });

  test('env finds the folder by GATEHOUSE_DATA, and refuses a profile that there is not', async () => {
    const environment = { GATEHOUSE_DATA: cloud.data };

    const json = await gatehouse(['env', '--json'], { environment });
    const unknown = await gatehouse(['env', '--profile', 'eve'], { environment });

    expect(JSON.parse(json.out)).toMatchObject({
      AWS_PROFILE: 'admin',
      AWS_ENDPOINT_URL: cloud.aws,
    });
    expect(unknown).toMatchObject({
      code: 3,
      err: expect.stringContaining('there are admin, security'),
    });
  });

  test('doctor finds server, database and every profile well; it warns without an AWS CLI', async () => {
    const { code, states, checks } = await examined(
      '--data',
      cloud.data,
      '--broker',
      cloud.console,
    );

    expect(
      checks.filter(({ state }) => state === 'fail').filter(({ name }) => name !== 'clock'),
    ).toEqual([]);
    expect(states).toEqual(
      new Map([
        ['node', 'pass'],
        ['packages', expect.any(String)],
        ['aws', 'warn'],
        ['functions', expect.any(String)],
        ['data', 'pass'],
        ['disk', expect.any(String)],
        ['master key', 'pass'],
        ['database', 'pass'],
        ['due work', 'pass'],
        ['server', 'pass'],
        ['ready', 'pass'],
        // The test's own clock stands still months away from the server's.
        ['clock', 'fail'],
        ['profile admin', 'pass'],
        ['profile security', 'pass'],
        ['profile workloads', 'pass'],
        ['profile security-from-admin', 'pass'],
        ['profile workloads-from-admin', 'pass'],
        ['profile workloads-2-from-admin', 'pass'],
        ['broker', 'pass'],
        ['signed in', 'pass'],
      ]),
    );
    expect(code).toBe(1);
  });

  test('reset refuses while it runs', async () => {
    const { code, err } = await gatehouse(['reset', '--data', cloud.data, '--yes']);

    expect(code).toBe(3);
    expect(err).toContain('stop it first');
    expect(existsSync(join(cloud.data, 'master.key'))).toBe(true);
  });

  test('a live reset is refused by a server that enforces', async () => {
    const { code, err } = await gatehouse(['reset', '--live', '--data', cloud.data, '--yes']);

    expect(code).toBe(3);
    expect(err).toContain('--iam=off');
  });
});

test('a live reset empties a server that lets everybody in', async () => {
  const cloud = await startCloud({ iam: 'off' });
  try {
    const { code, out } = await gatehouse([
      'reset',
      '--live',
      '--data',
      cloud.data,
      '--yes',
      '--json',
    ]);

    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ reset: cloud.aws });
  } finally {
    await cloud.stop();
  }
});

describe('with a folder that no server has open', () => {
  let data: string;

  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'gatehouse-reset-'));
    const cloud = await startCloud({ data });
    await cloud.stop();
    return () => rmSync(data, { recursive: true, force: true });
  });

  test('reset deletes what Gatehouse made, and the folder with it', async () => {
    const { code } = await gatehouse(['reset', '--data', data, '--yes']);

    expect(code).toBe(0);
    expect(existsSync(data)).toBe(false);
    expect((await gatehouse(['reset', '--data', data, '--yes'])).out).toContain(
      'nothing to delete',
    );
  });

  test("reset leaves other people's files", async () => {
    writeFileSync(join(data, 'notes.txt'), 'mine');

    await gatehouse(['reset', '--data', data, '--yes']);

    expect(readdirSync(data)).toEqual(['notes.txt']);
  });

  test('reset asks a person and obeys; a script must say --yes', async () => {
    const no = await gatehouse(['reset', '--data', data], { interactive: true, answer: 'n' });
    const script = await gatehouse(['reset', '--data', data]);
    expect([no.code, script.code]).toEqual([1, 2]);
    expect(existsSync(join(data, 'gatehouse.db'))).toBe(true);

    const yes = await gatehouse(['reset', '--data', data], { interactive: true, answer: 'yes' });

    expect(yes.code).toBe(0);
    expect(existsSync(data)).toBe(false);
  });

  test('reset keeps the key of a database that is elsewhere', async () => {
    const { code } = await gatehouse(['reset', '--data', data, '--yes'], {
      environment: { GATEHOUSE_DATABASE: 'postgres://127.0.0.1/x' },
    });

    expect(code).toBe(3);
    expect(existsSync(join(data, 'master.key'))).toBe(true);
  });

  test('doctor says what others may read, that a key is missing and a database broken', async () => {
    chmodSync(join(data, 'aws', 'credentials'), 0o644);
    rmSync(join(data, 'master.key'));
    writeFileSync(join(data, 'gatehouse.db'), 'no database');

    const { code, ok, states, checks } = await examined('--data', data);

    expect([code, ok]).toEqual([1, false]);
    expect(['data', 'master key', 'database'].map((name) => states.get(name))).toEqual([
      'fail',
      'fail',
      'fail',
    ]);
    expect(checks.find(({ name }) => name === 'data')?.detail).toContain('credentials (0644)');
    expect(states.get('server')).toBe('warn');
  });

  test('doctor sees that somebody else has the port', async () => {
    const other = createServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    try {
      const address = other.address();
      const port = typeof address === 'object' ? address?.port : 0;

      const { out } = await gatehouse(
        ['doctor', '--json', '--data', data, '--endpoint', `http://127.0.0.1:${port}`],
        { environment: { PATH: '', GATEHOUSE_CONSOLE_LISTEN: `127.0.0.1:${port}` } },
      );

      const { checks } = JSON.parse(out) as { checks: readonly Check[] };
      expect(checks.filter(({ state }) => state === 'fail').map(({ name }) => name)).toEqual([
        'port',
        'console port',
      ]);
    } finally {
      other.close();
    }
  });
});

test.for([
  ['aws-cli/2.9.19 Python/3.11.2 Linux/6.1 source/x86_64.debian.12', 'warn'],
  ['aws-cli/2.13.0 Python/3.11.2', 'pass'],
  ['aws-cli/1.45.11 Python/3.11.7', 'pass'],
  ['aws-cli/1.22.34 Python/3.10', 'warn'],
] as const)('doctor judges %s: %s', async ([version, state]) => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-aws-'));
  try {
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'aws'), `#!/bin/sh\necho '${version}'\n`, { mode: 0o755 });

    const { out } = await gatehouse(
      ['doctor', '--json', '--data', folder, '--endpoint', 'http://127.0.0.1:9'],
      {
        environment: { PATH: join(folder, 'bin') },
      },
    );

    const { checks } = JSON.parse(out) as { checks: readonly Check[] };
    expect(checks.find(({ name }) => name === 'aws')).toMatchObject({ state });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
