import type { GetSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { secretsFixture } from './secretsmanager.fixture.ts';

test('what is put as current and as previous at once is current only', async () => {
  const { secret, secrets } = await secretsFixture();
  const SecretId = await secret('s');
  const VersionStages = ['AWSPREVIOUS', 'AWSCURRENT'];

  expect(
    await secrets('PutSecretValue', { SecretId, SecretString: 'second', VersionStages }),
  ).toMatchObject({ VersionStages: ['AWSCURRENT'] });
  expect(await secrets('GetSecretValue', { SecretId, VersionStage: 'AWSPREVIOUS' })).toMatchObject({
    SecretString: 'first',
  });
});

test('whoever writes values without end comes to an end', async () => {
  const { secret, secrets, refusal } = await secretsFixture({ quotas: { versions: 2 } });
  const SecretId = await secret('s');
  for (let count = 2; count <= 20; count += 1)
    await secrets('PutSecretValue', { SecretId, SecretString: `value ${count}` });

  expect(await refusal('PutSecretValue', { SecretId, SecretString: 'one more' })).toEqual([
    'LimitExceededException',
    'You have reached the maximum number of versions for the secret.',
  ]);
  expect(await secrets('GetSecretValue', { SecretId })).toMatchObject({ SecretString: 'value 20' });
});

test('a partial ARN is of the partition, and names that end like an ARN are told apart', async () => {
  const { secret, secrets, refusal } = await secretsFixture();
  const plain = await secret('db', { SecretString: 'of db' });
  const suffix = plain.slice(-6);
  const lookalike = await secret(`db-${suffix}`, { SecretString: 'of the other' });
  const read = async (SecretId: string) =>
    (await secrets<GetSecretValueResponse>('GetSecretValue', { SecretId })).SecretString;

  expect(await read(plain)).toBe('of db');
  // All of the one is a part of the other: whole ARNs go first.
  expect(await read(lookalike.slice(0, -7))).toBe('of db');
  expect(await read(lookalike)).toBe('of the other');
  expect(await read(`db-${suffix}`)).toBe('of the other');
  expect(await read(plain.slice(0, -7))).toBe('of db');
  const elsewhere = plain.slice(0, -7).replace('arn:aws:', 'arn:aws-cn:');
  expect((await refusal('GetSecretValue', { SecretId: elsewhere }))?.[0]).toBe(
    'ResourceNotFoundException',
  );
});

test('a description is changed without a token, which would name a version', async () => {
  const { secret, secrets, describe } = await secretsFixture();
  const SecretId = await secret('s');
  const change = { SecretId, Description: 'later', ClientRequestToken: undefined };

  expect(await secrets('UpdateSecret', change)).not.toHaveProperty('VersionId');
  expect(await describe('s')).toMatchObject({ Description: 'later' });
});
