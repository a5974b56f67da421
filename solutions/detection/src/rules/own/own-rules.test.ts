import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ACCESS_CASES } from '../cases/access.fixture.ts';
import { EVASION_CASES } from '../cases/evasion.fixture.ts';
import { IDENTITY_CASES } from '../cases/identity.fixture.ts';
import { createRules } from '../create-rules.ts';
import { metricFilter } from '../metric-filter.ts';
import { shippedRules } from '../packs/index.ts';
import { readRuleFolder, readRules } from '../read-rule-folder.ts';
import {
  CONSOLE,
  OWN,
  STRANGER,
  TERRAFORM,
  eventOf,
  record,
  session,
  told,
} from '../rules.fixture.ts';
import { listRules, testRules } from '../test-rules.ts';

const RULE = `id: orders-table-scanned
title: The orders table was scanned
description: Nobody scans the whole table by design.
question: Who needs all orders at once?
severity: medium
techniques: [T1530]
when:
  - '{ $.eventName = "Scan" && $.requestParameters.tableName = "orders" }'
except:
  - '{ $.userIdentity.sessionContext.sessionIssuer.userName = "report" }'
callers:
  pipeline: skip
  console: LOW
because: '{actor} scanned {$.requestParameters.tableName} from {ip}.'
group: [actor]
threshold: 2
window: 10m
resources:
  - type: AWS::DynamoDB::Table
    id: $.requestParameters.tableName
`;

const read = (text: string) => readRules([{ name: 'own.yaml', text }]);
const scan = (...more: Parameters<typeof record>[2][]) =>
  record('dynamodb:Scan', { tableName: 'orders' }, ...more);

test('an own rule says when, of whom, how often and why', () => {
  const { rules, problems } = read(RULE);
  const settings = { packs: ['custom'], rules } as const;

  expect(problems).toEqual([]);
  expect(told([scan()], settings)).toEqual([]);
  expect(told([scan(), scan()], settings)).toEqual([
    {
      rule: 'custom.orders-table-scanned',
      severity: 'MEDIUM',
      because: [`arn:aws:iam::${OWN}:user/alice scanned orders from 203.0.113.50.`],
    },
  ]);
  expect(told([scan(TERRAFORM), scan(TERRAFORM)], settings)).toEqual([]);
  expect(told([scan(CONSOLE), scan(CONSOLE)], settings).map(({ severity }) => severity)).toEqual([
    'LOW',
  ]);
  const [signal] = createRules(settings).observe(eventOf(scan()));
  expect(signal?.resources[0]).toEqual({ type: 'AWS::DynamoDB::Table', id: 'orders' });
});

test.for<readonly [string, string, number, RegExp]>([
  ['severity: medium', 'severity: loud', 5, /severity is one of/],
  ['title: The orders table was scanned', 'titel: x', 2, /titel is not known/],
  ['{ $.eventName = "Scan"', '{ $.eventName == "Scan"', 8, /character/],
  [
    '\'{ $.eventName = "Scan" && $.requestParameters.tableName = "orders" }\'',
    'ERROR',
    8,
    /braces/,
  ],
  ['{ip}', '{adress}', 14, /no field adress/],
  ['pipeline: skip', 'robot: skip', 12, /robot/],
  ['window: 10m', 'window: 10 minutes', 17, /15m/],
  ['threshold: 2', 'threshold: 0', 16, /whole number/],
  ['group: [actor]', 'group: [$.a, who]', 15, /no field who/],
  ['id: orders', 'id: Orders', 1, /small letters/],
  ['[T1530]', '[1530]', 6, /technique/],
])('%s as %s is told with its line', ([from, to, line, reason]) => {
  const { rules, problems } = read(RULE.replace(from, to));

  expect(rules).toEqual([]);
  expect(problems).toEqual([{ file: 'own.yaml', line, reason: expect.stringMatching(reason) }]);
});

test('a folder is read with all below it, links apart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rules-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'sub'));
  await writeFile(join(folder, 'sub', 'own.yml'), RULE);
  await writeFile(join(folder, 'bad.yaml'), 'when: 1\n');
  await writeFile(join(folder, 'README.md'), 'no rule');
  await symlink(join(folder, 'sub', 'own.yml'), join(folder, 'link.yml'));

  const { rules, problems } = await readRuleFolder(folder);

  expect(rules.map(({ spec }) => spec.id)).toEqual(['custom.orders-table-scanned']);
  expect(problems).toEqual([{ file: 'bad.yaml', line: 1, reason: 'id is missing.' }]);
});

test('parameters say what is expected, and exclusions what is not to be told', () => {
  const launch = record('ec2:RunInstances', { instanceType: 't3.micro' });
  const shared = record('ec2:ModifyImageAttribute', {
    imageId: 'ami-1',
    launchPermission: { add: { items: [{ userId: STRANGER }] } },
  });
  const listed = Array.from({ length: 5 }, () =>
    record('s3:ListObjects', { bucketName: 'payroll-2026' }),
  );
  const of = (settings: Parameters<typeof told>[1], records = [launch]) =>
    told(records, { ...settings, packs: ['workload'] }).map(
      ({ rule, severity }) => `${rule} ${severity}`,
    );

  expect(of({})).toEqual(['workload.ec2-outside-pipeline LOW']);
  expect(of({ parameters: { pipelines: ['deploy-*'] } })).toEqual([
    'workload.ec2-outside-pipeline MEDIUM',
  ]);
  expect(of({ parameters: { expectedPrincipals: ['alice'] } })).toEqual([]);
  expect(of({ disabled: ['workload.ec2-*'] })).toEqual([]);
  expect(of({ severities: { 'workload.ec2-outside-pipeline': 'HIGH' } })).toEqual([
    'workload.ec2-outside-pipeline HIGH',
  ]);
  expect(
    of({ exclusions: [{ rule: 'workload.*', when: '{ $.userIdentity.userName = "alice" }' }] }),
  ).toEqual([]);
  expect(of({}, [shared])).toEqual(['workload.snapshot-shared MEDIUM']);
  expect(of({ parameters: { partnerAccounts: [STRANGER] } }, [shared])).toEqual([]);
  expect(of({}, listed)).toEqual(['workload.bucket-enumeration LOW']);
  expect(of({ parameters: { sensitiveBuckets: ['payroll-*'] } }, listed)).toEqual([
    'workload.bucket-enumeration MEDIUM',
  ]);
  expect(
    of({ parameters: { sensitiveBuckets: ['payroll-*'], bucketReaders: ['alice'] } }, listed),
  ).toEqual([]);
  expect(of({ parameters: { sensitiveBuckets: ['other'] } }, listed)).toEqual([]);
  expect(
    of({ parameters: { networks: ['10.0.0.0/8'] } }, [record('s3:ListBuckets', null)]),
  ).toEqual(['workload.foreign-network MEDIUM']);
  expect(
    of({ parameters: { networks: ['203.0.113.0/24'] } }, [record('s3:ListBuckets', null)]),
  ).toEqual([]);
});

const called = (id: number, sourceIPAddress: string) =>
  record('s3:ListBuckets', null, session('web', `i-0abc1234def56789${id}`), { sourceIPAddress });

test('two ways out of a network of many instances are no theft', () => {
  const settings = { packs: ['attack'] } as const;
  const ways = [
    called(1, '3.1.0.9'),
    called(2, '3.1.0.9'),
    called(3, '18.2.0.9'),
    called(4, '18.2.0.9'),
  ];

  expect(told([...ways, called(1, '18.2.0.9')], settings)).toEqual([]);
  expect(told([...ways, called(1, '45.9.0.9')], settings)).toHaveLength(1);
  expect(told([called(1, '45.9.0.9'), ...ways], settings)).toHaveLength(1);
});

test('what the actor does normally is no looking around', () => {
  const reads = Array.from({ length: 40 }, (_, at) => record(`ec2:Describe${at}`, null));
  const of = (settings: Parameters<typeof told>[1]) =>
    told(reads, { ...settings, packs: ['workload'] });

  expect(of({})).toHaveLength(1);
  expect(of({ isUsual: () => true })).toEqual([]);
  expect(of({ parameters: { scanners: ['*user/alice'] } })).toEqual([]);
});

test('rules taken up in the middle tell what they would have told', () => {
  const records = Object.values({ ...IDENTITY_CASES, ...EVASION_CASES, ...ACCESS_CASES }).flatMap(
    (one) => one.records,
  );
  const events = records.map(eventOf);
  const observed = (rules: ReturnType<typeof createRules>, from: number, to: number) =>
    events
      .slice(from, to)
      .map((event) => rules.observe(event).map(({ rule, group }) => `${rule.id} ${group}`));
  const half = Math.floor(events.length / 2);
  const wanted = observed(createRules(), 0, events.length);
  const first = createRules();
  const found = observed(first, 0, half);
  const second = createRules();
  second.restore([...first.state()].map((state): unknown => JSON.parse(JSON.stringify(state))));
  second.restore(['', null, { kind: 'burst' }, { kind: 'instance', instance: {} }]);

  expect([...found, ...observed(second, half, events.length)]).toEqual(wanted);
});

test('each rule of the CIS benchmark is a metric filter and an alarm on its sum', () => {
  const cis = shippedRules().filter(({ origin }) => origin === 'cis');

  expect(cis).toHaveLength(15);
  for (const rule of cis)
    expect(metricFilter(rule)).toMatchObject({
      filters: [
        { filterPattern: rule.spec.when[0], metricTransformations: [{ metricValue: '1' }] },
      ],
      alarm: { Statistic: 'Sum', Threshold: 1, Period: 300, TreatMissingData: 'notBreaching' },
    });
  const [checked] = shippedRules().filter(({ spec }) => spec.check !== undefined);
  expect(checked === undefined ? undefined : metricFilter(checked)).toEqual({
    problem: expect.any(String),
  });
});

test('rules are listed by id, and tested with every condition explained', () => {
  const { rules } = read(RULE);
  const listed = listRules({ packs: ['custom'], rules });
  const [tested] = testRules(
    [eventOf(scan({ eventName: 'Query' }))],
    { rules },
    'custom.orders-table-scanned',
  );

  expect(listed.map(({ facts, isMetricFilter }) => [facts.id, isMetricFilter])).toEqual([
    ['custom.orders-table-scanned', false],
  ]);
  expect(tested?.signals).toEqual([]);
  expect(tested?.patterns[0]?.steps.map(({ matched }) => matched)).toEqual([false, true]);
});
