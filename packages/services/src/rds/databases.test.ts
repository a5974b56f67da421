import type { DescribeKeyResponse, ListGrantsResponse } from '@aws-sdk/client-kms';
import type { DBInstanceMessage, DBSnapshotMessage } from '@aws-sdk/client-rds';
import type { BatchGetSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { OTHER_ACCOUNT, postgres, rdsFixture } from './rds.fixture.ts';

const server = await testPostgres();

const suite = (open: () => Promise<Store>): void => {
  test('instances are paged and deleted, snapshots shared and counted, passwords carried over, grants made and retired', async () => {
    const { rds, kms, other, pass } = await rdsFixture(async () => {
      const store = await open();
      onTestFinished(() => store.close());
      return store;
    });
    for (let at = 10; at < 32; at += 1)
      await rds('CreateDBInstance', postgres(`db${at}`, { StorageEncrypted: at === 11 }));
    const key = async (): Promise<string | undefined> =>
      (await kms<DescribeKeyResponse>('DescribeKey', { KeyId: 'alias/aws/rds' })).KeyMetadata?.Arn;
    await pass(5);
    const page = { MaxRecords: 20 };
    const first = await rds<DBInstanceMessage>('DescribeDBInstances', page);
    const more = { ...page, Marker: first.Marker };
    const second = await rds<DBInstanceMessage>('DescribeDBInstances', more);
    const DBSnapshotIdentifier = 'snap';
    await rds('CreateDBSnapshot', { DBInstanceIdentifier: 'db10', DBSnapshotIdentifier });
    await pass(5);
    await rds('ModifyDBSnapshotAttribute', {
      DBSnapshotIdentifier,
      AttributeName: 'restore',
      ValuesToAdd: [OTHER_ACCOUNT],
    });
    const shared = { SnapshotType: 'shared' };
    const seen = await rds<DBSnapshotMessage>('DescribeDBSnapshots', shared, { as: other });
    const [snapshot] = seen.DBSnapshots ?? [];
    await rds(
      'RestoreDBInstanceFromDBSnapshot',
      { DBInstanceIdentifier: 'mine', DBSnapshotIdentifier: snapshot?.DBSnapshotArn },
      { as: other },
    );
    await rds('DeleteDBInstance', { DBInstanceIdentifier: 'db10', SkipFinalSnapshot: true });
    await pass(5);
    const granted = async (): Promise<number> =>
      (await kms<ListGrantsResponse>('ListGrants', { KeyId: await key() })).Grants?.length ?? 0;
    await rds('StopDBInstance', { DBInstanceIdentifier: 'db11' });
    await pass(5);
    const stopped = await granted();
    await rds('StartDBInstance', { DBInstanceIdentifier: 'db11' });
    await pass(5);
    const started = await granted();
    await rds('DeleteDBInstance', { DBInstanceIdentifier: 'db11', SkipFinalSnapshot: true });
    await pass(5);

    expect([stopped, started, await granted()]).toEqual([2, 3, 0]);
    expect(first.DBInstances).toHaveLength(20);
    expect(second.DBInstances).toMatchObject([{ DBInstanceStatus: 'available' }, {}]);
    expect(await rds('DescribeDBInstances', {}, { as: other })).toMatchObject({
      DBInstances: [{ DBInstanceIdentifier: 'mine', DBInstanceStatus: 'available' }],
    });
    const gone = rds('DescribeDBInstances', { DBInstanceIdentifier: 'db10' });
    await expect(gone).rejects.toMatchObject({ name: 'DBInstanceNotFoundFault' });
  });

  test('a password that RDS manages is made, rotated, read and removed', async () => {
    const fixture = await rdsFixture(async () => {
      const store = await open();
      onTestFinished(() => store.close());
      return store;
    });
    const { rds, pass, runner } = fixture;
    const managed = { MasterUserPassword: undefined, ManageMasterUserPassword: true };
    await rds('CreateDBInstance', postgres('db', managed));
    await pass(5);
    const { DBInstances } = await rds<DBInstanceMessage>('DescribeDBInstances');
    const SecretId = DBInstances?.[0]?.MasterUserSecret?.SecretArn;
    const value = async (): Promise<string | undefined> => {
      const asked = { SecretIdList: [SecretId] };
      const found = await fixture.call<BatchGetSecretValueResponse>(
        'secretsmanager',
        'BatchGetSecretValue',
        asked,
      );
      return found.SecretValues?.[0]?.SecretString ?? found.Errors?.[0]?.ErrorCode;
    };
    const first = await value();
    await fixture.call('secretsmanager', 'RotateSecret', {
      SecretId,
      ClientRequestToken: 'r'.repeat(32),
    });
    await runner.runDue();
    const second = await value();
    await rds('DeleteDBInstance', { DBInstanceIdentifier: 'db', SkipFinalSnapshot: true });
    await pass(5);

    expect([first, second]).toEqual([
      expect.stringContaining('"username":"owner"'),
      expect.stringContaining('"username":"owner"'),
    ]);
    expect(second).not.toBe(first);
    expect(await value()).toBe('ResourceNotFoundException');
  });
};

describe('on SQLite', () => {
  suite(memoryStore);
});

describe.skipIf(server === undefined)('on PostgreSQL', () => {
  suite(async () => {
    if (server === undefined) throw new Error('this machine has no PostgreSQL');
    return openPostgres({ url: await server.database(), clock: systemClock, log: silentLog });
  });
});
