import { describe, expect, test } from 'vitest';
import type { FalcoAlert } from '../alerts/alert.ts';
import { readAlerts } from '../alerts/read-alerts.ts';
import { jsonOf, NOW, SENSITIVE_FILE, SHELL } from '../falco.fixture.ts';
import { findingId } from './identity.ts';
import { findingsOf } from './merge.ts';
import { toFinding } from './to-finding.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };

const alert = (value: object, origin = {}): FalcoAlert => {
  const [found] = readAlerts(jsonOf(value), origin, NOW).alerts;
  if (found === undefined) throw new Error('no alert');
  return found;
};

const idOf = (value: object): string => findingId(alert(value), PLACE.account, PLACE.region);
const withFields = (fields: object): object => ({
  ...SHELL,
  output_fields: { ...SHELL.output_fields, ...fields },
});

const connectionFrom = (port: number): object =>
  withFields({ 'fd.name': `10.0.0.7:${port}->192.0.2.9:443` });

test('a finding has what the alert says and what ASFF wants', () => {
  expect(toFinding(alert(SHELL), PLACE)).toMatchObject({
    SchemaVersion: '2018-10-08',
    ProductArn: 'arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default',
    AwsAccountId: '111122223333',
    GeneratorId: 'falco/Terminal shell in container',
    Title: 'Terminal shell in container',
    Severity: { Label: 'MEDIUM', Original: 'Notice' },
    Types: ['TTPs/Execution/T1059'],
    CreatedAt: '2026-01-01T10:15:30.123Z',
    Process: { Name: 'bash', Path: '/usr/bin/bash', Pid: 4711 },
    ProductFields: { ProviderName: 'Falco', 'falco/field/vpid.raw': '18446744073709551615' },
  });
});

test.for([
  ['Emergency', 'CRITICAL'],
  ['Alert', 'CRITICAL'],
  ['Critical', 'CRITICAL'],
  ['Error', 'HIGH'],
  ['Warning', 'HIGH'],
  ['Notice', 'MEDIUM'],
  ['Informational', 'INFORMATIONAL'],
  ['Info', 'INFORMATIONAL'],
  ['debug', 'INFORMATIONAL'],
] as const)('the priority %s is %s', ([priority, label]) => {
  expect(toFinding(alert({ ...SHELL, priority }), PLACE).Severity?.Label).toBe(label);
});

test.for([
  [['T1555', 'mitre_credential_access'], ['TTPs/Credential Access/T1555']],
  [
    ['mitre_persistence', 'mitre_privilege_escalation'],
    ['TTPs/Persistence', 'TTPs/Privilege Escalation'],
  ],
  [['T1041', 'mitre_exfiltration'], ['Effects/Data Exfiltration/T1041']],
  [['network', 'T9'], ['Software and Configuration Checks']],
  [[], ['Software and Configuration Checks']],
] as const)('tags %j are types %j', ([tags, types]) => {
  expect(toFinding(alert({ ...SHELL, tags }), PLACE).Types).toEqual(types);
});

describe('resources', () => {
  test('container, pod and image of a workload on EKS, instance and cluster of its node', () => {
    const origin = { instanceId: 'i-0a1b2c3d4e5f60718', cluster: 'green' };
    expect(toFinding(alert(SHELL, origin), PLACE).Resources).toEqual([
      {
        Type: 'Container',
        Id: '3ad7b26ded6d',
        Details: {
          Container: {
            Name: 'shop',
            ImageName: '444455556666.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4.2',
            ImageId: 'sha256:0b5b9f4d',
          },
        },
      },
      {
        Type: 'Other',
        Id: 'kubernetes/pod/green/store/web-6d9f7',
        Details: { Other: { Pod: 'web-6d9f7', Namespace: 'store', Cluster: 'green' } },
      },
      {
        Type: 'AwsEc2Instance',
        Id: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b2c3d4e5f60718',
        Region: 'eu-west-1',
      },
      {
        Type: 'AwsEksCluster',
        Id: 'arn:aws:eks:eu-west-1:111122223333:cluster/green',
        Region: 'eu-west-1',
      },
      {
        Type: 'AwsEcrContainerImage',
        Id: 'arn:aws:ecr:eu-west-1:444455556666:repository/shop/web/sha256:0b5b9f4d',
        Region: 'eu-west-1',
      },
    ]);
  });

  test('task and cluster on ECS', () => {
    const ecsTaskArn = 'arn:aws:ecs:eu-west-1:111122223333:task/blue/0af1';
    const { Resources: found } = toFinding(
      alert(SENSITIVE_FILE, { ecsTaskArn, ecsCluster: 'blue', ecsTaskDefinition: 'web:3' }),
      PLACE,
    );
    expect(found?.map(({ Type: type, Id: id }) => [type, id])).toEqual([
      ['AwsEcsTask', ecsTaskArn],
      ['AwsEcsCluster', 'arn:aws:ecs:eu-west-1:111122223333:cluster/blue'],
    ]);
  });

  test('the host where nothing nearer is known, and the account where not even that is', () => {
    const named = toFinding(alert({ ...SENSITIVE_FILE, hostname: 'node-7' }), PLACE).Resources;
    expect(named?.[0]).toMatchObject({ Type: 'Other', Id: 'host/node-7' });
    const bare = toFinding(alert(SENSITIVE_FILE), PLACE).Resources;
    expect(bare?.[0]).toMatchObject({ Type: 'AwsAccount', Id: 'AWS::::Account:111122223333' });
  });

  test('an instance that is the host name itself', () => {
    const found = toFinding(alert({ ...SENSITIVE_FILE, hostname: 'i-0a1b2c3d4e5f60718' }), PLACE);
    expect(found.Resources?.[0]?.Type).toBe('AwsEc2Instance');
  });
});

describe('identity', () => {
  test('a repetition has the same id: other time, process and arguments', () => {
    const later = {
      ...withFields({
        'proc.pid': 9,
        'proc.cmdline': 'bash -i',
        'evt.time': 1_767_262_999_000_000_000n,
      }),
      time: '2026-01-02T00:00:00Z',
      uuid: '5e7d2b1c-0000-4000-8000-000000000000',
    };
    expect(idOf(later)).toBe(idOf(SHELL));
  });

  test.for([
    ['another rule', { ...SHELL, rule: 'Launch Privileged Container' }],
    ['another container', withFields({ 'container.id': '000000000000' })],
    ['another program', withFields({ 'proc.name': 'zsh', 'proc.exepath': '/bin/zsh' })],
    ['another user', withFields({ 'user.name': 'www' })],
    ['another file', withFields({ 'fd.name': '/etc/passwd' })],
  ] as const)('%s is another finding', ([, value]) => {
    expect(idOf(value)).not.toBe(idOf(SHELL));
  });

  test('connections from one port or another are one finding', () => {
    expect(idOf(connectionFrom(40_001))).toBe(idOf(connectionFrom(50_002)));
  });

  test('another account or Region is another finding', () => {
    const one = alert(SHELL);
    const ids = [
      findingId(one, '111122223333', 'eu-west-1'),
      findingId(one, '444455556666', 'eu-west-1'),
      findingId(one, '111122223333', 'us-east-1'),
    ];
    expect(new Set(ids).size).toBe(3);
  });
});

test('repetitions in one delivery are one finding with all their sightings', () => {
  const alerts = ['10:00', '10:05', '10:02'].map((time) =>
    alert({ ...SHELL, time: `2026-01-01T${time}:00Z` }),
  );
  const findings = [...findingsOf(alerts, () => PLACE).values()].flat();
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    FirstObservedAt: '2026-01-01T10:00:00.000Z',
    LastObservedAt: '2026-01-01T10:05:00.000Z',
    ProductFields: { 'falco/count': '3' },
  });
});

test('texts longer than ASFF takes are cut', () => {
  const long = 'x'.repeat(5000);
  const finding = toFinding(
    alert({ ...withFields({ 'proc.cmdline': long }), rule: long, output: long }),
    PLACE,
  );
  expect(finding.Title).toHaveLength(256);
  expect(finding.Description).toHaveLength(1024);
  expect(finding.GeneratorId).toHaveLength(512);
  expect(finding.ProductFields?.['falco/field/proc.cmdline']).toHaveLength(2048);
});
