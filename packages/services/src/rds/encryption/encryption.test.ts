import type {
  GenerateDataKeyWithoutPlaintextResponse,
  GrantListEntry,
  ListGrantsResponse,
} from '@aws-sdk/client-kms';
import type { CreateDBInstanceResult, DBInstanceMessage } from '@aws-sdk/client-rds';
import { infrastructure, type Principal } from '@gatehouse/service-kit';
import { expect, test } from 'vitest';
import { ACCOUNT, postgres, REGION, rdsFixture } from '../rds.fixture.ts';
import { DBInstanceIdentifier, keyedFixture, NOT_ACCESSIBLE, RDS, told } from './keyed.fixture.ts';

const machine = (service: 'rds' | 'ec2', instance: string): Principal =>
  infrastructure({
    service: `${service}.amazonaws.com`,
    account: ACCOUNT,
    role: service === 'rds' ? 'aws:rds-host' : 'aws:ec2-infrastructure',
    machine: instance,
    now: new Date('2026-03-02T10:00:00Z'),
  });

const rdsItself: Principal = { kind: 'service', name: 'rds.amazonaws.com', account: ACCOUNT };

/** The ids that the grants of one database name. */
const chainOf = (grants: readonly GrantListEntry[], database: string) => {
  const own = grants.filter(
    ({ Constraints }) => Constraints?.EncryptionContextSubset?.['aws:rds:db-id'] === database,
  );
  const attachment = own.find(({ GranteePrincipal }) => /ec2-inf/.test(GranteePrincipal ?? ''));
  return {
    own,
    instance: attachment?.GranteePrincipal?.split(':').at(-1) ?? '',
    volume: attachment?.Constraints?.EncryptionContextSubset?.['aws:ebs:id'] ?? '',
  };
};

const by = (arn: string) => expect.objectContaining({ arn });

test('an encrypted instance has three grants, each no wider than the one before, and events that tell who made them', async () => {
  const fixture = await keyedFixture();
  const { create, grants, pass, KeyId } = fixture;
  const { DBInstance } = await create();
  const database = DBInstance?.DbiResourceId ?? '';
  const first = await grants();
  await pass(5);
  const { own, instance, volume } = chainOf(await grants(), database);
  const all = ['CreateGrant', 'Decrypt', 'GenerateDataKeyWithoutPlaintext'];
  const context = { 'aws:rds:db-id': database };

  expect(DBInstance?.KmsKeyId).toBe(KeyId);
  expect(first.map(told)).toEqual([{ to: RDS, retiredBy: RDS, operations: all, context }]);
  expect(instance).toMatch(/^i-[0-9a-f]{17}$/);
  expect(volume).toMatch(/^vol-[0-9a-f]{17}$/);
  expect(own.map(told)).toEqual(
    expect.arrayContaining([
      { to: RDS, retiredBy: RDS, operations: all, context },
      {
        to: `${ACCOUNT}:aws:rds-host:${instance}`,
        retiredBy: RDS,
        operations: all,
        context,
      },
      {
        to: `${ACCOUNT}:aws:ec2-infrastructure:${instance}`,
        retiredBy: `ec2.${REGION}.amazonaws.com`,
        operations: ['Decrypt'],
        context: { ...context, 'aws:ebs:id': volume },
      },
    ]),
  );
  expect(own).toHaveLength(3);
  const events = (await fixture.events())
    .map(({ record }) => record)
    .filter(
      ({ eventSource, eventName }) =>
        eventSource === 'kms.amazonaws.com' && eventName !== 'ListGrants',
    )
    .map(({ eventName, userIdentity, errorCode }) => [eventName, userIdentity, errorCode]);
  const host = by(`arn:aws:sts::${ACCOUNT}:assumed-role/aws:rds-host/${instance}`);
  const caller = expect.objectContaining({
    type: 'IAMUser',
    userName: 'owner',
    invokedBy: 'rds.amazonaws.com',
  });
  for (const event of [
    ['GenerateDataKeyWithoutPlaintext', caller, undefined],
    ['CreateGrant', caller, undefined],
    ['CreateGrant', { type: 'AWSService', invokedBy: 'rds.amazonaws.com' }, undefined],
    ['GenerateDataKeyWithoutPlaintext', host, undefined],
    ['CreateGrant', host, undefined],
    [
      'Decrypt',
      by(`arn:aws:sts::${ACCOUNT}:assumed-role/aws:ec2-infrastructure/${instance}`),
      undefined,
    ],
  ])
    expect(events).toContainEqual(event);
});

test('a data key opens for its instance, volume and database alone, and nobody of the chain can give more away', async () => {
  const { create, grants, kms, pass, operationCall, KeyId } = await keyedFixture();
  const mine = (await create()).DBInstance?.DbiResourceId ?? '';
  const foreign = (await create('other')).DBInstance?.DbiResourceId ?? '';
  await pass(5);
  const chain = chainOf(await grants(), mine);
  const other = chainOf(await grants(), foreign);
  const EncryptionContext = { 'aws:rds:db-id': mine, 'aws:ebs:id': chain.volume };
  const as = (principal: Principal, operation: string, input: object) =>
    operationCall({
      service: 'kms',
      operation,
      input: { KeyId, ...input },
      principal,
      region: REGION,
      by: 'ec2.amazonaws.com',
      forwards: principal.kind !== 'service',
    });
  const host = machine('rds', chain.instance);
  const made = await as(host, 'GenerateDataKeyWithoutPlaintext', {
    EncryptionContext,
    NumberOfBytes: 64,
  });
  const { CiphertextBlob } = made as GenerateDataKeyWithoutPlaintextResponse;
  const opened = { CiphertextBlob, EncryptionContext };
  const denied = { name: 'AccessDeniedException' };

  expect(await as(machine('ec2', chain.instance), 'Decrypt', opened)).toMatchObject({ KeyId });
  for (const wrong of [
    { ...EncryptionContext, 'aws:ebs:id': other.volume },
    { ...EncryptionContext, 'aws:rds:db-id': foreign },
    { 'aws:rds:db-id': mine },
    {},
  ])
    await expect(
      as(machine('ec2', chain.instance), 'Decrypt', { ...opened, EncryptionContext: wrong }),
    ).rejects.toMatchObject(denied);
  for (const stranger of [
    machine('ec2', other.instance),
    machine('ec2', 'i-00000000000000000'),
    machine('rds', other.instance),
  ])
    await expect(as(stranger, 'Decrypt', opened)).rejects.toMatchObject(denied);
  // The account's administrator may use the key, and still not under another context than the data key's own.
  const context = { ...EncryptionContext, 'aws:ebs:id': other.volume };
  await expect(kms('Decrypt', { ...opened, EncryptionContext: context })).rejects.toMatchObject({
    name: 'InvalidCiphertextException',
  });

  const wider = (Operations: readonly string[], EncryptionContextSubset?: object) => ({
    GranteePrincipal: `${ACCOUNT}:aws:ec2-infrastructure:${chain.instance}`,
    Operations,
    ...(EncryptionContextSubset === undefined ? {} : { Constraints: { EncryptionContextSubset } }),
  });
  for (const [principal, input] of [
    [host, wider(['Decrypt', 'Encrypt'], EncryptionContext)],
    [host, wider(['Decrypt'])],
    [host, wider(['Decrypt'], { 'aws:ebs:id': chain.volume })],
    [host, wider(['Decrypt'], { 'aws:rds:db-id': foreign })],
    [machine('ec2', chain.instance), wider(['Decrypt'], EncryptionContext)],
    [rdsItself, wider(['Encrypt'], { 'aws:rds:db-id': mine })],
    [rdsItself, wider(['Decrypt'])],
  ] as const)
    await expect(as(principal, 'CreateGrant', input)).rejects.toMatchObject(denied);
});

const service = (name: string) => ({ type: 'AWSService', invokedBy: `${name}.amazonaws.com` });

test('a deletion retires all three, a launch after it makes three others, and a stopped machine has none of its own', async () => {
  const fixture = await keyedFixture();
  const { create, grants, pass, rds, status } = fixture;
  const input = { DBInstanceIdentifier };
  const ids = async () => (await grants()).map(({ GrantId }) => GrantId);
  await create();
  await pass(5);
  const launched = await ids();

  await rds('StopDBInstance', input);
  await pass(5);
  const stopped = await ids();
  await rds('StartDBInstance', input);
  await pass(5);
  const started = await ids();
  await rds('ModifyDBInstance', {
    ...input,
    DBInstanceClass: 'db.m5.large',
    ApplyImmediately: true,
  });
  await pass(5);
  const resized = await ids();
  expect(await status()).toBe('available');
  await rds('ModifyDBInstance', {
    ...input,
    NewDBInstanceIdentifier: 'renamed',
    ApplyImmediately: true,
  });
  await pass(5);
  await rds('StopDBInstance', { DBInstanceIdentifier: 'renamed' });
  await pass(5);
  await rds('StartDBInstance', { DBInstanceIdentifier: 'renamed' });
  await pass(5);
  expect(await status('renamed')).toBe('available');
  expect(await ids()).toHaveLength(3);
  await rds('DeleteDBInstance', { DBInstanceIdentifier: 'renamed', SkipFinalSnapshot: true });
  await pass(5);
  const deleted = await ids();
  await create();
  await pass(5);
  const relaunched = await ids();

  expect(launched).toHaveLength(3);
  expect(stopped).toHaveLength(2);
  expect(launched).toEqual(expect.arrayContaining(stopped));
  expect(started).toHaveLength(3);
  expect(started).toEqual(expect.arrayContaining(stopped));
  expect(started.filter((id) => launched.includes(id))).toHaveLength(2);
  expect(resized.filter((id) => started.includes(id))).toHaveLength(2);
  expect(resized).toHaveLength(3);
  expect(deleted).toEqual([]);
  expect(relaunched).toHaveLength(3);
  expect(relaunched.filter((id) => launched.includes(id))).toEqual([]);
  const retired = (await fixture.events())
    .filter(({ record }) => record['eventName'] === 'RetireGrant')
    .map(({ record }) => record['userIdentity']);
  // Three times stopped, resized once; then all at last.
  expect(retired).toEqual([
    ...Array.from({ length: 4 }, () => service('ec2')),
    service('rds'),
    service('rds'),
  ]);
});

test('an instance that is deleted before it was launched leaves no grant behind', async () => {
  const { create, grants, pass, rds } = await keyedFixture();
  await create();

  await rds('DeleteDBInstance', { DBInstanceIdentifier, SkipFinalSnapshot: true });
  await pass(5);

  expect(await grants()).toEqual([]);
});

test.for([
  ['GenerateDataKeyWithoutPlaintext', 'CreateGrant'],
  ['GenerateDataKeyWithoutPlaintext', 'Decrypt'],
  ['CreateGrant', 'Decrypt'],
])('a creator who has of the three only %s and %s cannot use the key', async (actions) => {
  const { create, grants, KeyId } = await keyedFixture({}, actions);

  await expect(create()).rejects.toMatchObject({
    ...NOT_ACCESSIBLE,
    message: `The specified KMS key [${KeyId}] does not exist, is not enabled or you do not have permissions to access it.`,
  });
  expect(await grants()).toEqual([]);
});

test('a key is named by alias and shown by its ARN; one that is missing or cannot be used is refused', async () => {
  const { create, kms, key, KeyId } = await keyedFixture();
  await kms('CreateAlias', { AliasName: 'alias/orders', TargetKeyId: KeyId });
  const made = await create('named', { KmsKeyId: 'alias/orders' });
  const hmac = await kms<{ KeyMetadata: { KeyId: string } }>('CreateKey', {
    KeySpec: 'HMAC_256',
    KeyUsage: 'GENERATE_VERIFY_MAC',
  });

  expect(made.DBInstance?.KmsKeyId).toBe(KeyId);
  for (const KmsKeyId of [
    'alias/none',
    '00000000-0000-0000-0000-000000000000',
    hmac.KeyMetadata.KeyId,
    await key(),
  ])
    await expect(create('refused', { KmsKeyId })).rejects.toMatchObject({
      ...NOT_ACCESSIBLE,
      message: expect.stringContaining(`[${KmsKeyId}]`),
    });
  await kms('DisableKey', { KeyId });
  await expect(create('refused')).rejects.toMatchObject(NOT_ACCESSIBLE);
  await kms('EnableKey', { KeyId });
  await kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  await expect(create('refused')).rejects.toMatchObject(NOT_ACCESSIBLE);
});

test('without a key an instance has the account’s own for RDS, which only RDS uses', async () => {
  const { rds, kms, pass } = await rdsFixture();
  const made = await rds<CreateDBInstanceResult>(
    'CreateDBInstance',
    postgres(DBInstanceIdentifier, { StorageEncrypted: true }),
  );
  await pass(5);
  const KeyId = made.DBInstance?.KmsKeyId;
  const { Grants } = await kms<ListGrantsResponse>('ListGrants', { KeyId });

  expect(Grants).toHaveLength(3);
  expect(await kms('DescribeKey', { KeyId: 'alias/aws/rds' })).toMatchObject({
    KeyMetadata: { Arn: KeyId, KeyManager: 'AWS' },
  });
  await expect(
    kms('GenerateDataKeyWithoutPlaintext', { KeyId, NumberOfBytes: 64 }),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('work that fails after each of its steps is repeated without making a grant twice', async () => {
  let failures = 0;
  const steps = new Set<string>();
  const { create, grants, pass, rds, status } = await keyedFixture({
    after: ({ operation, principal }) => {
      const step = `${operation} ${'arn' in principal ? principal.arn : principal.kind}`;
      if (steps.has(step)) return;
      steps.add(step);
      failures += 1;
      throw new Error('the node fell');
    },
  });
  await create();
  for (let tries = 0; tries < 8; tries += 1) await pass(600);

  expect(failures).toBeGreaterThanOrEqual(4);
  expect(await status()).toBe('available');
  expect(await grants()).toHaveLength(3);
  await rds('DeleteDBInstance', { DBInstanceIdentifier, SkipFinalSnapshot: true });
  for (let tries = 0; tries < 8; tries += 1) await pass(600);
  expect(await grants()).toEqual([]);
});

test('for test suites of emulators states move at once and grants follow, and a key need not exist', async () => {
  const { rds, kms, pass } = await rdsFixture(undefined, { loose: true });
  const state = async (name: string) => {
    const asked = { DBInstanceIdentifier: name };
    return (await rds<DBInstanceMessage>('DescribeDBInstances', asked)).DBInstances?.[0];
  };
  const granted = async (KeyId: string | undefined) =>
    (await kms<ListGrantsResponse>('ListGrants', { KeyId })).Grants ?? [];
  await rds('CreateDBInstance', postgres('real', { StorageEncrypted: true }));
  await rds(
    'CreateDBInstance',
    postgres('loose', { StorageEncrypted: true, KmsKeyId: 'some:kms:arn' }),
  );

  const { DBInstanceStatus, KmsKeyId } = (await state('real')) ?? {};
  expect(DBInstanceStatus).toBe('available');
  expect(await state('loose')).toMatchObject({
    DBInstanceStatus: 'available',
    KmsKeyId: `arn:aws:kms:${REGION}:${ACCOUNT}:key/some:kms:arn`,
  });
  await pass(1);
  expect(await granted(KmsKeyId)).toHaveLength(3);
  await rds('StopDBInstance', { DBInstanceIdentifier: 'real' });
  expect(await state('real')).toMatchObject({ DBInstanceStatus: 'stopped' });
  await pass(1);
  expect(await granted(KmsKeyId)).toHaveLength(2);
  for (const name of ['real', 'loose'])
    await rds('DeleteDBInstance', { DBInstanceIdentifier: name, SkipFinalSnapshot: true });
  await pass(1);
  expect(await granted(KmsKeyId)).toEqual([]);
});
