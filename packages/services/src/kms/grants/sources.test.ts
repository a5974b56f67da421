import type { Principal } from '@gatehouse/service-kit';
import { type CallOptions } from '@gatehouse/testkit';
import { beforeAll, expect, test } from 'vitest';
import {
  ACCOUNT,
  grantsFixture,
  type GrantsFixture,
  OTHER_ACCOUNT,
  person,
} from './grants.fixture.ts';

/** Grants to services, which permit something on behalf of one resource only. */

let fixture: GrantsFixture;
const alice = person('alice');
const SourceArn = `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:orders`;
const service = (name: string, account = ACCOUNT): Principal => ({
  kind: 'service',
  name,
  account,
});
const logs = service('logs.amazonaws.com');
const forSource = (arn = SourceArn, as = logs): CallOptions => ({
  as,
  source: { arn, account: ACCOUNT },
});
const toLogs = {
  GranteeServicePrincipal: 'logs.amazonaws.com',
  RetiringServicePrincipal: 'logs.us-east-1.amazonaws.com',
  Constraints: { SourceArn },
};
const refused = { name: 'AccessDeniedException' };

beforeAll(async () => {
  fixture = await grantsFixture();
  if (alice.kind === 'user') fixture.principals.set(alice.arn, alice.id);
});

test('a service acts for the resource of its grant, and for no other', async () => {
  const KeyId = await fixture.key();
  const CiphertextBlob = await fixture.encrypt(KeyId);
  const { token } = await fixture.grant({
    KeyId,
    ...toLogs,
    Operations: ['Decrypt', 'DescribeKey'],
  });
  const decrypt = (options: CallOptions): Promise<unknown> =>
    fixture.kms('Decrypt', { CiphertextBlob, GrantTokens: [token] }, options);

  await decrypt(forSource());
  await fixture.kms('DescribeKey', { KeyId }, forSource());
  for (const options of [
    forSource(`${SourceArn}:*`),
    forSource(SourceArn.toUpperCase()),
    forSource(`arn:aws:logs:us-east-1:${OTHER_ACCOUNT}:log-group:orders`),
    forSource(SourceArn, service('sns.amazonaws.com')),
    forSource(SourceArn, alice),
    { as: logs },
    { as: alice, via: 'logs.amazonaws.com' },
  ]) {
    await expect(decrypt(options)).rejects.toMatchObject(refused);
    await expect(fixture.kms('DescribeKey', { KeyId }, options)).rejects.toMatchObject(refused);
  }
  expect((await fixture.list(KeyId)).Grants).toMatchObject([
    {
      GranteeServicePrincipal: 'logs.amazonaws.com',
      RetiringServicePrincipal: 'logs.amazonaws.com',
      Constraints: { SourceArn },
    },
  ]);
});

test('what such a grant lets its service grant is for the same resource', async () => {
  const KeyId = await fixture.key();
  await fixture.grant({ KeyId, ...toLogs, Operations: ['Decrypt', 'CreateGrant'] });
  const further = (Constraints: object | undefined, options = forSource()): Promise<unknown> =>
    fixture.kms(
      'CreateGrant',
      { KeyId, GranteePrincipal: alice.arn, Operations: ['Decrypt'], Constraints, DryRun: true },
      options,
    );
  const permitted = { name: 'DryRunOperationException' };

  await expect(further({ SourceArn })).rejects.toMatchObject(permitted);
  await expect(further({ SourceArn, EncryptionContextSubset: { a: '1' } })).rejects.toMatchObject(
    permitted,
  );
  for (const wider of [
    undefined,
    { EncryptionContextSubset: { a: '1' } },
    { SourceArn: `${SourceArn}s` },
  ])
    await expect(further(wider)).rejects.toMatchObject(refused);
  await expect(further({ SourceArn }, { as: logs })).rejects.toMatchObject(refused);
});

test('its retiring service needs no resource, others cannot retire it', async () => {
  const KeyId = await fixture.key();
  const { id, token } = await fixture.grant({ KeyId, ...toLogs, Operations: ['Decrypt'] });
  const input = { RetiringServicePrincipal: 'logs.amazonaws.com' };

  await expect(
    fixture.kms('RetireGrant', { GrantToken: token }, { as: service('sns.amazonaws.com') }),
  ).rejects.toMatchObject(refused);
  await expect(fixture.kms('ListRetirableGrants', input)).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await fixture.kms('RetireGrant', { KeyId, GrantId: id }, { as: logs });
  expect((await fixture.list(KeyId)).Grants).toEqual([]);
});

test.for<readonly [object, string]>([
  [{ RetiringServicePrincipal: undefined }, 'RetiringPrincipal or a RetiringServicePrincipal'],
  [{ Constraints: undefined }, 'SourceArn'],
  [{ Constraints: { EncryptionContextSubset: { a: '1' } } }, 'SourceArn'],
  [{ Constraints: { SourceArn: 'arn:aws:s3:::b' } }, 'greater than or equal to 20'],
  [{ GranteePrincipal: `arn:aws:iam::${ACCOUNT}:root` }, 'both GranteePrincipal'],
  [{ RetiringPrincipal: `arn:aws:iam::${ACCOUNT}:root` }, 'both RetiringPrincipal'],
  [{ GranteeServicePrincipal: 'logs.eu-west-1.amazonaws.com' }, 'not a valid service principal'],
  [{ GranteeServicePrincipal: `arn:aws:iam::${ACCOUNT}:root` }, 'not a valid service principal'],
  [{ GranteeServicePrincipal: '__proto__' }, 'not a valid service principal'],
])('%j is no grant to a service', async ([more, message]) => {
  const KeyId = await fixture.key();

  await expect(
    fixture.kms('CreateGrant', { KeyId, ...toLogs, Operations: ['Decrypt'], ...more }),
  ).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(message),
  });
});

test.for<readonly [object, string]>([
  [{ StringEquals: { 'kms:GranteeServicePrincipal': 'logs.amazonaws.com' } }, 'DryRunOperation'],
  [{ StringEquals: { 'kms:GranteeServicePrincipal': 'sns.amazonaws.com' } }, 'AccessDenied'],
  [{ ArnEquals: { 'kms:GrantConstraintSourceArn': SourceArn } }, 'DryRunOperation'],
  [{ ArnEquals: { 'kms:GrantConstraintSourceArn': `${SourceArn}s` } }, 'AccessDenied'],
  [{ Null: { 'kms:GranteePrincipal': 'true' } }, 'DryRunOperation'],
  [{ StringLike: { 'kms:RetiringServicePrincipal': 'logs.*' } }, 'DryRunOperation'],
])('a policy can ask for its service and resource: %j', async ([Condition, name]) => {
  const KeyId = await fixture.key();
  const granter = fixture.userWith('granter', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 'kms:CreateGrant', Resource: '*', Condition },
  });
  const input = { KeyId, ...toLogs, Operations: ['Decrypt'], DryRun: true };

  await expect(fixture.kms('CreateGrant', input, { as: granter })).rejects.toMatchObject({
    name: `${name}Exception`,
  });
});

test('a resource constrains grants on keys of every kind', async () => {
  const KeyId = await fixture.key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
  await fixture.grant({ KeyId, ...toLogs, Operations: ['GenerateMac'] });
  const mac = { KeyId, Message: Buffer.of(1), MacAlgorithm: 'HMAC_SHA_256' };

  await fixture.kms('GenerateMac', mac, forSource());
  await expect(fixture.kms('GenerateMac', mac, { as: logs })).rejects.toMatchObject(refused);
});
