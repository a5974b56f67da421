import { expect, test } from 'vitest';
import {
  DBInstanceIdentifier,
  keyedFixture,
  LOST,
  NOT_ACCESSIBLE,
  RECOVERABLE,
} from './keyed.fixture.ts';

test('an instance whose key is disabled stops, and starts again when the key is enabled within seven days', async () => {
  const { create, grants, kms, pass, rds, status, KeyId } = await keyedFixture();
  const input = { DBInstanceIdentifier };
  await create();
  await pass(5);
  await kms('DisableKey', { KeyId });
  await pass(601);
  const closed = await status();
  const left = await grants();
  await expect(rds('StartDBInstance', input)).rejects.toMatchObject(NOT_ACCESSIBLE);
  await expect(
    rds('DeleteDBInstance', { ...input, FinalDBSnapshotIdentifier: 'last' }),
  ).rejects.toMatchObject({ name: 'InvalidDBInstanceStateFault' });
  await kms('EnableKey', { KeyId });
  await pass(601);
  const enabled = await status();
  await rds('StartDBInstance', input);
  await pass(5);

  expect([closed, enabled]).toEqual([RECOVERABLE, RECOVERABLE]);
  expect(left).toHaveLength(2);
  expect(await status()).toBe('available');
  expect(await grants()).toHaveLength(3);

  await rds('StopDBInstance', input);
  await pass(5);
  await kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 30 });
  await expect(rds('StartDBInstance', input)).rejects.toMatchObject(NOT_ACCESSIBLE);
  expect(await status()).toBe('stopped');
  await kms('CancelKeyDeletion', { KeyId });
  await kms('EnableKey', { KeyId });
  await rds('StartDBInstance', input);
  await pass(5);
  await kms('DisableKey', { KeyId });
  for (let day = 0; day < 8; day += 1) await pass(86_400);
  expect(await status()).toBe(LOST);
  await kms('EnableKey', { KeyId });
  await expect(rds('StartDBInstance', input)).rejects.toMatchObject({
    name: 'InvalidDBInstanceStateFault',
  });
  await rds('DeleteDBInstance', { ...input, SkipFinalSnapshot: true });
  await pass(5);
  expect(await grants()).toEqual([]);
});

test.for([
  ['RDS', /^rds\./],
  ['the machine', /:aws:rds-host:/],
] as const)(
  'an instance whose grant to %s is revoked is lost, and is not started again',
  async ([, grantee]) => {
    const { create, grants, kms, pass, rds, status, KeyId } = await keyedFixture();
    await create();
    await create('stopped');
    await pass(5);
    await rds('StopDBInstance', { DBInstanceIdentifier: 'stopped' });
    await pass(5);

    for (const { GrantId, GranteePrincipal = '' } of await grants())
      if (grantee.test(GranteePrincipal)) await kms('RevokeGrant', { KeyId, GrantId });
    await rds('StartDBInstance', { DBInstanceIdentifier: 'stopped' }).catch(() => {});
    await pass(601);

    expect(await status()).toBe(LOST);
    expect(await status('stopped')).not.toBe('available');
    await rds('DeleteDBInstance', { DBInstanceIdentifier, SkipFinalSnapshot: true });
    await rds('DeleteDBInstance', { DBInstanceIdentifier: 'stopped', SkipFinalSnapshot: true });
    await pass(5);
    expect(await grants()).toEqual([]);
  },
);
