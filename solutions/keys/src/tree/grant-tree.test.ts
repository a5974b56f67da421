import { expect, test } from 'vitest';
import { asRole, asService, asUser, event, grant, history, OWN, role } from '../keys.fixture.ts';
import type { Actor } from '../model.ts';
import { type GrantNode, grantTree } from './grant-tree.ts';

const DB = { 'aws:rds:db-id': 'db-1234' };
const RDS = 'rds.us-east-1.amazonaws.com';
const HOST = `${OWN}:aws:rds-host:i-0123456789abcdef0`;
const SECRETS = ['CreateGrant', 'Decrypt', 'GenerateDataKeyWithoutPlaintext'];

/** The case study of the post, its grants all of one second. */
const CHAIN = [
  grant({
    id: 'c-attachment',
    grantee: `${OWN}:aws:ec2-infrastructure:i-0123456789abcdef0`,
    operations: ['Decrypt'],
    subset: { ...DB, 'aws:ebs:id': 'vol-1' },
  }),
  grant({ id: 'b-ebs', grantee: HOST, operations: SECRETS, subset: DB }),
  grant({ id: 'a-rds', grantee: RDS, operations: SECRETS, subset: DB }),
];

const machine: Actor = {
  type: 'AssumedRole',
  account: OWN,
  arn: `arn:aws:sts::${OWN}:assumed-role/aws:rds-host/i-0123456789abcdef0`,
  id: HOST,
  roleArn: undefined,
  service: 'rds.amazonaws.com',
};

const outline = ({ grant: { id }, parent, children }: GrantNode): unknown => [
  id,
  parent?.certain,
  ...children.map(outline),
];

test('the chain of a database is found from what fits, and said to be inferred', () => {
  const { roots, remarks } = grantTree(CHAIN, undefined);

  expect(roots.map(outline)).toEqual([
    ['a-rds', undefined, ['b-ebs', false, ['c-attachment', false]]],
  ]);
  expect(roots[0]?.children[0]?.children[0]?.narrowed).toEqual({
    operationsDropped: ['CreateGrant', 'GenerateDataKeyWithoutPlaintext'],
    pairsAdded: new Map([['aws:ebs:id', 'vol-1']]),
    becameExact: false,
    sourceAdded: undefined,
  });
  expect(remarks[0]).toContain('3 of 3 grants');
});

test('where CloudTrail names the issuer, the parent is the grant it holds', () => {
  const events = [
    event('CreateGrant', asUser('ann'), { grantId: 'a-rds' }),
    event('CreateGrant', asService('rds.amazonaws.com'), { grantId: 'b-ebs' }),
    event('CreateGrant', machine, { grantId: 'c-attachment' }),
  ];

  const { roots, remarks } = grantTree(CHAIN, history(...events));

  expect(roots.map(outline)).toEqual([
    ['a-rds', undefined, ['b-ebs', true, ['c-attachment', true]]],
  ]);
  expect(roots[0]?.because).toContain('a policy did');
  expect(remarks).toEqual([]);
});

test('what an administrator made is no child, however well it fits', () => {
  const events = CHAIN.map(({ id }) => event('CreateGrant', asUser('ann'), { grantId: id }));

  expect(grantTree(CHAIN, history(...events)).roots).toHaveLength(3);
});

test('of several grants that fit, the narrowest is taken and the others are named', () => {
  const wide = grant({ id: 'wide', grantee: role('A'), operations: SECRETS, age: 9 });
  const narrow = grant({
    id: 'narrow',
    grantee: role('A'),
    operations: SECRETS,
    subset: DB,
    age: 9,
  });
  const child = grant({ id: 'child', subset: { ...DB, more: '1' }, age: 8 });
  const made = event('CreateGrant', asRole('A'), { grantId: 'child' });

  const { roots } = grantTree([wide, narrow, child], history(made));

  const parent = roots.flatMap(({ children }) => children)[0]?.parent;
  expect(parent).toMatchObject({ grantId: 'narrow', alternatives: ['wide'] });
});

test.for<[string, Parameters<typeof grant>[0]]>([
  ['more operations', { operations: ['Encrypt'], subset: DB }],
  ['no constraint', { operations: ['Decrypt'] }],
  ['another value', { operations: ['Decrypt'], subset: { 'aws:rds:db-id': 'db-2' } }],
  ['an earlier time', { operations: ['Decrypt'], subset: DB, age: 70 }],
])('a grant with %s is nobody’s child', ([, written]) => {
  const [, , rds] = CHAIN;
  const other = grant({ id: 'other', ...written });

  expect(grantTree(rds === undefined ? [] : [rds, other], undefined).roots).toHaveLength(2);
});
