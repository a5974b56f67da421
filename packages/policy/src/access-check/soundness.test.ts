import { array, assert, constantFrom, option, property, record, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AuthorizationRequest,
  compilePolicy,
  decide,
  type PolicySet,
  requestContext,
  type RequestPrincipal,
} from '../index.ts';
import { matchesPattern, wildcards } from '../matching/glob.ts';
import { intersects } from './glob-algebra.ts';
import { checkAccessNotGranted, checkNoNewAccess, TooComplexError } from './index.ts';
import { partition } from './pattern-partition.ts';

type Policy = Readonly<Record<string, unknown>>;

const glob = array(constantFrom('a', 'b', '*', '?'), { maxLength: 6 }).map((parts) =>
  parts.join(''),
);
const word = array(constantFrom('a', 'b', 'c'), { maxLength: 6 }).map((parts) => parts.join(''));

test('every text falls into one of the classes that a partition lists', () => {
  assert(
    property(array(glob, { maxLength: 5 }), array(word, { minLength: 20 }), (globs, words) => {
      const patterns = [...new Set(globs)].map(wildcards);

      const classes = new Set(partition(patterns).map((members) => [...members].join()));

      for (const text of words) {
        const matching = [...patterns.keys()].filter((at) =>
          matchesPattern(patterns[at] ?? '', text),
        );
        expect(classes).toContain(matching.join());
      }
    }),
    { numRuns: 300 },
  );
});

test('two patterns that a text matches both have a text in common', () => {
  assert(
    property(glob, glob, array(word, { minLength: 20 }), (left, right, words) => {
      const [one, other] = [wildcards(left), wildcards(right)];
      const both = words.some((text) => matchesPattern(one, text) && matchesPattern(other, text));

      expect(intersects(one, other)).toBe(
        both ||
          partition([one, other]).some(
            (members) => members.size === new Set([one, other]).size + (one === other ? 1 : 0),
          ),
      );
    }),
    { numRuns: 500 },
  );
});

const actions = ['s3:GetObject', 's3:PutObject', 's3:GetBucketAcl', 'ecs:RunTask'] as const;
const resources = [
  'arn:aws:s3:::b/a',
  'arn:aws:s3:::b/ann/x',
  'arn:aws:s3:::b/bob/x',
  'arn:aws:s3:::c',
  '*',
] as const;
const actionValue = constantFrom(
  '*',
  's3:*',
  's3:Get*',
  's3:GetObject',
  '*:PutObject',
  's3:???Object',
  'ecs:RunTask',
);
const resourceValue = constantFrom(
  '*',
  'arn:aws:s3:::*',
  'arn:aws:s3:::b/*',
  'arn:aws:s3:::b/a',
  'arn:aws:s3:::b/${aws:username}/*',
  'arn:aws:s3:::b/${aws:PrincipalTag/team}/*',
  'arn:aws:s3:::b/???/x',
);
const some = <Item>(item: Parameters<typeof array<Item>>[0]) =>
  array(item, { minLength: 1, maxLength: 3 });

const KEY = 'aws:PrincipalTag/team';
const condition = constantFrom<Policy>(
  { StringEquals: { [KEY]: 'ann' } },
  { StringEquals: { [KEY]: ['ann', 'bob'] } },
  { StringEqualsIfExists: { [KEY]: 'ann' } },
  { StringNotEquals: { [KEY]: 'ann' } },
  { StringNotEqualsIfExists: { [KEY]: ['ann', 'bob'] } },
  { StringLike: { [KEY]: 'a*' } },
  { StringNotLike: { [KEY]: '*n*' } },
  { StringLike: { [KEY]: '${aws:username}' } },
  { StringEqualsIgnoreCase: { [KEY]: 'ANN' } },
  { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'ann' } },
  { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['ann', 'bob'] } },
  { 'ForAllValues:StringLike': { 'aws:TagKeys': 'a*' } },
  { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'ann' } },
  { StringEquals: { 'aws:TagKeys': 'ann' } },
  { StringNotEquals: { 'aws:TagKeys': 'ann' } },
  { Null: { [KEY]: 'true' } },
  { Null: { [KEY]: 'false' } },
  { Null: { 'aws:TagKeys': ['true', 'false'] } },
  { NumericLessThan: { 'aws:MultiFactorAuthAge': 5 } },
  { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': ['5', '3'] } },
  { NumericGreaterThanEquals: { 'aws:MultiFactorAuthAge': '5' } },
  { NumericNotEquals: { 'aws:MultiFactorAuthAge': '5' } },
  { NumericEquals: { 'aws:MultiFactorAuthAge': '4.0' } },
  { NumericEquals: { 'aws:MultiFactorAuthAge': 'many' } },
  { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { IpAddress: { 'aws:SourceIp': '203.0.0.0/16' } },
  { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
  { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } },
  { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::b' } },
  { ArnNotLike: { 'aws:SourceArn': '*' } },
  { Bool: { 'aws:SecureTransport': 'true' } },
  { Bool: { 'aws:SecureTransport': 'false' } },
);
const maybeConditions = option(
  tuple(condition, option(condition, { nil: {} })).map(([one, other]) => ({ ...one, ...other })),
  { nil: undefined },
);

const USER = 'arn:aws:iam::123456789012:user/ann';
const ROLE = 'arn:aws:iam::123456789012:role/bob';
const principalValue = constantFrom<unknown>(
  '*',
  { AWS: '123456789012' },
  { AWS: 'arn:aws:iam::123456789012:root' },
  { AWS: USER },
  { AWS: [USER, ROLE] },
  { AWS: 'arn:aws:iam::999999999999:root', Service: 's3.amazonaws.com' },
  { Service: 'sns.amazonaws.com' },
);

const statement = (resourcePolicy: boolean) =>
  record({
    Effect: constantFrom('Allow', 'Allow', 'Deny'),
    action: tuple(constantFrom('Action', 'Action', 'NotAction'), some(actionValue)),
    resource: tuple(constantFrom('Resource', 'Resource', 'NotResource'), some(resourceValue)),
    Condition: maybeConditions,
    Principal: principalValue,
    notPrincipal: constantFrom(false, false, true),
  }).map(({ action, resource, Principal, notPrincipal, ...rest }) => ({
    ...rest,
    [action[0]]: action[1],
    [resource[0]]: resource[1],
    ...(resourcePolicy
      ? { [rest.Effect === 'Deny' && notPrincipal ? 'NotPrincipal' : 'Principal']: Principal }
      : {}),
  }));

const policyOf = (resourcePolicy: boolean) =>
  record({
    Version: constantFrom('2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: array(statement(resourcePolicy), { minLength: 1, maxLength: 3 }),
  }).map((policy) => JSON.stringify(policy));

/** Most pairs differ everywhere and fail; the interesting ones share statements. */
const pairOf = (resourcePolicy: boolean) =>
  tuple(
    policyOf(resourcePolicy),
    policyOf(resourcePolicy),
    constantFrom('join', 'apart', 'same'),
  ).map(([existing, changed, how]) => {
    if (how === 'apart') return { existing, changed };
    const [old, now] = [existing, changed].map((text) => {
      const parsed: unknown = JSON.parse(text);
      return parsed as { readonly Version: string; readonly Statement: readonly Policy[] };
    });
    const before = old?.Statement ?? [];
    const after =
      how === 'same' ? before.slice(0, 2) : [...(now?.Statement ?? []).slice(0, 1), ...before];
    const wider = JSON.stringify({ Version: old?.Version, Statement: after });
    return how === 'same' ? { existing, changed: wider } : { existing: wider, changed: existing };
  });

const principals: readonly RequestPrincipal[] = [
  { kind: 'user', account: '123456789012', arn: USER, id: 'AIDAEXAMPLE' },
  {
    kind: 'assumed-role',
    account: '123456789012',
    arn: 'arn:aws:sts::123456789012:assumed-role/bob/session',
    id: 'AROAEXAMPLE:session',
    roleArn: ROLE,
    roleId: 'AROAEXAMPLE',
  },
  {
    kind: 'user',
    account: '999999999999',
    arn: 'arn:aws:iam::999999999999:user/x',
    id: 'AIDAOTHER',
  },
  { kind: 'service', name: 's3.amazonaws.com' },
  { kind: 'service', name: 'sns.amazonaws.com' },
  { kind: 'anonymous' },
];

const request = record({
  action: constantFrom(...actions),
  resource: constantFrom(...resources),
  principal: constantFrom(...principals),
  context: record({
    [KEY]: constantFrom(undefined, 'ann', 'bob', 'ANN', 'a', 'cyd'),
    'aws:TagKeys': constantFrom<readonly string[] | undefined>(
      undefined,
      [],
      ['ann'],
      ['ann', 'bob'],
      ['cyd'],
    ),
    'aws:MultiFactorAuthAge': constantFrom(undefined, '3', '4', '5', '9', 'x'),
    'aws:SourceIp': constantFrom(undefined, '203.0.113.9', '203.0.9.9', '198.51.100.1'),
    'aws:SourceArn': constantFrom(undefined, 'arn:aws:s3:::b', 'arn:aws:sns:us-east-1:1:t', 'x'),
    'aws:SecureTransport': constantFrom(undefined, 'true', 'false'),
  }),
}).map(({ context, ...rest }): AuthorizationRequest => ({
  ...rest,
  resourceAccount: '123456789012',
  context: requestContext(context),
}));
const requests = array(request, { minLength: 60, maxLength: 60 });

const EVERYTHING = {
  id: 'everything',
  policy: compilePolicy(
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
    'identity',
  ),
};

const identitySet = (text: string): PolicySet => ({
  identity: [{ id: 'p', policy: compilePolicy(text, 'identity') }],
});
const resourceSet = (text: string, more: Omit<PolicySet, 'resource'>): PolicySet => ({
  ...more,
  resource: { id: 'r', policy: compilePolicy(text, 'resource') },
});
/** Nothing but the resource's policy allows; or whatever it delegates is allowed, and nothing else. */
const besides: readonly Omit<PolicySet, 'resource'>[] = [
  { identity: [] },
  { identity: [EVERYTHING], resourceKind: 'trust' },
];

test('when an identity policy has no new access, no request is allowed by it alone', () => {
  let passed = 0;
  assert(
    property(pairOf(false), requests, ({ existing, changed }, asked) => {
      if (checkNoNewAccess(existing, changed, 'IDENTITY_POLICY').result !== 'PASS') return;
      passed += 1;
      const [before, after] = [identitySet(existing), identitySet(changed)];
      expect(
        asked.filter((one) => decide(one, after).allowed && !decide(one, before).allowed),
      ).toEqual([]);
    }),
    { numRuns: 1500 },
  );

  expect(passed).toBeGreaterThan(100);
});

test('when a resource policy has no new access, no request is allowed by it alone', () => {
  let passed = 0;
  assert(
    property(
      pairOf(true),
      requests,
      constantFrom(...besides),
      ({ existing, changed }, asked, more) => {
        if (checkNoNewAccess(existing, changed, 'RESOURCE_POLICY').result !== 'PASS') return;
        passed += 1;
        const [before, after] = [resourceSet(existing, more), resourceSet(changed, more)];
        expect(
          asked.filter((one) => decide(one, after).allowed && !decide(one, before).allowed),
        ).toEqual([]);
      },
    ),
    { numRuns: 1500 },
  );

  expect(passed).toBeGreaterThan(100);
});

const within = (patterns: readonly string[] | undefined, text: string): boolean =>
  patterns?.some((pattern) =>
    matchesPattern(wildcards(pattern.toLowerCase()), text.toLowerCase()),
  ) ?? true;

test('when listed access is not granted, no request for it is allowed', () => {
  let passed = 0;
  const access = record(
    {
      actions: some(actionValue),
      resources: some(constantFrom('arn:aws:s3:::b/*', 'arn:aws:s3:::b/a', 'arn:aws:s3:::c')),
    },
    { requiredKeys: [] },
  );
  assert(
    property(policyOf(false), access, requests, (policy, wanted, asked) => {
      if (checkAccessNotGranted(policy, wanted, 'IDENTITY_POLICY').result !== 'PASS') return;
      passed += 1;
      const allowed = asked
        .filter(
          ({ action, resource }) =>
            within(wanted.actions, action) && within(wanted.resources, resource),
        )
        .filter((one) => decide(one, identitySet(policy)).allowed);
      expect(allowed).toEqual([]);
    }),
    { numRuns: 1000 },
  );

  expect(passed).toBeGreaterThan(50);
});

test('a policy has no new access compared with itself', () => {
  assert(
    property(policyOf(false), policyOf(true), (identity, resource) => {
      expect(checkNoNewAccess(identity, identity, 'IDENTITY_POLICY').result).toBe('PASS');
      expect(checkNoNewAccess(resource, resource, 'RESOURCE_POLICY').result).toBe('PASS');
    }),
    { numRuns: 300 },
  );
});

const star = (letter: string) => Array.from({ length: 400 }, (_, at) => `s3:*${letter}*${at}*b*c*`);
const policyWith = (Action: readonly string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action, Resource: '*' },
  });

test('policies that are too entangled are refused, soon', () => {
  const started = performance.now();

  expect(() =>
    checkNoNewAccess(policyWith(star('a')), policyWith(star('z')), 'IDENTITY_POLICY'),
  ).toThrow(TooComplexError);
  expect(performance.now() - started).toBeLessThan(2000);
});
