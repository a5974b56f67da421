import { existsSync } from 'node:fs';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawned } from '../command.fixture.ts';
import { type Answered, gatehouse } from '../terminal.fixture.ts';

let cloud: StartedCloud;

const secrets = (...args: readonly string[]): Promise<Answered> =>
  spawned(['secrets', ...args], {
    AWS_CONFIG_FILE: cloud.profiles.config,
    AWS_SHARED_CREDENTIALS_FILE: cloud.profiles.credentials,
    AWS_PROFILE: 'workloads',
    AWS_ENDPOINT_URL: cloud.aws,
  });

/** A command that prints what it was given, as a program would use it. */
const PRINTS = [
  '--',
  process.execPath,
  '-e',
  `const fs = require('node:fs');
   const file = process.env.KEY_FILE;
   console.log(JSON.stringify({
     password: process.env.PASSWORD, all: process.env.ALL, host: process.env.host, port: process.env.port,
     file: file && [fs.readFileSync(file, 'utf8'), (fs.statSync(file).mode & 0o777).toString(8), file],
     arguments: process.argv.slice(1),
   }));
   process.exitCode = 7;`,
] as const;

beforeAll(async () => {
  cloud = await startCloud();
  const client = new SecretsManager(cloud.client('workloads'));
  const database = { host: 'db.internal', port: 5432, password: 'p4ss' };
  await client.createSecret({ Name: 'prod/db', SecretString: JSON.stringify(database) });
  await client.createSecret({ Name: 'prod/key', SecretString: 'PEM' });
  await client.createSecret({ Name: 'other', SecretBinary: Buffer.from('x') });
});
afterAll(() => cloud.stop());

test('a command gets members and whole values by variables and files, and nothing stays behind', async () => {
  const { code, out } = await secrets(
    'exec',
    '--env=PASSWORD=prod/db#password',
    '--env=ALL=prod/key',
    '--json-env=prod/db',
    '--file=KEY_FILE=prod/key',
    ...PRINTS,
    'its own',
  );

  const printed = JSON.parse(out) as { readonly file: readonly [string, string, string] };
  expect(printed).toMatchObject({
    password: 'p4ss',
    all: 'PEM',
    host: 'db.internal',
    port: '5432',
    file: ['PEM', '600', expect.any(String)],
    arguments: ['its own'],
  });
  expect(code).toBe(7);
  expect(existsSync(printed.file[2])).toBe(false);
});

test('what cannot be read or started is said without a value, and nothing runs', async () => {
  const [missing, member, binary, none] = await Promise.all([
    secrets('exec', '--env=A=prod/none', ...PRINTS),
    secrets('exec', '--env=A=prod/db#nothing', ...PRINTS),
    secrets('exec', '--env=A=other', ...PRINTS),
    secrets('exec', '--env=A=prod/key', '--', 'no-such-command-here'),
  ]);

  expect(missing).toMatchObject({ code: 3, out: '', err: expect.stringContaining('find') });
  expect(member).toMatchObject({ code: 2, out: '', err: expect.stringContaining('"nothing"') });
  expect(binary).toMatchObject({ code: 2, out: '', err: expect.stringContaining('binary') });
  expect(none).toMatchObject({ code: 127, out: '', err: expect.stringContaining('not found') });
  expect(member.err).not.toContain('p4ss');
});

test('secrets are listed by the beginning of their names, without values', async () => {
  const [table, json] = await Promise.all([secrets('list', 'prod/'), secrets('list', '--json')]);

  expect(table.out.split('\n')[0]).toBe('NAME      ROTATION  CHANGED     NEXT ROTATION  LAST USED');
  expect(table.out.match(/^prod\/\w+/gm)?.toSorted()).toEqual(['prod/db', 'prod/key']);
  expect(table.err).toBe('2 secrets\n');
  expect(
    json.out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly Name: string }).Name)
      .toSorted(),
  ).toEqual(['other', 'prod/db', 'prod/key']);
  expect(json.out).not.toContain('p4ss');
});

test.for([
  [['--env=A=b'], 'name a command'],
  [['--', 'env'], 'say which secrets'],
  [['--env=1A=b', '--', 'env'], 'NAME=SECRET'],
  [['--env=A=b#c#d', '--', 'env'], 'NAME=SECRET'],
  [['--file=A=', '--', 'env'], 'NAME=SECRET'],
] as const)('secrets exec %j is wrong usage: %s', async ([args, reason]) => {
  const { code, err } = await gatehouse(['secrets', 'exec', ...args]);
  expect(code).toBe(2);
  expect(err).toContain(reason);
});
