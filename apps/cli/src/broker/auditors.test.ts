import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gatehouse } from '../terminal.fixture.ts';
import type { PolicyPlan, Proposal } from './broker-types.ts';
import { eventually, type People, peopleFixture, type Person } from './people.fixture.ts';

let people: People;
let [alice, erin, frank]: Person[] = [];
let id: string;

/** Has what was written signed now, not only at the next minute. */
const sign = async (): Promise<void> => {
  await people.cloud.store.write((tx) =>
    tx.run("UPDATE store_work SET due_at = 0, ready_at = 0 WHERE kind = 'broker-audit.checkpoint'"),
  );
  await eventually(() => {
    const notes = readFileSync(join(people.cloud.data, 'audit', 'checkpoints'), 'utf8');
    if (!/^[^\n]+\n[1-9]\d*\n/m.test(notes)) throw new Error('nothing is signed yet');
  });
};

const of = (person: Person | undefined): Person => {
  if (person === undefined) throw new Error('nobody has signed in');
  return person;
};

beforeAll(async () => {
  people = await peopleFixture();
  alice = await people.person('alice');
  erin = await people.person('erin');
  frank = await people.person('frank');
  const { out } = await alice.run(
    'request',
    '--target',
    '111122223333:TempAccessRoleReadOnly',
    '--duration',
    '1h',
    '--reason',
    '=HYPERLINK("http://evil.example")',
    '--json',
  );
  id = JSON.parse(out).id;
  await alice.run('creds', id, '--json');
  await sign();
});
afterAll(() => people.stop());

test.for([
  ['csv', (text: string) => text.split('\r\n')[1]?.split(',')[0]],
  ['json', (text: string) => JSON.parse(text)[0].id],
  ['ocsf', (text: string) => JSON.parse(text.split('\n')[0] ?? '').category_uid],
] as const)(
  'requests are exported as %s, to a file of the auditor’s own or on the way',
  async ([format, read]) => {
    const file = join(people.folder(), 'export');

    const printed = await of(erin).run('audit', 'export', '--format', format);
    const saved = await of(erin).run(
      'audit',
      'export',
      '--format',
      format,
      '--out',
      file,
      '--json',
    );

    expect([printed.code, saved.code]).toEqual([0, 0]);
    expect(read(printed.out)).toBe(format === 'ocsf' ? 3 : id);
    expect(readFileSync(file, 'utf8')).toBe(printed.out);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(saved.out)).toEqual({ file, format, bytes: statSync(file).size });
  },
);

test('an export is of what was asked for, and a formula in it is none', async () => {
  const all = await of(erin).run('audit', 'export');
  const none = await of(erin).run('audit', 'export', '--state', 'rejected');
  const wrong = await of(erin).run('audit', 'export', '--from', 'yesterday');

  expect(all.out).toContain("'=HYPERLINK");
  expect(none.out).not.toContain(id);
  expect(wrong.code).toBe(2);
});

test('a file that cannot be written stays as it was', async () => {
  const { code, err } = await of(erin).run('audit', 'export', '--out', '/nonexistent/export');

  expect(code).toBe(3);
  expect(err).toContain('cannot be written');
});

const log = async (): Promise<readonly string[]> => {
  const folder = people.folder();
  const [leaves, checkpoints, key] = ['log', 'checkpoints', 'key'].map((name) =>
    join(folder, name),
  );
  const { code, err } = await of(erin).run(
    'audit',
    'log',
    '--out',
    leaves ?? '',
    '--checkpoints',
    checkpoints ?? '',
    '--key',
    key ?? '',
  );
  if (code !== 0) throw new Error(err);
  return ['--log', leaves ?? '', '--checkpoints', checkpoints ?? '', '--key', key ?? ''];
};

test('the log that an auditor takes away verifies offline, with the key kept elsewhere too', async () => {
  const files = await log();
  const kept = join(people.cloud.data, 'audit', 'checkpoint-key.pub');

  const { code, out } = await gatehouse(['audit', 'verify', ...files, '--json']);
  const other = await gatehouse(['audit', 'verify', ...files.slice(0, -1), kept]);

  expect([code, other.code]).toEqual([0, 0]);
  expect(JSON.parse(out)).toMatchObject({ intact: true, faults: [] });
  expect(readFileSync(files[1] ?? '', 'utf8')).toContain('"type":"session.issued"');
});

test('the data folder verifies while the server runs and writes', async () => {
  const writing = Promise.all([1, 2, 3].map(() => of(alice).run('creds', id, '--json')));

  const { code, out } = await gatehouse(['audit', 'verify', '--data', people.cloud.data]);
  await writing;

  expect(code).toBe(0);
  expect(out).toMatch(/^INTACT \d+ entries read/);
});

const changed = async (change: (document: string) => string): Promise<string> => {
  const { out } = await of(frank).run('broker', 'policy', 'show');
  const file = join(people.folder(), 'policy.yaml');
  writeFileSync(file, change(out));
  return file;
};

test('a plan says who gains and loses what, and what would be wrong', async () => {
  const shorter = await changed((text) =>
    text.replace('groups: [s3-engineers, platform-engineers]', 'groups: [auditors]'),
  );
  const unread = await changed((text) => text.replace('set: security, quorum: 1', 'set: nobody'));
  const alone = await changed((text) =>
    text.replace(
      'policyAdministrators: { groups: [policy-admins] }',
      'policyAdministrators: { groups: [nobody] }',
    ),
  );

  const plan = await of(frank).run('broker', 'policy', 'plan', shorter);
  const json = await of(frank).run('broker', 'policy', 'plan', shorter, '--json');
  const refused = await of(frank).run('broker', 'policy', 'plan', unread);
  const problem = await of(frank).run('broker', 'policy', 'plan', alone);

  expect(plan.code).toBe(0);
  expect(plan.out).toMatch(/^\+ Erin Ellis gains +arn:aws:iam::\d+:role\/TempAccessRoleReadOnly/m);
  expect(plan.out).toMatch(/^- Alice Archer loses +arn:aws:iam::\d+:role\/TempAccessRoleReadOnly/m);
  expect(plan.out).toMatch(/^Against version 1: \d+ gained, \d+ lost/m);
  const parsed: PolicyPlan = JSON.parse(json.out);
  expect(parsed.changes.map(({ kind }) => kind)).toContain('gains');
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringContaining('no approver set "nobody"'),
  });
  expect(problem.code).toBe(1);
  expect(problem.out).toMatch(/^ERROR /m);
});

test('a change takes a second person', async () => {
  const file = await changed((text) => text.replace('maxDuration: PT8H', 'maxDuration: PT7H'));
  const proposed = await of(frank).run(
    'broker',
    'policy',
    'propose',
    file,
    '--comment',
    'shorter',
    '--json',
  );
  const { id: proposal }: Proposal = JSON.parse(proposed.out);

  const own = await of(frank).run('broker', 'policy', 'approve', proposal);
  const listed = await of(erin).run('broker', 'policy', 'proposals');
  const approved = await of(erin).run('broker', 'policy', 'approve', proposal, '--comment', 'fine');
  const shown = await of(erin).run('broker', 'policy', 'show');
  const first = await of(erin).run('broker', 'policy', 'show', '--version', '1');
  const versions = await of(erin).run('broker', 'policy', 'show', '--versions');
  const strange = await of(alice).run('broker', 'policy', 'show');

  expect([own.code, strange.code]).toEqual([1, 1]);
  expect(own.err).toContain('needs a second person');
  expect(listed.out).toMatch(new RegExp(`^${proposal} +pending +Frank Fisher`, 'm'));
  expect(approved).toMatchObject({ code: 0, out: `${proposal} approved\n` });
  expect(shown.out).toContain('maxDuration: PT7H');
  expect(first.out).toContain('maxDuration: PT8H');
  expect(versions.out).toMatch(/^2 +.*Frank Fisher +Erin Ellis +shorter$/m);
});

test('a proposal can be turned down by others and taken back by its author', async () => {
  const file = await changed((text) => text.replace('maxDuration: PT2H', 'maxDuration: PT1H'));
  const propose = async (): Promise<string> => {
    const { out } = await of(frank).run(
      'broker',
      'policy',
      'propose',
      file,
      '--comment',
      'x',
      '--json',
    );
    return JSON.parse(out).id;
  };

  const withdrawn = await of(frank).run('broker', 'policy', 'withdraw', await propose());
  const rejected = await of(erin).run('broker', 'policy', 'reject', await propose());

  expect(withdrawn.out).toMatch(/withdrawn/);
  expect(rejected.out).toMatch(/rejected/);
});

/** A copy of the data folder with its log, in which somebody has been at work. */
const copy = (change: (database: DatabaseSync) => void): string => {
  const folder = join(people.folder(), 'data');
  mkdirSync(folder);
  cpSync(join(people.cloud.data, 'audit'), join(folder, 'audit'), { recursive: true });
  const file = join(folder, 'gatehouse.db');
  const original = new DatabaseSync(join(people.cloud.data, 'gatehouse.db'), { readOnly: true });
  original.exec(`VACUUM INTO '${file}'`);
  original.close();
  const database = new DatabaseSync(file);
  change(database);
  database.close();
  return folder;
};

const run = (sql: string) => (database: DatabaseSync) => database.exec(sql);

describe('when the server has ended, all that was written is signed', () => {
  beforeAll(() => people.stopServer());

  test.for([
    ['nothing', () => {}, 0, /^INTACT (\d+) entries read, \1 of them/],
    [
      'the text of an entry',
      run(`UPDATE broker_audit_leaf SET leaf = replace(leaf, 'Temp', 'Perm') WHERE sequence = 1`),
      1,
      /^BAD entry 1: changed/,
    ],
    [
      'who it is found by',
      run(`UPDATE broker_audit_leaf SET actor = 'p-somebody' WHERE sequence = 2`),
      1,
      /^BAD entry 2: changed/,
    ],
    [
      'a hash that is none',
      run(`UPDATE broker_audit_leaf SET hash = 'x' WHERE sequence = 2`),
      1,
      /^BAD entry 2: changed/,
    ],
    [
      'a time beyond all numbers',
      run('UPDATE broker_audit_leaf SET at = 9223372036854775807 WHERE sequence = 2'),
      1,
      /^BAD entry 2: changed/,
    ],
    [
      'an entry turned into bytes',
      run(`UPDATE broker_audit_leaf SET leaf = x'00' WHERE sequence = 2`),
      1,
      /^BAD entry 2: changed/,
    ],
    [
      'an entry with a place that is no number, at the end',
      run(
        `INSERT INTO broker_audit_leaf (sequence, leaf, hash, at, type, actor)
         VALUES ('abc', '{}', x'00', 1, 'a', 'b')`,
      ),
      1,
      /^BAD entry \d+: changed/,
    ],
    [
      'an entry taken out',
      run('DELETE FROM broker_audit_leaf WHERE sequence = 1'),
      1,
      /^BAD entry 1: deleted/,
    ],
    [
      'the last entries taken away',
      run('DELETE FROM broker_audit_leaf WHERE sequence >= 2'),
      1,
      /^BAD entry 2: truncated/,
    ],
    [
      'all entries taken away, and the head with them',
      run(`DELETE FROM broker_audit_leaf; UPDATE broker_audit_head SET size = 0, peaks = ''`),
      1,
      /^BAD entry 0: (truncated|rolled-back)/,
    ],
  ] as const)('in the database: %s', async ([, change, code, words]) => {
    const data = copy(change);

    const answer = await gatehouse(['audit', 'verify', '--data', data]);

    expect(answer.code).toBe(code);
    expect(answer.out).toMatch(words);
  });

  test('a database without a log is no verdict', async () => {
    const data = copy(run('DROP TABLE broker_audit_head'));

    expect(await gatehouse(['audit', 'verify', '--data', data])).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining('cannot be read'),
    });
  });
});
