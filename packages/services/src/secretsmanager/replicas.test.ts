import type {
  CreateSecretResponse,
  GetSecretValueResponse,
  ListSecretVersionIdsResponse,
  ReplicateSecretToRegionsResponse,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { secretsFixture, token } from './secretsmanager.fixture.ts';

const EUROPE = { region: 'eu-west-1' };
const REPLICA = [
  'InvalidParameterException',
  "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
];

test('a replica follows its primary, under a key of its own Region, and only that', async () => {
  const { secrets, secret, describe, refusal, kmsKey, call } = await secretsFixture();
  const KmsKeyId = await kmsKey({}, EUROPE);
  const made = await secrets<CreateSecretResponse>('CreateSecret', {
    Name: 's',
    SecretString: 'first',
    Tags: [{ Key: 'a', Value: 'b' }],
    AddReplicaRegions: [{ Region: 'eu-west-1', KmsKeyId }, { Region: 'eu-west-2' }],
  });
  const ARN = made.ARN ?? '';
  const there = ARN.replace('us-east-1', 'eu-west-1');
  const read = (region: string) =>
    secrets<GetSecretValueResponse>('GetSecretValue', { SecretId: 's' }, { region });

  expect(made.ReplicationStatus).toEqual([
    { Region: 'eu-west-1', KmsKeyId, Status: 'InSync' },
    { Region: 'eu-west-2', KmsKeyId: 'alias/aws/secretsmanager', Status: 'InSync' },
  ]);
  expect(await read('eu-west-1')).toMatchObject({ ARN: there, SecretString: 'first' });
  const VersionId = token();
  await secrets('PutSecretValue', {
    SecretId: 's',
    SecretString: 'second',
    ClientRequestToken: VersionId,
  });
  await secrets('UpdateSecret', { SecretId: 's', Description: 'later' });
  await secrets('TagResource', { SecretId: 's', Tags: [{ Key: 'c', Value: 'd' }] });
  expect(await read('eu-west-2')).toMatchObject({ SecretString: 'second', VersionId });
  const here = await describe(ARN);
  expect(await describe(there, 'eu-west-1')).toMatchObject({
    PrimaryRegion: 'us-east-1',
    Description: 'later',
    KmsKeyId,
    Tags: here.Tags,
    VersionIdsToStages: here.VersionIdsToStages,
  });
  for (const [operation, more] of [
    ['PutSecretValue', { SecretString: 'x' }],
    ['UpdateSecret', {}],
    ['TagResource', { Tags: [] }],
    ['UntagResource', { TagKeys: ['a'] }],
    ['PutResourcePolicy', { ResourcePolicy: 'x' }],
    ['GetResourcePolicy', {}],
    ['DeleteResourcePolicy', {}],
    ['DeleteSecret', {}],
    ['RestoreSecret', {}],
    ['UpdateSecretVersionStage', { VersionStage: 'X', MoveToVersionId: VersionId }],
    ['ReplicateSecretToRegions', { AddReplicaRegions: [{ Region: 'eu-west-3' }] }],
    ['RemoveRegionsFromReplication', { RemoveReplicaRegions: ['eu-west-3'] }],
  ] as const)
    expect(await refusal(operation, { SecretId: there, ...more }, EUROPE)).toEqual(REPLICA);
  expect(await refusal('DeleteSecret', { SecretId: ARN })).toEqual([
    'InvalidParameterException',
    `You can't delete secret ${ARN} that still has replica regions [eu-west-1, eu-west-2]`,
  ]);
  await call('kms', 'DisableKey', { KeyId: KmsKeyId }, EUROPE);
  expect((await refusal('GetSecretValue', { SecretId: 's' }, EUROPE))?.[0]).toBe(
    'DecryptionFailure',
  );
  await secret('unrelated');
});

test('a replica is promoted or removed, and the primary knows', async () => {
  const { secrets, secret, describe, refusal } = await secretsFixture();
  const Regions = [{ Region: 'eu-west-1' }, { Region: 'eu-west-2' }];
  const ARN = await secret('s', { AddReplicaRegions: Regions });

  await secrets('StopReplicationToReplica', { SecretId: 's' }, EUROPE);
  const promoted = await describe('s', 'eu-west-1');
  expect(promoted.PrimaryRegion).toBeUndefined();
  await secrets('PutSecretValue', { SecretId: 's', SecretString: 'own' }, EUROPE);
  expect(await secrets('GetSecretValue', { SecretId: 's' })).toMatchObject({
    SecretString: 'first',
  });
  expect((await describe(ARN)).ReplicationStatus).toMatchObject([{ Region: 'eu-west-2' }]);
  await secrets('RemoveRegionsFromReplication', {
    SecretId: ARN,
    RemoveReplicaRegions: ['eu-west-2', 'eu-west-3'],
  });
  const after = await describe(ARN);
  expect([after.ReplicationStatus, after.PrimaryRegion]).toEqual([undefined, undefined]);
  expect((await refusal('DescribeSecret', { SecretId: 's' }, { region: 'eu-west-2' }))?.[0]).toBe(
    'ResourceNotFoundException',
  );
  expect((await refusal('StopReplicationToReplica', { SecretId: ARN }))?.[0]).toBe(
    'InvalidRequestException',
  );
  await secrets('DeleteSecret', { SecretId: ARN, ForceDeleteWithoutRecovery: true });
  expect(await secrets('GetSecretValue', { SecretId: 's' }, EUROPE)).toMatchObject({
    SecretString: 'own',
  });
});

test('a name that is taken there fails visibly, unless it may be overwritten', async () => {
  const { secrets, secret, refusal } = await secretsFixture();
  const ARN = await secret('s');
  await secret('s', { SecretString: 'theirs' }, EUROPE);
  const asked = { SecretId: ARN, AddReplicaRegions: [{ Region: 'eu-west-1' }] };
  const replicate = (more = {}) =>
    secrets<ReplicateSecretToRegionsResponse>('ReplicateSecretToRegions', { ...asked, ...more });

  expect((await replicate()).ReplicationStatus).toEqual([
    {
      Region: 'eu-west-1',
      KmsKeyId: 'alias/aws/secretsmanager',
      Status: 'Failed',
      StatusMessage: 'Replication failed: Secret name s already exists in region eu-west-1.',
    },
  ]);
  expect(await secrets('GetSecretValue', { SecretId: 's' }, EUROPE)).toMatchObject({
    SecretString: 'theirs',
  });
  const [overwritten] =
    (await replicate({ ForceOverwriteReplicaSecret: true })).ReplicationStatus ?? [];
  expect(overwritten?.Status).toBe('InSync');
  expect(await secrets('GetSecretValue', { SecretId: 's' }, EUROPE)).toMatchObject({
    SecretString: 'first',
  });
  for (const Region of ['us-east-1', 'mars-north-1'])
    expect(
      await refusal('ReplicateSecretToRegions', { ...asked, AddReplicaRegions: [{ Region }] }),
    ).toEqual(['InvalidParameterException', 'Invalid replica region.']);
});

test('a replica keeps no more versions than its primary', async () => {
  const { secrets, secret, clock } = await secretsFixture({ quotas: { versions: 3 } });
  await secret('s', { AddReplicaRegions: [{ Region: 'eu-west-1' }] });
  for (let count = 0; count < 8; count += 1) {
    clock.advance({ hours: 25 });
    await secrets('PutSecretValue', { SecretId: 's', SecretString: `value ${count}` });
  }
  const count = async (region: string): Promise<number | undefined> =>
    (
      await secrets<ListSecretVersionIdsResponse>(
        'ListSecretVersionIds',
        { SecretId: 's', IncludeDeprecated: true },
        { region },
      )
    ).Versions?.length;

  expect(await count('us-east-1')).toBe(3);
  expect(await count('eu-west-1')).toBe(3);
});

test('a secret of a service is not overwritten by a replica, nor replicated', async () => {
  const { secrets, refusal, describe } = await secretsFixture({ acceptsLooseInput: true });
  const Name = 'rds!db-1';
  const Tags = [{ Key: 'aws:secretsmanager:owningService', Value: 'rds' }];
  const made = { Name, SecretString: 'x' };
  await secrets('CreateSecret', { ...made, Tags }, EUROPE);
  const { ReplicationStatus } = await secrets<CreateSecretResponse>('CreateSecret', {
    ...made,
    AddReplicaRegions: [{ Region: 'eu-west-1' }],
    ForceOverwriteReplicaSecret: true,
  });

  expect(ReplicationStatus).toMatchObject([{ Region: 'eu-west-1', Status: 'Failed' }]);
  expect(await describe(Name, 'eu-west-1')).toMatchObject({ OwningService: 'rds' });
  expect(
    (
      await refusal(
        'ReplicateSecretToRegions',
        { SecretId: Name, AddReplicaRegions: [{ Region: 'eu-west-2' }] },
        EUROPE,
      )
    )?.[0],
  ).toBe('InvalidRequestException');
});
