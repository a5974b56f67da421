import { expect, test } from 'vitest';
import { ago, circumstances, OTHER, OWN, reader, readers, secret } from '../compliance.fixture.ts';
import type { Parameters, Rule, SecretFacts, Status } from '../model.ts';
import type { Readers } from '../readers/who-can-read.ts';
import { longestPlannedDays } from './planned.ts';
import { judge } from './rules.ts';

const verdict = (
  rule: Rule,
  facts: SecretFacts,
  parameters: Partial<Parameters> = {},
  found?: Readers,
) => judge(facts, circumstances({ ...parameters, rules: [rule] }, found))[0];

const REPLICA = { primaryRegion: 'eu-west-1' };
const on = (more: object = {}) => ({ enabled: true, days: 30, ...more });

test.for<[Rule, Parameters | object, SecretFacts, Status, string]>([
  ['old-value', {}, secret({ age: 90 }), 'passed', '90 days old'],
  ['old-value', {}, secret({ age: 91 }), 'failed', 'not changed for 91 days'],
  ['old-value', { maxAgeDays: 30 }, secret({ age: 31 }), 'failed', '30 days are allowed'],
  ['old-value', {}, secret({ age: 400, ...REPLICA }), 'not-applicable', 'eu-west-1 is judged'],
  ['old-value', {}, secret({ versions: [] }), 'not-applicable', 'no value yet'],
  ['old-value', {}, secret({ versions: undefined }), 'unknown', 'may be older'],
  ['old-value', {}, secret({ versions: undefined, changedAt: ago(100) }), 'failed', '100 days'],
  ['no-rotation', {}, secret(), 'failed', 'never rotated'],
  [
    'no-rotation',
    {},
    secret({ rotation: { rotatedAt: ago(9) } }),
    'failed',
    'not enabled any more',
  ],
  ['no-rotation', {}, secret({ rotation: on() }), 'passed', 'Every 30 days'],
  ['late-rotation', {}, secret(), 'not-applicable', 'not enabled'],
  ['late-rotation', {}, secret({ rotation: on({ nextAt: ago(-9) }) }), 'passed', 'next by'],
  ['late-rotation', {}, secret({ rotation: on({ nextAt: ago(1) }) }), 'failed', 'should have'],
  ['late-rotation', {}, secret({ age: 40, rotation: on() }), 'failed', 'by 2026-05-22 23:59'],
  ['late-rotation', {}, secret({ rotation: on() }), 'passed', 'next by 2026-06-30'],
  [
    'late-rotation',
    {},
    secret({
      age: 40,
      rotation: on({ nextAt: ago(-9), rotatedAt: ago(40) }),
      failures: [{ at: ago(2), message: 'during setSecret step', eventId: 'e' }],
    }),
    'failed',
    'during setSecret step',
  ],
  [
    'late-rotation',
    {},
    secret({
      rotation: on({ nextAt: ago(-9), rotatedAt: ago(1) }),
      failures: [{ at: ago(2), message: 'during setSecret step', eventId: 'e' }],
    }),
    'passed',
    'as its schedule says',
  ],
  [
    'late-rotation',
    {},
    secret({ rotation: on({ nextAt: ago(-9) }), failures: undefined }),
    'unknown',
    'could not be read',
  ],
  ['unused', {}, secret(), 'passed', 'was read on 2026-05-31'],
  ['unused', {}, secret({ accessedAt: ago(91) }), 'failed', 'for 91 days'],
  ['unused', {}, secret({ accessedAt: undefined }), 'failed', 'ever read'],
  ['unused', {}, secret({ accessedAt: undefined, createdAt: ago(3) }), 'passed', 'nobody has'],
  ['no-replica', {}, secret(), 'not-applicable', 'No replica is asked for'],
  ['no-replica', { replicaRegions: ['eu-west-1'] }, secret(), 'failed', 'no replica in eu-west-1'],
  ['no-replica', { replicaRegions: ['us-east-1'] }, secret(), 'not-applicable', ''],
  [
    'no-replica',
    { replicaRegions: ['eu-west-1'] },
    secret({ replicas: [{ region: 'eu-west-1', status: 'Failed', message: 'no key' }] }),
    'failed',
    'no key',
  ],
  [
    'no-replica',
    { replicaRegions: ['eu-west-1'] },
    secret({ replicas: [{ region: 'eu-west-1', status: 'InSync', message: undefined }] }),
    'passed',
    'eu-west-1',
  ],
  ['pci-dss-90-days', {}, secret({ age: 91 }), 'failed', 'PCI DSS allows 90 days'],
  ['pci-dss-90-days', {}, secret({ age: 10 }), 'passed', 'somebody must change it before'],
  ['pci-dss-90-days', {}, secret({ rotation: on() }), 'passed', 'in time'],
  [
    'pci-dss-90-days',
    {},
    secret({ rotation: { enabled: true, schedule: 'cron(0 1 ? 3/3 1L *)' } }),
    'passed',
    'up to 99 days between rotations',
  ],
  ['pci-dss-90-days', { pciTag: 'scope=pci' }, secret({ age: 99 }), 'not-applicable', 'no tag'],
  [
    'pci-dss-90-days',
    { pciTag: 'scope=pci' },
    secret({ age: 99, tags: new Map([['scope', 'pci']]) }),
    'failed',
    'Not compliant',
  ],
])('%s, asked with %j, of a secret %#', ([rule, parameters, facts, status, text]) => {
  const found = verdict(rule, facts, parameters);

  expect(found).toMatchObject({ status, text: expect.stringContaining(text) });
});

const root = reader({ kind: 'root', name: `arn:aws:iam::${OWN}:root` });
const ann = reader({ kind: 'user', name: 'ann' });
const app = reader({ kind: 'role', name: 'App', result: 'conditional' });
const ben = reader({ kind: 'user', name: 'ben', result: 'denied' });
const other = reader({ kind: 'account', name: OTHER, account: OTHER, result: 'delegated' });
const anybody = reader({ kind: 'everybody', name: '*', account: undefined, result: 'delegated' });

test.for<[string, Readers, Partial<Parameters>, Status, string]>([
  ['two of two', readers(root, ann, app, ben), { mostReaders: 2 }, 'passed', 'MEDIUM'],
  ['two of one', readers(root, ann, app, ben), { mostReaders: 1 }, 'failed', 'MEDIUM'],
  ['another account', readers(root, other), {}, 'failed', 'HIGH'],
  ['one that is trusted', readers(root, other), { trustedAccounts: [OTHER] }, 'passed', 'MEDIUM'],
  ['everybody', readers(root, anybody), { trustedAccounts: [OTHER] }, 'failed', 'CRITICAL'],
  [
    'not all is known',
    { ...readers(root, ann), unread: [{ what: 'x', because: 'y' }] },
    {},
    'unknown',
    'MEDIUM',
  ],
])('too many readers: %s', ([, found, parameters, status, severity]) => {
  const answer = verdict('too-many-readers', secret(), parameters, found);

  expect(answer).toMatchObject({ status, severity });
});

test.for<[string, SecretFacts, Readers, Status]>([
  ['nobody', secret(), readers(root), 'not-applicable'],
  ['another account, with the managed key', secret(), readers(root, other), 'failed'],
  ['another account, with its own', secret({ keyId: 'alias/own' }), readers(root, other), 'passed'],
  ['whom nobody knows', secret({ policy: undefined }), readers(root), 'unknown'],
])('the key of a secret that is shared with %s', ([, facts, found, status]) => {
  expect(verdict('managed-key-shared', facts, {}, found)?.status).toBe(status);
});

test.for([
  ['rate(4 hours)', 1],
  ['rate(90 days)', 90],
  ['cron(0 0 1 * ? *)', 32],
  ['cron(0 1 ? 3/3 1L *)', 99],
] as const)('%s leaves up to %i days between rotations', ([schedule, days]) => {
  expect(longestPlannedDays({ ...secret().rotation, enabled: true, schedule })).toBe(days);
});
