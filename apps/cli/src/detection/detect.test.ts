import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spawned } from '../command.fixture.ts';
import { type Answered, gatehouse, type Surroundings } from '../terminal.fixture.ts';
import { progressText } from './progress-line.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-detect-'));
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs', 'a.json.gz'), gzipSync(JSON.stringify({ Records: records })));
  writeFileSync(join(folder, 'logs', 'readme.txt'), 'no log \u001B[2J');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const identity = {
  type: 'IAMUser',
  arn: 'arn:aws:iam::111122223333:user/mallory',
  accountId: '111122223333',
  accessKeyId: 'AKIAEXAMPLE',
  userName: 'mallory',
};

const call = (at: number, source: string, eventName: string, more: object = {}): object => ({
  eventVersion: '1.11',
  userIdentity: identity,
  eventTime: `2026-02-28T10:0${at}:00Z`,
  eventSource: `${source}.amazonaws.com`,
  eventName,
  awsRegion: 'eu-west-1',
  sourceIPAddress: '203.0.113.9',
  userAgent: 'aws-cli/2.17 \u001B[31m',
  requestParameters: { name: 'org-trail' },
  responseElements: null,
  eventID: `00000000-0000-4000-8000-00000000000${at}`,
  readOnly: eventName.startsWith('Get'),
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: '111122223333',
  eventCategory: 'Management',
  ...more,
});

const records = [
  call(0, 'cloudtrail', 'GetTrailStatus'),
  call(1, 'cloudtrail', 'StopLogging'),
  call(2, 's3', 'GetBucketLocation', { requestParameters: { bucketName: 'b' } }),
];

const detect = (args: readonly string[], more: Surroundings = {}): Promise<Answered> =>
  gatehouse(['detect', ...args], {
    folder,
    environment: { XDG_CACHE_HOME: join(folder, 'cache') },
    ...more,
  });

test('a folder is scanned and each alert says what, who, from where, when, why and what to do', async () => {
  const { code, out, err } = await detect(['logs']);

  expect(code).toBe(1);
  for (const text of [
    'attack.trail-stopped',
    'arn:aws:iam::111122223333:user/mallory',
    '203.0.113.9',
    '2026-02-28 10:01:00',
    '> 2026-02-28 10:01:00  cloudtrail:StopLogging org-trail',
    'cloudtrail:GetTrailStatus',
    's3:GetBucketLocation b',
    'ATT&CK',
    'next steps',
    '3 events in 1 file of 2',
  ])
    expect(out).toContain(text);
  expect(err).toContain('logs/readme.txt: text that is no JSON passed over');
  expect(out + err).not.toContain('\u001B');
});

test('as JSON it is one object with a schema of its own, and as lines the same', async () => {
  const { code, out } = await detect(['logs', '--json']);
  const lines = await detect(['logs', '--jsonl']);

  const report: unknown = JSON.parse(out);
  expect(code).toBe(1);
  expect(report).toMatchObject({
    schema: 'gatehouse.detect/1',
    inputs: [join(folder, 'logs')],
    events: { files: 2, filesWithEvents: 1, events: 3, firstAt: '2026-02-28T10:00:00.000Z' },
    complete: true,
    problems: [{ file: join(folder, 'logs', 'readme.txt'), kind: 'text' }],
    alerts: expect.arrayContaining([
      expect.objectContaining({
        severity: expect.stringMatching(/^(HIGH|CRITICAL|MEDIUM)$/),
        rule: expect.objectContaining({ id: 'attack.trail-stopped' }),
        actors: ['arn:aws:iam::111122223333:user/mallory'],
        evidence: [expect.objectContaining({ name: 'StopLogging', session: 'AKIAEXAMPLE' })],
      }),
    ]),
  });
  const parsed: unknown[] = lines.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(parsed.at(0)).toMatchObject({ kind: 'alert', rule: {} });
  expect(parsed.at(-1)).toMatchObject({ kind: 'summary', schema: 'gatehouse.detect/1' });
});

test.for([
  [
    'nothing that is severe enough',
    ['logs', '--fail-on', 'CRITICAL', '--min-severity', 'CRITICAL'],
    0,
  ],
  ['nothing may fail it', ['logs', '--fail-on', 'NONE'], 0],
  ['another account', ['logs', '--account', '999988887777'], 0],
  ['another Region', ['logs', '--region', 'us-east-1,us-west-2'], 0],
  ['a later time', ['logs', '--since', '2026-03-01'], 0],
  ['an earlier time', ['logs', '--until', '2026-02-28T10:01:00Z'], 0],
  ['the rule alone', ['logs', '--only', 'attack.trail-*'], 1],
  ['another rule alone', ['logs', '--only', 'cis.root*'], 0],
  ['a file', ['logs/a.json.gz'], 1],
  [
    'an own filter',
    ['logs', '--only', 'custom.*', '--filter', '{ $.eventName = "GetBucket*" }'],
    1,
  ],
  ['a filter for others', ['logs', '--only', 'custom.*', '--filter', '{ $.eventName = "X" }'], 0],
  ['what is suppressed', ['logs', '--suppress', 'suppress.yaml'], 0],
  ['what is excluded', ['logs', '--only', 'attack.trail-stopped', '--params', 'params.yaml'], 0],
] as const)('the exit code says whether something was found: %s', async ([, args, code]) => {
  writeFileSync(
    join(folder, 'suppress.yaml'),
    'suppressions:\n  - reason: a drill\n    actor: "*:user/mallory"\n',
  );
  writeFileSync(
    join(folder, 'params.yaml'),
    'exclusions:\n  - rule: attack.*\n    when: \'{ $.userIdentity.userName = "mallory" }\'\n',
  );

  const answer = await detect(args);

  expect(answer.err).not.toContain('gatehouse detect:');
  expect(answer.code).toBe(code);
});

test.for([
  [[], 2, 'name a folder'],
  [['logs', '-'], 2, 'only thing'],
  [['absent'], 3, 'cannot be read: ENOENT'],
  [['logs', '--since', 'yesterday'], 2, '--since is a time'],
  [['logs', '--min-severity', 'low'], 2, '--min-severity is one of'],
  [['logs', '--filter', '{ $.a = '], 2, '--filter'],
  [['logs', '--filter', 'ERROR'], 2, 'pattern for JSON'],
  [['logs', '--only', 'nothing.*'], 2, 'no such rule'],
  [['logs', '--params', 'wrong.yaml'], 2, 'sensitiveBucket'],
  [['logs', '--suppress', 'wrong.yaml'], 2, 'suppressions'],
  [['logs', '--rules', 'absent'], 3, '--rules absent'],
  [['logs', '--json', '--jsonl'], 2, 'exclude each other'],
  [['--explain', 'nothing'], 2, 'there is no rule'],
] as const)('what is wrong is said: %j', async ([args, code, text]) => {
  writeFileSync(join(folder, 'wrong.yaml'), 'sensitiveBucket: [x]\n');

  const answer = await detect(args);

  expect(answer.code).toBe(code);
  expect(answer.err).toContain(text);
});

test('a file that breaks off is said, and with --strict no clean bill', async () => {
  const cut = join(folder, 'cut.json');
  writeFileSync(cut, JSON.stringify([records[0], records[2]]).slice(0, -30));

  const lenient = await detect(['cut.json']);
  const strict = await detect(['cut.json', '--strict']);

  expect([lenient.code, strict.code]).toEqual([0, 3]);
  expect(lenient.err).toContain('cut off inside of a record');
});

test('rules are listed and explained', async () => {
  const list = await detect(['--list-rules']);
  const explained = await detect(['--explain', 'attack.trail-stopped']);

  expect(list.out).toContain('behaviour.');
  expect(list.out).toContain('cis.');
  expect(explained).toMatchObject({ code: 0, err: '' });
  expect(explained.out).toContain('ATT&CK');
});

test('the command reads a pipe of compressed logs, and leaves nothing but the answer', async () => {
  const text = gunzipSync(gzipSync(records.map((one) => JSON.stringify(one)).join('\n')));

  const { code, out } = await spawned(
    ['detect', '-', '--json'],
    { HOME: folder },
    { input: text.toString() },
  );

  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ inputs: ['(stdin)'], events: { events: 3 } });
  expect(readdirSync(join(folder, 'logs'))).toEqual(['a.json.gz', 'readme.txt']);
});

test('the progress line tells share, size, rate and what is left', () => {
  const none = { bytes: 0, events: 0 };
  const progress = { files: 3, bytes: 25_000_000, events: 50_000 };

  expect(progressText(progress, 100_000_000, 5000, none)).toBe(
    '[######..................] 25%  25.0 MB of 100.0 MB  10,000 events/s  15s left',
  );
  expect(progressText(progress, undefined, 5000, none)).toBe('25.0 MB  10,000 events/s');
  expect(
    progressText(progress, 100_000_000, 5000, { bytes: 20_000_000, events: 40_000 }),
  ).toContain('2,000 events/s  1m 15s left');
});
