import { execFile } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsCli } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BIN } from '../command.fixture.ts';
import type { Answered } from '../terminal.fixture.ts';
import type { AccessRequest, RequestView } from './broker-types.ts';
import { eventually, type People, peopleFixture, type Person } from './people.fixture.ts';

const S3_ADMIN = ['--account', '111122223333', '--role', 'TempAccessRoleS3Admin'];

let people: People;
let [alice, bob]: Person[] = [];

const of = (person: Person | undefined): Person => {
  if (person === undefined) throw new Error('nobody has signed in');
  return person;
};
const asAlice = (...args: readonly string[]): Promise<Answered> => of(alice).run(...args);
const asBob = (...args: readonly string[]): Promise<Answered> => of(bob).run(...args);

beforeAll(async () => {
  people = await peopleFixture();
  alice = await people.person('alice');
  bob = await people.person('bob');
});
afterAll(() => people.stop());

const ask = async (...more: readonly string[]): Promise<string> => {
  const { code, out, err } = await asAlice(
    'request',
    ...S3_ADMIN,
    '--duration',
    '1h',
    '--reason',
    'Buckets refuse events',
    '--json',
    ...more,
  );
  if (code !== 0) throw new Error(err);
  const made: AccessRequest = JSON.parse(out);
  return made.id;
};

const stateOf = async (id: string): Promise<RequestView> =>
  JSON.parse((await asAlice('show', id, '--json')).out);

describe.skipIf(awsCli.missing() !== undefined)('access, from asking to its end', () => {
  let id: string;
  let config: string;

  /** The AWS CLI as somebody sets it up for good: a profile that asks this command for its keys. */
  const aws = (...args: readonly string[]): Promise<Answered> =>
    new Promise((resolve) => {
      execFile(
        '/usr/bin/aws',
        ['--endpoint-url', people.cloud.aws, '--output', 'json', ...args],
        {
          env: {
            PATH: '/usr/bin:/bin',
            HOME: '/nonexistent',
            AWS_CONFIG_FILE: config,
            AWS_PROFILE: 's3-admin',
            AWS_EC2_METADATA_DISABLED: 'true',
            AWS_PAGER: '',
            GATEHOUSE_CONFIG_HOME: of(alice).home,
          },
        },
        (error, out, err) => resolve({ code: error === null ? 0 : Number(error.code), out, err }),
      );
    });

  beforeAll(async () => {
    id = await ask();
    config = join(people.folder(), 'config');
    const command = `"${process.execPath}" "${BIN}" creds ${id} --format process --broker ${people.cloud.console}`;
    writeFileSync(
      config,
      `[profile s3-admin]\nregion = us-east-1\ncredential_process = ${command}\n`,
    );
  });

  test('who asks waits, and cannot approve it', async () => {
    const approved = await asAlice('approve', id);
    const early = await aws('sts', 'get-caller-identity');

    expect(approved).toEqual({
      code: 1,
      out: '',
      err: 'gatehouse approve: Nobody decides on a request of their own.\n',
    });
    expect(early.code).not.toBe(0);
    expect(early.err).toContain('This access is not live now.');
    expect(await stateOf(id)).toMatchObject({ request: { state: 'pending' }, sessions: [] });
  });

  test('an approver finds it, sees what it allows, and approves for less', async () => {
    const queue = await asBob('requests', '--scope', 'review');
    const shown = await asBob('show', id, '--insight');
    const approved = await asBob('approve', id, '--duration', '30m', '--comment', 'go on');

    expect(queue.out).toMatch(
      new RegExp(`^${id} +pending +Alice Archer +TempAccessRoleS3Admin`, 'm'),
    );
    expect(shown.out).toContain('newly gains');
    expect(shown.out).toContain('you may    approve, reject');
    expect(approved).toMatchObject({
      code: 0,
      out: `${id} active: TempAccessRoleS3Admin in workloads (111122223333) for 30m\n`,
    });
  });

  test('the unmodified AWS CLI takes keys from credential_process and uses them', async () => {
    const who = await aws('sts', 'get-caller-identity');
    const made = await aws('sqs', 'create-queue', '--queue-name', 'payments');
    const refused = await aws('iam', 'create-user', '--user-name', 'eve');

    expect(JSON.parse(who.out).Arn).toMatch(
      /^arn:aws:sts::111122223333:assumed-role\/TempAccessRoleS3Admin\//,
    );
    expect(made.code).toBe(0);
    expect(refused.err).toContain('AccessDenied');
  });

  test('process gives exactly what credential_process takes, the shells get words of theirs', async () => {
    const [process, json, env, fish, powershell] = await Promise.all(
      ['process', 'json', 'env', 'fish', 'powershell'].map((format) =>
        asAlice('creds', `${id}.1`, '--format', format),
      ),
    );

    expect(process).toMatchObject({ code: 0, err: '' });
    const keys: Record<string, unknown> = JSON.parse(process?.out ?? '');
    expect(Object.keys(keys)).toEqual([
      'Version',
      'AccessKeyId',
      'SecretAccessKey',
      'SessionToken',
      'Expiration',
    ]);
    expect(keys).toMatchObject({
      Version: 1,
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(JSON.parse(json?.out ?? '')).toMatchObject({
      session: { grant: `${id}.1`, kind: 'cli' },
      credentials: { Version: 1 },
    });
    expect(env?.out).toMatch(/^export AWS_ACCESS_KEY_ID='ASIA/);
    expect(fish?.out).toMatch(/^set -gx AWS_ACCESS_KEY_ID 'ASIA/);
    expect(powershell?.out).toMatch(/^\$env:AWS_ACCESS_KEY_ID = 'ASIA/);
  });

  test('the console’s address is printed where nobody looks at a screen', async () => {
    const { code, out } = await asAlice('console', id);

    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${people.cloud.console}/federation\\?Action=login&\\S+\n$`));
  });

  test('on a terminal the browser opens it by an address that tells nothing and serves once', async () => {
    const folder = people.folder();
    const seen = join(folder, 'seen');
    writeFileSync(
      join(folder, 'xdg-open'),
      `#!/bin/sh\nprintf %s "$1" >'${seen}.new'\nmv '${seen}.new' '${seen}'\n`,
    );
    chmodSync(join(folder, 'xdg-open'), 0o755);
    const running = of(alice).runIn(
      { isPerson: true, environment: { PATH: `${folder}:/usr/bin:/bin` } },
      'console',
      id,
    );
    const url = await eventually(() => readFileSync(seen, 'utf8'));
    const opened = await fetch(url, { redirect: 'manual' });

    const { code, out, err } = await running;

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/);
    expect(opened.headers.get('location')).toContain('SigninToken=');
    expect([code, out]).toEqual([0, '']);
    expect(err).not.toContain('SigninToken');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('when it is ended no process gets keys any more, and the reason is one line', async () => {
    const keys = JSON.parse((await asAlice('creds', id, '--format', 'process')).out);
    const ended = await asAlice('end', id, '--reason', 'done');

    const again = await asAlice('creds', id, '--format', 'process');
    const viaAws = await aws('sts', 'get-caller-identity');
    const dead = await eventually(async () => {
      const { stderr } = await awsCli.run(
        people.cloud.clientWith({
          accessKeyId: keys.AccessKeyId,
          secretAccessKey: keys.SecretAccessKey,
          sessionToken: keys.SessionToken,
        }),
        ['sqs', 'list-queues'],
      );
      if (!stderr.includes('AccessDenied')) throw new Error(stderr);
      return stderr;
    });

    expect(ended.out).toMatch(new RegExp(`^${id} revoked`));
    expect(again).toEqual({
      code: 1,
      out: '',
      err: 'gatehouse creds: This access is not live now.\n',
    });
    expect(viaAws.code).not.toBe(0);
    expect(viaAws.err).toContain('This access is not live now.');
    expect(dead).toContain('explicit deny');
  });

  test('everything that happened is told', async () => {
    const { out } = await asAlice('show', id, '--timeline', '--activity');

    for (const words of ['request.created', 'request.approved', 'Bob Baker', 'sqs:CreateQueue'])
      expect(out).toContain(words);
  });
});
