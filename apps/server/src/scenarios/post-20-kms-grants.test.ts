import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { type GrantListEntry, KMS } from '@aws-sdk/client-kms';
import { type RDS, waitUntilDBInstanceDeleted } from '@aws-sdk/client-rds';
import { awsCli } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from './organization.fixture.ts';
import { ACCOUNT, type Config, REGION, type Stage, startStage } from './post-20-stage.fixture.ts';

/** The account of the post's grant. */
const GRANTEE = '123456789012';
const RDS_SERVICE = `rds.${REGION}.amazonaws.com`;
const DATABASE = 'db-1234';
const USES = ['CreateGrant', 'Decrypt', 'GenerateDataKeyWithoutPlaintext'];
const CUSTOMER = { customerID: '5678' };
const NOT_ACCESSIBLE = { name: 'KMSKeyNotAccessibleFault' };
const DENIED = { name: 'AccessDeniedException' };

type Context = Readonly<Record<string, string>>;

const allow = (principal: string, ...actions: readonly string[]) => ({
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: actions,
  Resource: '*',
});

const sorted = (names: readonly string[] = []): readonly string[] =>
  names.toSorted((one, other) => one.localeCompare(other));

/** The post's form of a grant. */
const told = ({ GranteePrincipal, Operations, Constraints }: GrantListEntry) => ({
  grantee: GranteePrincipal,
  context: Constraints?.EncryptionContextSubset,
  operations: sorted(Operations),
});

const includes = (whole: Context = {}, part: Context = {}): boolean =>
  Object.entries(part).every(([name, value]) => whole[name] === value);

/** The post's grant: the account of customers may make and open data keys for customer 5678. */
const customerGrant = (KeyId: string, more: { readonly Name?: string } = {}) => ({
  KeyId,
  GranteePrincipal: `arn:aws:iam::${GRANTEE}:root`,
  RetiringPrincipal: `arn:aws:iam::${ACCOUNT}:user/operator`,
  Operations: ['GenerateDataKey' as const, 'Decrypt' as const],
  Constraints: { EncryptionContextSubset: CUSTOMER },
  ...more,
});

const aws = async (config: Config, ...args: readonly string[]): Promise<unknown> => {
  const { exitCode, output, stderr } = await awsCli.run(config, args);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return output;
};

describe.skipIf(awsCli.missing() !== undefined)('managing permissions with grants', () => {
  let stage: Stage;
  let kms: KMS;
  let databases: RDS;
  let customers: KMS;
  let key = '';
  let resource = '';
  let instance = '';
  let volume = '';

  beforeAll(async () => {
    stage = await startStage();
    ({ kms, databases, customers } = stage);
  });
  afterAll(() => stage.stop());

  const grants = async (): Promise<readonly GrantListEntry[]> =>
    (await kms.listGrants({ KeyId: key })).Grants ?? [];
  const status = async (): Promise<string | undefined> => {
    const { DBInstances } = await databases.describeDBInstances({ DBInstanceIdentifier: DATABASE });
    return DBInstances?.[0]?.DBInstanceStatus;
  };
  const reaches = (wanted: string): Promise<string | undefined> =>
    eventually(status, (seen) => seen === wanted);
  const createDatabase = async (): Promise<string> => {
    const { DBInstance } = await databases.createDBInstance({
      DBInstanceIdentifier: DATABASE,
      DBInstanceClass: 'db.t3.micro',
      Engine: 'postgres',
      AllocatedStorage: 20,
      MasterUsername: 'owner',
      MasterUserPassword: 'correct-horse-9',
      StorageEncrypted: true,
      KmsKeyId: key,
    });
    expect(DBInstance).toMatchObject({ KmsKeyId: key, StorageEncrypted: true });
    expect(await reaches('available')).toBe('available');
    return DBInstance?.DbiResourceId ?? '';
  };

  test('a key’s policy gives the principal CreateGrant, GenerateDataKeyWithoutPlaintext and Decrypt', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        allow(`arn:aws:iam::${ACCOUNT}:root`, 'kms:*'),
        allow(
          `arn:aws:iam::${ACCOUNT}:user/operator`,
          ...USES.slice(1).map((name) => `kms:${name}`),
        ),
      ],
    };
    const made = await aws(
      stage.administrator,
      'kms',
      'create-key',
      '--policy',
      JSON.stringify(policy),
    );
    expect(made).toMatchObject({ KeyMetadata: { KeyState: 'Enabled', KeyManager: 'CUSTOMER' } });
    key = (made as { KeyMetadata: { Arn: string } }).KeyMetadata.Arn;

    // Without CreateGrant, RDS gets no grant to make others by.
    await expect(createDatabase()).rejects.toMatchObject({
      ...NOT_ACCESSIBLE,
      message: `The specified KMS key [${key}] does not exist, is not enabled or you do not have permissions to access it.`,
    });
    policy.Statement[1] = allow(
      `arn:aws:iam::${ACCOUNT}:user/operator`,
      ...USES.map((name) => `kms:${name}`),
    );
    await kms.putKeyPolicy({ KeyId: key, Policy: JSON.stringify(policy) });
    expect(await grants()).toEqual([]);
  });

  test('CreateDBInstance: RDS, EBS and attachment grant are made, each no wider than the one before', async () => {
    resource = await createDatabase();
    const listed = await aws(stage.administrator, 'kms', 'list-grants', '--key-id', key);
    const { Grants: all } = listed as { Grants: readonly GrantListEntry[] };
    const ofKind = (kind: RegExp): GrantListEntry => {
      const found = all.filter(({ GranteePrincipal }) => kind.test(GranteePrincipal ?? ''));
      expect(found).toHaveLength(1);
      return found[0] ?? {};
    };
    const chain = [/^rds\./, /:aws:rds-host:/, /:aws:ec2-infrastructure:/].map(ofKind);
    volume = chain[2]?.Constraints?.EncryptionContextSubset?.['aws:ebs:id'] ?? '';
    instance = chain[2]?.GranteePrincipal?.split(':').at(-1) ?? '';
    const context = { 'aws:rds:db-id': resource };

    expect(resource).toMatch(/^db-[A-Z0-9]+$/);
    expect(instance).toMatch(/^i-[0-9a-f]{17}$/);
    expect(volume).toMatch(/^vol-[0-9a-f]{17}$/);
    expect(all).toHaveLength(3);
    expect(chain.map(told)).toEqual([
      { grantee: RDS_SERVICE, context, operations: USES },
      { grantee: `${ACCOUNT}:aws:rds-host:${instance}`, context, operations: USES },
      {
        grantee: `${ACCOUNT}:aws:ec2-infrastructure:${instance}`,
        context: { ...context, 'aws:ebs:id': volume },
        operations: ['Decrypt'],
      },
    ]);
    for (const [at, { Operations = [], Constraints }] of chain.entries()) {
      const before = chain[at - 1];
      if (before === undefined) continue;
      expect(before.Operations).toEqual(expect.arrayContaining(Operations));
      expect(
        includes(Constraints?.EncryptionContextSubset, before.Constraints?.EncryptionContextSubset),
      ).toBe(true);
    }
  });

  test('the data key opens for that instance, volume and database, and for nobody and nothing else', async () => {
    const EncryptionContext = { 'aws:rds:db-id': resource, 'aws:ebs:id': volume };
    const { CiphertextBlob } = await stage.asMachine<{ readonly CiphertextBlob: Uint8Array }>(
      'aws:rds-host',
      instance,
      'GenerateDataKeyWithoutPlaintext',
      { KeyId: key, EncryptionContext, NumberOfBytes: 64 },
    );
    const opened = { KeyId: key, CiphertextBlob, EncryptionContext };

    expect(
      await stage.asMachine('aws:ec2-infrastructure', instance, 'Decrypt', opened),
    ).toMatchObject({
      KeyId: key,
      Plaintext: expect.objectContaining({ length: 64 }),
    });
    const foreign = 'i-0123456789abcdef0';
    for (const role of ['aws:ec2-infrastructure', 'aws:rds-host'] as const)
      await expect(stage.asMachine(role, foreign, 'Decrypt', opened)).rejects.toMatchObject(DENIED);
    for (const wrong of [
      { ...EncryptionContext, 'aws:ebs:id': 'vol-0987654321fedcba0' },
      { ...EncryptionContext, 'aws:rds:db-id': 'db-1234' },
      { 'aws:rds:db-id': resource },
      { 'aws:ebs:id': volume },
    ]) {
      const input = { KeyId: key, CiphertextBlob, EncryptionContext: wrong };
      await expect(
        stage.asMachine('aws:ec2-infrastructure', instance, 'Decrypt', input),
      ).rejects.toMatchObject(DENIED);
      // The principal has Decrypt by the key's policy, and yet not under a context that is not the data key's.
      await expect(new KMS(stage.operator).decrypt(input)).rejects.toMatchObject({
        name: 'InvalidCiphertextException',
      });
    }
    for (const operation of ['Encrypt', 'ReEncrypt', 'CreateGrant', 'GenerateDataKey']) {
      const more = stage.asMachine('aws:ec2-infrastructure', instance, operation, {
        ...opened,
        Plaintext: Buffer.from('x'),
        NumberOfBytes: 64,
        DestinationKeyId: key,
        GranteePrincipal: `${ACCOUNT}:aws:ec2-infrastructure:${foreign}`,
        Operations: ['Decrypt'],
        Constraints: { EncryptionContextSubset: EncryptionContext },
      });
      await expect(more).rejects.toMatchObject(DENIED);
    }
    // Nobody but a service names a machine or a service in a grant.
    for (const GranteePrincipal of [`${ACCOUNT}:aws:ec2-infrastructure:${foreign}`, RDS_SERVICE])
      await expect(
        kms.createGrant({ KeyId: key, GranteePrincipal, Operations: ['Decrypt'] }),
      ).rejects.toMatchObject({ name: 'InvalidArnException' });
  });

  test('CloudTrail tells who made each grant, and who asked for the data key', async () => {
    const trail = new CloudTrail(stage.administrator);
    const seen = async (): Promise<readonly string[]> => {
      const { Events = [] } = await trail.lookupEvents({
        LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: 'kms.amazonaws.com' }],
      });
      return Events.map(({ CloudTrailEvent = '{}' }) => {
        const { eventName, userIdentity, errorCode } = JSON.parse(CloudTrailEvent);
        const by = userIdentity.arn?.replace(/^.*?::\d+:/, '') ?? userIdentity.type;
        return `${eventName} ${by} ${userIdentity.invokedBy ?? ''} ${errorCode ?? 'ok'}`;
      });
    };
    const host = `assumed-role/aws:rds-host/${instance} ec2.amazonaws.com ok`;
    const expected = [
      'CreateGrant user/operator rds.amazonaws.com AccessDenied',
      'CreateGrant user/operator rds.amazonaws.com ok',
      'CreateGrant AWSService rds.amazonaws.com ok',
      `GenerateDataKeyWithoutPlaintext ${host}`,
      `CreateGrant ${host}`,
      `Decrypt assumed-role/aws:ec2-infrastructure/${instance} ec2.amazonaws.com ok`,
    ];
    const found = await eventually(seen, (all) => expected.every((one) => all.includes(one)));
    expect(found).toEqual(expect.arrayContaining(expected));
    trail.destroy();
  });

  test('a stopped instance has no attachment grant; with a disabled key it does not start', async () => {
    const input = { DBInstanceIdentifier: DATABASE };
    await databases.stopDBInstance(input);
    expect(await reaches('stopped')).toBe('stopped');
    expect(await grants()).toHaveLength(2);
    await kms.disableKey({ KeyId: key });
    await expect(databases.startDBInstance(input)).rejects.toMatchObject(NOT_ACCESSIBLE);
    await kms.enableKey({ KeyId: key });
    await databases.startDBInstance(input);
    expect(await reaches('available')).toBe('available');
    expect(await grants()).toHaveLength(3);

    await kms.disableKey({ KeyId: key });
    await stage.pass('PT10M1S');
    const closed = 'inaccessible-encryption-credentials-recoverable';
    expect(await reaches(closed)).toBe(closed);
    await kms.enableKey({ KeyId: key });
    await databases.startDBInstance(input);
    expect(await reaches('available')).toBe('available');
  });

  test('terminating the instance retires all three, and launching it again makes three others', async () => {
    const before = (await grants()).map(({ GrantId }) => GrantId);
    await databases.deleteDBInstance({ DBInstanceIdentifier: DATABASE, SkipFinalSnapshot: true });
    const waiting = { client: databases, minDelay: 1, maxWaitTime: 10 };
    await waitUntilDBInstanceDeleted(waiting, { DBInstanceIdentifier: DATABASE });
    const left = await grants();
    const decrypting = stage.asMachine(
      'aws:rds-host',
      instance,
      'GenerateDataKeyWithoutPlaintext',
      {
        KeyId: key,
        EncryptionContext: { 'aws:rds:db-id': resource, 'aws:ebs:id': volume },
        NumberOfBytes: 64,
      },
    );
    await expect(decrypting).rejects.toMatchObject(DENIED);
    const again = await createDatabase();
    const after = await grants();

    expect(before).toHaveLength(3);
    expect(left).toEqual([]);
    expect(after).toHaveLength(3);
    expect(after.filter(({ GrantId }) => before.includes(GrantId))).toEqual([]);
    expect(after.map(({ Constraints }) => Constraints?.EncryptionContextSubset)).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ 'aws:rds:db-id': again })),
    );
    expect(again).not.toBe(resource);
  });

  test('best practice: another account may use the key for customer 5678, and for no other', async () => {
    const { KeyMetadata } = await kms.createKey({});
    const KeyId = KeyMetadata?.Arn ?? '';
    const key256 = { KeyId, KeySpec: 'AES_256' } as const;
    const EncryptionContext = CUSTOMER;
    await expect(customers.generateDataKey({ ...key256, EncryptionContext })).rejects.toMatchObject(
      DENIED,
    );
    await kms.createGrant(customerGrant(KeyId));

    const { CiphertextBlob } = await customers.generateDataKey({ ...key256, EncryptionContext });
    const opened = await customers.decrypt({ KeyId, CiphertextBlob, EncryptionContext });
    expect(opened.Plaintext).toHaveLength(32);
    for (const context of [undefined, { customerID: '5679' }, { CustomerID: '5678' }]) {
      const other = { EncryptionContext: context };
      await expect(customers.generateDataKey({ ...key256, ...other })).rejects.toMatchObject(
        DENIED,
      );
      await expect(customers.decrypt({ KeyId, CiphertextBlob, ...other })).rejects.toMatchObject(
        DENIED,
      );
    }
    await expect(
      customers.encrypt({ KeyId, Plaintext: Buffer.from('x'), EncryptionContext }),
    ).rejects.toMatchObject(DENIED);
  });

  test('best practice: what is granted twice is retired twice; the owner of the key revokes, the retiring principal retires', async () => {
    const { KeyMetadata } = await kms.createKey({});
    const KeyId = KeyMetadata?.Arn ?? '';
    const uses = () =>
      customers.generateDataKey({ KeyId, KeySpec: 'AES_256', EncryptionContext: CUSTOMER });
    const retiring = new KMS(stage.operator);
    const first = await kms.createGrant(customerGrant(KeyId));
    const twice = await kms.createGrant(customerGrant(KeyId));
    const named = customerGrant(KeyId, { Name: 'customer-5678' });
    const once = await kms.createGrant(named);
    const again = await kms.createGrant(named);
    expect(twice.GrantId).not.toBe(first.GrantId);
    expect(again.GrantId).toBe(once.GrantId);
    expect(again.GrantToken).not.toBe(once.GrantToken);

    await retiring.retireGrant({ GrantToken: first.GrantToken });
    await retiring.retireGrant({ KeyId, GrantId: once.GrantId });
    await expect(uses()).resolves.toMatchObject({ KeyId });
    const left = { KeyId, GrantId: twice.GrantId };
    await expect(customers.retireGrant(left)).rejects.toMatchObject(DENIED);
    await expect(retiring.revokeGrant(left)).rejects.toMatchObject(DENIED);
    await kms.revokeGrant(left);
    await expect(uses()).rejects.toMatchObject(DENIED);
    expect((await kms.listGrants({ KeyId })).Grants).toEqual([]);
    retiring.destroy();
  });

  test('best practice: a grant does not expire', async () => {
    const { KeyMetadata } = await kms.createKey({});
    const KeyId = KeyMetadata?.Arn ?? '';
    await kms.createGrant(customerGrant(KeyId));
    await stage.pass('P365D');

    // A client's signature would be a year old.
    const made = stage.asPrincipal(
      { kind: 'root', account: GRANTEE },
      undefined,
      'GenerateDataKey',
      {
        KeyId,
        KeySpec: 'AES_256',
        EncryptionContext: CUSTOMER,
      },
    );
    await expect(made).resolves.toMatchObject({ KeyId });
  });
});
