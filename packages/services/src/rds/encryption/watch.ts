import type { Tx, WorkHandler } from '@gatehouse/store';
import { type Database, databaseOf, scheduleFor } from '../database-work.ts';
import type { RdsDeps } from '../deps.ts';
import { type DatabaseKind, type Resource, withDetails } from '../model.ts';
import { resources } from '../repositories/resources.ts';
import { type AccessLoss, LOST, lossFrom, RECOVERABLE } from './access-loss.ts';
import { wouldSucceed } from './as-caller.ts';
import { kmsAsHost, kmsAsRds } from './as-rds.ts';
import { contextOf, sealedDatabase } from './context.ts';
import { halt } from './launch.ts';

type Deps = Pick<RdsDeps, 'call' | 'clock' | 'hosts'>;

export const WATCH_WORK = 'rds.key';

const EVERY_MS = 10 * 60_000;
// Amazon RDS User Guide, "AWS KMS key management": so long a database can be recovered.
const RECOVERABLE_MS = 7 * 86_400_000;
const DATA_KEY_BYTES = 32;

/** Looks after the key of a database from now on. */
export const watch = async (tx: Tx, database: Database, now: Date): Promise<void> => {
  if (database.details.encryption !== undefined)
    await scheduleFor(tx, WATCH_WORK, database, new Date(now.getTime() + EVERY_MS));
};

/** Whether RDS, and the machine where it has one, can still use the key for the database. */
const probe = async (deps: Deps, database: Database): Promise<void> => {
  const sealed = sealedDatabase(database);
  if (sealed === undefined) return;
  const KeyId = sealed.key;
  const EncryptionContext = contextOf(database);
  const asked = { KeyId, EncryptionContext, DryRun: true };
  await wouldSucceed(
    kmsAsRds(deps, database).decrypt({ ...asked, CiphertextBlob: sealed.dataKey }),
  );
  const host = database.details.encryption?.host;
  if (host === undefined) return;
  const { account, region } = database;
  const machine = kmsAsHost(deps, { account, region, instance: host.instance });
  await wouldSucceed(
    machine.generateDataKeyWithoutPlaintext({ ...asked, NumberOfBytes: DATA_KEY_BYTES }),
  );
};

/** Notes that the key cannot be used; a cluster's instances share its fate. */
export const loseAccess = async (
  tx: Tx,
  database: Database,
  status: AccessLoss,
  now: Date,
): Promise<void> => {
  const { encryption } = database.details;
  if (encryption === undefined) return;
  const closed = {
    status,
    encryption: { ...encryption, closedAt: encryption.closedAt ?? now.getTime() },
  };
  const saved: Resource<DatabaseKind> =
    database.kind === 'db'
      ? withDetails<'db'>(database, closed)
      : withDetails<'cluster'>(database, closed);
  await resources.save(tx, saved);
  if (status === RECOVERABLE) await watch(tx, database, now);
  if (database.kind === 'db') return;
  for (const member of await resources.of(tx, database, 'db', database.id))
    if (member.details.status !== 'deleting')
      await resources.save(tx, withDetails<'db'>(member, { status }));
};

/** What becomes of the database now: nothing, or it loses its key. */
const verdict = (
  { details }: Database,
  probed: AccessLoss | undefined,
  now: Date,
): AccessLoss | undefined => {
  const { closedAt } = details.encryption ?? {};
  if (details.status === 'available') return probed;
  const late = closedAt !== undefined && now.getTime() >= closedAt + RECOVERABLE_MS;
  return details.status === RECOVERABLE && late ? LOST : undefined;
};

/** The due work of an encrypted database: it is stopped when its key can no longer be used. */
export const watchKey =
  (deps: Deps): WorkHandler =>
  async (store, work) => {
    const before = await store.read((tx) => databaseOf(tx, work.payload));
    if (before === undefined) return;
    const probed =
      before.details.status === 'available' ? await lossFrom(probe(deps, before)) : undefined;
    if (probed !== undefined) await halt(deps, before);
    await store.write(async (tx) => {
      const database = await databaseOf(tx, work.payload);
      if (database === undefined) return;
      const now = deps.clock.now();
      const loss = verdict(database, probed, now);
      if (loss !== undefined) await loseAccess(tx, database, loss, now);
      else await watch(tx, database, now);
    });
  };
