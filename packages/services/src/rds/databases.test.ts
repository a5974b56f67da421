import type { DBInstanceMessage, DBSnapshotMessage } from '@aws-sdk/client-rds';
import { silentLog, systemClock } from '@gatehouse/core';
import { memoryStore, openPostgres, type Store } from '@gatehouse/store';
import { testPostgres } from '@gatehouse/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { OTHER_ACCOUNT, postgres, rdsFixture } from './rds.fixture.ts';

const server = await testPostgres();

const suite = (open: () => Promise<Store>): void => {
  test('instances are paged and deleted, snapshots shared and counted, passwords carried over', async () => {
    const { rds, other, pass } = await rdsFixture(async () => {
      const store = await open();
      onTestFinished(() => store.close());
      return store;
    });
    for (let at = 10; at < 32; at += 1) await rds('CreateDBInstance', postgres(`db${at}`));
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

    expect(first.DBInstances).toHaveLength(20);
    expect(second.DBInstances).toMatchObject([{ DBInstanceStatus: 'available' }, {}]);
    expect(await rds('DescribeDBInstances', {}, { as: other })).toMatchObject({
      DBInstances: [{ DBInstanceIdentifier: 'mine', DBInstanceStatus: 'available' }],
    });
    const gone = rds('DescribeDBInstances', { DBInstanceIdentifier: 'db10' });
    await expect(gone).rejects.toMatchObject({ name: 'DBInstanceNotFoundFault' });
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
