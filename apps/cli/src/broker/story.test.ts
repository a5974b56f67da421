import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsCli } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BIN } from '../command.fixture.ts';
import type { Answered } from '../terminal.fixture.ts';
import type { AccessRequest, RequestView } from './broker-types.ts';
import { type People, peopleFixture, type Person } from './people.fixture.ts';

const S3_ADMIN = ['--account', '111122223333', '--role', 'TempAccessRoleS3Admin'];
const EC2_ADMIN = ['--account', 'workloads', '--role', 'TempAccessRoleEc2Admin'];

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

const tokensOf = ({ home }: Person): readonly string[] => {
  const folder = join(home, 'sign-ins');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => {
      const kept: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      const { accessToken, refreshToken } = kept as Record<string, string>;
      return [accessToken ?? '', refreshToken ?? ''];
    });
};

const ask = async (...more: readonly string[]): Promise<string> => {
  const { code, out, err } = await asAlice(
    ...['request', ...S3_ADMIN, '--duration', '1h', '--reason', 'Buckets refuse events', '--json'],
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
      ...['console', id],
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

/** Asks again until it does not throw, for up to ten seconds. */
const eventually = async <Value>(look: () => Value | Promise<Value>): Promise<Value> => {
  const until = performance.now() + 10_000;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
};

test('explain says in sentences what is asked and who can approve, and why not', async () => {
  const yes = await asAlice('explain', ...EC2_ADMIN);
  const no = await asBob('explain', ...S3_ADMIN);
  const json = await asBob('explain', ...S3_ADMIN, '--json');
  const nowhere = await asAlice('explain', '--target', '111122223333:Nonsense');

  expect(yes.code).toBe(0);
  expect(yes.out).toContain('Yes: you may ask for it, for up to 2h.');
  expect(yes.out).toContain('You must give Ticket (--field ticket=…)');
  expect(yes.out).toContain('2 of security-approvers must approve: now Bob Baker');
  expect(yes.out).toContain('After 30m also security-approvers.');
  expect(yes.out).toContain('--break-glass');
  expect([no.code, nowhere.code]).toEqual([1, 1]);
  expect(no.out).toContain('No: No rule lets this person ask');
  expect(JSON.parse(json.out)).toMatchObject({ eligible: false, because: { code: 'no-rule' } });
  expect(nowhere.out).toContain('No: There is no such role to ask for.');
});

test('a request with its ticket, a narrower policy and a start is made as it was written', async () => {
  const policy =
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}]}';
  const start = new Date(Date.now() + 3_600_000).toISOString();
  const { code, out } = await of(alice).runIn(
    { input: `${policy}\n` },
    ...['request', ...EC2_ADMIN, '--duration', '1h', '--reason', 'look', '--ticket', 'OPS-1'],
    ...['--start', start, '--session-policy', '-', '--json'],
  );

  expect(code).toBe(0);
  const made: AccessRequest = JSON.parse(out);
  expect(made).toMatchObject({
    state: 'pending',
    fields: { ticket: 'OPS-1' },
    startAt: start,
    sessionPolicy: policy,
  });
  expect((await asAlice('cancel', made.id)).out).toMatch(/cancelled/);
});

test('several targets are one request, granted together', async () => {
  const { out } = await asAlice(
    ...['request', '--target', '111122223333:TempAccessRoleS3Admin'],
    ...['--target', 'arn:aws:iam::444455556666:role/TempAccessRoleS3Admin'],
    ...['--duration', '30m', '--reason', 'both', '--json'],
  );
  const made: AccessRequest = JSON.parse(out);
  await asBob('approve', made.id);

  const second = await asAlice('creds', made.id, '--grant', '2', '--json');
  const rejected = await asBob('reject', made.id);

  expect(made.targets.map(({ account }) => account)).toEqual(['111122223333', '444455556666']);
  expect(JSON.parse(second.out)).toMatchObject({ session: { grant: `${made.id}.2` } });
  expect(rejected.code).toBe(1);
  expect((await asBob('creds', made.id)).code).toBe(1);
});

test('who waits is told when it begins, and who is rejected gets exit code 1', async () => {
  const wait = (answer: (id: string) => Promise<unknown>): Promise<Answered> => {
    let decided: Promise<unknown> | undefined;
    return of(alice).runIn(
      {
        onError: (text) => {
          const id = /^(r-\S+) pending/.exec(text)?.[1];
          if (id !== undefined) decided ??= answer(id);
        },
      },
      ...['request', ...S3_ADMIN, '--duration', '30m', '--reason', 'wait', '--wait'],
    );
  };

  const approved = await wait((id) => asBob('approve', id));
  const rejected = await wait((id) => asBob('reject', id, '--comment', 'not today'));

  expect(approved).toMatchObject({ code: 0, out: expect.stringContaining(' active: ') });
  expect(approved.err).toContain('waits for security: 1 of security-approvers (Bob Baker');
  expect(rejected).toMatchObject({ code: 1, out: expect.stringContaining(' rejected: ') });
});

test('more time is a request of its own', async () => {
  const id = await ask();
  await asBob('approve', id);

  const { code, out } = await asAlice(
    ...['extend', id, '--duration', '30m', '--reason', 'not done yet', '--json'],
  );

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ extends: id, state: 'pending' });
});

test('break-glass gives access at once, and is reviewed by an auditor', async () => {
  const { code, out } = await asAlice(
    ...['request', ...EC2_ADMIN, '--duration', '30m', '--reason', 'fire', '--ticket', 'OPS-2'],
    ...['--break-glass', '--wait', '--json'],
  );
  const made: AccessRequest = JSON.parse(out);
  const erin = await people.person('erin');

  const own = await asAlice('review', made.id, '--verdict', 'accepted');
  await asAlice('end', made.id);
  const reviewed = await erin.run('review', made.id, '--verdict', 'accepted', '--json');

  expect([code, own.code, reviewed.code]).toEqual([0, 1, 0]);
  expect(JSON.parse(reviewed.out)).toMatchObject({
    breakGlass: true,
    review: { state: 'accepted' },
  });
});

test.for([
  ['a duration over the rule', ['request', ...S3_ADMIN, '--duration', '9h', '--reason', 'x'], 1],
  ['a duration that is none', ['request', ...S3_ADMIN, '--duration', '60abc', '--reason', 'x'], 2],
  ['no reason', ['request', ...S3_ADMIN, '--duration', '1h'], 2],
  ['no target', ['request', '--duration', '1h', '--reason', 'x'], 2],
  ['a missing field', ['request', ...EC2_ADMIN, '--duration', '1h', '--reason', 'x'], 1],
  ['an unknown request', ['show', `r-${'a'.repeat(20)}`], 1],
  ['an id that is none', ['show', '../me'], 2],
  ['an unknown state', ['requests', '--state', 'nonsense'], 1],
  ['an auditor’s command', ['audit', 'export'], 1],
  ['a broker that is not there', ['requests', '--broker', 'http://127.0.0.1:9'], 1],
  ['a broker without TLS', ['requests', '--broker', 'http://broker.example'], 2],
] as const)(
  '%s ends with one line and the exit code that says whose fault it is',
  async ([, args, code]) => {
    const answer = await asAlice(...args);

    expect(answer.code).toBe(code);
    expect(answer.out).toBe('');
    expect(answer.err).toMatch(/^gatehouse [^\n]+\n(Try [^\n]+\n)?$/);
  },
);

test('with --json a refusal is the broker’s own, on standard output', async () => {
  const { code, out } = await asAlice('approve', await ask(), '--json');

  expect(code).toBe(1);
  expect(JSON.parse(out)).toEqual({
    error: { code: 'self-approval', message: 'Nobody decides on a request of their own.' },
  });
});

test('no command shows a token, and all of them are in files for their owner only', async () => {
  const id = await ask();
  const said: string[] = [];
  for (const args of [
    ['requests', '--json'],
    ['show', id, '--json', '--timeline', '--insight', '--activity'],
    ['explain', ...S3_ADMIN, '--json'],
    ['doctor', '--json', '--data', people.cloud.data],
    ['cancel', id, '--json'],
  ]) {
    const { out, err } = await asAlice(...args);
    said.push(out, err);
  }

  const tokens = tokensOf(of(alice));
  expect(tokens.every((token) => token.length > 40)).toBe(true);
  for (const token of tokens) expect(said.join('')).not.toContain(token);
  expect(said.join('')).not.toMatch(/SecretAccessKey|SessionToken/);
  for (const [path, mode] of [
    ['', 0o700],
    ['broker', 0o600],
    ['sign-ins', 0o700],
    ...readdirSync(join(of(alice).home, 'sign-ins')).map(
      (name) => [`sign-ins/${name}`, 0o600] as const,
    ),
  ] as const)
    expect(statSync(join(of(alice).home, path)).mode & 0o777).toBe(mode);
});

test('doctor knows who is signed in, and sees tokens that others can read', async () => {
  const home = join(people.folder(), 'config');
  mkdirSync(join(home, 'sign-ins'), { recursive: true });
  const [name = ''] = readdirSync(join(of(bob).home, 'sign-ins')).filter((one) =>
    one.endsWith('.json'),
  );
  writeFileSync(join(home, 'sign-ins', name), readFileSync(join(of(bob).home, 'sign-ins', name)), {
    mode: 0o644,
  });
  const checks = async (environment: Record<string, string>) => {
    const { out } = await of(bob).runIn({ environment }, 'doctor', '--data', people.cloud.data);
    return out;
  };

  expect(await checks({})).toMatch(/^pass +signed in +as Bob Baker \(security-approvers\)$/m);
  expect(await checks({})).toMatch(/^pass +broker +answers at /m);
  expect(await checks({})).toMatch(/^pass +token file /m);
  expect(await checks({ GATEHOUSE_CONFIG_HOME: home })).toMatch(
    /^fail +token file +others may read/m,
  );
  expect(await checks({ GATEHOUSE_BROKER: 'http://127.0.0.1:9' })).toMatch(/^warn +broker /m);
});
