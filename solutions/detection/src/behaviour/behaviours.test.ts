import { beforeAll, expect, test } from 'vitest';
import type { Signal, TrailEvent } from '../model.ts';
import { createBehaviours, type LearningDetector } from './behaviours.ts';
import {
  ACCOUNTS,
  BEGIN,
  type Caller,
  company,
  event,
  onDay,
  PRINCIPALS,
  role,
  user,
} from './company.fixture.ts';
import { administrator, instanceCredentials, leakedKey, miner } from './intruder.fixture.ts';

const feed = (detector: LearningDetector, events: Iterable<TrailEvent>): readonly Signal[] => {
  const said: Signal[] = [];
  for (const each of events) said.push(...detector.observe(each));
  return said;
};

const severe = (said: readonly Signal[]): readonly Signal[] =>
  said.filter(({ rule }) => rule.severity !== 'LOW');

/** Alerts, as signals of one rule and session become. */
const alerts = (said: readonly Signal[]): number =>
  new Set(said.map(({ rule, group }) => `${rule.id} ${group}`)).size;

const rowsOf = (detector: LearningDetector, rows = new Map<string, string>()) => {
  for (const { key, value } of detector.changes()) {
    if (value === undefined) rows.delete(key);
    else rows.set(key, value);
  }
  return rows;
};

const restored = (rows: ReadonlyMap<string, string>): LearningDetector =>
  createBehaviours(
    {},
    [...rows].map(([key, value]) => ({ key, value })),
  );

const DAY = 86_400_000;

/** Forty days of the company, kept as rows: every test begins from them. */
let learned: ReadonlyMap<string, string>;
beforeAll(() => {
  const behaviours = createBehaviours();
  feed(behaviours, company(40, 7));
  learned = rowsOf(behaviours);
});

test.for([1, 2, 4])(
  'ninety days of a company (seed %d) make less than a tenth of an alert per principal and month, and a fiftieth of MEDIUM',
  (seed) => {
    const behaviours = createBehaviours();

    const said = feed(behaviours, company(90, seed));

    expect(alerts(said)).toBeLessThan(PRINCIPALS * 3 * 0.1);
    expect(alerts(severe(said))).toBeLessThanOrEqual(PRINCIPALS * 3 * 0.02);
    expect(said.filter(({ rule }) => rule.severity === 'HIGH')).toEqual([]);
  },
);

test.for([
  ['a leaked key', leakedKey, 'HIGH'],
  ['credentials of an instance used elsewhere', instanceCredentials, 'HIGH'],
  ['an administrator whose session was taken', administrator, 'MEDIUM'],
  ['a pipeline that runs machines in other Regions', miner, 'HIGH'],
] as const)('%s is found in the hour, with few alerts', ([, attack, severity]) => {
  const behaviours = restored(learned);

  const said = feed(behaviours, attack(40));

  expect(said.some(({ rule }) => rule.severity === severity)).toBe(true);
  expect(alerts(said)).toBeLessThanOrEqual(2);
  expect(said.every(({ score }) => score !== undefined && score >= 40 && score <= 100)).toBe(true);
});

test('a signal names what decided: the action, the history, the peers, the network, the tool, the stages', () => {
  const behaviours = restored(learned);

  const because = feed(behaviours, leakedKey(40)).flatMap((signal) => signal.because);

  expect(because).toContainEqual(
    expect.stringMatching(/^never used iam:CreateAccessKey in \d+ days and 1 \d+ calls/),
  );
  expect(because).toContainEqual(expect.stringContaining('from network 45.137.0.0/16 first seen'));
  expect(because).toContainEqual(expect.stringContaining('with Boto3 Linux, first seen now'));
  expect(because).toContainEqual(expect.stringContaining('refused calls in one session'));
  expect(because).toContainEqual(
    expect.stringMatching(/new to the principal in one session: discovery .*persistence/),
  );
});

const quietUser = (sourceIp = '198.51.100.20'): Caller => ({
  account: ACCOUNTS[0],
  actor: user(ACCOUNTS[0], 'backup'),
  sourceIp,
  userAgent: 'aws-sdk-go/1.44 (go1.19; linux; amd64)',
  region: 'eu-central-1',
});

const routine = (days: number, caller: Caller): readonly TrailEvent[] =>
  Array.from({ length: days * 10 }, (_, index) =>
    event(BEGIN + Math.floor(index / 10) * DAY + (index % 10) * 60_000, caller, 's3:PutObject'),
  );

const surprise = (day: number): readonly TrailEvent[] => {
  const elsewhere = { ...quietUser('45.137.21.9'), userAgent: 'Boto3/1.34 Linux' };
  return ['iam:CreateUser', 'iam:AttachUserPolicy', 'cloudtrail:StopLogging'].map((what, index) =>
    event(onDay(day, 5, index), elsewhere, what),
  );
};

test('nothing is said of a principal before it is learned, by days and by events', () => {
  const few = createBehaviours();
  const young = createBehaviours();
  const old = createBehaviours();

  const saidOfFew = feed(few, [
    ...routine(30, quietUser()).filter((_, index) => index % 10 === 0),
    ...surprise(30),
  ]);
  const saidOfYoung = feed(young, [...routine(6, quietUser()), ...surprise(6)]);
  const saidOfOld = feed(old, [...routine(30, quietUser()), ...surprise(30)]);

  expect([...saidOfFew, ...saidOfYoung]).toEqual([]);
  expect(severe(saidOfOld).length).toBeGreaterThan(0);
});

test('late events move the first sight back and are not new a second time', () => {
  const inOrder = createBehaviours();
  const late = createBehaviours();
  const events = [...routine(30, quietUser()), ...surprise(30)];
  const learning = events.slice(0, 300);
  const shuffled = learning.toSorted((a, b) => (a.at % 7919) - (b.at % 7919));

  const expected = feed(inOrder, events);
  const before = feed(late, shuffled);
  const again = feed(late, learning);
  const said = feed(late, events.slice(300));

  expect([...before, ...again]).toEqual([]);
  expect(severe(said).map((signal) => signal.event.name)).toEqual(
    severe(expected).map((signal) => signal.event.name),
  );
});

test('the logs of one Region may be read after those of another', () => {
  const behaviours = createBehaviours();
  const home = routine(40, quietUser());
  const second = home.map((each) => ({ ...each, region: 'us-east-1' }));

  expect([...feed(behaviours, home), ...feed(behaviours, second)]).toEqual([]);
});

const deploy = (account: string): Caller => ({
  ...quietUser(),
  account,
  actor: role(account, 'deploy', 'run', 'r'),
});

const firstAttachment = (peersDo: boolean): Signal | undefined => {
  const detector = createBehaviours({ leastScore: 1 });
  for (let peer = 0; peer < 6; peer++) {
    const caller = deploy(String(100_000_000_000 + peer));
    feed(detector, routine(20, caller));
    if (peersDo) feed(detector, [event(onDay(19, 8), caller, 'iam:AttachRolePolicy')]);
  }
  const one = deploy('200000000000');
  feed(detector, routine(30, one));
  return feed(detector, [event(onDay(30), one, 'iam:AttachRolePolicy')])[0];
};

test('what all peers do is not unusual for one of them', () => {
  const alone = firstAttachment(false);
  const common = firstAttachment(true);

  expect(alone?.because[0]).toContain('0 of 6 peers did');
  expect(common?.score ?? 0).toBeLessThan((alone?.score ?? 0) / 2);
});

test('known networks are no news, and AWS services are nobody', () => {
  const behaviours = createBehaviours({
    knownNetworks: ['45.137.0.0/16', '2001:db8::/32'],
    leastScore: 1,
  });
  feed(behaviours, routine(30, quietUser()));
  const aws: Caller = {
    ...quietUser('ec2.amazonaws.com'),
    actor: { ...user(ACCOUNTS[0], 'x'), kind: 'service', key: 'ec2.amazonaws.com' },
  };

  const said = feed(behaviours, [
    event(onDay(30), quietUser('45.137.1.1'), 's3:PutObject'),
    event(onDay(30, 0, 1), quietUser('2001:db8:7::1'), 's3:PutObject'),
    event(onDay(30, 0, 2), aws, 'iam:CreateUser'),
  ]);

  expect(said).toEqual([]);
  expect(() => createBehaviours({ knownNetworks: ['10.0.0.0/40'] })).toThrow('10.0.0.0/40');
});

test('restored from its rows at any moment, it says what it would have said; rows stay small', () => {
  const attack = leakedKey(40);
  const whole = restored(learned);
  const rows = new Map(learned);

  const expected = feed(whole, attack);
  const said = attack.flatMap((each) => {
    const behaviours = restored(rows);
    const signals = behaviours.observe(each);
    rowsOf(behaviours, rows);
    return signals;
  });

  expect(severe(said).length).toBeGreaterThan(0);
  expect(said.map(({ event: { name }, rule }) => [name, rule.severity])).toEqual(
    expected.map(({ event: { name }, rule }) => [name, rule.severity]),
  );
  expect(Math.max(...[...rows.values()].map(({ length }) => length))).toBeLessThan(8192);
});

test('what is kept is bounded, and rows of what is dropped are taken away', () => {
  const behaviours = createBehaviours({ maximumPrincipals: 50, maximumSessions: 50 });
  const rows = new Map<string, string>();

  for (let index = 0; index < 3000; index++) {
    const caller = { ...quietUser(), actor: user(ACCOUNTS[0], `u|${index}`) };
    feed(behaviours, [event(BEGIN + index * 1000, caller, `s3:Thing${index}`)]);
    if (index % 60 === 59) rowsOf(behaviours, rows);
  }

  const kept = [...rows.keys()].filter((key) => key.startsWith('profile|principal'));
  expect(kept.length).toBeLessThanOrEqual(50);
  expect([...rows.keys()].filter((key) => key.includes('|principal|')).length).toBeLessThan(600);
});
