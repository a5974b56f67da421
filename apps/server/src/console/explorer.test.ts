import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleFixture, consoleFixture, type Person } from './console.fixture.ts';

let here: ConsoleFixture;
beforeAll(async () => {
  here = await consoleFixture();
});
afterAll(() => here.cloud.stop());

/** A user at the console who has these statements and nothing else. */
const userWith = async (name: string, statements: readonly object[]): Promise<Person> => {
  const admin = await here.administrator();
  const password = `Correct-horse-${name}-1`;
  await admin.aws('iam', 'CreateUser', { UserName: name });
  await admin.aws('iam', 'CreateLoginProfile', { UserName: name, Password: password });
  await admin.aws('iam', 'PutUserPolicy', {
    UserName: name,
    PolicyName: 'only',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  });
  const somebody = here.person();
  await somebody.signIn({ account: '111122223333', userName: name, password });
  return somebody;
};

const explore = (somebody: Person, body: object) =>
  somebody.ask('/api/explorer', { method: 'POST', body });

const powers = async (somebody: Person, service: string): Promise<Map<string, string>> => {
  const { body } = await explore(somebody, { service });
  const rows = body['operations'] as { operation: string; power: string }[];
  return new Map(rows.map(({ operation, power }) => [operation, power]));
};

const QUEUES = 'arn:aws:sqs:*:*:*';

test.for([
  ['whole', [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }], 'allowed'],
  ['resource', [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUES }], 'partly'],
  ['other', [{ Effect: 'Allow', Action: 'sqs:ReceiveMessage', Resource: '*' }], 'denied'],
  [
    'tagged',
    [
      {
        Effect: 'Allow',
        Action: 'sqs:*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'blue' } },
      },
    ],
    'partly',
  ],
  [
    'over',
    [
      {
        Effect: 'Allow',
        Action: 'sqs:*',
        Resource: '*',
        Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
      },
    ],
    'denied',
  ],
  [
    'forbidden',
    [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'sqs:SendMessage', Resource: '*' },
    ],
    'denied',
  ],
  [
    'excepted',
    [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'sqs:*', NotResource: QUEUES },
    ],
    'partly',
  ],
] as const)('with the policy "%s" sending is said to be so', async ([name, statements, power]) => {
  const somebody = await userWith(name, statements);

  const found = await powers(somebody, 'sqs');

  expect(found.get('SendMessage')).toBe(power);
  // The same permission lets one send several at once.
  expect(found.get('SendMessageBatch')).toBe(power);
});

test('what it says is what happens', async () => {
  const somebody = await userWith('reader', [
    { Effect: 'Allow', Action: 'sqs:ListQueues', Resource: '*' },
  ]);

  const found = await powers(somebody, 'sqs');
  const listed = await somebody.aws('sqs', 'ListQueues', {});
  const created = await somebody.aws('sqs', 'CreateQueue', { QueueName: 'q' });

  expect([found.get('ListQueues'), listed.status]).toEqual(['allowed', 200]);
  expect([found.get('CreateQueue'), created.status]).toEqual(['denied', 403]);
});

test('a session that may not read its policies is told which kind refuses, not what they say', async () => {
  const somebody = await userWith('blind', [
    { Sid: 'HiddenName', Effect: 'Deny', Action: 'sqs:SendMessage', Resource: '*' },
  ]);

  const { body, text } = await explore(somebody, { service: 'sqs', operation: 'SendMessage' });

  expect(body).toMatchObject({
    power: 'denied',
    policiesShown: false,
    explanation: { decision: { because: 'explicit-deny', layer: 'identity' } },
  });
  expect(text).not.toContain('HiddenName');
});

test('a session that may simulate its policies reads the statement that decides', async () => {
  const admin = await here.administrator();

  const { body, text } = await explore(admin, { service: 'sqs', operation: 'SendMessage' });

  expect(body).toMatchObject({ power: 'allowed', policiesShown: true });
  expect(text).toContain('AdministratorAccess');
});

test('everybody may ask who they are, whatever is denied', async () => {
  const somebody = await userWith('nobody', [{ Effect: 'Deny', Action: '*', Resource: '*' }]);

  const found = await powers(somebody, 'sts');

  expect(found.get('GetCallerIdentity')).toBe('allowed');
  expect(found.get('AssumeRole')).toBe('denied');
});

test('the services are those that run here', async () => {
  const admin = await here.administrator();

  const { body } = await explore(admin, {});

  expect(body['services']).toEqual(expect.arrayContaining(['cognito-idp', 'iam', 'sns', 'sqs']));
});

test.for([
  [{ service: 'ec3' }, 404, 'UnknownOperation'],
  [{ service: '__proto__' }, 404, 'UnknownOperation'],
  [{ service: 'sqs', operation: 'constructor' }, 404, 'UnknownOperation'],
  [{ service: 'sqs', region: 'nowhere' }, 400, 'InvalidRequest'],
  [{ service: 7 }, 400, 'InvalidRequest'],
] as const)('%j is answered %i %s', async ([body, status, code]) => {
  const admin = await here.administrator();

  const answer = await explore(admin, body);

  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({ error: { code } });
});

test('nobody explores without a session', async () => {
  const answer = await explore(here.person(), { service: 'sqs' });

  expect(answer.status).toBe(401);
});
