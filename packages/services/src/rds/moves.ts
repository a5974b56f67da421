import { type ServiceDeps, tagStore } from '@gatehouse/service-kit';
import type { Store, Tx, WorkHandler } from '@gatehouse/store';
import { arnOfResource } from './arns.ts';
import { type Database, databaseOf, moveOf, scheduleFor } from './database-work.ts';
import type { RdsDeps } from './deps.ts';
import { type AccessLoss, lossFrom } from './encryption/access-loss.ts';
import { dismantle, halt, launch } from './encryption/launch.ts';
import { loseAccess, watch } from './encryption/watch.ts';
import { settledSecret } from './managed-password/apply.ts';
import { dropMasterSecret } from './managed-password/master-secret.ts';
import type { DatabaseKind, Encryption, Kind, Resource } from './model.ts';
import { applied } from './pending.ts';
import { resources } from './repositories/resources.ts';
import { type Happening, tell } from './telling.ts';
import { nextOpening } from './windows.ts';

type MoveDeps = Pick<ServiceDeps, 'clock' | 'delaySeconds' | 'ids'> &
  Pick<RdsDeps, 'acceptsLooseInput'>;

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

/** Moves in which grants are made or retired, which no request waits for. */
const NEEDS_KEY: Readonly<Record<DatabaseKind, ReadonlySet<string>>> = {
  db: new Set(['creating', 'starting', 'stopping', 'deleting']),
  cluster: new Set(['deleting']),
};

/** A machine of another class is stopped for it, and started again. */
const isResized = ({ kind, details }: Database, status: string): boolean =>
  kind === 'db' && status === 'modifying' && details.pending.DBInstanceClass !== undefined;

const needsKey = (database: Database, status: string): boolean =>
  database.details.encryption !== undefined &&
  (NEEDS_KEY[database.kind].has(status) || isResized(database, status));

/** Its secret goes before it does. */
const leavesSecret = ({ details }: Database, status: string): boolean =>
  status === 'deleting' && details.masterSecret !== undefined;

/** Test suites of emulators wait for no state: what they see has moved at once, and grants follow. */
const isImpatient = ({ acceptsLooseInput, delaySeconds }: MoveDeps, status: string): boolean =>
  acceptsLooseInput === true && delaySeconds === 0 && status !== 'deleting';

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
  const waits = deps.delaySeconds > 0 || needsKey(begun, status) || leavesSecret(begun, status);
  const dueAt = new Date(now.getTime() + deps.delaySeconds * 1000);
  if (waits) await scheduleFor(tx, MOVE_WORK, begun, dueAt, status);
  if (!waits || isImpatient(deps, status)) await finish(tx, deps, begun, now);
  return begun;
};

const reopened = (encryption: Encryption | undefined): { readonly encryption?: Encryption } =>
  encryption === undefined ? {} : { encryption: { ...encryption, closedAt: undefined } };

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
    const { encryption } = database.details;
    const details = { ...database.details, status: move.to, hasEndpoint: true };
    await resources.save<DatabaseKind>(tx, {
      ...database,
      details: {
        ...details,
        ...(move.to === 'available' ? { ...reopened(encryption), ...settledSecret(details) } : {}),
      },
    });
    await watch(tx, database, now);
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
  // Work knows a database by its identifier, which may be another now.
  await watch(tx, changed, now);
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
  scheduleFor(tx, MAINTENANCE_WORK, database, nextOpening(database.details.maintenanceWindow, now));

/** What must happen outside before the move can end; answers the state that it leads to when the key cannot be used. */
const settleKey = async (
  deps: RdsDeps,
  store: Store,
  database: Database,
  status: string,
): Promise<AccessLoss | undefined> => {
  if (!needsKey(database, status)) return undefined;
  if (status === 'deleting') await dismantle(deps, store, database);
  else if (status === 'stopping' || status === 'modifying') await halt(deps, database);
  return database.kind === 'db' && !['deleting', 'stopping'].includes(status)
    ? lossFrom(launch(deps, store, database))
    : undefined;
};

export const moveDatabase =
  (deps: RdsDeps): WorkHandler =>
  async (store, work) => {
    const before = await store.read((tx) => databaseOf(tx, work.payload));
    if (before === undefined) return;
    const status = moveOf(work.payload) ?? before.details.status;
    if (leavesSecret(before, status)) await dropMasterSecret(deps, before);
    const loss = await settleKey(deps, store, before, status);
    await store.write(async (tx) => {
      const database = await databaseOf(tx, work.payload);
      // What moved on meanwhile has work of its own.
      if (database === undefined || database.details.status !== before.details.status) return;
      const now = deps.clock.now();
      if (loss === undefined) await finish(tx, deps, database, now);
      else await loseAccess(tx, database, loss, now);
    });
  };

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
