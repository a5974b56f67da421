import type { DeleteSecretResponse } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { secretsFixture, type SecretsFixture } from './secretsmanager.fixture.ts';

const DELETED = [
  'InvalidRequestException',
  "You can't perform this operation on the secret because it was marked for deletion.",
];

/** The service's own events since the last time, and the secret that each is about. */
const told = async ({ events }: SecretsFixture): Promise<readonly unknown[]> =>
  (await events())
    .filter(({ record }) => record['eventType'] === 'AwsServiceEvent')
    .map(({ record }) => [record['eventName'], record['additionalEventData']]);

test('a deleted secret waits, can be restored, and is gone when its window ends', async () => {
  const fixture = await secretsFixture();
  const { secret, secrets, describe, refusal, clock, runner, call } = fixture;
  const SecretId = await secret('s', { Tags: [{ Key: 'a', Value: 'b' }] });
  const began = clock.now().getTime();
  const asked = { SecretId, RecoveryWindowInDays: 7 };

  const { DeletionDate } = await secrets<DeleteSecretResponse>('DeleteSecret', asked);
  expect(DeletionDate).toEqual(new Date(began + 7 * 24 * 3600 * 1000));
  expect((await describe(SecretId)).DeletedDate).toEqual(DeletionDate);
  for (const [operation, more] of [
    ['GetSecretValue', {}],
    ['PutSecretValue', { SecretString: 'x' }],
    ['UpdateSecret', { Description: 'x' }],
    ['TagResource', { Tags: [{ Key: 'x', Value: 'y' }] }],
    ['GetResourcePolicy', {}],
    ['DeleteSecret', {}],
  ] as const)
    expect(await refusal(operation, { SecretId, ...more })).toEqual(DELETED);
  expect(await refusal('CreateSecret', { Name: 's' })).toEqual([
    'InvalidRequestException',
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  ]);
  await secrets('RestoreSecret', { SecretId });
  clock.advance({ days: 8 });
  await runner.runDue();
  expect(await refusal('GetSecretValue', { SecretId })).toBeUndefined();
  await secrets('DeleteSecret', { SecretId });
  clock.advance({ days: 29 });
  await runner.runDue();
  expect((await describe(SecretId)).Name).toBe('s');
  clock.advance({ days: 1 });
  await runner.runDue();

  expect((await refusal('DescribeSecret', { SecretId }))?.[0]).toBe('ResourceNotFoundException');
  const additional = { SecretId };
  expect(await told(fixture)).toEqual([
    ['StartSecretVersionDelete', additional],
    ['CancelSecretVersionDelete', additional],
    ['StartSecretVersionDelete', additional],
    ['EndSecretVersionDelete', additional],
  ]);
  const again = await secret('s');
  expect(again).not.toBe(SecretId);
  expect((await describe('s')).Tags).toBeUndefined();
  await call('kms', 'ListKeys', {});
});

test('by force it is gone at once, and a secret that is not there is gone as well', async () => {
  const fixture = await secretsFixture();
  const { secret, secrets, refusal } = fixture;
  const SecretId = await secret('s');
  await secrets('DeleteSecret', { SecretId });
  const ForceDeleteWithoutRecovery = true;

  await secrets('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery });
  expect((await refusal('DescribeSecret', { SecretId }))?.[0]).toBe('ResourceNotFoundException');
  expect(
    await secrets('DeleteSecret', { SecretId: 'none', ForceDeleteWithoutRecovery }),
  ).toMatchObject({ Name: 'none' });
  expect((await refusal('DeleteSecret', { SecretId: 'none' }))?.[0]).toBe(
    'ResourceNotFoundException',
  );
  for (const RecoveryWindowInDays of [0, 6, 31])
    expect(await refusal('DeleteSecret', { SecretId, RecoveryWindowInDays })).toEqual([
      'InvalidParameterException',
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    ]);
  expect(
    await refusal('DeleteSecret', {
      SecretId,
      RecoveryWindowInDays: 7,
      ForceDeleteWithoutRecovery,
    }),
  ).toEqual([
    'InvalidParameterException',
    "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
  ]);
});

test('quotas are settings', async () => {
  const { secret, secrets, refusal } = await secretsFixture({
    quotas: { secrets: 2, labels: 3, valueBytes: 10 },
  });
  await secret('one');
  await secret('two');
  const put = { SecretId: 'one', SecretString: 'x' };

  expect((await refusal('CreateSecret', { Name: 'three' }))?.[0]).toBe('LimitExceededException');
  await secrets('PutSecretValue', { ...put, VersionStages: ['A', 'B'] });
  expect((await refusal('PutSecretValue', { ...put, VersionStages: ['C'] }))?.[0]).toBe(
    'LimitExceededException',
  );
  expect((await refusal('PutSecretValue', { ...put, SecretString: 'x'.repeat(11) }))?.[0]).toBe(
    'InvalidParameterException',
  );
  const many = Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
  expect((await refusal('TagResource', { SecretId: 'one', Tags: many }))?.[0]).toBe(
    'InvalidParameterException',
  );
});
