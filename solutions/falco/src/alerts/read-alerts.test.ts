import { assert, jsonValue, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonOf, NOW, SENSITIVE_FILE, SHELL, subscription } from '../falco.fixture.ts';
import type { AlertReading } from './read-alerts.ts';
import { readAlerts } from './read-alerts.ts';
import { readAnything, readSubscription } from './read-subscription.ts';

const line = jsonOf(SHELL);
const other = jsonOf(SENSITIVE_FILE);
const read = (text: string): AlertReading => readAlerts(text, {}, NOW);
const rules = ({ alerts }: AlertReading): readonly string[] => alerts.map(({ rule }) => rule);

test('an alert as Falco writes it', () => {
  const { alerts, refused } = read(line);
  expect(refused).toEqual([]);
  expect(alerts).toHaveLength(1);
  expect(alerts[0]).toMatchObject({
    rule: 'Terminal shell in container',
    priority: 'Notice',
    source: 'syscall',
    hostname: 'ip-10-0-3-7.eu-west-1.compute.internal',
    at: new Date('2026-01-01T10:15:30.123Z'),
  });
  expect(alerts[0]?.fields.get('proc.aname[2]')).toBe('containerd-shim');
});

test('numbers beyond a double keep every digit', () => {
  const [alert] = read(line).alerts;
  expect(alert?.fields.get('evt.time')).toBe('1767262530123456789');
  expect(alert?.fields.get('vpid.raw')).toBe('18446744073709551615');
});

test('what Falco did not know is absent', () => {
  const [alert] = read(
    jsonOf({
      ...SHELL,
      output_fields: { 'user.name': null, 'fd.name': '<NA>', 'k8s.ns.name': '' },
    }),
  ).alerts;
  expect([...(alert?.fields.keys() ?? [])]).toEqual([]);
});

test('without a time of its own an alert has that of its event', () => {
  const { time: _time, ...rest } = SHELL;
  expect(read(jsonOf(rest)).alerts[0]?.at).toEqual(new Date('2026-01-01T10:15:30.123Z'));
  const { output_fields: _fields, ...bare } = rest;
  expect(read(jsonOf(bare)).alerts[0]?.at).toEqual(NOW);
});

test('a clock far ahead does not hide what is seen later', () => {
  const ahead = read(jsonOf({ ...SHELL, time: '2036-01-01T00:00:00Z' }));
  expect(ahead.alerts[0]?.at).toEqual(NOW);
});

const fireLens = (log: unknown): string =>
  JSON.stringify({
    container_id: '77aa',
    container_name: '/ecs-falco-1',
    ec2_instance_id: 'i-0a1b2c3d4e5f60718',
    ecs_cluster: 'blue',
    ecs_task_arn: 'arn:aws:ecs:eu-west-1:444455556666:task/blue/0af1',
    ecs_task_definition: 'falco:7',
    log,
    source: 'stdout',
  });

const fluentBit = (log: unknown): string =>
  JSON.stringify({
    log,
    stream: 'stdout',
    time: '2026-01-01T10:15:31Z',
    kubernetes: {
      pod_name: 'falco-x',
      namespace_name: 'falco',
      host: 'ip-10-0-3-7',
      docker_id: '9b',
    },
  });

describe('wrappings', () => {
  test.for([
    ['a line', line],
    [
      'several lines with banners between',
      `Falco initialized\n${line}\n\nMon: Rule loaded\n${other}\n`,
    ],
    ['an array', `[${line},${other}]`],
    ['FireLens with the line as text', fireLens(`${line}\n`)],
    ['FireLens with the line parsed', fireLens(JSON.parse(other))],
    ['Fluent Bit of Kubernetes', fluentBit(line)],
    [
      'Fluent Bit with the merged key',
      JSON.stringify({ log: null, log_processed: JSON.parse(other) }),
    ],
    ['a container runtime', `2026-01-01T10:15:31.5Z stdout F ${line}`],
    ['syslog', `<134>Jan  1 10:15:30 node falco[1]: ${line}`],
    ['two records of FireLens', `${fireLens(line)}\n${fireLens(other)}`],
    ['FireLens within an array', `[${fireLens(line)}]`],
  ] as const)('%s', ([, text]) => {
    expect(rules(read(text)).length).toBeGreaterThan(0);
  });

  test('FireLens tells instance, cluster, task, account and Region', () => {
    expect(read(fireLens(line)).alerts[0]?.origin).toMatchObject({
      instanceId: 'i-0a1b2c3d4e5f60718',
      ecsCluster: 'blue',
      account: '444455556666',
      region: 'eu-west-1',
    });
  });

  test('one that is broken takes no other with it', () => {
    const reading = read(`${line}\n{"rule": "x", "output": \n{"rule":"y","output":"z"}\n${other}`);
    expect(rules(reading)).toEqual([
      'Terminal shell in container',
      'Read sensitive file untrusted',
    ]);
    expect(reading.refused.map(({ why }) => why)).toEqual(['not-json', 'no-priority']);
  });
});

describe('a subscription of CloudWatch Logs', () => {
  test('has the account of its group and the time of its events', () => {
    const { time: _time, output_fields: _fields, ...bare } = SHELL;
    const reading = readSubscription(
      subscription([jsonOf(bare), 'banner']),
      { region: 'eu-west-1' },
      NOW,
    );
    expect(reading?.alerts[0]).toMatchObject({
      at: NOW,
      origin: { account: '111122223333', region: 'eu-west-1', logGroup: 'falco' },
    });
    expect(reading?.refused).toEqual([{ why: 'not-json', text: 'banner' }]);
  });

  test('the cluster is in the name of the group that its agent made', () => {
    const event = subscription([line], { logGroup: '/aws/containerinsights/green/application' });
    expect(readSubscription(event, {}, NOW)?.alerts[0]?.origin.cluster).toBe('green');
  });

  test('a message that only tries the way has no alerts', () => {
    const event = subscription([line], { messageType: 'CONTROL_MESSAGE' });
    expect(readSubscription(event, {}, NOW)).toEqual({ alerts: [], refused: [] });
  });

  test('what is no gzip is refused, what is no subscription is none', () => {
    expect(readSubscription({ awslogs: { data: 'AAAA' } }, {}, NOW)?.refused).toHaveLength(1);
    expect(readSubscription({ Records: [] }, {}, NOW)).toBeUndefined();
    expect(rules(readAnything(JSON.stringify(subscription([line])), {}, NOW))).toHaveLength(1);
  });
});

test('more than a delivery may hold is told, not taken', () => {
  const many = Array.from(
    { length: 10_001 },
    () => '{"rule":"r","priority":"debug","output":"o"}',
  ).join('\n');
  const reading = read(many);
  expect(reading.alerts).toHaveLength(10_000);
  expect(reading.refused).toEqual([{ why: 'too-many', text: '' }]);
});

test('whatever arrives, reading ends in an answer', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  expect(read(deep).alerts).toEqual([]);
  assert(
    property(jsonValue({ maxDepth: 6 }), string(), (value, text) => {
      expect(read(JSON.stringify(value)).alerts).toEqual([]);
      expect(read(fireLens(value)).alerts).toEqual([]);
      expect(read(text).alerts).toEqual([]);
      const merged = { ...SHELL, output_fields: value, tags: value, hostname: value };
      expect(read(jsonOf(merged)).alerts).toHaveLength(1);
    }),
    { numRuns: 200 },
  );
});

test('what is no Region never becomes one, whatever the ARN of a task says', () => {
  const region = 'evil.example/';
  const ecs_task_arn = `arn:aws:ecs:${region}:444455556666:task/blue/0af1`;
  const [alert] = read(JSON.stringify({ ecs_task_arn, log: line })).alerts;
  expect(alert?.origin).toMatchObject({ ecsTaskArn: ecs_task_arn });
  expect(alert?.origin.region).toBeUndefined();
  expect(alert?.origin.account).toBeUndefined();
});

test('of what is no alert only so much is told, in a text as in a subscription', () => {
  expect(read('x\n'.repeat(20_000)).refused).toHaveLength(10_000);
  const messages = Array.from({ length: 3 }, () => `${line}\n`.repeat(4000));
  const { alerts = [] } = readSubscription(subscription(messages), {}, NOW) ?? {};
  expect(alerts).toHaveLength(10_000);
});
