import { afterAll, expect, test } from 'vitest';
import { consoleFixture, type Person } from './console.fixture.ts';

const MANAGEMENT = '123456789012';
const WORKLOADS = '111122223333';
const PASSWORD = 'Correct-Horse-7-Battery';

const fixture = await consoleFixture();
afterAll(() => fixture.cloud.stop());

const READ = { method: 'POST', body: {} } as const;

/** A user of the management account with a policy of their own, or with none. */
const userWith = async (UserName: string, policy?: object): Promise<Person> => {
  const admin = await fixture.administrator(MANAGEMENT);
  await admin.aws('iam', 'CreateUser', { UserName });
  await admin.aws('iam', 'CreateLoginProfile', { UserName, Password: PASSWORD });
  if (policy !== undefined)
    await admin.aws('iam', 'PutUserPolicy', {
      UserName,
      PolicyName: 'own',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [policy] }),
    });
  const person = fixture.person();
  const answer = await person.signIn({
    account: MANAGEMENT,
    userName: UserName,
    password: PASSWORD,
  });
  expect(answer.body['signedIn']).toBe(true);
  return person;
};

test('administrators of the management account read kept mail', async () => {
  const admin = await fixture.administrator(MANAGEMENT);

  const answer = await admin.ask('/api/outbox', READ);

  expect(answer.status).toBe(200);
});

test('administrators of another account do not', async () => {
  const admin = await fixture.administrator(WORKLOADS);

  expect((await admin.ask('/api/outbox', READ)).status).toBe(403);
});

test.for([
  ['without any permission', 'nobody', undefined],
  [
    'who may read IAM',
    'reader',
    { Effect: 'Allow', Action: ['iam:Get*', 'iam:List*'], Resource: '*' },
  ],
  [
    'who may change their own user alone',
    'self',
    {
      Effect: 'Allow',
      Action: 'iam:*',
      Resource: `arn:aws:iam::${MANAGEMENT}:user/self`,
    },
  ],
] as const)(
  'codes of other people are not for a user of the management account %s',
  async ([, name, policy]) => {
    const person = await userWith(name, policy);

    const answer = await person.ask('/api/outbox', READ);

    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain('messages');
  },
);
