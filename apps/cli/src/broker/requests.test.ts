import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answered } from '../terminal.fixture.ts';
import type { AccessRequest } from './broker-types.ts';
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
    'request',
    ...EC2_ADMIN,
    '--duration',
    '1h',
    '--reason',
    'look',
    '--ticket',
    'OPS-1',
    '--start',
    start,
    '--session-policy',
    '-',
    '--json',
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
    'request',
    '--target',
    '111122223333:TempAccessRoleS3Admin',
    '--target',
    'arn:aws:iam::444455556666:role/TempAccessRoleS3Admin',
    '--duration',
    '30m',
    '--reason',
    'both',
    '--json',
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

/** Asks and waits, while somebody answers. */
const wait = (answer: (id: string) => Promise<unknown>): Promise<Answered> => {
  let decided: Promise<unknown> | undefined;
  return of(alice).runIn(
    {
      onError: (text) => {
        const id = /^(r-\S+) pending/.exec(text)?.[1];
        if (id !== undefined) decided ??= answer(id);
      },
    },
    'request',
    ...S3_ADMIN,
    '--duration',
    '30m',
    '--reason',
    'wait',
    '--wait',
  );
};

test('who waits is told when it begins, and who is rejected gets exit code 1', async () => {
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
    'extend',
    id,
    '--duration',
    '30m',
    '--reason',
    'not done yet',
    '--json',
  );

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ extends: id, state: 'pending' });
});

test('break-glass gives access at once, and is reviewed by an auditor', async () => {
  const { code, out } = await asAlice(
    'request',
    ...EC2_ADMIN,
    '--duration',
    '30m',
    '--reason',
    'fire',
    '--ticket',
    'OPS-2',
    '--break-glass',
    '--wait',
    '--json',
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
