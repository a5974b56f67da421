import { tagStore } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import { arnOfResource } from './arns.ts';
import type { Database } from './database-work.ts';
import { defined } from './defined.ts';
import { settledSecret } from './managed-password/apply.ts';
import type { DatabaseKind, InstanceDetails, PendingChanges } from './model.ts';
import { resources } from './repositories/resources.ts';
import { tagOwner } from './tags.ts';

const detailsOf = (pending: PendingChanges): Partial<InstanceDetails> =>
  defined({
    class: pending.DBInstanceClass,
    engineVersion: pending.EngineVersion,
    iops: pending.Iops,
    multiAz: pending.MultiAZ,
    port: pending.Port,
    storage: pending.AllocatedStorage,
    storageType: pending.StorageType,
    throughput: pending.StorageThroughput,
  });

/** Makes the changes that were pending; the database is available then. */
export const applied = async (tx: Tx, database: Database): Promise<Database> => {
  const { pending } = database.details;
  const changes = {
    ...detailsOf(pending),
    ...settledSecret(database.details),
    status: 'available',
    pending: {},
  };
  const changed: Database =
    database.kind === 'db'
      ? { ...database, details: { ...database.details, ...changes } }
      : { ...database, details: { ...database.details, ...changes } };
  await resources.save<DatabaseKind>(tx, changed);
  return pending.DBInstanceIdentifier === undefined
    ? changed
    : renamed(tx, changed, pending.DBInstanceIdentifier);
};

/** Gives it another identifier. Whatever else got that one meanwhile keeps it, and the change waits no longer. */
const renamed = async (tx: Tx, database: Database, id: string): Promise<Database> => {
  const tags = await tagStore.of(tx, arnOfResource(database));
  const moved: Database = { ...database, id };
  if (!(await resources.insert<DatabaseKind>(tx, moved))) return database;
  await tagStore.removeAll(tx, arnOfResource(database));
  await resources.remove(tx, database);
  await tagStore.put(tx, tagOwner(moved), tags);
  if (database.kind === 'cluster')
    for (const member of await resources.of(tx, database, 'db', database.id))
      await resources.save(tx, { ...member, parent: id });
  return moved;
};
