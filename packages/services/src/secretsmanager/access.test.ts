import type { GetSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import {
  ACCOUNT,
  allow,
  OTHER_ACCOUNT,
  secretsFixture,
  type SecretsFixture,
  stranger,
} from './secretsmanager.fixture.ts';

const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const reader = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' };
const denied = expect.stringContaining('is not authorized to perform: secretsmanager:');

const keyPolicy = (...statements: readonly object[]): string =>
  document(
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
    ...statements,
  );

const tagged = (fixture: SecretsFixture, team: string): Promise<string> =>
  fixture.secret(`of-${team}`, { Tags: [{ Key: 'team', Value: team }] });

test('nobody probes for names: who may nothing hears the same of a secret that is there and of one that is not', async () => {
  const { secret, refusal, userWith } = await secretsFixture();
  await secret('there');
  const as = userWith('nobody', allow('s3:*'));

  for (const operation of ['GetSecretValue', 'DescribeSecret', 'DeleteSecret', 'GetResourcePolicy'])
    for (const SecretId of ['there', 'not-there'])
      expect(await refusal(operation, { SecretId }, { as })).toEqual([
        'AccessDeniedException',
        denied,
      ]);
});

/** Each key of the Service Authorization Reference: what it lets through, and what it keeps out. */
test.for([
  [
    'aws:ResourceTag/team',
    'red',
    'GetSecretValue',
    { SecretId: 'of-red' },
    { SecretId: 'of-blue' },
  ],
  [
    'secretsmanager:ResourceTag/team',
    'red',
    'DescribeSecret',
    { SecretId: 'of-red' },
    { SecretId: 'of-blue' },
  ],
  [
    'secretsmanager:VersionStage',
    'AWSCURRENT',
    'GetSecretValue',
    { SecretId: 'of-red' },
    { SecretId: 'of-red', VersionStage: 'AWSPREVIOUS' },
  ],
  [
    'secretsmanager:VersionId',
    '1'.repeat(32),
    'GetSecretValue',
    { SecretId: 'versioned', VersionId: '1'.repeat(32) },
    { SecretId: 'versioned' },
  ],
  ['secretsmanager:Name', 'x', 'CreateSecret', { Name: 'x' }, { Name: 'y' }],
  [
    'secretsmanager:Description',
    'ok',
    'CreateSecret',
    { Name: 'x', Description: 'ok' },
    { Name: 'x' },
  ],
  [
    'secretsmanager:Description',
    'ok',
    'UpdateSecret',
    { SecretId: 'of-red', Description: 'ok' },
    { SecretId: 'of-red', Description: 'no' },
  ],
  [
    'secretsmanager:KmsKeyId',
    'alias/aws/secretsmanager',
    'CreateSecret',
    { Name: 'x', KmsKeyId: 'alias/aws/secretsmanager' },
    { Name: 'x' },
  ],
  [
    'aws:RequestTag/team',
    'red',
    'CreateSecret',
    { Name: 'x', Tags: [{ Key: 'team', Value: 'red' }] },
    { Name: 'x', Tags: [{ Key: 'team', Value: 'blue' }] },
  ],
  [
    'aws:TagKeys',
    'team',
    'UntagResource',
    { SecretId: 'of-red', TagKeys: ['team'] },
    { SecretId: 'of-red', TagKeys: ['cost'] },
  ],
  [
    'secretsmanager:AddReplicaRegions',
    'eu-west-1',
    'ReplicateSecretToRegions',
    { SecretId: 'of-red', AddReplicaRegions: [{ Region: 'eu-west-1' }] },
    { SecretId: 'of-red', AddReplicaRegions: [{ Region: 'eu-west-2' }] },
  ],
  [
    'secretsmanager:ForceOverwriteReplicaSecret',
    'false',
    'ReplicateSecretToRegions',
    {
      SecretId: 'of-red',
      AddReplicaRegions: [{ Region: 'eu-west-1' }],
      ForceOverwriteReplicaSecret: false,
    },
    {
      SecretId: 'of-red',
      AddReplicaRegions: [{ Region: 'eu-west-1' }],
      ForceOverwriteReplicaSecret: true,
    },
  ],
  [
    'secretsmanager:RecoveryWindowInDays',
    '7',
    'DeleteSecret',
    { SecretId: 'of-red', RecoveryWindowInDays: 7 },
    { SecretId: 'of-red' },
  ],
  [
    'secretsmanager:ForceDeleteWithoutRecovery',
    'false',
    'DeleteSecret',
    { SecretId: 'of-red' },
    { SecretId: 'of-red', ForceDeleteWithoutRecovery: true },
  ],
  [
    'secretsmanager:BlockPublicPolicy',
    'true',
    'PutResourcePolicy',
    {
      SecretId: 'of-red',
      ResourcePolicy: document(reader).replace(
        '"Effect"',
        '"Principal":{"AWS":"111122223333"},"Effect"',
      ),
      BlockPublicPolicy: true,
    },
    { SecretId: 'of-red', ResourcePolicy: '{}' },
  ],
  [
    'secretsmanager:SecretPrimaryRegion',
    'us-east-1',
    'GetSecretValue',
    { SecretId: 'replicated' },
    { SecretId: 'of-red' },
  ],
] as const)('%s decides: %s', async ([key, value, operation, good, bad]) => {
  const fixture = await secretsFixture();
  const { secret, refusal, userWith } = fixture;
  await tagged(fixture, 'red');
  await tagged(fixture, 'blue');
  await secret('versioned', { ClientRequestToken: '1'.repeat(32) });
  if (value === 'us-east-1')
    await secret('replicated', { AddReplicaRegions: [{ Region: 'eu-west-1' }] });
  const condition = { 'ForAnyValue:StringEquals': { [key]: value } };
  const as = userWith(
    'one',
    allow([`secretsmanager:${operation}`], { Condition: condition }),
    allow(['secretsmanager:TagResource', 'kms:*']),
  );

  expect(await refusal(operation, bad, { as })).toEqual(['AccessDeniedException', denied]);
  expect(await refusal(operation, good, { as })).toBeUndefined();
});

test('a policy by ARN with six unknown characters, and secretsmanager:SecretId, name one secret', async () => {
  const { secret, refusal, userWith } = await secretsFixture();
  const ARN = await secret('one');
  await secret('one-more');
  const wildcard = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:one-??????`;
  const byName = userWith('byname', allow('secretsmanager:GetSecretValue', { Resource: wildcard }));
  const byId = userWith(
    'byid',
    allow('secretsmanager:GetSecretValue', {
      Condition: { ArnEquals: { 'secretsmanager:SecretId': ARN } },
    }),
  );

  for (const as of [byName, byId]) {
    expect(await refusal('GetSecretValue', { SecretId: 'one' }, { as })).toBeUndefined();
    expect((await refusal('GetSecretValue', { SecretId: 'one-more' }, { as }))?.[0]).toBe(
      'AccessDeniedException',
    );
  }
});

test('a creation with tags or replicas needs what these need later', async () => {
  const { refusal, userWith } = await secretsFixture();
  const as = userWith('maker', allow('secretsmanager:CreateSecret'));
  const Tags = [{ Key: 'a', Value: 'b' }];

  expect(await refusal('CreateSecret', { Name: 'plain' }, { as })).toBeUndefined();
  expect((await refusal('CreateSecret', { Name: 'tagged', Tags }, { as }))?.[1]).toContain(
    'secretsmanager:TagResource',
  );
  const AddReplicaRegions = [{ Region: 'eu-west-1' }];
  expect(
    (await refusal('CreateSecret', { Name: 'copied', AddReplicaRegions }, { as }))?.[1],
  ).toContain('secretsmanager:ReplicateSecretToRegions');
});

test('suites of other emulators name keys that nobody made and put policies that are none', async () => {
  const { secrets, secret, describe, refusal } = await secretsFixture({ acceptsLooseInput: true });
  await secret('s', { KmsKeyId: 'dummy_arn' });
  await secrets('PutResourcePolicy', { SecretId: 's', ResourcePolicy: 'some policy' });

  expect((await describe('s')).KmsKeyId).toBe('dummy_arn');
  expect(await secrets('GetSecretValue', { SecretId: 's' })).toMatchObject({
    SecretString: 'first',
  });
  expect(await secrets('BatchGetSecretValue', { SecretIdList: ['s'] })).toMatchObject({
    SecretValues: [{ Name: 's' }],
    Errors: [],
  });
  expect((await refusal('GetSecretValue', { SecretId: 'unknown secret' }))?.[0]).toBe(
    'ResourceNotFoundException',
  );
});

test('no Decrypt, no value: KMS decides who reads and writes, for the caller himself', async () => {
  const { secret, secrets, refusal, userWith, kmsKey, events } = await secretsFixture();
  const KmsKeyId = await kmsKey({ Policy: keyPolicy() });
  const kmsDenied = ['AccessDeniedException', 'Access to KMS is not allowed'];
  const without = userWith('without', allow('secretsmanager:*'));
  const writer = userWith('writer', allow('secretsmanager:*'), allow('kms:GenerateDataKey'));
  const both = userWith(
    'both',
    allow('secretsmanager:*'),
    allow(['kms:GenerateDataKey', 'kms:Decrypt'], {
      Condition: {
        StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
        StringLike: { 'kms:EncryptionContext:SecretARN': '*:secret:s-??????' },
      },
    }),
  );
  const SecretId = await secret('s', { KmsKeyId });
  await secret('managed', {}, { as: without });
  await events();

  expect(
    await refusal('CreateSecret', { Name: 'n', KmsKeyId, SecretString: 'x' }, { as: without }),
  ).toEqual(kmsDenied);
  expect(await refusal('GetSecretValue', { SecretId }, { as: without })).toEqual(kmsDenied);
  expect(await refusal('GetSecretValue', { SecretId: 'managed' }, { as: without })).toBeUndefined();
  expect(
    await refusal('PutSecretValue', { SecretId, SecretString: 'x' }, { as: writer }),
  ).toBeUndefined();
  expect(await refusal('GetSecretValue', { SecretId }, { as: writer })).toEqual(kmsDenied);
  expect(await refusal('GetSecretValue', { SecretId }, { as: both })).toBeUndefined();
  expect(await secrets('ListSecretVersionIds', { SecretId })).toMatchObject({
    Versions: [{ KmsKeyIds: [KmsKeyId] }, { KmsKeyIds: [KmsKeyId] }],
  });
  const decrypted = (await events()).filter(({ record }) => record['eventName'] === 'Decrypt');
  expect(decrypted.at(-1)?.record).toMatchObject({
    requestParameters: { encryptionContext: { SecretARN: SecretId } },
    userIdentity: { invokedBy: 'secretsmanager.amazonaws.com' },
  });
});

test.for([
  ['DisableKey', {}],
  ['ScheduleKeyDeletion', {}],
] as const)('after %s the value is neither read nor written', async ([operation, more]) => {
  const { secret, refusal, kmsKey, call } = await secretsFixture();
  const KmsKeyId = await kmsKey();
  const SecretId = await secret('s', { KmsKeyId });
  await call('kms', operation, { KeyId: KmsKeyId, ...more });

  expect(await refusal('GetSecretValue', { SecretId })).toEqual([
    'DecryptionFailure',
    "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
  ]);
  expect((await refusal('PutSecretValue', { SecretId, SecretString: 'x' }))?.[0]).toBe(
    'EncryptionFailure',
  );
});

test('a change of the key encrypts anew what is current, pending and previous', async () => {
  const { secret, secrets, kmsKey, call } = await secretsFixture();
  const [one, two] = [await kmsKey(), await kmsKey()];
  const SecretId = await secret('s', { KmsKeyId: one });
  await secrets('PutSecretValue', { SecretId, SecretString: 'second' });
  await secrets('UpdateSecret', { SecretId, KmsKeyId: two });
  await call('kms', 'DisableKey', { KeyId: one });

  const read = (VersionStage: string) =>
    secrets<GetSecretValueResponse>('GetSecretValue', { SecretId, VersionStage });
  expect((await read('AWSCURRENT')).SecretString).toBe('second');
  expect((await read('AWSPREVIOUS')).SecretString).toBe('first');
});

test('another account reads by a resource policy and a key of its own, not with the managed key', async () => {
  const { secret, secrets, refusal, kmsKey, events } = await secretsFixture();
  const trusted = { Principal: { AWS: OTHER_ACCOUNT }, Resource: '*', Effect: 'Allow' };
  const KmsKeyId = await kmsKey({ Policy: keyPolicy({ ...trusted, Action: 'kms:Decrypt' }) });
  const own = await secret('own', { KmsKeyId });
  const managed = await secret('managed');
  const ResourcePolicy = document({ ...trusted, Action: 'secretsmanager:GetSecretValue' });
  for (const SecretId of [own, managed])
    await secrets('PutResourcePolicy', { SecretId, ResourcePolicy });
  await events();
  const as = stranger();

  expect(await refusal('GetSecretValue', { SecretId: own }, { as })).toBeUndefined();
  expect(await refusal('DescribeSecret', { SecretId: own }, { as })).toEqual([
    'AccessDeniedException',
    denied,
  ]);
  expect(await refusal('GetSecretValue', { SecretId: managed }, { as })).toEqual([
    'InvalidRequestException',
    "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
  ]);
  const accounts = (await events())
    .filter(({ record }) => record['eventName'] === 'GetSecretValue')
    .map(({ record }) => record['recipientAccountId']);
  expect(accounts).toEqual(expect.arrayContaining([ACCOUNT, OTHER_ACCOUNT]));
});

const everybody = document({ ...reader, Principal: '*' });

test.for([
  [
    '{"Version":',
    undefined,
    'MalformedPolicyDocumentException',
    'This resource policy contains a syntax error.',
  ],
  [
    document({ ...reader, Effect: 'AllowSomething', Principal: '*' }),
    undefined,
    'MalformedPolicyDocumentException',
    'This resource policy contains a syntax error.',
  ],
  [
    document({ ...reader, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/gone` } }),
    undefined,
    'MalformedPolicyDocumentException',
    'This resource policy contains an unsupported principal.',
  ],
  [everybody, true, 'PublicPolicyException', expect.any(String)],
] as const)(
  'the policy %s is refused',
  async ([ResourcePolicy, BlockPublicPolicy, code, message]) => {
    const { secret, secrets, refusal } = await secretsFixture();
    const SecretId = await secret('s');

    expect(
      await refusal('PutResourcePolicy', { SecretId, ResourcePolicy, BlockPublicPolicy }),
    ).toEqual([code, message]);
    expect(await secrets('GetResourcePolicy', { SecretId })).toEqual({
      ARN: SecretId,
      Name: 's',
      ResourcePolicy: undefined,
    });
  },
);

test('a policy is put, validated and taken away; a principal that is made again is another one', async () => {
  const { secret, secrets, principals, refusal, userWith } = await secretsFixture();
  const SecretId = await secret('s');
  const user = userWith('named');
  principals.set(user.arn, user.id);
  const ResourcePolicy = document({ ...reader, Principal: { AWS: user.arn } });

  await secrets('PutResourcePolicy', { SecretId, ResourcePolicy, BlockPublicPolicy: true });
  expect(await secrets('GetResourcePolicy', { SecretId })).toMatchObject({ ResourcePolicy });
  expect(await refusal('GetSecretValue', { SecretId }, { as: user })).toBeUndefined();
  expect(
    await refusal('GetSecretValue', { SecretId }, { as: { ...user, id: 'AIDAANOTHER0000000000' } }),
  ).toEqual(['AccessDeniedException', denied]);
  expect(await secrets('ValidateResourcePolicy', { ResourcePolicy })).toEqual({
    PolicyValidationPassed: true,
    ValidationErrors: [],
  });
  expect(
    await secrets('ValidateResourcePolicy', { SecretId, ResourcePolicy: everybody }),
  ).toMatchObject({
    PolicyValidationPassed: false,
    ValidationErrors: [{ CheckName: expect.any(String) }],
  });
  await secrets('DeleteResourcePolicy', { SecretId });
  expect((await refusal('GetSecretValue', { SecretId }, { as: user }))?.[0]).toBe(
    'AccessDeniedException',
  );
});
