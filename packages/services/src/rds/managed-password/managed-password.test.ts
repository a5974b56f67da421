import type { CreateDBInstanceResult, MasterUserSecret } from '@aws-sdk/client-rds';
import type {
  DescribeSecretResponse,
  GetSecretValueResponse,
} from '@aws-sdk/client-secrets-manager';
import { AwsError } from '@gatehouse/core';
import { expect, test } from 'vitest';
import { ACCOUNT, arn, PASSWORD, postgres, rdsFixture } from '../rds.fixture.ts';

const managed = (id: string, more: object = {}): object =>
  postgres(id, { MasterUserPassword: undefined, ManageMasterUserPassword: true, ...more });

const secretOf = (name: string): string =>
  `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${name}`;

const scene = async () => {
  const fixture = await rdsFixture();
  const secrets = <Output>(operation: string, input: object, options = {}): Promise<Output> =>
    fixture.call('secretsmanager', operation, input, options);
  const shown = async (id: string): Promise<MasterUserSecret | undefined> => {
    const input = { DBInstanceIdentifier: id };
    const { DBInstances } = await fixture.rds<{
      readonly DBInstances: readonly { readonly MasterUserSecret?: MasterUserSecret }[];
    }>('DescribeDBInstances', input);
    return DBInstances[0]?.MasterUserSecret;
  };
  return {
    ...fixture,
    secrets,
    shown,
    /** A database with a managed password, available. */
    database: async (id: string, more: object = {}): Promise<string> => {
      await fixture.rds('CreateDBInstance', managed(id, more));
      await fixture.pass(5);
      return (await shown(id))?.SecretArn ?? '';
    },
    password: async (SecretId: string): Promise<string> => {
      const { SecretString = '{}' } = await secrets<GetSecretValueResponse>('GetSecretValue', {
        SecretId,
      });
      const { password } = JSON.parse(SecretString) as { readonly password: string };
      return password;
    },
    /** Service events of Secrets Manager since this was asked last. */
    told: async (): Promise<readonly unknown[]> =>
      (await fixture.events())
        .filter(({ record }) => record['eventType'] === 'AwsServiceEvent')
        .map(({ record }) => record['eventName']),
    refusal: async (attempt: Promise<unknown>): Promise<readonly string[]> => {
      try {
        await attempt;
        return [];
      } catch (error) {
        if (error instanceof AwsError) return [error.name, error.message];
        throw error;
      }
    },
  };
};

test('a database whose password is managed has a secret of its own, which RDS owns and rotates every seven days', async () => {
  const fixture = await scene();
  const { rds, pass, shown, secrets, password } = fixture;
  const { DBInstance } = await rds<CreateDBInstanceResult>('CreateDBInstance', managed('db'));

  const SecretArn = DBInstance?.MasterUserSecret?.SecretArn ?? '';
  expect(DBInstance?.MasterUserSecret).toEqual({
    SecretArn: expect.stringMatching(new RegExp(`^${secretOf('rds!db-[0-9a-f-]{36}')}-\\w{6}$`)),
    SecretStatus: 'creating',
    KmsKeyId: expect.stringContaining(`arn:aws:kms:us-east-1:${ACCOUNT}:key/`),
  });
  await pass(5);
  expect(await shown('db')).toMatchObject({ SecretStatus: 'active' });
  const described = await secrets<DescribeSecretResponse>('DescribeSecret', {
    SecretId: SecretArn,
  });
  expect(described).toMatchObject({
    OwningService: 'rds',
    RotationEnabled: true,
    RotationRules: { AutomaticallyAfterDays: 7 },
    Tags: expect.arrayContaining([
      { Key: 'aws:rds:primaryDBInstanceArn', Value: arn('db:db') },
      { Key: 'aws:secretsmanager:owningService', Value: 'rds' },
    ]),
  });
  expect(described.RotationLambdaARN).toBeUndefined();
  const value = await password(SecretArn);
  expect(value).toMatch(/^[!-~]{28}$/);
  const records = JSON.stringify((await fixture.events()).map(({ record }) => record));
  expect(records).toContain('"eventName":"CreateSecret"');
  expect(records).not.toContain(JSON.stringify(value).slice(1, -1));
});

test.for([
  [{ MasterUserPassword: PASSWORD }, /MasterUserPassword when ManageMasterUserPassword/],
  [
    { ManageMasterUserPassword: undefined, MasterUserSecretKmsKeyId: 'alias/k' },
    /ManageMasterUserPassword value is required/,
  ],
] as const)('a new database with %j is refused', async ([more, message]) => {
  const { rds } = await rdsFixture();

  await expect(rds('CreateDBInstance', managed('db', more))).rejects.toMatchObject({
    name: 'InvalidParameterCombination',
    message: expect.stringMatching(message),
  });
});

test.for([
  [{ MasterUserPassword: PASSWORD }, 'managed in AWS Secrets Manager'],
  [{ RotateMasterUserPassword: true }, 'ApplyImmediately must be set'],
  [{ ManageMasterUserPassword: false }, 'MasterUserPassword must be provided'],
  [{ ManageMasterUserPassword: true, MasterUserSecretKmsKeyId: 'alias/k' }, 'can not be changed'],
] as const)('to a database whose password is managed %j is refused', async ([change, message]) => {
  const { rds, database } = await scene();
  await database('db');

  await expect(
    rds('ModifyDBInstance', { DBInstanceIdentifier: 'db', ...change }),
  ).rejects.toMatchObject({
    name: 'InvalidParameterCombination',
    message: expect.stringContaining(message),
  });
});

test('nobody but RDS changes what it manages, and nobody makes a secret in its name', async () => {
  const { database, secrets, refusal } = await scene();
  const SecretId = await database('db');
  const ClientRequestToken = 'x'.repeat(32);
  const stages = { VersionStage: 'mine', MoveToVersionId: ClientRequestToken };
  const wording =
    'The secret is managed by another service, and you must use that service to update it.';

  for (const [operation, input] of [
    ['PutSecretValue', { ClientRequestToken, SecretString: 'mine' }],
    ['UpdateSecret', { ClientRequestToken, SecretString: 'mine' }],
    ['UpdateSecret', { ClientRequestToken, KmsKeyId: 'alias/k' }],
    ['UpdateSecretVersionStage', stages],
    ['DeleteSecret', { ForceDeleteWithoutRecovery: true }],
    ['RotateSecret', { ClientRequestToken, RotationLambdaARN: 'arn:aws:lambda:::function:f' }],
    ['ReplicateSecretToRegions', { AddReplicaRegions: [{ Region: 'eu-west-1' }] }],
  ] as const)
    expect(await refusal(secrets(operation, { SecretId, ...input }))).toEqual([
      'InvalidRequestException',
      wording,
    ]);
  const forged = { Key: 'aws:secretsmanager:owningService', Value: 'rds' };
  expect(
    await refusal(
      secrets('CreateSecret', { Name: 'rds!db-x', ClientRequestToken, Tags: [forged] }),
    ),
  ).toEqual(['InvalidParameterException', expect.stringContaining('reserved prefix')]);
});

test('the password rotates by itself, when its owner asks Secrets Manager, and when he asks RDS', async () => {
  const { database, password, pass, rds, secrets, shown, told, runner } = await scene();
  const secret = await database('db');
  const passwords = new Set([await password(secret)]);
  await told();

  await pass(7 * 86_400);
  passwords.add(await password(secret));
  expect(await told()).toEqual(['RotationStarted', 'RotationSucceeded']);

  await secrets('RotateSecret', { SecretId: secret, ClientRequestToken: 'r'.repeat(32) });
  await runner.runDue();
  passwords.add(await password(secret));
  const answer = await rds('ModifyDBInstance', {
    DBInstanceIdentifier: 'db',
    RotateMasterUserPassword: true,
    ApplyImmediately: true,
  });
  expect(answer).toMatchObject({
    DBInstance: { DBInstanceStatus: 'available', MasterUserSecret: { SecretStatus: 'rotating' } },
  });
  await runner.runDue();
  passwords.add(await password(secret));

  expect(passwords.size).toBe(4);
  expect(await shown('db')).toMatchObject({ SecretStatus: 'active' });
  expect(await told()).toEqual([
    'RotationStarted',
    'RotationSucceeded',
    'RotationStarted',
    'RotationSucceeded',
  ]);
});

test('the schedule can be another, and rotation can be turned off', async () => {
  const { database, password, pass, secrets } = await scene();
  const SecretId = await database('db');
  const first = await password(SecretId);
  await secrets('RotateSecret', {
    SecretId,
    ClientRequestToken: 'r'.repeat(32),
    RotationRules: { AutomaticallyAfterDays: 30 },
    RotateImmediately: false,
  });
  await pass(8 * 86_400);
  expect(await password(SecretId)).toBe(first);
  await secrets('CancelRotateSecret', { SecretId });
  await pass(60 * 86_400);

  expect(await password(SecretId)).toBe(first);
  expect(await secrets('DescribeSecret', { SecretId })).toMatchObject({ RotationEnabled: false });
});

test('under a key of the account RDS has a grant for this secret only; without it the secret is impaired', async () => {
  const { database, key, kms, password, runner, secrets, shown, pass, clock } = await scene();
  const KeyId = await key();
  const secret = await database('db', { MasterUserSecretKmsKeyId: KeyId });
  expect(await shown('db')).toMatchObject({ KmsKeyId: KeyId });
  const grants = async () =>
    (
      await kms<{ readonly Grants: readonly { readonly GrantId: string }[] }>('ListGrants', {
        KeyId,
      })
    ).Grants;
  const [grant, ...others] = await grants();
  expect(others).toEqual([]);
  expect(grant).toMatchObject({
    Operations: ['Decrypt', 'GenerateDataKey'],
    Constraints: { EncryptionContextSubset: { SecretARN: secret } },
  });
  const rotate = async (letter: string): Promise<void> => {
    await secrets('RotateSecret', { SecretId: secret, ClientRequestToken: letter.repeat(32) });
    await runner.runDue();
  };
  const first = await password(secret);
  await rotate('a');
  const second = await password(secret);
  expect(second).not.toBe(first);

  await kms('RevokeGrant', { KeyId, GrantId: grant?.GrantId });
  await rotate('b');

  expect(await shown('db')).toMatchObject({ SecretStatus: 'impaired' });
  expect(await password(secret)).toBe(second);
  clock.advance({ hours: 2 });
  await pass(0);
  expect(await password(secret)).toBe(second);
});

const denial = (Action: string) => ({
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource: '*',
  Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/aws:rds-secrets` } },
});

test('what the account denies RDS in the policy of the secret, RDS may not do', async () => {
  const { database, secrets, runner, shown, password, refusal } = await scene();
  const SecretId = await database('db');
  const first = await password(SecretId);
  const put = (Action: string) =>
    secrets('PutResourcePolicy', {
      SecretId,
      ResourcePolicy: JSON.stringify({ Version: '2012-10-17', Statement: denial(Action) }),
    });
  await put('secretsmanager:PutSecretValue');
  await secrets('RotateSecret', { SecretId, ClientRequestToken: 'r'.repeat(32) });
  await runner.runDue();
  expect(await shown('db')).toMatchObject({ SecretStatus: 'impaired' });
  expect(await password(SecretId)).toBe(first);
  expect(
    await refusal(secrets('RotateSecret', { SecretId, ClientRequestToken: 's'.repeat(32) })),
  ).toEqual([
    'InvalidRequestException',
    expect.stringContaining("previous rotation isn't complete"),
  ]);
});

test('the secret goes with its database, and with whoever takes the password over himself', async () => {
  const { database, key, kms, pass, rds, secrets, shown, refusal } = await scene();
  const KeyId = await key();
  const gone = await database('gone', { MasterUserSecretKmsKeyId: KeyId });
  const taken = await database('taken', { MasterUserSecretKmsKeyId: KeyId });

  await rds('DeleteDBInstance', { DBInstanceIdentifier: 'gone', SkipFinalSnapshot: true });
  const modified = await rds('ModifyDBInstance', {
    DBInstanceIdentifier: 'taken',
    ManageMasterUserPassword: false,
    MasterUserPassword: PASSWORD,
  });
  await pass(5);

  for (const SecretId of [gone, taken])
    expect(await refusal(secrets('DescribeSecret', { SecretId }))).toEqual([
      'ResourceNotFoundException',
      expect.anything(),
    ]);
  expect(modified).not.toHaveProperty('DBInstance.MasterUserSecret');
  expect(await shown('taken')).toBeUndefined();
  expect(await kms('ListGrants', { KeyId })).toMatchObject({ Grants: [] });
});

test('a database can be given to RDS later, and one that is stopped does not rotate', async () => {
  const { rds, pass, shown, secrets, runner, password } = await scene();
  await rds('CreateDBInstance', postgres('db'));
  await pass(5);
  expect(await shown('db')).toBeUndefined();
  const answer = await rds<CreateDBInstanceResult>('ModifyDBInstance', {
    DBInstanceIdentifier: 'db',
    ManageMasterUserPassword: true,
  });
  expect(answer.DBInstance).toMatchObject({
    DBInstanceStatus: 'resetting-master-credentials',
    MasterUserSecret: { SecretStatus: 'creating' },
  });
  await pass(5);
  expect(await shown('db')).toMatchObject({ SecretStatus: 'active' });
  const SecretId = (await shown('db'))?.SecretArn ?? '';
  const first = await password(SecretId);

  await rds('StopDBInstance', { DBInstanceIdentifier: 'db' });
  await pass(5);
  await secrets('RotateSecret', { SecretId, ClientRequestToken: 'r'.repeat(32) });
  await runner.runDue();
  expect(await password(SecretId)).toBe(first);
  await rds('StartDBInstance', { DBInstanceIdentifier: 'db' });
  await pass(600);
  expect(await password(SecretId)).not.toBe(first);
});

test('a caller who may not make secrets makes no database whose password is managed', async () => {
  const fixture = await scene();
  const { rds, shown } = fixture;
  const as = fixture.userWith('dba', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: ['rds:*', 'kms:*'], Resource: '*' },
  });

  await expect(rds('CreateDBInstance', managed('db'), { as })).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('secretsmanager:CreateSecret'),
  });
  await expect(shown('db')).rejects.toMatchObject({ name: 'DBInstanceNotFoundFault' });
});

test('the password of a cluster is managed the same way', async () => {
  const { rds, pass, secrets, password, refusal } = await scene();
  const DBClusterIdentifier = 'shop';
  const Engine = 'aurora-postgresql';
  await rds('CreateDBCluster', {
    DBClusterIdentifier,
    Engine,
    MasterUsername: 'owner',
    ManageMasterUserPassword: true,
  });
  await pass(5);
  const cluster = async () => {
    const { DBClusters } = await rds<{
      readonly DBClusters: readonly { readonly MasterUserSecret?: MasterUserSecret }[];
    }>('DescribeDBClusters', { DBClusterIdentifier });
    return DBClusters[0]?.MasterUserSecret;
  };
  expect(await cluster()).toMatchObject({
    SecretArn: expect.stringContaining(secretOf('rds!cluster-')),
    SecretStatus: 'active',
  });
  const SecretId = (await cluster())?.SecretArn ?? '';
  const first = await password(SecretId);
  const member = { DBInstanceIdentifier: 'one', DBInstanceClass: 'db.t3.medium', Engine };
  expect(
    await refusal(
      rds('CreateDBInstance', { ...member, DBClusterIdentifier, ManageMasterUserPassword: true }),
    ),
  ).toEqual(['InvalidParameterCombination', expect.stringContaining('for the DB Cluster')]);

  await rds('ModifyDBCluster', {
    DBClusterIdentifier,
    RotateMasterUserPassword: true,
    ApplyImmediately: true,
  });
  await pass(1);
  expect(await password(SecretId)).not.toBe(first);
  await rds('DeleteDBCluster', { DBClusterIdentifier, SkipFinalSnapshot: true });
  await pass(5);
  expect((await refusal(secrets('DescribeSecret', { SecretId })))[0]).toBe(
    'ResourceNotFoundException',
  );
});

test('suites of emulators find all of it done at once', async () => {
  const { rds } = await rdsFixture(undefined, { loose: true });
  const KmsKeyId = `arn:aws:kms:us-east-1:${ACCOUNT}:key/thought-up`;
  const input = { DBInstanceIdentifier: 'db' };
  await rds('CreateDBInstance', managed('db', { MasterUserSecretKmsKeyId: KmsKeyId }));
  const shown = async () => {
    const { DBInstances } = await rds<{ readonly DBInstances: readonly object[] }>(
      'DescribeDBInstances',
      input,
    );
    return DBInstances[0];
  };
  expect(await shown()).toMatchObject({ MasterUserSecret: { KmsKeyId, SecretStatus: 'active' } });
  expect(
    await rds('ModifyDBInstance', {
      ...input,
      RotateMasterUserPassword: true,
      ApplyImmediately: true,
    }),
  ).toMatchObject({ DBInstance: { MasterUserSecret: { SecretStatus: 'rotating' } } });
  expect(await shown()).toMatchObject({ MasterUserSecret: { SecretStatus: 'active' } });
  await rds('ModifyDBInstance', { ...input, ManageMasterUserPassword: false });

  expect(await shown()).not.toHaveProperty('MasterUserSecret');
});
