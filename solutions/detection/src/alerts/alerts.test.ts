import { expect, test } from 'vitest';
import type { Alert, RuleFacts, Signal } from '../model.ts';
import { at, event, rule, signal } from '../record.fixture.ts';
import { type Alerts, createAlerts } from './alerts.ts';
import type { AlertSettings } from './settings.ts';
import { readSuppressions, SuppressionProblem } from './suppressions.ts';
import { wildcardMatch } from './wildcard.ts';

const alertsWith = (settings: Partial<AlertSettings> = {}): Alerts =>
  createAlerts({ suppressions: [], live: false, ...settings });

const at10 = (minutes: number): string =>
  new Date(Date.parse(at('10:00')) + minutes * 60_000).toISOString().replace('.000', '');

/** One signal a minute given, each of its own event. */
const signals = (
  minutes: readonly number[],
  facts: RuleFacts,
  distinct?: (minute: number) => string,
): Signal[] =>
  minutes.map((minute) => {
    const about = event({ eventTime: at10(minute), eventID: `e${minute}` });
    return signal(about, facts, { distinct: distinct?.(minute) });
  });

const afterAll = (list: readonly Signal[], settings?: Partial<AlertSettings>): readonly Alert[] => {
  const alerts = alertsWith(settings);
  for (const one of list) alerts.take(one.event, [one]);
  return alerts.flush();
};

const shuffled = <Item>(items: readonly Item[], seed: number): readonly Item[] => {
  const list = [...items];
  let state = seed;
  for (let last = list.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const other = state % (last + 1);
    const [left, right] = [list[last], list[other]];
    if (left === undefined || right === undefined) continue;
    list[last] = right;
    list[other] = left;
  }
  return list;
};

const every = rule();
const three = rule({ id: 'test.three', threshold: 3, windowSeconds: 600 });
const kinds = rule({ id: 'test.kinds', threshold: 3, windowSeconds: 600, countsDistinct: true });

test.for([
  ['one event is one alert', signals([0], every), [1]],
  ['events within the window join it', signals([0, 30, 59, 118], every), [4]],
  ['after a longer pause there is another one', signals([0, 61], every), [1, 1]],
  ['below the threshold there is none', signals([0, 1], three), []],
  ['as many as the threshold, but in no window, are none', signals([0, 9, 18, 27, 36], three), []],
  ['the threshold within the window is one', signals([0, 4, 10], three), [3]],
  ['what came before within the window belongs to it', signals([0, 9, 18, 19, 20], three), [5]],
  ['the same value again does not count', signals([0, 1, 2, 3], kinds, () => 'a'), []],
  ['different values count', signals([0, 1, 2], kinds, String), [3]],
  ['different values in no window do not', signals([0, 6, 12, 18], kinds, (m) => `${m % 4}`), []],
] as const)('%s, in whatever order they come', ([, list, counts]) => {
  const inOrder = afterAll(list);

  expect(inOrder.map(({ count }) => count)).toEqual(counts);
  for (const seed of [1, 2, 3, 4, 5]) expect(afterAll(shuffled(list, seed))).toEqual(inOrder);
});

test('a long burst is one alert with its first and last events, in whatever order it comes', () => {
  const minutes = Array.from({ length: 400 }, (_, index) => index);
  const list = signals(minutes, three);
  const [alert, ...others] = afterAll(list);

  expect(others).toEqual([]);
  expect(alert).toMatchObject({
    count: 400,
    firstAt: list[0]?.event.at,
    lastAt: list[399]?.event.at,
  });
  expect(alert?.evidence.map(({ id }) => id)).toEqual([
    'e0',
    'e1',
    'e2',
    'e3',
    'e4',
    'e395',
    'e396',
    'e397',
    'e398',
    'e399',
  ]);
  const [other] = afterAll(shuffled(list, 7));
  expect(other).toMatchObject({ id: alert?.id, count: 400, evidence: alert?.evidence });
});

test('groups and rules do not mix, and an alert is as severe as its worst signal', () => {
  const about = event();
  const low = { ...every, severity: 'LOW' as const };

  const found = afterAll([
    signal(about, low, { group: 'a' }),
    signal(event(), every, { group: 'a', score: 71 }),
    signal(event(), low, { group: 'b' }),
    signal(event(), { ...low, id: 'test.other' }, { group: 'a' }),
  ]);

  expect(
    found.map(({ rule: { id }, group, severity, count, score }) => [
      id,
      group,
      severity,
      count,
      score,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['test.rule', 'a', 'HIGH', 2, 71],
      ['test.rule', 'b', 'LOW', 1, undefined],
      ['test.other', 'a', 'LOW', 1, undefined],
    ]),
  );
});

test('an alert names who, where and why, and what else the session did within half an hour, before and after', () => {
  const alerts = alertsWith();
  const about = event({
    eventTime: at('10:00'),
    eventName: 'StopLogging',
    errorCode: 'AccessDenied',
  });
  const other = {
    type: 'IAMUser',
    arn: 'arn:aws:iam::111122223333:user/eve',
    accessKeyId: 'AKIA9',
  };
  alerts.take(event({ eventTime: at('09:29'), eventName: 'TooEarly' }), []);
  alerts.take(event({ eventTime: at('09:45'), eventName: 'Before' }), []);
  alerts.take(event({ eventTime: at('10:05'), eventName: 'Elsewhere', userIdentity: other }), []);
  alerts.take(about, [signal(about)]);
  alerts.take(event({ eventTime: at('10:10'), eventName: 'After' }), []);
  alerts.take(event({ eventTime: at('09:50'), eventName: 'Late' }), []);
  alerts.take(event({ eventTime: at('10:31'), eventName: 'TooLate' }), []);

  const [alert] = alerts.flush();

  expect(alert).toMatchObject({
    actors: ['arn:aws:iam::111122223333:user/dana'],
    accounts: ['111122223333'],
    regions: ['eu-west-1'],
    sourceIps: ['192.0.2.7'],
    userAgents: ['aws-cli/2.17.9'],
    because: ['StopLogging was called'],
    evidence: [{ name: 'StopLogging', errorCode: 'AccessDenied' }],
  });
  expect(alert?.context.map(({ name }) => name)).toEqual(['Before', 'Late', 'After']);
});

test.for([
  ['rule', { rule: 'test.*' }, true],
  ['another rule', { rule: 'attack.*' }, false],
  ['actor', { actor: '*:user/DANA' }, true],
  ['account', { account: [111122223333, '9'] }, true],
  ['source network', { sourceIp: '192.0.2.0/24' }, true],
  ['another network', { sourceIp: ['2001:db8::/32', '10.0.0.0/8'] }, false],
  ['user agent', { userAgent: 'aws-cli/*' }, true],
  ['resource', { resource: 'arn:aws:s3:::logs*' }, true],
  ['pattern', { pattern: '{ $.eventName = "ListBuckets" && $.awsRegion = "eu-*" }' }, true],
  ['another pattern', { pattern: '{ $.eventName = "PutObject" }' }, false],
  ['several, of which one is not so', { rule: 'test.*', account: '9' }, false],
  ['a time that is not over', { rule: '*', expires: '2026-03-02' }, true],
  ['a time that is over', { rule: '*', expires: '2026-02-28' }, false],
] as const)('a suppression by %s holds back what it names, and counts it', ([, entry, holds]) => {
  const suppressions = readSuppressions({ suppressions: [{ reason: 'known', ...entry }] });
  const alerts = alertsWith({ suppressions });
  const about = event();

  alerts.take(about, [
    signal(about, every, { resources: [{ type: 'AWS::S3::Bucket', id: 'arn:aws:s3:::logs-1' }] }),
  ]);

  expect(alerts.flush()).toHaveLength(holds ? 0 : 1);
  expect(alerts.suppressed()).toMatchObject(
    holds ? [{ suppression: '1', reason: 'known', rule: 'test.rule', count: 1 }] : [],
  );
});

test.for([
  [[{ rule: 'x' }], 'reason'],
  [[{ reason: 'r' }], 'everything'],
  [[{ reason: 'r', rules: 'x' }], 'rules'],
  [[{ reason: 'r', sourceIp: '10.0.0.0/40' }], 'CIDR'],
  [[{ reason: 'r', pattern: '{ $.a = ' }], 'pattern'],
  [[{ reason: 'r', rule: {} }], 'text'],
  [[{ reason: 'r', rule: 'x', expires: 'soon' }], 'expires'],
  [['x'], 'object'],
  [7, 'list'],
] as const)('of wrong suppressions it is said what is wrong: %j', ([document, word]) => {
  expect(() => readSuppressions(document)).toThrow(SuppressionProblem);
  expect(() => readSuppressions(document)).toThrow(word);
});

test.for([
  ['*', '', true],
  ['a*c', 'ABC', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*bc', 'abcb', false],
  ['ab*ba', 'aba', false],
  ['a', 'ab', false],
  [`${'*a'.repeat(2000)}b`, 'a'.repeat(100_000), false],
] as const)('wildcards match in linear time: case %#', ([pattern, text, matches]) => {
  expect(wildcardMatch(pattern, text)).toBe(matches);
});

test('live alerts are told when they open and when they grow, under one id, and never become another', () => {
  const alerts = alertsWith({ live: true });
  const told = signals([60, 0, 150, 30], every).map((one) => alerts.take(one.event, [one]));

  const ids = told.map(([alert]) => alert?.id);
  expect(told.map((list) => list.map(({ count }) => count))).toEqual([[1], [2], [1], [3]]);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[3]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
  const between = signals([105], every)[0];
  expect(between && alerts.take(between.event, [between])).toHaveLength(1);
  expect(alerts.flush()).toHaveLength(2);
});

test('what alerts remember survives as JSON: going on gives what never stopping gives', () => {
  const list = [
    ...signals([0, 3, 70, 9, 12, 14], three),
    ...signals([1, 4, 61, 62, 130], every),
    ...signals([2, 5, 63, 64, 8], kinds, (minute) => `${minute % 3}`),
  ];
  const rules = new Map([every, three, kinds].map((one) => [one.id, one]));
  const suppressions = readSuppressions([{ reason: 'r', rule: 'test.kinds', actor: 'nobody' }]);
  const uncut = afterAll(list, { suppressions });
  for (let cut = 1; cut < list.length; cut += 3) {
    const before = alertsWith({ suppressions });
    for (const one of list.slice(0, cut)) before.take(one.event, [one]);
    const after = alertsWith({ suppressions });
    after.restore(JSON.parse(JSON.stringify([...before.state()])), rules);
    for (const one of list.slice(cut)) after.take(one.event, [one]);

    expect(after.flush()).toEqual(uncut);
  }
});

test('millions of groups stay within memory, and what was given up is counted', () => {
  const limits = { alertsPerRule: 10, detailedPerRule: 2, waitingGroups: 50, sessions: 20 };
  const alerts = alertsWith({ limits });
  for (let index = 0; index < 1000; index += 1) {
    const about = event({
      userIdentity: { type: 'IAMUser', arn: `arn:aws:iam::1:user/u${index}` },
    });
    alerts.take(about, [signal(about), signal(about, three)]);
  }

  expect(alerts.flush()).toHaveLength(10);
  expect([...alerts.losses().alerts]).toEqual([['test.rule', 990]]);
  expect(alerts.losses().waitingGroups).toBeGreaterThan(800);
  expect([...alerts.state()].length).toBeLessThan(300);
});
