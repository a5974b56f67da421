import { type Principal, rootArn } from '@gatehouse/service-kit';
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
const [alice, bob] = [person('alice'), person('bob')];
const foreign = person('carol', OTHER_ACCOUNT);
const role = session('reader');
const decrypt = { GranteePrincipal: alice.arn, Operations: ['Decrypt' as const] };

const known = (made: GrantsFixture): void => {
  for (const user of [alice, bob, foreign])
    made.principals.set(user.arn, user.kind === 'user' ? user.id : '');
  made.principals.set(role.roleArn, role.roleId);
};

beforeAll(async () => {
  fixture = await grantsFixture();
  known(fixture);
  key = await fixture.key();
});

describe('CreateGrant', () => {
  test.for<readonly [string, object, string, string]>([
    ['no grantee', { GranteePrincipal: undefined }, 'ValidationException', 'GranteePrincipal or'],
    [
      'an operation that is none',
      { Operations: ['DECRYPT'] },
      'ValidationException',
      'enum value set',
    ],
    ['no operation', { Operations: [] }, 'ValidationException', "'operations'"],
    [
      'only CreateGrant',
      { Operations: ['CreateGrant'] },
      'ValidationException',
      'must not contain only',
    ],
    [
      'what its key cannot',
      { Operations: ['Sign'] },
      'ValidationException',
      'Sign is not supported',
    ],
    [
      'two constraints',
      { Constraints: { EncryptionContextEquals: {}, EncryptionContextSubset: { a: 'b' } } },
      'ValidationException',
      'More than one constraint supplied',
    ],
    [
      'nine pairs',
      {
        Constraints: {
          EncryptionContextEquals: Object.fromEntries(
            Array.from({ length: 9 }, (_, n) => [`n${n}`, 'x']),
          ),
        },
      },
      'ValidationException',
      'less than or equal to 8',
    ],
    [
      '385 characters',
      { Constraints: { EncryptionContextSubset: { a: 'x'.repeat(384) } } },
      'ValidationException',
      '384 characters',
    ],
    ['a name with a blank', { Name: 'a b' }, 'ValidationException', "'name'"],
    ['eleven tokens', { GrantTokens: Array(11).fill('x') }, 'ValidationException', 'equal to 10'],
    ['a bad token', { GrantTokens: ['x'] }, 'InvalidGrantTokenException', ''],
    ['a retirer who is nobody', { RetiringPrincipal: 'nobody' }, 'InvalidArnException', 'nobody'],
    [
      'a service without source',
      { GranteePrincipal: undefined, GranteeServicePrincipal: 'logs.amazonaws.com' },
      'ValidationException',
      'SourceArn',
    ],
    ['a dry run', { DryRun: true }, 'DryRunOperationException', 'would have succeeded'],
  ])('with %s answers its error', async ([, more, name, message]) => {
    await expect(
      fixture.kms('CreateGrant', { KeyId: key, ...decrypt, ...more }),
    ).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
    expect(await fixture.list(key)).toMatchObject({ Grants: [] });
  });

  test('an encryption context does not constrain a key that has none', async () => {
    const KeyId = await fixture.key({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    const mac = { KeyId, GranteePrincipal: alice.arn, Operations: ['GenerateMac' as const] };

    await fixture.grant(mac);
    await expect(
      fixture.grant({ ...mac, Constraints: { EncryptionContextSubset: { a: 'b' } } }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('repeating a named request returns the first grant with a fresh token', async () => {
    const KeyId = await fixture.key();
    const named = { ...decrypt, KeyId, Name: 'nightly-backup' };
    const blob = await fixture.encrypt(KeyId);

    const first = await fixture.grant(named);
    const second = await fixture.grant(named);
    const other = await fixture.grant({ ...named, Operations: ['Decrypt', 'Encrypt'] });
    const unnamed = await fixture.grant({ ...decrypt, KeyId });

    expect(second.id).toBe(first.id);
    expect(second.token).not.toBe(first.token);
    expect(new Set([first.id, other.id, unnamed.id]).size).toBe(3);
    expect(await fixture.decrypts(alice, blob, undefined, [first.token, second.token])).toBe(true);
  });

  test('a key has no more grants than its quota, and room again when one is gone', async () => {
    const small = await grantsFixture({ quotas: { grantsPerKey: 3 } });
    known(small);
    const KeyId = await small.key();
    const made = [];
    for (let n = 0; n < 3; n += 1) made.push(await small.grant({ ...decrypt, KeyId }));

    await expect(small.grant({ ...decrypt, KeyId })).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
    await small.kms('RevokeGrant', { KeyId, GrantId: made[0]?.id });
    await small.grant({ ...decrypt, KeyId });
  });

  test.for<readonly [string, object, object, boolean]>([
    [
      'operations',
      { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Decrypt', 'Encrypt'] } },
      {},
      true,
    ],
    [
      'operations',
      { 'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Encrypt'] } },
      {},
      false,
    ],
    ['grantee', { StringEquals: { 'kms:GranteePrincipal': alice.arn } }, {}, true],
    ['grantee', { StringEquals: { 'kms:GranteePrincipal': bob.arn } }, {}, false],
    [
      'retirer',
      { StringEquals: { 'kms:RetiringPrincipal': bob.arn } },
      { RetiringPrincipal: bob.arn },
      true,
    ],
    ['retirer', { StringEquals: { 'kms:RetiringPrincipal': bob.arn } }, {}, false],
    [
      'constraint',
      {
        StringEquals: {
          'kms:GrantConstraintType': 'EncryptionContextSubset',
          'kms:EncryptionContext:app': 'x',
        },
      },
      { Constraints: { EncryptionContextSubset: { app: 'x' } } },
      true,
    ],
    [
      'constraint',
      { StringEquals: { 'kms:GrantConstraintType': 'EncryptionContextSubset' } },
      { Constraints: { EncryptionContextEquals: { app: 'x' } } },
      false,
    ],
    ['service', { Bool: { 'kms:GrantIsForAWSResource': 'true' } }, {}, false],
    ['caller', { StringEquals: { 'kms:CallerAccount': ACCOUNT } }, {}, true],
  ])('a policy can ask for its %s: %j', async ([, Condition, more, allowed]) => {
    const granter = fixture.userWith('granter', {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'kms:CreateGrant', Resource: '*', Condition },
    });
    const asked = fixture.kms(
      'CreateGrant',
      { KeyId: key, ...decrypt, ...more, DryRun: true },
      { as: granter },
    );

    await expect(asked).rejects.toMatchObject({
      name: allowed ? 'DryRunOperationException' : 'AccessDeniedException',
    });
  });
});

describe('lists', () => {
  test('page through the grants of a key and of a grantee, and markers fit their question only', async () => {
    const KeyId = await fixture.key();
    const made: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      const GranteePrincipal = n % 2 === 0 ? alice.arn : bob.arn;
      made.push(
        (await fixture.grant({ KeyId, GranteePrincipal, Operations: ['Decrypt'], Name: `n${n}` }))
          .id,
      );
    }
    const seen: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await fixture.list(KeyId, { Limit: 2, Marker });
      expect(page.Truncated).toBe(page.NextMarker !== undefined);
      seen.push(...(page.Grants ?? []).map(({ GrantId = '' }) => GrantId));
      Marker = page.NextMarker;
    } while (Marker !== undefined);

    expect(seen.toSorted()).toEqual(made.toSorted());
    const ofBob = await fixture.list(KeyId, { GranteePrincipal: bob.arn, Limit: 2 });
    expect(ofBob).toMatchObject({ Truncated: true, Grants: [{ GranteePrincipal: bob.arn }, {}] });
    expect(await fixture.list(KeyId, { GrantId: made[3] })).toMatchObject({
      Truncated: false,
      Grants: [
        {
          KeyId,
          GrantId: made[3],
          Name: 'n3',
          GranteePrincipal: bob.arn,
          IssuingAccount: rootArn(ACCOUNT),
          Operations: ['Decrypt'],
        },
      ],
    });
    for (const foreignMarker of ['x', ofBob.NextMarker])
      await expect(fixture.list(KeyId, { Marker: foreignMarker })).rejects.toMatchObject({
        name: 'InvalidMarkerException',
      });
    await expect(fixture.list(KeyId, { Limit: 101 })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('of what somebody can retire have the grants of other accounts, and ask on the principal', async () => {
    const KeyId = await fixture.key();
    const { id } = await fixture.grant({ ...decrypt, KeyId, RetiringPrincipal: foreign.arn });
    const input = { RetiringPrincipal: foreign.arn };
    const root: Principal = { kind: 'root', account: OTHER_ACCOUNT };

    expect(await fixture.kms('ListRetirableGrants', input, { as: root })).toMatchObject({
      Grants: [{ GrantId: id, KeyId, RetiringPrincipal: foreign.arn }],
      Truncated: false,
    });
    await expect(fixture.kms('ListRetirableGrants', input)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

const fixtureOf =
  (Statement: readonly object[]) =>
  (name: string): Principal =>
    fixture.userWith(name, { Version: '2012-10-17', Statement });

describe('RetireGrant', () => {
  const retiring = fixtureOf([{ Effect: 'Allow', Action: 'kms:RetireGrant', Resource: '*' }]);
  const denying = fixtureOf([{ Effect: 'Deny', Action: 'kms:RetireGrant', Resource: '*' }]);
  test.for<readonly [string, object, () => Principal, boolean]>([
    ['the retiring principal', { RetiringPrincipal: bob.arn }, () => bob, true],
    ['a session of the retiring role', { RetiringPrincipal: role.roleArn }, () => role, true],
    ['a retiring principal elsewhere', { RetiringPrincipal: foreign.arn }, () => foreign, true],
    ['the grantee', {}, () => alice, false],
    ['the grantee who may', { Operations: ['Decrypt', 'RetireGrant'] }, () => alice, true],
    ['the root user of the account', {}, () => ({ kind: 'root', account: ACCOUNT }), true],
    ['the root user of another', {}, () => ({ kind: 'root', account: OTHER_ACCOUNT }), false],
    ['a user with kms:RetireGrant', {}, () => retiring('keeper'), true],
    ['a user without', {}, () => bob, false],
    [
      'the retiring principal who is denied',
      'keeper-denied',
      () => denying('keeper-denied'),
      false,
    ],
  ] as readonly (readonly [string, object, () => Principal, boolean])[])(
    '%s: %j',
    async ([, given, asWhom, allowed]) => {
      const as = asWhom();
      const more = typeof given === 'string' && 'arn' in as ? { RetiringPrincipal: as.arn } : given;
      if ('arn' in as && as.kind === 'user') fixture.principals.set(as.arn, as.id);
      for (const byToken of [true, false]) {
        const KeyId = await fixture.key();
        const blob = await fixture.encrypt(KeyId);
        const { id, token } = await fixture.grant({ ...decrypt, KeyId, ...more });
        const input = byToken ? { GrantToken: token } : { KeyId, GrantId: id };

        const retired = await fixture.kms('RetireGrant', input, { as }).then(
          () => 'retired',
          (error: unknown) => (error instanceof Error ? error.name : ''),
        );

        expect(retired).toBe(allowed ? 'retired' : 'AccessDeniedException');
        expect(await fixture.decrypts(alice, blob, undefined, [token])).toBe(!allowed);
      }
    },
  );

  test('names its grant in one way, tries it dry, and works once', async () => {
    const { id, token } = await fixture.grant({ ...decrypt, KeyId: key });
    const retire = (input: object) => fixture.kms('RetireGrant', input);

    await expect(retire({})).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(retire({ KeyId: key })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(retire({ GrantToken: 'x' })).rejects.toMatchObject({
      name: 'InvalidGrantTokenException',
    });
    await expect(retire({ GrantToken: token, DryRun: true })).rejects.toMatchObject({
      name: 'DryRunOperationException',
    });
    await retire({ GrantToken: token });
    await expect(retire({ KeyId: key, GrantId: id })).rejects.toMatchObject({
      name: 'NotFoundException',
      message: `Grant ID ${id} not found`,
    });
  });
});

test('revoking ends one grant at once, not those that its grantee made, in whatever state the key is', async () => {
  const KeyId = await fixture.key();
  const blob = await fixture.encrypt(KeyId);
  const parent = await fixture.grant({ ...decrypt, KeyId, Operations: ['Decrypt', 'CreateGrant'] });
  await fixture.grant(
    { KeyId, GranteePrincipal: bob.arn, Operations: ['Decrypt'], GrantTokens: [parent.token] },
    { as: alice },
  );
  await fixture.kms('DisableKey', { KeyId });

  await expect(
    fixture.kms('RevokeGrant', { KeyId, GrantId: 'f'.repeat(64) }),
  ).rejects.toMatchObject({
    name: 'NotFoundException',
    message: `Grant ID ${'f'.repeat(64)} not found`,
  });
  await expect(
    fixture.kms('RevokeGrant', { KeyId: key, GrantId: parent.id }),
  ).rejects.toMatchObject({ name: 'NotFoundException' });
  await fixture.kms('RevokeGrant', { KeyId, GrantId: parent.id });
  await fixture.kms('EnableKey', { KeyId });

  expect(await fixture.decrypts(alice, blob, undefined, [parent.token])).toBe(false);
  expect(await fixture.decrypts(bob, blob)).toBe(true);
});

test('events name key and grant, keep names of contexts, and never have a token', async () => {
  const KeyId = await fixture.key();
  await fixture.events();
  const { id, token } = await fixture.grant({
    ...decrypt,
    KeyId,
    Constraints: { EncryptionContextSubset: { AppName: 'X' } },
    RetiringPrincipal: foreign.arn,
  });
  await fixture.kms('RetireGrant', { GrantToken: token }, { as: foreign });

  const events = await fixture.events();

  expect(events.map(({ record }) => record)).toMatchObject([
    {
      eventName: 'CreateGrant',
      requestParameters: {
        keyId: KeyId,
        granteePrincipal: alice.arn,
        operations: ['Decrypt'],
        constraints: { encryptionContextSubset: { AppName: 'X' } },
        retiringPrincipal: foreign.arn,
      },
      responseElements: { keyId: KeyId, grantId: id },
      resources: [{ ARN: KeyId, accountId: ACCOUNT, type: 'AWS::KMS::Key' }],
    },
    {
      eventName: 'RetireGrant',
      recipientAccountId: OTHER_ACCOUNT,
      requestParameters: null,
      responseElements: { keyId: KeyId },
      additionalEventData: { grantId: id },
    },
    { eventName: 'RetireGrant', recipientAccountId: ACCOUNT },
  ]);
  expect(JSON.stringify(events)).not.toContain(token.slice(0, 40));
});
