import { infrastructure, type Principal, rootArn } from '@gatehouse/service-kit';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  ACCOUNT,
  grantsFixture,
  type GrantsFixture,
  OTHER_ACCOUNT,
  person,
  session,
} from './grants.fixture.ts';

let fixture: GrantsFixture;
let key: string;
const alice = person('alice');
const bob = person('bob');
const foreign = person('carol', OTHER_ACCOUNT);
const role = session('reader');

const policy = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const admins = {
  Effect: 'Allow',
  Principal: { AWS: rootArn(ACCOUNT) },
  Action: 'kms:*',
  Resource: '*',
};

beforeAll(async () => {
  fixture = await grantsFixture();
  for (const user of [alice, bob, foreign])
    fixture.principals.set(user.arn, 'id' in user ? user.id : '');
  fixture.principals.set(role.roleArn, role.roleId);
  key = await fixture.key();
});

const fresh = (): Promise<string> => fixture.key();

describe('who a grant is for', () => {
  test.for<readonly [string, string, Principal]>([
    ['a user', alice.arn, alice],
    ['a role', role.roleArn, role],
    ['a session', role.arn, role],
    ['a user of another account', foreign.arn, foreign],
    [
      'a federated user',
      `arn:aws:sts::${ACCOUNT}:federated-user/dora`,
      {
        kind: 'federated-user',
        account: ACCOUNT,
        arn: `arn:aws:sts::${ACCOUNT}:federated-user/dora`,
        name: 'dora',
        tags: new Map(),
        session: role.session,
      },
    ],
    ['the root user of an account', OTHER_ACCOUNT, { kind: 'root', account: OTHER_ACCOUNT }],
  ])('%s decrypts and nobody else does', async ([, GranteePrincipal, as]) => {
    const KeyId = await fresh();
    const blob = await fixture.encrypt(KeyId);
    expect(await fixture.decrypts(as, blob)).toBe(false);

    const { token } = await fixture.grant({ KeyId, GranteePrincipal, Operations: ['Decrypt'] });

    expect(await fixture.decrypts(as, blob)).toBe(true);
    expect(await fixture.decrypts(as, blob, undefined, [token])).toBe(true);
    expect(await fixture.decrypts(bob, blob, undefined, [token])).toBe(false);
    await expect(
      fixture.kms('Encrypt', { KeyId, Plaintext: Buffer.of(1) }, { as }),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  test('a session is not another session of its role', async () => {
    const KeyId = await fresh();
    const blob = await fixture.encrypt(KeyId);

    await fixture.grant({ KeyId, GranteePrincipal: role.arn, Operations: ['Decrypt'] });

    expect(await fixture.decrypts(session('reader', 'other'), blob)).toBe(false);
  });

  test('an account delegates to its own policies', async () => {
    const KeyId = await fresh();
    const blob = await fixture.encrypt(KeyId);
    await fixture.grant({
      KeyId,
      GranteePrincipal: rootArn(OTHER_ACCOUNT),
      Operations: ['Decrypt'],
    });

    expect(await fixture.decrypts(foreign, blob)).toBe(false);
    expect(await fixture.decrypts({ kind: 'root', account: OTHER_ACCOUNT }, blob)).toBe(true);
  });

  test('who is deleted and made again inherits nothing, and lists show the id that was', async () => {
    const KeyId = await fresh();
    const blob = await fixture.encrypt(KeyId);
    const first = person('eve');
    if (first.kind !== 'user') throw new Error('a person is a user');
    fixture.principals.set(first.arn, first.id);
    await fixture.grant({ KeyId, GranteePrincipal: first.arn, Operations: ['Decrypt'] });
    const second = { ...first, id: 'AIDASECONDEVE00000000' };
    fixture.principals.set(first.arn, second.id);

    expect(await fixture.decrypts(second, blob)).toBe(false);
    expect(await fixture.list(KeyId)).toMatchObject({ Grants: [{ GranteePrincipal: first.id }] });
    expect(await fixture.list(KeyId, { GranteePrincipal: first.id })).toMatchObject({
      Grants: [{ GranteePrincipal: first.id }],
    });
    expect(await fixture.list(KeyId, { GranteePrincipal: first.arn })).toMatchObject({
      Grants: [],
    });
  });

  test.for([
    `arn:aws:iam::${ACCOUNT}:user/nobody`,
    `arn:aws:iam::${ACCOUNT}:group/admins`,
    `arn:aws:s3:::bucket`,
    `arn:aws:iam::12:root`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/reader`,
    'rds.us-east-1.amazonaws.com',
    `${ACCOUNT}:aws:ec2-infrastructure:i-0123456789abcdef0`,
    'AROAREADER00000000000',
  ])('%s is nobody that a caller could grant to', async (GranteePrincipal) => {
    await expect(
      fixture.grant({ KeyId: key, GranteePrincipal, Operations: ['Decrypt'] }),
    ).rejects.toMatchObject({
      name: 'InvalidArnException',
      message: `ARN does not refer to a valid principal: ${GranteePrincipal}`,
    });
  });

  test('services grant to services of the Region and to their machines', async () => {
    const KeyId = await fresh();
    const blob = await fixture.encrypt(KeyId);
    const service: Principal = { kind: 'service', name: 'ec2.amazonaws.com', account: ACCOUNT };
    const machine = infrastructure({
      service: 'ec2.amazonaws.com',
      account: ACCOUNT,
      role: 'aws:ec2-infrastructure',
      machine: 'i-0123456789abcdef0',
      now: fixture.clock.now(),
    });
    await fixture.kms('PutKeyPolicy', {
      KeyId,
      Policy: policy(admins, {
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'kms:CreateGrant',
        Resource: '*',
      }),
    });
    const GranteePrincipal = `${ACCOUNT}:aws:ec2-infrastructure:i-0123456789abcdef0`;

    await fixture.grant(
      {
        KeyId,
        GranteePrincipal,
        Operations: ['Decrypt'],
        RetiringPrincipal: 'ec2.us-east-1.amazonaws.com',
      },
      { as: service },
    );

    expect(await fixture.decrypts(machine, blob)).toBe(true);
    expect(await fixture.decrypts({ ...machine, sessionName: 'i-1' }, blob)).toBe(false);
    expect(await fixture.list(KeyId)).toMatchObject({
      Grants: [{ GranteePrincipal, RetiringPrincipal: 'ec2.us-east-1.amazonaws.com' }],
    });
    await expect(
      fixture.grant(
        { KeyId, GranteePrincipal: 'ec2.eu-west-1.amazonaws.com', Operations: ['Decrypt'] },
        { as: service },
      ),
    ).rejects.toMatchObject({ name: 'InvalidArnException' });
  });
});

describe('constraints', () => {
  const cases: readonly [object, Record<string, string> | undefined, boolean][] = [
    [{ EncryptionContextEquals: { a: '1', b: '2' } }, { b: '2', a: '1' }, true],
    [{ EncryptionContextEquals: { a: '1', b: '2' } }, { a: '1' }, false],
    [{ EncryptionContextEquals: { a: '1' } }, { a: '1', b: '2' }, false],
    [{ EncryptionContextEquals: { a: '1' } }, { A: '1' }, false],
    [{ EncryptionContextEquals: { a: '1' } }, { a: 'ONE' }, false],
    [{ EncryptionContextEquals: { a: '1' } }, undefined, false],
    [{ EncryptionContextEquals: {} }, undefined, true],
    [{ EncryptionContextEquals: {} }, { a: '1' }, false],
    [{ EncryptionContextSubset: { a: '1' } }, { a: '1', b: '2' }, true],
    [{ EncryptionContextSubset: { a: '1' } }, { a: '1' }, true],
    [{ EncryptionContextSubset: { a: '1', c: '3' } }, { a: '1', b: '2', c: '3', d: '4' }, true],
    [{ EncryptionContextSubset: { a: '1', c: '3' } }, { a: '1', b: '3' }, false],
    [{ EncryptionContextSubset: { a: '1' } }, { b: '1' }, false],
    [{ EncryptionContextSubset: { a: '1' } }, undefined, false],
    [{ EncryptionContextSubset: {} }, { b: '1' }, true],
    [{ EncryptionContextSubset: { ['__proto__']: '1' } }, { ['__proto__']: '1' }, true],
    [{ EncryptionContextEquals: { ['__proto__']: '1' } }, { a: '1' }, false],
  ];

  test.for(cases)('%j lets %j: %s', async ([Constraints, context, allowed]) => {
    const KeyId = await fresh();
    const blob = await fixture.encrypt(KeyId, context);
    const { token } = await fixture.grant({
      KeyId,
      GranteePrincipal: alice.arn,
      Operations: ['Decrypt', 'DescribeKey'],
      Constraints,
    });

    expect(await fixture.decrypts(alice, blob, context)).toBe(allowed);
    expect(await fixture.decrypts(alice, blob, context, [token])).toBe(allowed);
    // What has no encryption context is not constrained.
    expect(await fixture.kms('DescribeKey', { KeyId }, { as: alice })).toMatchObject({
      KeyMetadata: { Arn: KeyId },
    });
  });
});

describe('what is over grants', () => {
  const decrypting = { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' };

  test('a key policy and an IAM policy that deny', async () => {
    const KeyId = await fresh();
    const blob = await fixture.encrypt(KeyId);
    const denied = fixture.userWith('denied', { Version: '2012-10-17', Statement: decrypting });
    fixture.principals.set(denied.arn, denied.id);
    for (const GranteePrincipal of [denied.arn, alice.arn])
      await fixture.grant({ KeyId, GranteePrincipal, Operations: ['Decrypt'] });
    expect(await fixture.decrypts(alice, blob)).toBe(true);
    expect(await fixture.decrypts(denied, blob)).toBe(false);

    await fixture.kms('PutKeyPolicy', {
      KeyId,
      Policy: policy(admins, { ...decrypting, Principal: { AWS: alice.arn } }),
    });

    expect(await fixture.decrypts(alice, blob)).toBe(false);
  });

  test('a disabled key', async () => {
    const KeyId = await fresh();
    const blob = await fixture.encrypt(KeyId);
    await fixture.grant({ KeyId, GranteePrincipal: alice.arn, Operations: ['Decrypt'] });

    await fixture.kms('DisableKey', { KeyId });

    await expect(fixture.decrypts(alice, blob)).rejects.toMatchObject({
      name: 'DisabledException',
      message: `${KeyId} is disabled.`,
    });
    await expect(
      fixture.grant({ KeyId, GranteePrincipal: bob.arn, Operations: ['Decrypt'] }),
    ).rejects.toMatchObject({ name: 'DisabledException' });
  });

  test('a token that nobody made', async () => {
    const blob = await fixture.encrypt(key);

    for (const token of ['x', 'AAAA', Buffer.alloc(200, 7).toString('base64'), 'é'.repeat(100)])
      await expect(fixture.decrypts(fixture.admin, blob, undefined, [token])).rejects.toMatchObject(
        {
          name: 'InvalidGrantTokenException',
        },
      );
  });
});

const message = (arn: string): string =>
  `User: ${alice.arn} is not authorized to perform: kms:DescribeKey on resource: ${arn}`;

test('the refusal is in the words of AWS, and a key that is not there refuses alike', async () => {
  const missing = `arn:aws:kms:us-east-1:${ACCOUNT}:key/00000000-0000-4000-8000-ffffffffffff`;

  for (const KeyId of [key, missing])
    await expect(fixture.kms('DescribeKey', { KeyId }, { as: alice })).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(message(KeyId)),
    });
  await expect(fixture.kms('DescribeKey', { KeyId: missing })).rejects.toMatchObject({
    name: 'NotFoundException',
    message: `Key '${missing}' does not exist`,
  });
});
