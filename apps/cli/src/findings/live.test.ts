import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecurityHub } from '@aws-sdk/client-securityhub';
import { SQS } from '@aws-sdk/client-sqs';
import { type StartedCloud, startCloud } from '@gatehouse/testcloud';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawned } from '../command.fixture.ts';
import type { Answered } from '../terminal.fixture.ts';

const ACCOUNT = '111122223333';
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:old`;

let cloud: StartedCloud;
let folder = '';

const command = (profile: string, ...args: readonly string[]): Promise<Answered> =>
  spawned(args, {
    AWS_CONFIG_FILE: cloud.profiles.config,
    AWS_SHARED_CREDENTIALS_FILE: cloud.profiles.credentials,
    AWS_PROFILE: profile,
    AWS_ENDPOINT_URL: cloud.aws,
  });

const lines = ({ out }: Answered): readonly Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

beforeAll(async () => {
  cloud = await startCloud();
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-'));
  const at = '2026-01-01T00:00:00Z';
  await new SecurityHub(cloud.client('workloads')).batchImportFindings({
    Findings: [
      {
        SchemaVersion: '2018-10-08',
        Id: 'about-a-queue',
        ProductArn: `arn:aws:securityhub:us-east-1:${ACCOUNT}:product/${ACCOUNT}/default`,
        GeneratorId: 'scanner',
        AwsAccountId: ACCOUNT,
        Types: ['Software and Configuration Checks'],
        CreatedAt: at,
        UpdatedAt: at,
        Severity: { Label: 'CRITICAL' },
        Title: 'A queue for \u001b[2Jeverybody',
        Description: 'd',
        Resources: [{ Type: 'AwsSqsQueue', Id: QUEUE }],
      },
    ],
  });
});
afterAll(async () => {
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('an alert of Falco in a file becomes a finding, twice the same one', async () => {
  const file = join(folder, 'alerts.log');
  const alert = {
    rule: 'Shell',
    priority: 'Notice',
    output: 'a shell',
    time: '2026-01-02T00:00:00Z',
  };
  writeFileSync(file, `Falco initialized\n${JSON.stringify(alert)}\n`);
  const dry = await command('workloads', 'falco', 'import', '--dry-run', file);
  expect(lines(dry)).toMatchObject([{ Title: 'Shell', AwsAccountId: ACCOUNT }]);
  expect(dry.err).toContain('1 alert, 1 text that is none');
  expect(await command('workloads', 'falco', 'import', file)).toMatchObject({
    code: 0,
    out: '1 finding imported\n',
  });
});

test('findings are listed for the administrator, filtered, and without effect on the terminal', async () => {
  const all = await command('security', 'findings', '--sort', 'severity', '--json');
  expect(lines(all)).toMatchObject([{ Id: 'about-a-queue' }, { Title: 'Shell' }]);
  const { out, err } = await command(
    'security',
    'findings',
    '--severity',
    'critical',
    '--status',
    'NEW',
  );
  expect(out).toContain(`CRITICAL  NEW     ${ACCOUNT} us-east-1  A queue for \\u001b[2Jeverybody`);
  expect(err).toBe('1 finding\n');
});

test('a status is set with a note, and the finding shows it with its history', async () => {
  const set = await command(
    'security',
    'findings',
    'set',
    'notified',
    'about-a-queue',
    'nothing',
    '--note',
    'told the team',
  );
  expect(set).toMatchObject({
    code: 1,
    out: '1 finding NOTIFIED\n',
    err: 'nothing: there is no such finding\n',
  });
  const { out } = await command('security', 'findings', 'show', 'about-a-queue');
  expect(out).toContain('told the team');
  expect(out).toContain('Workflow.Status: NEW -> NOTIFIED');
});

test('a scan of the event history resolves what was deleted', async () => {
  const sqs = new SQS(cloud.client('workloads'));
  const { QueueUrl } = await sqs.createQueue({ QueueName: 'old' });
  await sqs.deleteQueue({ QueueUrl });
  const { code, out, err } = await command('security', 'resolver', 'scan', '--account', ACCOUNT);
  expect({ code, out, err }).toMatchObject({
    code: 2,
    err: expect.stringContaining('--role is needed'),
  });
  const dry = await command('workloads', 'resolver', 'scan', '--dry-run');
  expect(dry).toMatchObject({
    code: 0,
    err: expect.stringContaining('1 finding would be resolved'),
  });
  const done = await command('workloads', 'resolver', 'scan', '--json');
  expect(lines(done).at(-1)).toMatchObject({
    kind: 'resolution',
    resolution: { outcomes: [{ outcome: 'resolved', finding: { id: 'about-a-queue' } }] },
  });
});

test('what AWS refuses is one line and exit code 3', async () => {
  const { code, err } = await command('workloads', 'findings', '--region', 'mars-north-1');
  expect(code).toBe(3);
  expect(err.trim().split('\n')).toHaveLength(1);
});
