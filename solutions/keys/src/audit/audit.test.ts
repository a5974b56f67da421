import type { Grant } from '@gatehouse/access';
import { expect, test } from 'vitest';
import {
  asRole,
  asUser,
  day,
  event,
  grant,
  history,
  key,
  KEY,
  NOW,
  OTHER,
  OWN,
  principal,
  role,
  user,
} from '../keys.fixture.ts';
import type { KeyEvent } from '../model.ts';
import { auditGrants } from './audit.ts';
import type { AuditFacts } from './finding.ts';

const APP = principal(role('App'));
const RETIRED_BY = { retiring: role('App') };
const used = event('Decrypt', asRole('App'), { context: { tenant: '1', item: 'a' } });

const audit = (
  grants: readonly Grant[],
  {
    events = [used],
    ...more
  }: Partial<AuditFacts> & { readonly events?: readonly KeyEvent[] } = {},
  caller?: string,
) =>
  auditGrants(
    {
      key: key(),
      grants,
      history: history(...events),
      iam: { account: OWN, principals: [APP] },
      gone: new Map(),
      unread: [],
      ...more,
    },
    { now: NOW, unusedDays: 30 },
    caller,
  );

const rules = (found: ReturnType<typeof audit>): readonly string[] =>
  found.findings.map(({ rule, severity }) => `${rule} ${severity}`);

const TIGHT = { ...RETIRED_BY, subset: { tenant: '1' } };

test('a grant that is used, constrained, retirable and narrow is clean', () => {
  expect(audit([grant(TIGHT)])).toMatchObject({ findings: [], plan: [] });
});

test.for<[string, Parameters<typeof grant>[0], readonly string[]]>([
  [
    'a deleted grantee, by its unique id',
    { ...TIGHT, grantee: 'AROAGONE12345678' },
    ['grantee-gone HIGH'],
  ],
  ['a deleted grantee, by IAM', { ...TIGHT, grantee: role('Gone') }, ['grantee-gone HIGH']],
  ['one that was never used', { ...TIGHT, operations: ['Encrypt'] }, ['unused-grant MEDIUM']],
  [
    'one used with other contexts only',
    { ...TIGHT, subset: { tenant: '2' } },
    ['unused-grant MEDIUM'],
  ],
  ['one too young to tell', { ...TIGHT, operations: ['Encrypt'], age: 10 }, []],
  [
    'operations never used',
    { ...TIGHT, operations: ['Decrypt', 'Encrypt'] },
    ['unused-operations LOW'],
  ],
  [
    'CreateGrant never used',
    { ...TIGHT, operations: ['Decrypt', 'CreateGrant'] },
    ['unused-operations MEDIUM'],
  ],
  [
    'what only looks and cleans up',
    { ...TIGHT, operations: ['Decrypt', 'DescribeKey', 'RetireGrant'] },
    [],
  ],
  ['no constraint', { ...RETIRED_BY }, ['no-constraint MEDIUM']],
  [
    'CreateGrant without constraint',
    { ...RETIRED_BY, operations: ['Decrypt', 'CreateGrant'], age: 10 },
    ['delegates-unconstrained HIGH'],
  ],
  [
    'everything for nobody to retire',
    { operations: ['Decrypt', 'Encrypt', 'GenerateDataKey', 'ReEncryptTo'], age: 10 },
    ['unlimited HIGH'],
  ],
  ['the whole account', { ...TIGHT, grantee: OWN }, ['account-grantee MEDIUM']],
  ['another account', { ...TIGHT, grantee: OTHER, age: 10 }, ['foreign-account HIGH']],
  [
    'a role of another account',
    { ...TIGHT, grantee: role('X', OTHER), age: 10 },
    ['foreign-principal MEDIUM'],
  ],
  ['nobody who retires', { subset: { tenant: '1' } }, ['no-retiring-principal LOW']],
  [
    'a retiring principal that is gone',
    { ...TIGHT, retiring: user('gone') },
    ['retiring-principal-gone LOW'],
  ],
])('%s', ([, written, expected]) => {
  expect(rules(audit([grant(written)]))).toEqual(expected);
});

test('what a service made for its resources is its business, until the resource is gone', () => {
  const ofService = grant({
    grantee: `${OWN}:aws:ec2-infrastructure:i-0123456789abcdef0`,
    retiring: 'ec2.us-east-1.amazonaws.com',
    subset: { 'aws:ebs:id': 'vol-0123456789abcdef0' },
  });

  expect(rules(audit([ofService]))).toEqual([]);
  const gone = new Map([['vol-0123456789abcdef0', 'EC2 DescribeVolumes knows none']]);
  const found = audit([ofService], { gone });
  expect(rules(found)).toEqual(['resource-gone HIGH']);
  expect(found.plan).toMatchObject([{ action: 'revoke-grant', risk: 'safe' }]);
});

test('duplicates are the same key, operations, grantee, context and name; the newest that can be retired is kept', () => {
  const operations = ['Decrypt', 'DescribeKey'];
  const unretirable = { subset: { tenant: '1' }, operations };
  const same = { ...unretirable, ...RETIRED_BY };
  const found = audit([
    grant({ ...same, id: 'old' }),
    grant({ ...same, id: 'kept', operations: operations.toReversed(), age: 2 }),
    grant({ ...unretirable, id: 'unretirable', age: 1 }),
    grant({ ...same, id: 'named', name: 'n' }),
    grant({ ...same, id: 'elsewhere', subset: { tenant: '1', item: 'a' } }),
    grant({ ...RETIRED_BY, id: 'exact', operations, equals: { tenant: '1' } }),
  ]);

  const duplicate = found.findings.find(({ rule }) => rule === 'duplicate');
  expect(duplicate?.grants).toEqual(['kept', 'old', 'unretirable']);
  expect(found.plan.filter(({ risk }) => risk === 'safe').map(({ grantId }) => grantId)).toEqual([
    'old',
    'unretirable',
  ]);
});

test('a failed call, a dry run and somebody else are no use', () => {
  const events = [
    event('Decrypt', asRole('App'), { error: 'AccessDenied', context: { tenant: '1' } }),
    event('Decrypt', asRole('App'), { dryRun: true, context: { tenant: '1' } }),
    event('Decrypt', asUser('ann'), { context: { tenant: '1' } }),
    event('Decrypt', asRole('App')),
  ];

  expect(rules(audit([grant(TIGHT)], { events }))).toEqual(['unused-grant MEDIUM']);
});

test('events of another account tell only the account: they count as use of whoever is of it', () => {
  const foreign = { ...asUser('x'), account: OTHER, arn: undefined, id: 'AIDAX' };
  const events = [event('Decrypt', foreign, { context: { tenant: '1' } })];

  const found = audit([grant({ ...TIGHT, grantee: user('x', OTHER) })], { events });

  expect(rules(found)).toEqual(['foreign-principal MEDIUM']);
});

test('a wide grant is replaced: the narrower one first, then the end of the old one, quoted for a shell', () => {
  const events = [
    event('Decrypt', asRole('App'), { context: { tenant: "o'hara", item: 'a' } }),
    event('Decrypt', asRole('App'), { context: { tenant: "o'hara", item: 'b' }, ago: 2 }),
  ];
  const wide = grant({ ...RETIRED_BY, name: 'nightly', operations: ['Decrypt', 'Encrypt'] });

  const { plan } = audit([wide], { events });

  expect(plan).toMatchObject([
    {
      action: 'create-grant',
      risk: 'review',
      command: `aws kms create-grant --region us-east-1 --key-id ${KEY} --grantee-principal ${role('App')} --retiring-principal ${role('App')} --name nightly --operations Decrypt --constraints '{"EncryptionContextSubset":{"tenant":"o'\\''hara"}}'`,
    },
    {
      action: 'revoke-grant',
      after: 0,
      command: `aws kms revoke-grant --region us-east-1 --key-id ${KEY} --grant-id g`,
    },
  ]);
  expect(audit([wide], { events }, role('App')).plan[1]).toMatchObject({ action: 'retire-grant' });
});

test('findings name the events they rest on, and the audit says what it does not know', () => {
  const wide = grant({ ...TIGHT, operations: ['Decrypt', 'Encrypt'] });
  const found = audit([wide]);
  expect(found.findings[0]?.evidence).toContainEqual({
    text: expect.stringContaining('Decrypt was used once'),
    eventId: used.id,
    at: day(1),
  });

  const blind = audit([wide], {
    history: undefined,
    iam: undefined,
    unread: [{ what: 'event history', because: 'AccessDenied' }],
  });
  expect(rules(blind)).toEqual([]);
  expect(blind.remarks.join('\n')).toMatch(
    /event history: AccessDenied[^]*Without IAM[^]*Without CloudTrail/,
  );
  const short = audit([wide], { history: { ...history(), from: day(5), complete: false } });
  expect(rules(short)).toEqual([]);
  expect(short.remarks.join('\n')).toMatch(/--max-events[^]*1 of 1 grants are younger/);
});

test('twenty thousand grants of one grantee are audited in seconds', () => {
  const grants = Array.from({ length: 20_000 }, (_, index) =>
    grant({ ...TIGHT, id: `g${index}`, subset: { tenant: String(index) } }),
  );
  const events = Array.from({ length: 5000 }, (_, index) =>
    event('Decrypt', asRole('App'), { context: { tenant: String(index) } }),
  );

  const { findings } = audit(grants, { events });

  expect(findings).toHaveLength(15_000);
}, 10_000);
