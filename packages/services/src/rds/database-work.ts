import { scheduleWork, type Tx } from '@gatehouse/store';
import type { Named } from './arns.ts';
import type { DatabaseKind, Resource } from './model.ts';
import { resources } from './repositories/resources.ts';

export type Database = Resource<'db'> | Resource<'cluster'>;

interface Payload extends Named<DatabaseKind> {
  readonly resourceId: string;
  /** The state whose move it is to end. */
  readonly move?: string | undefined;
}

/** Schedules one kind of work of a database, or puts what is scheduled off. */
export const scheduleFor = (
  tx: Tx,
  kind: string,
  database: Database,
  dueAt: Date,
  move?: string,
): Promise<void> => {
  const { account, region, id } = database;
  const { resourceId } = database.details;
  const payload = { kind: database.kind, account, region, id, resourceId, move } satisfies Payload;
  return scheduleWork(tx, { kind, key: resourceId, payload: JSON.stringify(payload), dueAt });
};

/** The same database as it is now; undefined: it is gone, whatever else has its identifier by now. */
export const presentDatabase = async (
  tx: Tx,
  { kind, account, region, id }: Named<DatabaseKind>,
  resourceId: string,
): Promise<Database | undefined> => {
  const name = { account, region, id };
  const found =
    kind === 'db'
      ? await resources.find(tx, { ...name, kind })
      : await resources.find(tx, { ...name, kind });
  return found?.details.resourceId === resourceId ? found : undefined;
};

/** The database that work is for. */
export const databaseOf = (tx: Tx, payload: string): Promise<Database | undefined> => {
  const { resourceId, ...name } = JSON.parse(payload) as Payload;
  return presentDatabase(tx, name, resourceId);
};

export const moveOf = (payload: string): string | undefined =>
  (JSON.parse(payload) as Payload).move;
