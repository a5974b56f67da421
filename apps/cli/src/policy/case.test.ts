import { describe, expect, test } from 'vitest';
import { allow, deny, only, request, simulated, user } from './simulate.fixture.ts';

test.for([
  ['a policy as JSON text', { request, policies: { identity: JSON.stringify(allow('sqs:*')) } }],
  [
    'a policy as IAM encodes it',
    { request, policies: { identity: encodeURIComponent(JSON.stringify(allow('sqs:*'))) } },
  ],
  [
    'a policy with its name',
    { request, policies: { identity: [{ id: 'p', document: allow('sqs:*') }] } },
  ],
  ['policies that are just a list', { request, policies: [allow('sqs:*')] }],
  [
    'other spellings',
    {
      request,
      policies: {
        identity_policies: [{ name: 'p', policy: allow('sqs:*') }],
        PermissionsBoundary: allow('*'),
      },
    },
  ],
  [
    'members of the request beside the name',
    { ...request, identityPolicies: [allow('sqs:*')], difficulty: 'low' },
  ],
  [
    'a principal as an object',
    { request: { ...request, principal: { AWS: user } }, policies: allow('sqs:*') },
  ],
  [
    'a principal of our own form',
    {
      request: {
        ...request,
        principal: { kind: 'user', arn: user, account: '111122223333', id: 'AIDA1' },
      },
      policies: allow('sqs:*'),
    },
  ],
  [
    'a user by its name',
    {
      request: { ...request, principal: { kind: 'user', account: '111122223333', name: 'ana' } },
      policies: allow('sqs:*'),
    },
  ],
  [
    'a role',
    {
      request: { ...request, principal: 'arn:aws:iam::111122223333:role/path/dev' },
      policies: allow('sqs:*'),
    },
  ],
  [
    'levels as a list of lists',
    {
      request,
      policies: { identity: allow('*'), scps: [[allow('*'), deny('s3:*')], [allow('sqs:*')]] },
    },
  ],
  [
    'levels as an object',
    {
      request,
      policies: { identity: allow('*'), scps: { 'r-1': [allow('*')], 'ou-1': allow('sqs:*') } },
    },
  ],
  [
    'resource control policies that only deny',
    {
      request,
      policies: {
        identity: allow('*'),
        rcps: [
          {
            ...deny('s3:*'),
            Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' }],
          },
        ],
      },
    },
  ],
  [
    'null for what there is not',
    {
      request: { ...request, context: null },
      policies: { identity: allow('*'), boundary: null, scps: null },
      expect: null,
    },
  ],
] as const)('%s is understood', async ([, one]) => {
  expect(await only(one)).toMatchObject({ allowed: true });
});

describe('keys of the context', () => {
  const tagged = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:PrincipalTag/team': 'blue', 'aws:username': 'ana' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] },
          Bool: { 'aws:SecureTransport': 'true' },
        },
      },
    ],
  };

  test.for([
    [{ 'aws:principaltag/Team': 'blue', 'aws:TagKeys': ['a'], 'aws:SecureTransport': true }],
    [
      [
        {
          ContextKeyName: 'aws:PrincipalTag/team',
          ContextKeyType: 'string',
          ContextKeyValues: ['blue'],
        },
        { ContextKeyName: 'aws:TagKeys', ContextKeyType: 'stringList', ContextKeyValues: ['a'] },
        {
          ContextKeyName: 'aws:SecureTransport',
          ContextKeyType: 'boolean',
          ContextKeyValues: ['true'],
        },
      ],
    ],
  ])('are read from %j', async ([context]) => {
    expect(await only({ request: { ...request, context }, policies: tagged })).toMatchObject({
      allowed: true,
    });
  });

  test('a principal brings its tags', async () => {
    const principal = { arn: user, tags: { team: 'blue' } };
    const context = { 'aws:SecureTransport': 'true' };

    expect(
      await only({ request: { ...request, principal, context }, policies: tagged }),
    ).toMatchObject({ allowed: true });
  });
});

const scps = (list: readonly object[]) =>
  only({ request, policies: { identity: allow('*'), scps: list } });

test('a plain list of control policies is never read as less strict than it may be meant', async () => {
  expect(await scps([allow('*'), deny('s3:*')])).toMatchObject({ allowed: true });
  expect(await scps([allow('*'), allow('s3:*')])).toMatchObject({
    allowed: false,
    layer: 'scp',
    targetId: 'level-1',
  });
  expect(await scps([deny('s3:*')])).toMatchObject({
    allowed: false,
    because: 'no-allow',
    layer: 'scp',
  });
});

test('a resource in another account needs both sides, also when the case does not repeat the account', async () => {
  const elsewhere = { ...request, resource: 'arn:aws:sqs:us-east-1:444455556666:q' };

  expect(await only({ request: elsewhere, policies: allow('*') })).toMatchObject({
    allowed: false,
    layer: 'resource',
  });
});

test.for([
  [
    { request: { ...request, action: 'SendMessage' }, policies: {} },
    'case 1: request.action: "SendMessage" is no action like ecs:RunTask',
  ],
  [
    { request: { ...request, principal: undefined }, policies: {} },
    'case 1: request.principal: is missing',
  ],
  [
    { request: { ...request, principal: 'ana' }, policies: {} },
    'case 1: request.principal: "ana" is no ARN of a principal, account, service, identity provider or *',
  ],
  [
    {
      request: { ...request, principal: { kind: 'user', arn: 'arn:aws:iam::111122223333:role/r' } },
      policies: {},
    },
    'case 1: request.principal.kind: "user" does not fit arn:aws:iam::111122223333:role/r, which is assumed-role',
  ],
  [
    { request: { ...request, principal: { arn: user, account: '444455556666' } }, policies: {} },
    `case 1: request.principal.account: "444455556666" is not the account of ${user}`,
  ],
  [
    { request: { ...request, context: { 'aws:x': {} } }, policies: {} },
    'case 1: request.context.aws:x: expected a text, number, true, false or a list of these, not an object',
  ],
  [
    { request: { ...request, context: { 'aws:x': 'a', 'AWS:X': 'b' } }, policies: {} },
    'case 1: request.context.AWS:X: stands twice: names of keys ignore case',
  ],
  [
    { request: { ...request, contxt: {} }, policies: {} },
    'case 1: request.contxt: no such member; there are action, resource, resourceAccount, principal, context',
  ],
  [
    { request, policies: { service_control: [] } },
    /^case 1: policies\.service_control: no such member; there are identity, /,
  ],
  [{ ...request, policys: [allow('*')] }, /^case 1: policys: no such member \(a list\)/],
  [
    { request, policies: { identity: [allow('*'), 7] } },
    'case 1: policies.identity[1]: expected a policy (an object or its JSON text), not a number',
  ],
  [
    { request, policies: { boundary: [allow('*'), allow('*')] } },
    'case 1: policies.boundary: takes one policy, not 2',
  ],
  [{ request, policies: { scp: [], scps: [] } }, 'case 1: policies.scps: the same as scp'],
  [
    { request: { ...request, resourceAccount: '12' }, policies: {} },
    'case 1: request.resourceAccount: "12" is no account of 12 digits',
  ],
  [
    { request, policies: {}, expect: 'maybe' },
    'case 1: expect: expected true, false, "allowed" or "denied", not "maybe"',
  ],
  ['nonsense', 'case 1: expected an object, not a string'],
] as const)('a case is refused that says %j', async ([one, message]) => {
  const answer = await only(one);

  expect(answer).toMatchObject({ allowed: false, because: 'unreadable', ok: false });
  expect(answer['error']).toMatch(message);
});

test('a policy that IAM would not store allows nothing, which may be what a case expects', async () => {
  const policies = {
    identity: [
      {
        ...allow('*'),
        Statement: [
          {
            Effect: 'Allow',
            Action: '*',
            Resource: '*',
            Condition: { StringIs: { 'aws:x': 'y' } },
          },
        ],
      },
    ],
  };

  expect(
    await simulated([
      { request, policies, expect: false },
      { request, policies, expect: true },
    ]),
  ).toMatchObject([
    {
      allowed: false,
      because: 'malformed-policy',
      ok: true,
      error: expect.stringContaining('case 1: policies.identity[0]: '),
    },
    { allowed: false, because: 'malformed-policy', ok: false },
  ]);
});
