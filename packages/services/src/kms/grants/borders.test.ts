import { infrastructure, type Principal, rootArn } from '@gatehouse/service-kit';
import { beforeAll, expect, test } from 'vitest';
import {
  ACCOUNT,
  grantsFixture,
  type GrantsFixture,
  OTHER_ACCOUNT,
  person,
} from './grants.fixture.ts';

/** What an account sees and ends of grants of other accounts and Regions: nothing that is not its own. */

let fixture: GrantsFixture;
const [alice, bob] = [person('alice'), person('bob')];
const otherRoot: Principal = { kind: 'root', account: OTHER_ACCOUNT };
const rds: Principal = { kind: 'service', name: 'rds.amazonaws.com', account: ACCOUNT };
const host = infrastructure({
  service: 'rds.amazonaws.com',
  account: ACCOUNT,
  role: 'aws:rds-host',
  machine: 'i-0123456789abcdef0',
  now: new Date('2026-03-02T10:00:00Z'),
});
const hostId = `${ACCOUNT}:aws:rds-host:i-0123456789abcdef0`;

beforeAll(async () => {
  fixture = await grantsFixture();
  for (const user of [alice, bob])
    if (user.kind === 'user') fixture.principals.set(user.arn, user.id);
});

const keyForRds = (): Promise<string> =>
  fixture.key({
    Policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: rootArn(ACCOUNT) },
          Action: 'kms:*',
          Resource: '*',
        },
        {
          Effect: 'Allow',
          Principal: { Service: 'rds.amazonaws.com' },
          Action: 'kms:CreateGrant',
          Resource: '*',
        },
      ],
    }),
  });

test('what services and machines can retire is listed for services alone', async () => {
  const KeyId = await keyForRds();
  for (const RetiringPrincipal of ['rds.us-east-1.amazonaws.com', hostId])
    await fixture.grant(
      { KeyId, GranteePrincipal: hostId, RetiringPrincipal, Operations: ['Decrypt'] },
      { as: rds },
    );

  for (const RetiringPrincipal of ['rds.us-east-1.amazonaws.com', hostId])
    for (const as of [otherRoot, fixture.admin, { ...host }])
      await expect(
        fixture.kms('ListRetirableGrants', { RetiringPrincipal }, { as }),
      ).rejects.toMatchObject({
        name: as.kind === 'assumed-role' ? 'AccessDeniedException' : 'InvalidArnException',
      });
});

test('a unique id stands for its principal, whose account alone lists what he can retire', async () => {
  const KeyId = await fixture.key();
  if (bob.kind !== 'user') throw new Error('a person is a user');
  const grant = { KeyId, GranteePrincipal: alice.arn, RetiringPrincipal: bob.arn };
  const { id } = await fixture.grant({ ...grant, Operations: ['Decrypt'] });
  const input = { RetiringPrincipal: bob.id };

  expect(await fixture.kms('ListRetirableGrants', input)).toMatchObject({
    Grants: [{ GrantId: id, RetiringPrincipal: bob.arn }],
  });
  await expect(fixture.kms('ListRetirableGrants', input, { as: otherRoot })).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining(`on resource: ${bob.arn}`),
  });
  await expect(
    fixture.kms('ListRetirableGrants', { RetiringPrincipal: 'AIDANOBODY00000000000' }),
  ).rejects.toMatchObject({ name: 'InvalidArnException' });
});

test('keys of a multi-Region key have grants of their own, which end in their own Region', async () => {
  const KeyId = await fixture.key({ MultiRegion: true });
  await fixture.kms('ReplicateKey', { KeyId, ReplicaRegion: 'eu-west-1' });
  const replica = KeyId.replace('us-east-1', 'eu-west-1');
  const blob = await fixture.encrypt(KeyId);
  const { id, token } = await fixture.grant({
    KeyId,
    GranteePrincipal: alice.arn,
    Operations: ['Decrypt'],
  });
  const there = (operation: string, input: object): Promise<unknown> =>
    fixture.kms(operation, input, { region: 'eu-west-1' });

  await expect(there('RevokeGrant', { KeyId: replica, GrantId: id })).rejects.toMatchObject({
    name: 'NotFoundException',
    message: `Grant ID ${id} not found`,
  });
  await expect(there('RetireGrant', { KeyId: replica, GrantId: id })).rejects.toMatchObject({
    name: expect.stringMatching(/NotFoundException|AccessDeniedException/),
  });
  await expect(there('RetireGrant', { KeyId, GrantId: id })).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Invalid arn us-east-1',
  });
  await expect(there('RetireGrant', { GrantToken: token })).rejects.toMatchObject({
    name: 'InvalidGrantTokenException',
  });
  expect(await there('ListGrants', { KeyId: replica })).toMatchObject({ Grants: [] });

  expect(await fixture.decrypts(alice, blob)).toBe(true);
  await expect(
    fixture.kms('Decrypt', { CiphertextBlob: blob }, { as: alice, region: 'eu-west-1' }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

const deny = (Condition: object) => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Action: 'kms:RetireGrant', Resource: '*', Condition },
});

test('a Deny for keys with a tag or alias holds for whoever a grant lets retire it', async () => {
  const KeyId = await fixture.key({ Tags: [{ TagKey: 'keep', TagValue: 'yes' }] });
  await fixture.kms('CreateAlias', { AliasName: 'alias/kept', TargetKeyId: KeyId });
  const refused = [
    { StringEquals: { 'aws:ResourceTag/keep': 'yes' } },
    { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/kept' } },
    { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' } },
    { StringEquals: { 'kms:GrantConstraintType': 'EncryptionContextSubset' } },
  ];

  for (const [index, condition] of refused.entries()) {
    const retirer = fixture.userWith(`retirer-${index}`, deny(condition));
    fixture.principals.set(retirer.arn, retirer.id);
    const { token } = await fixture.grant({
      KeyId,
      GranteePrincipal: alice.arn,
      RetiringPrincipal: retirer.arn,
      Operations: ['Decrypt'],
      Constraints: { EncryptionContextSubset: { a: '1' } },
    });
    await expect(
      fixture.kms('RetireGrant', { GrantToken: token }, { as: retirer }),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('explicit deny'),
    });
  }
});
