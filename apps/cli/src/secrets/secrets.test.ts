import { existsSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
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

const ACCOUNT = '111122223333';

/** Puts a value and makes it current in one step. */
const ROTATES = `
const { SecretsManager } = require('@aws-sdk/client-secrets-manager');
const secrets = new SecretsManager({});
exports.handler = async ({ Step, SecretId, ClientRequestToken, RotationToken }) => {
  const { VersionIdsToStages } = await secrets.describeSecret({ SecretId });
  const current = Object.keys(VersionIdsToStages).find((id) => VersionIdsToStages[id].includes('AWSCURRENT'));
  const { SecretString } = await secrets.getSecretValue({ SecretId });
  if (SecretString === 'broken') throw new Error('no');
  if (Step === 'createSecret' && current !== ClientRequestToken)
    await secrets.putSecretValue({ SecretId, ClientRequestToken, RotationToken,
      SecretString: 'r0tated', VersionStages: ['AWSPENDING'] });
  if (Step === 'finishSecret' && current !== ClientRequestToken)
    await secrets.updateSecretVersionStage({ SecretId, VersionStage: 'AWSCURRENT',
      MoveToVersionId: ClientRequestToken, RemoveFromVersionId: current });
};`;

const policy = (more: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });

const rotating = async (Name: string): Promise<void> => {
  const config = cloud.client('workloads');
  const [iam, lambda, client] = [new IAM(config), new Lambda(config), new SecretsManager(config)];
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(ROTATES), 'index.js');
  zip.end();
  const RoleName = 'Rotation';
  await iam.createRole({
    RoleName,
    AssumeRolePolicyDocument: policy({
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    }),
  });
  await iam.putRolePolicy({
    RoleName,
    PolicyName: 'rotates',
    PolicyDocument: policy({ Action: 'secretsmanager:*', Resource: '*' }),
  });
  const { FunctionArn } = await lambda.createFunction({
    FunctionName: 'rotates',
    Runtime: 'nodejs24.x',
    Role: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`,
    Handler: 'index.handler',
    Timeout: 30,
    Code: { ZipFile: await buffer(zip.outputStream) },
  });
  await lambda.addPermission({
    FunctionName: 'rotates',
    StatementId: 'rotation',
    Action: 'lambda:InvokeFunction',
    Principal: 'secretsmanager.amazonaws.com',
  });
  await client.createSecret({ Name, SecretString: 'first' });
  await client.rotateSecret({
    SecretId: Name,
    RotationLambdaARN: FunctionArn,
    RotationRules: { ScheduleExpression: 'cron(0 1 ? 3/3 1L *)' },
    RotateImmediately: false,
  });
};

test('a secret is shown and rotated, its readers told, and judged; only who asks for a value gets it', async () => {
  await rotating('rotated');
  await expect
    .poll(() => secrets('rotate', 'rotated', '--wait'), { timeout: 30_000 })
    .toMatchObject({ code: 0, err: expect.stringContaining(': current') });

  const [shown, value, who, nobody, judged, csv] = await Promise.all([
    secrets('show', 'rotated'),
    secrets('show', 'rotated', '--value'),
    secrets('who-can', 'rotated', '--json'),
    secrets('who-can', 'prod/key', '--principal=Nobody'),
    secrets('compliance', '--region=us-east-1', '--import', '--json'),
    secrets('compliance', '--region=us-east-1', '--rule=old-value', '--csv'),
  ]);

  expect(shown.out).toContain(
    'The last Sunday of March, June, September and December at 01:00 UTC',
  );
  expect(shown.out).toMatch(/AWSCURRENT .*UTC/);
  expect(shown.out).not.toContain('r0tated');
  expect(value).toMatchObject({ code: 0, out: 'r0tated\n' });
  expect(JSON.parse(who.out)).toMatchObject({
    answers: expect.arrayContaining([
      expect.objectContaining({ name: `arn:aws:iam::${ACCOUNT}:role/Rotation`, result: 'allowed' }),
    ]),
  });
  expect(nobody.code).toBe(1);
  // Those of exec do not rotate.
  expect(judged.code).toBe(1);
  expect(JSON.parse(judged.out)).toMatchObject({ secrets: 4, synced: { opened: 3, failed: [] } });
  expect(judged.out).not.toContain('p4ss');
  expect(csv).toMatchObject({ code: 0, out: expect.stringContaining('prod/db,old-value') });

  await new SecretsManager(cloud.client('workloads')).putSecretValue({
    SecretId: 'rotated',
    SecretString: 'broken',
  });
  const failed = await secrets('rotate', 'rotated', '--wait');
  expect(failed).toMatchObject({ code: 1, err: expect.stringContaining('createSecret step') });
});

test.for([
  [['show'], 'name one secret'],
  [['show', 'a', '--stage=AWSPREVIOUS'], 'about --value'],
  [['rotate', 'a', '--timeout=5m'], 'about --wait'],
  [['who-can', 'a', '--condition=x'], 'KEY=VALUE'],
  [['compliance', '--rule=fly'], 'one of old-value'],
  [['compliance', '--account=111122223333'], '--role is needed'],
  [['compliance', '--max-age=0'], '1 to 3650'],
] as const)('secrets %j is wrong usage: %s', async ([args, reason]) => {
  const { code, err } = await gatehouse(['secrets', ...args]);
  expect(code).toBe(2);
  expect(err).toContain(reason);
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
