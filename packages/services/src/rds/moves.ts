import { type ServiceDeps, tagStore } from '@gatehouse/service-kit';
import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import { arnOfResource, type Named } from './arns.ts';
import type { DatabaseKind, Kind, Resource } from './model.ts';
import { applied } from './pending.ts';
import { resources } from './repositories/resources.ts';
import { type Happening, tell } from './telling.ts';
import { nextOpening } from './windows.ts';

export type MoveDeps = Pick<ServiceDeps, 'clock' | 'delaySeconds' | 'ids'>;

export const MOVE_WORK = 'rds.move';
export const MAINTENANCE_WORK = 'rds.maintenance';

interface Move {
  /** Undefined: it is gone. */
  readonly to: string | undefined;
  readonly tells: Readonly<Record<DatabaseKind, Happening | undefined>>;
}

const toAvailable = (db?: Happening, cluster?: Happening): Move => ({
  to: 'available',
  tells: { db, cluster },
});

/** Where each state leads by itself. */
const NEXT: ReadonlyMap<string, Move> = new Map([
  ['creating', toAvailable('created', 'cluster-created')],
  ['modifying', toAvailable()],
  ['rebooting', toAvailable('restarted')],
  ['resetting-master-credentials', toAvailable('password-reset')],
  ['starting', toAvailable('started', 'cluster-started')],
  ['stopping', { to: 'stopped', tells: { db: 'stopped', cluster: 'cluster-stopped' } }],
  ['deleting', { to: undefined, tells: { db: 'deleted', cluster: 'cluster-deleted' } }],
]);

type Database = Resource<'db'> | Resource<'cluster'>;

const nameOf = ({ kind, account, region, id }: Database): Named<DatabaseKind> => ({
  kind,
  account,
  region,
  id,
});

const schedule = (tx: Tx, kind: string, database: Database, dueAt: Date): Promise<void> =>
  scheduleWork(tx, {
    kind,
    key: database.details.resourceId,
    payload: JSON.stringify({ ...nameOf(database), resourceId: database.details.resourceId }),
    dueAt,
  });

/** Begins a move: what its caller sees is this first state, whatever follows at once. */
export const begin = async <D extends Database>(
  tx: Tx,
  deps: MoveDeps,
  database: D,
  status: string,
  now: Date,
): Promise<D> => {
  const begun: D = { ...database, details: { ...database.details, status } };
  await resources.save<DatabaseKind>(tx, begun);
  if (deps.delaySeconds > 0)
    await schedule(tx, MOVE_WORK, begun, new Date(now.getTime() + deps.delaySeconds * 1000));
  else await finish(tx, deps, begun, now);
  return begun;
};

/** Ends the move that it is in, if it is in one. */
const finish = async (tx: Tx, deps: MoveDeps, database: Database, now: Date): Promise<void> => {
  const move = NEXT.get(database.details.status);
  if (move === undefined) return;
  const happening = move.tells[database.kind];
  if (move.to === undefined) {
    await remove(tx, database);
    if (happening !== undefined) await tell(tx, deps, database, happening, now);
    return;
  }
  if (database.details.status === 'modifying') await applyChanges(tx, deps, database, now);
  else {
    const details = { ...database.details, status: move.to, hasEndpoint: true };
    await resources.save<DatabaseKind>(tx, { ...database, details });
  }
  if (happening !== undefined) await tell(tx, deps, database, happening, now);
};

const applyChanges = async (
  tx: Tx,
  deps: MoveDeps,
  database: Database,
  now: Date,
): Promise<void> => {
  const { pending } = database.details;
  const changed = await applied(tx, database);
  if (changed.kind !== 'db') return;
  if (pending.DBInstanceClass !== undefined) await tell(tx, deps, changed, 'class-changed', now);
  if (pending.AllocatedStorage !== undefined) await tell(tx, deps, changed, 'storage-changed', now);
};

/** Removes a resource and the tags that it had. */
export const remove = async (tx: Tx, resource: Resource<Kind>): Promise<void> => {
  await tagStore.removeAll(tx, arnOfResource(resource));
  await resources.remove(tx, resource);
};

/** Changes that wait for the maintenance window begin when it opens. */
export const awaitMaintenance = (tx: Tx, database: Database, now: Date): Promise<void> =>
  schedule(tx, MAINTENANCE_WORK, database, nextOpening(database.details.maintenanceWindow, now));

interface Payload extends Named<DatabaseKind> {
  readonly resourceId: string;
}

/** The database that work is for, unless another has its identifier by now. */
const databaseOf = async (tx: Tx, payload: string): Promise<Database | undefined> => {
  const { resourceId, kind, ...name } = JSON.parse(payload) as Payload;
  const found =
    kind === 'db'
      ? await resources.find(tx, { ...name, kind })
      : await resources.find(tx, { ...name, kind });
  return found?.details.resourceId === resourceId ? found : undefined;
};

export const moveDatabase =
  (deps: MoveDeps): WorkHandler =>
  (store, work) =>
    store.write(async (tx) => {
      const database = await databaseOf(tx, work.payload);
      if (database !== undefined) await finish(tx, deps, database, deps.clock.now());
    });

export const maintainDatabase =
  (deps: MoveDeps): WorkHandler =>
  (store, work) =>
    store.write(async (tx) => {
      const database = await databaseOf(tx, work.payload);
      if (database === undefined || Object.keys(database.details.pending).length === 0) return;
      const now = deps.clock.now();
      if (database.details.status === 'available')
        await begin(tx, deps, database, 'modifying', now);
      else await awaitMaintenance(tx, database, now);
    });
