import { expect, test } from 'vitest';
import { document, grant, key, NOW, OTHER, OWN, principal, role, user } from '../access.fixture.ts';
import type { Answer } from './answers.ts';
import { operationNamed, type Question } from './question.ts';
import { whoCan, type WhoCanFacts } from './who-can.ts';

const ROOT = `arn:aws:iam::${OWN}:root`;
const allow = (AWS: unknown, more: object = {}): object => ({
  Effect: 'Allow',
  Principal: AWS === '*' ? '*' : { AWS },
  Action: 'kms:*',
  Resource: '*',
  ...more,
});
const DELEGATION = allow(ROOT);
const identity = (statement: object) => [
  {
    id: 'inline',
    document: document({ Effect: 'Allow', Action: 'kms:*', Resource: '*', ...statement }),
  },
];

const ask = async (
  { policy, ...facts }: Partial<WhoCanFacts> & { readonly policy: readonly object[] },
  question: Partial<Question> = {},
): Promise<readonly Answer[]> => {
  const { answers } = await whoCan(
    { operation: 'Decrypt', context: new Map(), via: 'direct', conditions: new Map(), ...question },
    {
      key: key({ policy: document(...policy) }),
      grants: [],
      iam: { account: OWN, principals: [] },
      organization: undefined,
      unread: [],
      ...facts,
    },
    NOW,
  );
  return answers;
};
const brief = (answers: readonly Answer[]): Readonly<Record<string, string>> =>
  Object.fromEntries(answers.map(({ name, result }) => [name, result]));

test('the root user, and whom identity policies let where the key policy leaves it to the account', async () => {
  const principals = [
    principal(user('ann'), { identity: identity({}) }),
    principal(user('ben')),
    principal(role('App'), { identity: identity({ Effect: 'Deny' }) }),
  ];

  const answers = await ask({ policy: [DELEGATION], iam: { account: OWN, principals } });

  expect(brief(answers)).toEqual({
    [ROOT]: 'allowed',
    [user('ann')]: 'allowed',
    [user('ben')]: 'denied',
    [role('App')]: 'denied',
  });
  expect(answers.map(({ explanation }) => explanation)).toEqual([
    'Statement 1 of key policy allows it (the root user may do all that the key policy leaves to its account).',
    'Statement 1 of key policy and statement 1 of inline allow it.',
    'The key policy leaves it to the account, and no identity policy allows it, nor does a grant.',
    'An identity policy denies it: statement 1 of inline.',
  ]);
});

test.for<[string, object, Partial<Question>, string, string]>([
  [
    'an address',
    { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
    {},
    'conditional',
    'aws:SourceIp',
  ],
  [
    'an address that is given',
    { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
    { conditions: new Map([['aws:SourceIp', ['192.0.2.7']]]) },
    'allowed',
    '',
  ],
  [
    'an address that is another',
    { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } },
    { conditions: new Map([['aws:SourceIp', ['198.51.100.7']]]) },
    'denied',
    '',
  ],
  [
    'a service',
    { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
    {},
    'denied',
    '',
  ],
  [
    'a service, when it may be one',
    { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
    { via: undefined },
    'conditional',
    'kms:ViaService',
  ],
  [
    'that service',
    { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
    { via: 's3.us-east-1.amazonaws.com' },
    'allowed',
    '',
  ],
  [
    'a context that may be any',
    { StringEquals: { 'kms:EncryptionContext:tenant': '1' } },
    { context: undefined },
    'conditional',
    'kms:EncryptionContext:tenant',
  ],
  [
    'a context that it is not',
    { StringEquals: { 'kms:EncryptionContext:tenant': '1' } },
    { context: new Map([['tenant', '2']]) },
    'denied',
    '',
  ],
  ['what Decrypt never has', { Bool: { 'kms:GrantIsForAWSResource': 'true' } }, {}, 'denied', ''],
  ['a tag of the key', { StringEquals: { 'aws:ResourceTag/team': 'red' } }, {}, 'denied', ''],
  [
    'a variable that is not known',
    { StringEquals: { 'kms:EncryptionContext:by': '${aws:SourceIdentity}' } },
    { context: new Map([['by', 'x']]) },
    'conditional',
    'kms:EncryptionContext:by',
  ],
])('a permission that asks for %s', async ([, Condition, question, result, depends]) => {
  const [, answer] = await ask(
    {
      policy: [DELEGATION],
      iam: {
        account: OWN,
        principals: [principal(user('ann'), { identity: identity({ Condition }) })],
      },
    },
    question,
  );

  expect(answer).toMatchObject({ name: user('ann'), result });
  expect(answer?.depends.map((one) => one.key).join()).toBe(depends);
});

test('a denial whose condition is not known leaves a doubt, and names itself', async () => {
  const Condition = { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } };
  const deny = { ...allow('*', { Condition, Sid: 'Vpce' }), Effect: 'Deny' };

  const [, answer] = await ask({
    policy: [DELEGATION, deny],
    iam: { account: OWN, principals: [principal(user('ann'), { identity: identity({}) })] },
  });

  expect(answer).toMatchObject({
    result: 'conditional',
    depends: [{ operator: 'StringNotEquals', key: 'aws:SourceVpce', effect: 'Deny' }],
  });
  expect(answer?.explanation).toContain('unless the key policy denies it: statement "Vpce"');
});

test('others: accounts, their principals, services, everybody and the deleted, each as far as is known', async () => {
  const answers = await ask(
    {
      policy: [
        allow([OTHER, role('Theirs', '999988887777'), 'AIDAGONE12345678']),
        { ...allow('x'), Principal: { Service: 'logs.us-east-1.amazonaws.com' } },
        allow('*', { Condition: { StringEquals: { 'kms:CallerAccount': ['222233334444', OWN] } } }),
      ],
      grants: [
        grant({ id: 'g1', grantee: user('direct', OTHER), equals: { a: '1' } }),
        grant({ id: 'g2', grantee: 'AROAGONE12345678' }),
      ],
    },
    { context: new Map([['a', '1']]) },
  );

  expect(brief(answers)).toEqual({
    [ROOT]: 'allowed',
    [OTHER]: 'delegated',
    [role('Theirs', '999988887777')]: 'delegated',
    AIDAGONE12345678: 'denied',
    'logs.us-east-1.amazonaws.com': 'allowed',
    '222233334444': 'delegated',
    [user('direct', OTHER)]: 'allowed',
    AROAGONE12345678: 'denied',
  });
});

test.for([
  ['StringEquals', OWN, undefined],
  ['StringNotEquals', OWN, 'delegated'],
  ['StringLike', '9*', 'delegated'],
] as const)('everybody, if %s %s is the account', async ([operator, account, result]) => {
  const Condition = { [operator]: { 'kms:CallerAccount': account } };

  const answers = await ask({ policy: [allow('*', { Condition })] });

  expect(answers.find(({ kind }) => kind === 'everybody')?.result).toBe(result);
});

test.for([
  ['an escaped name', '"StringLike":{"kms:CallerAcc\\u006funt":"9*"}'],
  ['an escaped operator', '"String\\u004cike":{"kms:CallerAccount":"9*"}'],
  ['a brace before it', '"StringLike":{"aws:UserAgent":"*{*","kms:CallerAccount":"9*"}'],
  [
    'all but the number that stands for others',
    '"StringNotEquals":{"kms:CallerAccount":"000000000000"}',
  ],
  ['a number', '"NumericGreaterThan":{"kms:CallerAccount":"5"}'],
] as const)('a condition about accounts does not hide from the list: %s', async ([, condition]) => {
  const policy = document(allow('*', { Condition: {} })).replace(
    '"Condition":{}',
    `"Condition":{${condition}}`,
  );
  expect(policy).toContain(condition);

  const { answers } = await whoCan(
    { operation: 'Decrypt', context: new Map(), via: 'direct', conditions: new Map() },
    {
      key: key({ policy }),
      grants: [],
      iam: { account: OWN, principals: [] },
      organization: undefined,
      unread: [],
    },
    NOW,
  );

  expect(answers.find(({ kind }) => kind === 'everybody')?.result).toMatch(/delegated|conditional/);
});

test('an account whose number is written as escapes is among those who are asked about', async () => {
  const policy = document(
    allow('*', { Condition: { StringEquals: { 'kms:CallerAccount': '222233334444' } } }),
  ).replace('222233334444', '\\u003222233334444');
  const { answers } = await whoCan(
    { operation: 'Decrypt', context: new Map(), via: 'direct', conditions: new Map() },
    {
      key: key({ policy }),
      grants: [],
      iam: { account: OWN, principals: [] },
      organization: undefined,
      unread: [],
    },
    NOW,
  );

  expect(brief(answers)).toMatchObject({ '222233334444': 'delegated' });
});

test('grants let where policies do not, within their constraints; the organization is above them', async () => {
  const facts = {
    policy: [allow(user('admin'))],
    iam: { account: OWN, principals: [principal(role('App')), principal(user('ann'))] },
    grants: [
      grant({ id: 'g1', subset: { tenant: '1' } }),
      grant({ id: 'g2', grantee: user('ann'), operations: ['Encrypt'] }),
    ],
  };
  const result = async (more: Partial<WhoCanFacts>, question: Partial<Question>) =>
    (await ask({ ...facts, ...more }, question)).find(({ name }) => name === role('App'));

  expect(
    await result(
      {},
      {
        context: new Map([
          ['tenant', '1'],
          ['x', 'y'],
        ]),
      },
    ),
  ).toMatchObject({ result: 'allowed', grants: ['g1'] });
  expect(await result({}, { context: new Map([['tenant', '2']]) })).toMatchObject({
    result: 'denied',
  });
  expect(await result({}, { context: undefined })).toMatchObject({
    result: 'conditional',
    depends: [{ key: 'encryption context', policyId: 'g1' }],
  });
  const deny = document({ Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' });
  const scps = [{ targetId: 'ou-1', policies: [{ id: 'p-1', document: deny }] }];
  const organization = { account: OWN, id: 'o-1', path: 'o-1/r-1/', scps, rcps: undefined };
  expect(await result({ organization }, { context: new Map([['tenant', '1']]) })).toMatchObject({
    result: 'denied',
    explanation: 'A service control policy of ou-1 denies it: statement 1 of p-1.',
  });
});

test('what cannot be read lets nobody disappear', async () => {
  const blind = await ask({ policy: [DELEGATION], iam: undefined });
  expect(brief(blind)).toEqual({ [ROOT]: 'allowed', [OWN]: 'delegated' });

  const { answers, unread } = await whoCan(
    { operation: 'Decrypt', context: undefined, via: undefined, conditions: new Map() },
    {
      key: key(),
      grants: undefined,
      iam: { account: OWN, principals: [principal(user('ann'))] },
      organization: undefined,
      unread: [],
    },
    NOW,
  );
  expect(brief(answers)).toEqual({ [ROOT]: 'conditional', [user('ann')]: 'conditional' });
  expect(unread).toMatchObject([{ what: 'policy key policy' }]);
});

test('a disabled key keeps everybody out, and permissions are told all the same', async () => {
  const facts = {
    key: key({ policy: document(DELEGATION), state: 'Disabled' }),
    grants: [],
    iam: undefined,
    organization: undefined,
    unread: [],
  };
  const question = {
    operation: 'Decrypt',
    context: undefined,
    via: undefined,
    conditions: new Map(),
  };

  expect((await whoCan(question, facts, NOW)).blocked).toContain('Disabled');
  expect(
    (await whoCan({ ...question, operation: 'PutKeyPolicy' }, facts, NOW)).blocked,
  ).toBeUndefined();
});

test.for([
  ['kms:decrypt', 'Decrypt'],
  ['reencryptfrom', 'ReEncryptFrom'],
])('%s is the operation %s', async ([text = '', name]) => {
  expect(await operationNamed(text)).toBe(name);
});

test.for(['ReEncrypt', 'ListKeys', 'Fly'])('%s is no question about a key', async (text) => {
  await expect(operationNamed(text)).rejects.toMatchObject({ name: 'QuestionError' });
});

test('an account that is kept out is said where everybody else is let in, and only there', async () => {
  const keptOut = {
    Effect: 'Deny',
    Principal: { AWS: `arn:aws:iam::${OTHER}:root` },
    Action: 'kms:*',
    Resource: '*',
  };

  expect(brief(await ask({ policy: [allow('*'), keptOut] }))).toMatchObject({
    '*': 'delegated',
    [OTHER]: 'denied',
  });
  expect(brief(await ask({ policy: [DELEGATION, keptOut] }))).not.toHaveProperty(OTHER);
});
