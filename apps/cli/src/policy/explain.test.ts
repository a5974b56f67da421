import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatehouse } from '../terminal.fixture.ts';

const statement = (Effect: string, Action: string, more: object = {}): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action, Resource: '*', ...more }],
});

const FILES = {
  'all.json': statement('Allow', '*'),
  'sqs.json': statement('Allow', 'sqs:*'),
  'no-sqs.json': statement('Deny', 'sqs:*'),
  'tags.json': {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Other', Effect: 'Allow', Action: 's3:*', Resource: '*' },
      {
        Sid: 'Tagged',
        Effect: 'Allow',
        Action: 'sqs:*',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:RequestTag/team': '${aws:PrincipalTag/team}' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'env'] },
        },
      },
    ],
  },
  'trust.json': {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:user/ana' },
        Action: 'sts:AssumeRole',
      },
    ],
  },
  'rcp.json': statement('Deny', 'sqs:PurgeQueue', { Principal: '*' }),
  'keys.json': { 'aws:PrincipalTag/team': 'blue', 'aws:TagKeys': ['team', 'env'] },
  'broken.json': { Version: '2012-10-17', Statement: [{ Effect: 'Maybe' }] },
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-explain-'));
  for (const [name, content] of Object.entries(FILES))
    writeFileSync(join(folder, name), JSON.stringify(content));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:q';
const SEND = ['--action', 'sqs:SendMessage', '--resource', QUEUE];

const explain = (...args: readonly string[]) =>
  gatehouse(['policy', 'explain', ...args], { folder });

test.for([
  ['an identity policy allows', ['--identity', 'sqs.json'], 0],
  ['words behind --identity are more of them', ['--identity', 'all.json', 'no-sqs.json'], 1],
  ['the boundary must allow', ['--identity', 'all.json', '--boundary', 'tags.json'], 1],
  ['the session policies must allow', ['--identity', 'all.json', '--session', 'no-sqs.json'], 1],
  [
    'each --scp is a level that must allow',
    ['--identity', 'all.json', '--scp', 'all.json', '--scp', 'no-sqs.json'],
    1,
  ],
  [
    'policies of one level allow together',
    ['--identity', 'all.json', '--scp', 'r=sqs.json', '--scp', 'r=tags.json'],
    0,
  ],
  [
    'an RCP that denies something else does not refuse',
    ['--identity', 'all.json', '--rcp', 'rcp.json'],
    0,
  ],
  ['the root user needs no policy', ['--principal', '111122223333'], 0],
  [
    'another account is not enough on one side',
    ['--identity', 'all.json', '--principal', 'arn:aws:iam::444455556666:user/eve'],
    1,
  ],
  [
    'a resource account decides as an ARN does',
    ['--identity', 'all.json', '--resource-account', '444455556666'],
    1,
  ],
] as const)('%s', async ([, options, code]) => {
  expect((await explain(...SEND, ...options)).code).toBe(code);
});

test('keys from a file and from options meet; a key that is repeated has several values', async () => {
  const given = ['--identity', 'tags.json', '--context', 'aws:RequestTag/team=blue'];
  const tags = ['--context', 'aws:TagKeys=team', '--context', 'aws:tagkeys=other'];

  expect((await explain(...SEND, ...given, '--context-file', 'keys.json')).code).toBe(0);
  expect((await explain(...SEND, ...given, '--context-file', 'keys.json', ...tags)).code).toBe(1);
});

test('a role is assumed when its trust policy allows it, and not without one that does', async () => {
  const assume = [
    '--action',
    'sts:AssumeRole',
    '--resource',
    'arn:aws:iam::111122223333:role/dev',
    '--resource-policy',
    'trust.json',
  ];

  expect((await explain(...assume, '--principal', 'arn:aws:iam::111122223333:user/ana')).code).toBe(
    0,
  );
  expect(
    (
      await explain(
        ...assume,
        '--principal',
        'arn:aws:iam::111122223333:user/eve',
        '--identity',
        'all.json',
      )
    ).code,
  ).toBe(1);
});

test('the text shows what the statements about the action compare, and which keys are missing', async () => {
  const { code, out } = await explain(...SEND, '--identity', 'tags.json');

  expect(code).toBe(1);
  expect(out).toBe(`DENIED sqs:SendMessage
  principal arn:aws:iam::111122223333:user/example
  resource  ${QUEUE}
  nothing allows it in the identity-based policies

identity-based policies: no-allow
  tags.json (1 other statement is not about sqs:SendMessage)
    [1] Tagged Allow does not match
      + Action [sqs:*] : sqs:SendMessage
      + Resource [*] : ${QUEUE}
      - StringEquals aws:RequestTag/team [\${aws:PrincipalTag/team}] : (absent)
      + ForAllValues:StringEquals aws:TagKeys [team, env] : (absent)

keys that these statements ask for and the request lacks: aws:RequestTag/team, aws:PrincipalTag/team, aws:TagKeys
`);
  expect((await explain(...SEND, '--identity', 'tags.json', '--all')).out).toContain('[0] Other');
});

test('as JSON the answer is the explanation', async () => {
  const { out } = await explain(...SEND, '--identity', 'tags.json', '--json');

  expect(JSON.parse(out)).toMatchObject({
    action: 'sqs:SendMessage',
    decision: { allowed: false, because: 'no-allow', layer: 'identity' },
    layers: [{ policies: [{ policyId: 'tags.json', statements: [{}, { sid: 'Tagged' }] }] }],
    missingContextKeys: ['aws:RequestTag/team', 'aws:PrincipalTag/team', 'aws:TagKeys'],
    unread: [],
  });
});

test('a policy that is none is named with what is wrong', async () => {
  const { code, err } = await explain(...SEND, '--identity', 'broken.json');

  expect(code).toBe(2);
  expect(err).toMatch(/^gatehouse policy explain: broken\.json: .+ at Statement/);
});
