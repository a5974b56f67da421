import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleFixture, consoleFixture, type Person } from './console.fixture.ts';

const ACCOUNT = '111122223333';
const region = 'us-east-1';
const ADMINISTRATOR = `arn:aws:iam::${ACCOUNT}:user/gatehouse-admin`;

let here: ConsoleFixture;
let owner: Person;

beforeAll(async () => {
  here = await consoleFixture();
  owner = await here.administrator(ACCOUNT);
  const make = (Name: string, where: string) =>
    owner.aws(
      'secretsmanager',
      'CreateSecret',
      { Name, SecretString: 'p4ss', ClientRequestToken: 'a-token-of-thirty-two-characters' },
      where,
    );
  await make('prod/db', region);
  await make('eu/token', 'eu-west-1');
});
afterAll(() => here.cloud.stop());

const ask = (who: Person, what: string, body: object = {}) =>
  who.ask(`/api/secrets/${what}`, { method: 'POST', body: { region, ...body } });

test('who can read a secret is answered with what decides about the secret and about its key', async () => {
  const { status, body, text } = await ask(owner, 'who', { secretId: 'prod/db' });

  expect(status).toBe(200);
  expect(text).not.toContain('p4ss');
  expect(body['answers']).toContainEqual(
    expect.objectContaining({
      name: ADMINISTRATOR,
      result: 'allowed',
      statements: [
        expect.objectContaining({ layer: 'identity' }),
        expect.objectContaining({ policyId: 'key policy', layer: 'resource' }),
      ],
    }),
  );
  await expect(ask(owner, 'who', { secretId: 'prod/none' })).resolves.toMatchObject({
    status: 400,
    body: { error: { code: 'ResourceNotFoundException' } },
  });
});

test('the secrets of all Regions are judged as whoever is signed in', async () => {
  const { status, body, text } = await ask(owner, 'compliance');

  expect(status).toBe(200);
  expect(text).not.toContain('p4ss');
  // A member account does not know what its organization forbids.
  expect(body).toMatchObject({
    secrets: 2,
    unread: [{ what: expect.stringContaining('in the organization') }],
  });
  expect(body['rows']).toContainEqual(
    expect.objectContaining({
      region: 'eu-west-1',
      secret: 'eu/token',
      rule: 'no-rotation',
      control: 'SecretsManager.1',
      status: 'failed',
    }),
  );
  const some = await ask(owner, 'compliance', {
    regions: ['eu-west-1'],
    parameters: { rules: ['too-many-readers'], mostReaders: 0 },
  });
  expect(some.body['rows']).toMatchObject([{ rule: 'too-many-readers', status: 'failed' }]);
});

test('nobody without a session, no question that is none', async () => {
  for (const what of ['who', 'compliance'])
    await expect(ask(here.person(), what)).resolves.toMatchObject({ status: 401 });
  for (const [what, wrong] of [
    ['who', {}],
    ['who', { secretId: 7 }],
    ['compliance', { regions: ['x'] }],
    ['compliance', { parameters: { rules: ['fly'] } }],
    ['compliance', { parameters: { maxAgeDays: 0 } }],
  ] as const)
    await expect(ask(owner, what, wrong)).resolves.toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidRequest' } },
    });
});
