import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SECRETS_SCRIPT } from './broker/secrets-script.ts';
import { EXAMPLE } from './deployed.fixture.ts';
import { FINDINGS_EXAMPLE } from './findings/findings.fixture.ts';
import { readSettings } from './settings.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-deploy-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const run = (...args: readonly string[]) =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });

test('--out writes a template for each stack', async () => {
  const folder = temporary();

  const { code, stdout } = await run('--out', folder);

  expect(code).toBe(0);
  expect(stdout).toContain('GatehouseTargetWorkloads');
  expect(readdirSync(folder).filter((name) => name.endsWith('.template.json'))).toHaveLength(3);
});

test('--json prints them as one object', async () => {
  const { code, stdout } = await run('--json');

  expect(code).toBe(0);
  expect(Object.keys(JSON.parse(stdout)).toSorted()).toEqual([
    'GatehouseBroker',
    'GatehouseBrokerOrganization',
    'GatehouseTargetWorkloads',
  ]);
});

test('findings have templates of their own', async () => {
  const folder = temporary();
  const file = join(folder, 'findings.json');
  const settings = JSON.parse(readFileSync(FINDINGS_EXAMPLE, 'utf8')) as object;
  const code = { bucket: 'functions', resolverKey: 'resolver-1.zip', falcoKey: 'falco-1.zip' };
  writeFileSync(file, JSON.stringify({ ...settings, code }));

  const { code: exitCode, stdout } = await run('findings', '--settings', file, '--json');

  expect(exitCode).toBe(0);
  expect(Object.keys(JSON.parse(stdout)).toSorted()).toEqual([
    'GatehouseFalco',
    'GatehouseResolverAdministrator',
    'GatehouseResolverMember',
  ]);
});

test.for([
  [[]],
  [['--json', '--out', 'x']],
  [['--nonsense']],
  [['nonsense', '--json']],
  [['findings', 'more', '--json']],
] as const)('what cannot be asked is answered by how to ask: %j', async ([args]) => {
  const { code, stderr } = await run(...args);

  expect(code).toBe(2);
  expect(stderr).toContain('--settings FILE');
});

type Edit = (settings: Record<string, unknown>) => void;

const role =
  (changes: object): Edit =>
  (settings) => {
    const target = (settings['targets'] as { roles: object[] }[])[0];
    Object.assign(target?.roles[0] ?? {}, changes);
  };
const service =
  (changes: object): Edit =>
  (settings) => {
    Object.assign(settings['service'] as object, changes);
  };
const top =
  (changes: object): Edit =>
  (settings) => {
    Object.assign(settings, changes);
  };

test.for<readonly [string, Edit]>([
  ['brokerAccount: expected', top({ brokerAccount: '1' })],
  ['brokerAccount: expected another account', top({ brokerAccount: '123456789012' })],
  ['nonsense is no setting', top({ nonsense: true })],
  ['organizationId: expected', top({ organizationId: 'o-x' })],
  ['rolePattern: expected a pattern that', top({ rolePattern: 'Other*' })],
  ['rolePattern: expected a text', top({ rolePattern: '*' })],
  ['targets[0]: roles[0]: name: expected', role({ name: 'has space' })],
  ['targets[0]: roles[0]: maxSessionSeconds: expected', role({ maxSessionSeconds: 60 })],
  ['targets[0]: roles[0]: managedPolicies: expected', role({ managedPolicies: ['Admin'] })],
  ['or statements', role({ managedPolicies: [], statements: [] })],
  ['targets[0]: roles: expected different names', role({ name: 'tempaccessrolereadonly' })],
  ['service: consoleUrl: expected', service({ consoleUrl: 'http://access.example.com' })],
  ['service: allowedCidrs: expected', service({ allowedCidrs: [] })],
  ['service: mail: url: expected', service({ mail: { url: 'smtp://h:25' } })],
  ['service: tasks: expected', service({ tasks: 1 })],
  ['service: logRetentionDays: expected', service({ logRetentionDays: 5 })],
  [
    'service: people: cognitoUserPoolId: expected a user pool of eu-central-1',
    service({ people: { cognitoUserPoolId: 'us-east-1_Abc', clientId: 'x' } }),
  ],
])('a setting that is wrong is named: %s', ([message, edit]) => {
  const folder = temporary();
  const settings = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as Record<string, unknown>;
  const { accessPolicyFile } = settings['service'] as { accessPolicyFile: string };
  service({ accessPolicyFile: join(EXAMPLE, '..', accessPolicyFile) })(settings);
  edit(settings);
  const file = join(folder, 'deploy.json');
  writeFileSync(file, JSON.stringify(settings));

  expect(() => readSettings(file)).toThrow(message);
});

test('the first container writes the secrets into files of their owner, as the broker reads them', () => {
  const folder = temporary();

  execFileSync('/bin/sh', ['-c', SECRETS_SCRIPT], {
    env: {
      PATH: '/usr/bin:/bin',
      FOLDER: folder,
      MASTER_KEY: 'ab'.repeat(32),
      CHECKPOINT_KEY: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
      DATABASE_HOST: 'db.example',
      DATABASE_PORT: '5432',
      DATABASE_USER: 'gatehouse',
      DATABASE_PASSWORD: 'Abc123',
      DATABASE_NAME: 'gatehouse',
      SMTP_PASSWORD: 'pa ss',
      ACCESS_POLICY: 'version: 1\n# 100 % of "them" and $HOME\n',
    },
  });

  const content = (name: string): string => readFileSync(join(folder, name), 'utf8');
  expect(content('master.key')).toBe(`${'ab'.repeat(32)}\n`);
  expect(content('database-url')).toBe(
    'postgresql://gatehouse:Abc123@db.example:5432/gatehouse?sslmode=verify-full\n',
  );
  expect(content('data/audit/checkpoint-key.pem')).toContain('\nAAAA\n');
  expect(content('access-policy.yaml')).toBe('version: 1\n# 100 % of "them" and $HOME\n');
  expect(content('smtp-password')).toBe('pa ss\n');
  for (const name of [
    'master.key',
    'smtp-password',
    'database-url',
    'data/audit/checkpoint-key.pem',
  ])
    expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
});
