import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsCli } from '@gatehouse/testcloud';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import type { RequestBody } from './api.fixture.ts';
import { brokerCloud, S3_ADMIN } from './broker.fixture.ts';
import { claimsOf } from './people.fixture.ts';

const story = await brokerCloud();
afterAll(() => story.stop());

interface AssumeRole {
  readonly userIdentity: Readonly<Record<string, unknown>>;
  readonly requestParameters: Readonly<Record<string, unknown>>;
}

/** What CloudTrail of the workload account has of AssumeRole for one request. */
const assumed = async ({ id }: RequestBody): Promise<readonly AssumeRole[]> => {
  const trail = new CloudTrailClient(story.cloud.client('workloads'));
  onTestFinished(() => trail.destroy());
  const { Events = [] } = await trail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'AssumeRole' }],
    }),
  );
  return (
    Events.filter(({ CloudTrailEvent = '' }) => CloudTrailEvent.includes(id))
      // A record is JSON of this shape (CloudTrail User Guide, "Record contents").
      .map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent) as AssumeRole)
  );
};

test('code and PKCE, a request, an approval by another, and credentials that are the role', async () => {
  const { sub } = claimsOf(await story.token('alice'));
  const asked = await story.ask('alice');

  const approved = await story.api('bob').post(`/v1/requests/${asked.id}/approve`, {
    comment: 'As discussed',
  });
  const issued = await story.api('alice').post(`/v1/requests/${asked.id}/sessions`, {
    kind: 'cli',
  });

  expect(asked.state).toBe('pending');
  expect(approved.request.state).toBe('active');
  const { credentials, session } = issued.body;
  if (credentials === undefined || session === undefined) throw new Error(issued.text);
  expect(credentials.Version).toBe(1);
  expect(credentials.Expiration).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  expect(Date.parse(credentials.Expiration)).toBeLessThanOrEqual(
    Date.parse(approved.request.endsAt),
  );
  expect(issued.headers.get('cache-control')).toBe('no-store');

  const sts = new STSClient(story.as(credentials));
  const sqs = new SQSClient(story.as(credentials));
  onTestFinished(() => [sts, sqs].forEach((client) => client.destroy()));
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Arn: `arn:aws:sts::111122223333:assumed-role/TempAccessRoleS3Admin/${session.roleSessionName}`,
  });
  expect(await sqs.send(new CreateQueueCommand({ QueueName: 'of-alice' }))).toMatchObject({
    QueueUrl: expect.stringContaining('of-alice'),
  });

  expect(await assumed(asked)).toMatchObject([
    {
      // The record of the role's account shows the caller of another account by its id alone.
      userIdentity: { type: 'AWSAccount', accountId: '777788889999' },
      requestParameters: {
        roleArn: S3_ADMIN.roleArn,
        roleSessionName: session.roleSessionName,
        sourceIdentity: sub,
        durationSeconds: 3600,
        tags: [
          { key: 'gatehouse:grant', value: `${asked.id}.1` },
          { key: 'gatehouse:request', value: asked.id },
        ],
      },
    },
  ]);
  expect(session.roleSessionName).toMatch(/^alice-[\w]{12}$/);
});

test('each session is one AssumeRole of its own', async () => {
  const granted = await story.granted();

  await story.credentials('alice', granted.id);
  await story.credentials('alice', granted.id);

  const calls = await assumed(granted);
  const names = calls.map(({ requestParameters }) => requestParameters['roleSessionName']);
  const { sessions = [] } = await story.request('alice', granted.id);
  expect(names).toHaveLength(2);
  expect(new Set(names)).toEqual(new Set(sessions.map((one) => one.roleSessionName)));
  expect(sessions.map(({ state }) => state)).toEqual(['issued', 'issued']);
});

test('the console URL signs in at the federation endpoint, once', async () => {
  const granted = await story.granted();

  const issued = await story.api('alice').post(`/v1/requests/${granted.id}/sessions`, {
    kind: 'console',
  });

  const url = new URL(issued.body.url ?? '');
  expect(url.pathname).toBe('/federation');
  expect(url.searchParams.get('Action')).toBe('login');
  expect(url.searchParams.get('Destination')).toBe(`${story.cloud.console}/`);
  expect(issued.body.credentials).toBeUndefined();
  const first = await fetch(url, { redirect: 'manual' });
  const again = await fetch(url, { redirect: 'manual' });
  expect(first.status).toBe(302);
  expect(first.headers.getSetCookie().join()).toContain('HttpOnly');
  expect(again.status).toBeGreaterThanOrEqual(400);
  expect(await assumed(granted)).toHaveLength(1);
});

const SCRIPT = `
const [, , url, token] = process.argv;
const answer = await fetch(url, {
  method: 'POST',
  headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' },
  body: JSON.stringify({ kind: 'cli' }),
});
process.stdout.write(JSON.stringify((await answer.json()).credentials));
`;

/** The unmodified AWS CLI with a profile whose credentials a process gives, and nothing else. */
const withProcess = (folder: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(
      '/usr/bin/aws',
      ['--endpoint-url', story.cloud.aws, '--output', 'json', ...args],
      {
        env: {
          PATH: '/usr/bin:/bin',
          HOME: folder,
          AWS_CONFIG_FILE: join(folder, 'config'),
          AWS_DEFAULT_REGION: 'us-east-1',
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_PAGER: '',
        },
      },
      (error, stdout, stderr) => (error === null ? resolve(stdout) : reject(new Error(stderr))),
    );
  });

test.skipIf(awsCli.missing() !== undefined)(
  'the AWS CLI takes what the broker answers as the output of credential_process',
  async () => {
    const granted = await story.granted();
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-process-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const script = join(folder, 'credentials.mjs');
    writeFileSync(script, SCRIPT);
    const command = [
      process.execPath,
      script,
      `${story.url}/v1/requests/${granted.id}/sessions`,
      await story.token('alice'),
    ];
    writeFileSync(join(folder, 'config'), `[default]\ncredential_process = ${command.join(' ')}\n`);

    const identity = await withProcess(folder, ['sts', 'get-caller-identity']);

    expect(JSON.parse(identity)).toMatchObject({
      Account: '111122223333',
      Arn: expect.stringContaining(':assumed-role/TempAccessRoleS3Admin/alice-'),
    });
  },
);

test('everything that was stored meanwhile keeps what the broker promises', async () => {
  expect(await story.broken()).toEqual([]);
});
