import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleFixture, consoleFixture, type Person } from './console.fixture.ts';

const ACCOUNT = '111122223333';
const region = 'us-east-1';
const ADMINISTRATOR = `arn:aws:iam::${ACCOUNT}:user/gatehouse-admin`;

let here: ConsoleFixture;
let owner: Person;
let keyId = '';

beforeAll(async () => {
  here = await consoleFixture();
  owner = await here.administrator(ACCOUNT);
  const made = await owner.aws('kms', 'CreateKey');
  keyId = String((made.body['KeyMetadata'] as { readonly Arn?: string }).Arn);
  const grant = (more: object) =>
    owner.aws('kms', 'CreateGrant', { KeyId: keyId, GranteePrincipal: ADMINISTRATOR, ...more });
  const Constraints = { EncryptionContextSubset: { tenant: '1' } };
  await grant({ Operations: ['CreateGrant', 'Decrypt'], Constraints, Name: 'first' });
  await grant({ Operations: ['Decrypt'], Constraints, RetiringPrincipal: ADMINISTRATOR });
  await grant({ Operations: ['Decrypt'], Constraints, RetiringPrincipal: ADMINISTRATOR });
});
afterAll(() => here.cloud.stop());

const ask = (who: Person, what: string, body: object = {}) =>
  who.ask(`/api/keys/${what}`, { method: 'POST', body: { region, keyId, ...body } });

test('the tree shows grants with their constraint, and who made them', async () => {
  const { status, body } = await ask(owner, 'grant-tree');

  expect(status).toBe(200);
  expect(body).toMatchObject({
    total: 3,
    truncated: false,
    roots: [
      {
        name: 'first',
        grantee: ADMINISTRATOR,
        issuer: ADMINISTRATOR,
        constraint: { kind: 'EncryptionContextSubset', pairs: { tenant: '1' } },
        children: [
          { parent: { certain: true }, narrowed: { operationsDropped: ['CreateGrant'] } },
          { parent: { certain: true } },
        ],
      },
    ],
  });
});

test('the audit finds duplicates and says by what command they end', async () => {
  const { body } = await ask(owner, 'grants-audit');

  expect(body).toMatchObject({
    grants: 3,
    findings: [{ rule: 'duplicate', severity: 'medium' }, { rule: 'no-retiring-principal' }],
    plan: [{ risk: 'safe', commands: [expect.stringContaining('aws kms retire-grant')] }],
  });
});

test('who can is answered as whoever is signed in, and what that one may not read is said', async () => {
  const question = { operation: 'Decrypt', context: { tenant: '1' }, via: 'direct' };
  const { body } = await ask(owner, 'who', question);
  const answers = body['answers'];
  expect(answers).toContainEqual(
    expect.objectContaining({ name: ADMINISTRATOR, kind: 'user', result: 'allowed' }),
  );

  const policy = (account: string) => ({
    KeyId: keyId,
    PolicyName: 'default',
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [ACCOUNT, account].map((one) => ({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${one}:root` },
        Action: 'kms:*',
        Resource: '*',
      })),
    }),
  });
  await owner.aws('kms', 'PutKeyPolicy', policy('777788889999'));
  const other = await here.administrator('777788889999');
  const theirs = await ask(other, 'who', question);
  expect(theirs.body).toMatchObject({
    answers: expect.arrayContaining([
      expect.objectContaining({ name: ACCOUNT, kind: 'account', result: 'delegated' }),
    ]),
    unread: expect.arrayContaining([
      expect.objectContaining({ what: `users, roles and policies of account ${ACCOUNT}` }),
    ]),
  });
});

test('nobody without a session, no key that is none, no question that is none', async () => {
  const stranger = await here.administrator('444455556666').catch(() => here.person());

  await expect(ask(here.person(), 'who')).resolves.toMatchObject({ status: 401 });
  await expect(ask(stranger, 'grant-tree')).resolves.not.toMatchObject({ status: 200 });
  await expect(ask(owner, 'grant-tree', { keyId: 'alias/none' })).resolves.toMatchObject({
    status: 400,
    body: { error: { code: 'NotFoundException' } },
  });
  for (const wrong of [{ operation: 'Fly' }, { operation: 7 }, { region: 'x' }, { more: 1 }])
    await expect(ask(owner, 'who', wrong)).resolves.toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidRequest' } },
    });
});
