import * as fc from 'fast-check';
import type { RequestPrincipal } from './index.ts';
import type { ReferenceQuestion } from './reference.fixture.ts';

const A = '111122223333';
const B = '444455556666';

/** Few names, so that policies and requests often meet. */
const principal: fc.Arbitrary<RequestPrincipal> = fc.oneof(
  fc.constantFrom<RequestPrincipal>(
    { kind: 'root', account: A, arn: `arn:aws:iam::${A}:root`, id: A },
    { kind: 'user', account: A, arn: `arn:aws:iam::${A}:user/ana`, id: 'AIDAANAEXAMPLE' },
    { kind: 'user', account: B, arn: `arn:aws:iam::${B}:user/ana`, id: 'AIDAOTHEREXAMPLE' },
    { kind: 'service', name: 'sns.amazonaws.com' },
    { kind: 'federated', provider: 'accounts.google.com' },
    { kind: 'anonymous' },
    {
      kind: 'federated-user',
      account: A,
      arn: `arn:aws:sts::${A}:federated-user/bob`,
      id: `${A}:bob`,
      userArn: `arn:aws:iam::${A}:user/ana`,
    },
  ),
  fc
    .record({ account: fc.constantFrom(A, B), serviceLinked: fc.boolean() })
    .map(({ account, serviceLinked }): RequestPrincipal => ({
      kind: 'assumed-role',
      account,
      arn: `arn:aws:sts::${account}:assumed-role/dev/s1`,
      id: 'AROADEVEXAMPLE:s1',
      roleArn: `arn:aws:iam::${account}:role/dev`,
      roleId: 'AROADEVEXAMPLE',
      serviceLinked,
    })),
);

const principalElement = fc.constantFrom<unknown>(
  '*',
  { AWS: '*' },
  { AWS: A },
  { AWS: `arn:aws:iam::${A}:root` },
  { AWS: [`arn:aws:iam::${A}:user/ana`, B] },
  { AWS: `arn:aws:iam::${A}:role/dev` },
  { AWS: 'AROADEVEXAMPLE' },
  { AWS: `arn:aws:sts::${A}:assumed-role/dev/s1` },
  { AWS: `arn:aws:sts::${A}:federated-user/bob` },
  { Service: 'sns.amazonaws.com' },
  { Federated: 'accounts.google.com', AWS: `arn:aws:iam::${B}:user/ana` },
);

const oneOrMany = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | Value[]> =>
  fc.oneof(values, fc.array(values, { minLength: 1, maxLength: 3 }));

const action = oneOrMany(
  fc.constantFrom(
    '*',
    'sqs:*',
    'sqs:SendMessage',
    'SQS:send*',
    'sqs:*e?d*',
    'sqs:ReceiveMessage',
    's3:*',
  ),
);

const RESOURCES = [
  `arn:aws:sqs:us-east-1:${A}:orders`,
  `arn:aws:sqs:us-east-1:${A}:ana`,
  '*',
] as const;

const resource = oneOrMany(
  fc.constantFrom(
    '*',
    `arn:aws:sqs:*:${A}:orders`,
    'arn:aws:sqs:us-east-?:*:*',
    'arn:aws:sqs:*',
    `arn:aws:sqs:us-east-1:${A}:\${aws:username}`,
    `arn:aws:sqs:us-east-1:${A}:\${aws:PrincipalTag/queue, 'orders'}`,
    `arn:aws:sqs:us-east-1:${A}:\${*}`,
  ),
);

const operator = fc
  .tuple(
    fc.constantFrom('', '', 'ForAllValues:', 'ForAnyValue:'),
    fc.constantFrom(
      'StringEquals',
      'StringNotEquals',
      'StringEqualsIgnoreCase',
      'StringLike',
      'StringNotLike',
      'NumericLessThan',
      'NumericNotEquals',
      'DateGreaterThanEquals',
      'Bool',
      'IpAddress',
      'NotIpAddress',
      'ArnLike',
      'ArnNotEquals',
    ),
    fc.constantFrom('', '', 'IfExists'),
  )
  .map((parts) => parts.join(''));

const KEYS = [
  'aws:ResourceTag/team',
  'aws:PrincipalTag/queue',
  'aws:TagKeys',
  'aws:SourceIp',
  'aws:n',
];

const text = fc.constantFrom(
  'blue',
  'Blue',
  'bl*',
  '*',
  '${aws:PrincipalTag/queue}',
  "${aws:PrincipalTag/queue, 'blue'}",
  '5',
  '7.50',
  'true',
  '10.0.0.0/8',
  '10.1.2.3',
  '2024-01-01T00:00:00Z',
  `arn:aws:sns:us-east-1:${A}:t`,
  'arn:aws:sns:*:*:*',
);

const condition = fc.dictionary(
  fc.oneof(operator, fc.constant('Null')),
  fc.dictionary(fc.constantFrom(...KEYS), oneOrMany(text), { maxKeys: 2 }),
  { maxKeys: 2 },
);

export interface StatementShape {
  readonly principals: boolean;
  readonly effect?: 'Allow' | 'Deny';
}

export const arbitraryStatement = ({
  principals,
  effect,
}: StatementShape): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc
    .record({
      Effect:
        effect === undefined ? fc.constantFrom('Allow', 'Allow', 'Deny') : fc.constant(effect),
      who: principalElement,
      inverted: fc.tuple(fc.nat(5), fc.nat(5), fc.nat(5)),
      what: action,
      where: resource,
      Condition: fc.option(condition, { nil: undefined, freq: 1 }),
    })
    .map(
      ({
        Effect,
        who,
        inverted: [principalDie, actionDie, resourceDie],
        what,
        where,
        Condition,
      }) => ({
        Effect,
        ...(principals && {
          [principalDie === 0 && Effect === 'Deny' ? 'NotPrincipal' : 'Principal']: who,
        }),
        [actionDie === 0 ? 'NotAction' : 'Action']: what,
        [resourceDie === 0 ? 'NotResource' : 'Resource']: where,
        ...(Condition && { Condition: withUniqueNames(Condition) }),
      }),
    );

// Two spellings of one key would be a syntax error; the alphabet has none, so nothing is lost.
const withUniqueNames = (found: object): object => Object.fromEntries(Object.entries(found));

const policy = (shape: StatementShape): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc.record({
    Version: fc.constantFrom('2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: fc.array(arbitraryStatement(shape), { minLength: 1, maxLength: 3 }),
  });

const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 1 });

const levels = (principals: boolean) =>
  fc.array(
    fc.record({
      targetId: fc.constantFrom('r-root', 'ou-a'),
      policies: fc.array(
        policy({ principals: false }).map((found) => ({
          ...found,
          Version: '2012-10-17',
          Statement: principals
            ? Array.isArray(found['Statement']) &&
              found['Statement'].map((one: object) => ({ ...one, Principal: '*' }))
            : found['Statement'],
        })),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  );

const rawContext = fc.dictionary(
  fc.constantFrom(...KEYS, 'AWS:resourcetag/TEAM'),
  fc.oneof(text, fc.array(text, { maxLength: 2 })),
  { maxKeys: 4 },
);

/** A request with policies of every kind; members that are `undefined` are left out. */
export const arbitraryQuestion: fc.Arbitrary<ReferenceQuestion> = fc
  .record({
    request: fc.record({
      action: fc.constantFrom('sqs:SendMessage', 'sqs:ReceiveMessage', 'SQS:SENDMESSAGE'),
      resource: fc.constantFrom(...RESOURCES),
      resourceAccount: fc.constantFrom(A, A, B, undefined),
      principal,
      context: rawContext,
    }),
    policies: fc.record({
      identity: fc.array(policy({ principals: false }), { maxLength: 3 }),
      resource: maybe(policy({ principals: true })),
      resourceKind: fc.constantFrom('delegates' as const, 'kms' as const, undefined),
      boundary: maybe(policy({ principals: false })),
      session: maybe(fc.array(policy({ principals: false }), { maxLength: 2 })),
      scps: maybe(levels(false)),
      rcps: maybe(levels(true)),
      endpoint: maybe(policy({ principals: true })),
    }),
  })
  .map(({ request, policies }) => ({ request: present(request), policies: present(policies) }));

type Present<Value> = { [Name in keyof Value]: Exclude<Value[Name], undefined> };

const present = <Value extends object>(value: Value): Present<Value> =>
  Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Present<Value>;
