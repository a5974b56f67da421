import { leastMilliseconds } from '@gatehouse/testkit';
import { expect, test } from 'vitest';
import {
  type AuthorizationRequest,
  type NamedPolicy,
  type RequestPrincipal,
  compilePolicy,
  contextKeysOf,
  decide,
  missingContextKeys,
  principalsOf,
  requestContext,
} from '../index.ts';

const user: RequestPrincipal = {
  kind: 'user',
  account: '111122223333',
  arn: 'arn:aws:iam::111122223333:user/ana',
  id: 'AIDAEXAMPLE1',
};

const request: AuthorizationRequest = {
  action: 'sqs:SendMessage',
  resource: 'arn:aws:sqs:us-east-1:111122223333:orders',
  resourceAccount: '111122223333',
  principal: user,
  context: requestContext({}),
};

const identityPolicy = (id: string, ...Statement: readonly object[]): NamedPolicy => ({
  id,
  policy: compilePolicy({ Version: '2012-10-17', Statement }, 'identity'),
});

const allow = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' };

test('an allow names the statement of each layer that had to allow', () => {
  const boundary = identityPolicy('limits', { ...allow, Sid: 'Queues' });
  const identity = [
    identityPolicy('other', { ...allow, Action: 's3:*' }),
    identityPolicy('send', allow),
  ];

  const decision = decide(request, { identity, boundary });

  expect(decision).toEqual({
    allowed: true,
    by: [
      { policyId: 'send', layer: 'identity', index: 0 },
      { policyId: 'limits', layer: 'boundary', index: 0, sid: 'Queues' },
    ],
  });
});

test('an explicit deny names its statement', () => {
  const identity = [identityPolicy('both', allow, { ...allow, Effect: 'Deny', Sid: 'Never' })];

  expect(decide(request, { identity })).toEqual({
    allowed: false,
    because: 'explicit-deny',
    layer: 'identity',
    by: [{ policyId: 'both', layer: 'identity', index: 1, sid: 'Never' }],
  });
});

test('a refusal by the organization names the level', () => {
  const full = {
    targetId: 'r-root',
    policies: [identityPolicy('FullAWSAccess', { ...allow, Action: '*' })],
  };
  const scps = [full, { targetId: 'ou-sand', policies: [] }];

  const decision = decide(request, { identity: [identityPolicy('send', allow)], scps });

  expect(decision).toEqual({
    allowed: false,
    because: 'no-allow',
    layer: 'scp',
    by: [],
    targetId: 'ou-sand',
  });
});

test('a principal that was stored under its unique id is not its successor of the same name', () => {
  const document = {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { AWS: user.arn }, Action: 'sqs:*', Resource: '*' },
  };
  const principalIds = new Map([[user.arn, 'AIDAEXAMPLE1']]);
  const resource = { id: 'queue', policy: compilePolicy(document, 'resource', { principalIds }) };
  const successor: RequestPrincipal = { ...user, id: 'AIDAEXAMPLE2' };

  expect(decide(request, { identity: [], resource }).allowed).toBe(true);
  expect(decide({ ...request, principal: successor }, { identity: [], resource }).allowed).toBe(
    false,
  );
});

test('a list of policies cannot change behind the index', () => {
  const identity = [identityPolicy('none', { ...allow, Action: 's3:*' })];

  expect(decide(request, { identity }).allowed).toBe(false);
  expect(() => identity.push(identityPolicy('late', allow))).toThrow(TypeError);
});

test('a policy lists the condition keys it mentions, each once', () => {
  const policy = compilePolicy(
    {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 's3:*',
        Resource: 'arn:aws:s3:::home/${aws:username}/*',
        Condition: {
          StringEquals: {
            'aws:ResourceTag/team': '${aws:PrincipalTag/team}',
            'AWS:UserName': 'ana',
          },
        },
      },
    },
    'identity',
  );

  expect(contextKeysOf(policy)).toEqual([
    'aws:username',
    'aws:ResourceTag/team',
    'aws:PrincipalTag/team',
  ]);
  expect(missingContextKeys([policy], requestContext({ 'aws:resourcetag/TEAM': 'x' }))).toEqual([
    'aws:username',
    'aws:PrincipalTag/team',
  ]);
});

test('a policy lists the principals it names', () => {
  const policy = compilePolicy(
    {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { AWS: [user.arn, '*'], Service: 'sns.amazonaws.com' },
        Action: 'sqs:*',
      },
    },
    'resource',
  );

  expect(principalsOf(policy)).toEqual([
    { type: 'AWS', value: user.arn },
    { type: 'AWS', value: '*' },
    { type: 'Service', value: 'sns.amazonaws.com' },
  ]);
});

test('a policy of the greatest size with pathological values is decided within 50 ms', () => {
  const Condition = {
    StringLike: {
      'aws:UserAgent': Array.from({ length: 25 }, (_, at) => `${'a*'.repeat(100)}${at}`),
    },
  };
  const identity = [identityPolicy('worst', { ...allow, Condition })];
  const context = requestContext({ 'aws:UserAgent': 'a'.repeat(8192) });

  const elapsed = leastMilliseconds(50, () => decide({ ...request, context }, { identity }));

  expect(decide({ ...request, context }, { identity }).allowed).toBe(false);
  expect(elapsed).toBeLessThan(50);
});
