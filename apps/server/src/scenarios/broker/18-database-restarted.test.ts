import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { COMPILED } from '@gatehouse/testcloud';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Answer, Credentials } from './api.fixture.ts';
import { brokerCloud, type CloudStory, READ_ONLY, wish } from './broker.fixture.ts';

const postgres = await testPostgres('own');

const OUTAGE_MILLISECONDS = 500;
const CLIENTS = 3;

/** What clients were told is done, and what they were told instead. */
interface Told {
  readonly approved: string[];
  readonly credentials: Credentials[];
  readonly failures: Answer[];
}

/** One request after another, until it is told to stop. */
const work = async (story: CloudStory, told: Told, goesOn: () => boolean): Promise<void> => {
  const call = async (person: string, path: string, body: object): Promise<Answer | undefined> => {
    const answer = await story.api(person).post(path, body);
    if (answer.status < 400) return answer;
    told.failures.push(answer);
    return undefined;
  };
  while (goesOn()) {
    const asked = await call('alice', '/v1/requests', wish({ durationSeconds: 900 }));
    if (asked === undefined) continue;
    const { id } = asked.request;
    const approved = await call('bob', `/v1/requests/${id}/approve`, {});
    if (approved === undefined) continue;
    told.approved.push(id);
    const issued = await call('alice', `/v1/requests/${id}/sessions`, { kind: 'cli' });
    if (issued?.body.credentials !== undefined) told.credentials.push(issued.body.credentials);
  }
};

const CLI = join(import.meta.dirname, '../../../../cli/src/main.ts');

/** `gatehouse audit verify` of the log as auditors get it, with what was anchored beside it. */
const verdict = async (story: CloudStory): Promise<unknown> => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = join(folder, 'log');
  const audit = join(story.cloud.data, 'audit');
  writeFileSync(log, (await story.api('erin').get('/v1/audit/log')).text);
  const files = [
    '--checkpoints',
    join(audit, 'checkpoints'),
    '--key',
    join(audit, 'checkpoint-key.pub'),
  ];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [
        CLI,
        'audit',
        'verify',
        '--json',
        '--log',
        log,
        ...files,
        '--hashes',
        join(audit, 'leaf-hashes'),
      ],
      { env: { PATH: process.env['PATH'], HOME: folder, ...COMPILED }, maxBuffer: 1 << 26 },
      (_error, out, stderr) => resolve(out === '' ? stderr : JSON.parse(out)),
    );
  });
};

describe.runIf(postgres !== undefined)('a PostgreSQL server that falls and comes back', () => {
  test('what was answered is there, with its entry and its mail; what was not is told as a failure of ours', async () => {
    const story = await brokerCloud({ database: (await postgres?.database()) ?? '' });
    onTestFinished(() => story.stop());
    for (const person of ['alice', 'bob', 'erin']) await story.token(person);
    const told: Told = { approved: [], credentials: [], failures: [] };
    let isBusy = true;
    const clients = Array.from({ length: CLIENTS }, () => work(story, told, () => isBusy));

    await expect.poll(() => told.approved.length, { timeout: 20_000 }).toBeGreaterThan(CLIENTS);
    await postgres?.crash();
    const before = told.approved.length;
    await pause(OUTAGE_MILLISECONDS);
    await postgres?.restart();
    await expect
      .poll(() => told.approved.length, { timeout: 20_000 })
      .toBeGreaterThan(before + CLIENTS);
    isBusy = false;
    await Promise.all(clients);
    await story.advance('PT2M');
    await story.advance('PT2M');

    expect(before).toBeGreaterThan(0);
    // Nobody was told that they may not, or that something is not there.
    expect(told.failures.filter(({ status }) => status < 500).map(({ text }) => text)).toEqual([]);
    const leaves = await story.leaves({});
    const keys = new Set(
      leaves.filter(({ type }) => type === 'session.issued').map(({ data }) => data['accessKeyId']),
    );
    expect(told.credentials.filter(({ AccessKeyId }) => !keys.has(AccessKeyId))).toEqual([]);
    for (const id of told.approved) {
      const types = leaves.filter(({ requestId }) => requestId === id).map(({ type }) => type);
      expect(types.slice(0, 2)).toEqual(['request.created', 'request.approved']);
      expect(types.filter((type) => type === 'request.approved')).toHaveLength(1);
    }
    const { messages } = await story.cloud.outbox.list({ limit: 1000 });
    const approvals = messages.filter(({ subject }) => subject.includes('Approved:'));
    const mailed = told.approved.map(
      (id) => approvals.filter(({ thread }) => thread === id).length,
    );
    expect(mailed).toEqual(told.approved.map(() => 1));
    expect(await story.broken()).toEqual([]);
    expect(await verdict(story)).toMatchObject({ intact: true });
  });

  test('who asks while it is away waits or hears of a failure, and is not turned away as a stranger', async () => {
    const story = await brokerCloud({ database: (await postgres?.database()) ?? '' });
    onTestFinished(() => story.stop());
    const { id } = await story.ask('alice', wish({ targets: [READ_ONLY] }));
    const token = await story.token('alice');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ kind: 'cli' });
    await postgres?.crash();

    const asked = Promise.all([
      fetch(`${story.url}/v1/requests/${id}/sessions`, { method: 'POST', headers, body }),
      fetch(`${story.url}/v1/requests/${id}`, { headers }),
      fetch(`${story.url}/v1/me`, { headers }),
    ]);
    await pause(OUTAGE_MILLISECONDS);
    await postgres?.restart();
    const answers = await asked;
    const texts = await Promise.all(answers.map((answer) => answer.text()));

    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 200 && status < 500)).toEqual([]);
    for (const text of texts) expect(text).not.toMatch(/postgres|ECONN|socket|\.ts:/i);
    await story.advance('PT2M');
    expect(await story.broken()).toEqual([]);
  });
});
