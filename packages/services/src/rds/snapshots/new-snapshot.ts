import type { Call, ServiceDeps, Tags } from '@gatehouse/service-kit';
import { tagStore } from '@gatehouse/service-kit';
import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import { arnOfResource, type Named } from '../arns.ts';
import { touch } from '../authorization.ts';
import type { Database } from '../database-work.ts';
import type { RdsDeps } from '../deps.ts';
import { alreadyExists, quotaExceeded } from '../errors.ts';
import type { Resource, SnapshotKind } from '../model.ts';
import { carryPassword } from '../passwords.ts';
import { resources } from '../repositories/resources.ts';
import { putTags } from '../tags.ts';
import { type Happening, tell } from '../telling.ts';
import type { SnapshotDetails } from './model.ts';

export const SNAPSHOT_WORK = 'rds.snapshot';

// Amazon RDS User Guide, "Quotas and constraints": manual snapshots of each kind in a Region.
const MOST_SNAPSHOTS = 100;

/** What a snapshot of the database holds. */
const detailsOf = async (
  call: Call,
  database: Database,
  completedAt: number,
): Promise<SnapshotDetails> => {
  const { details, account, region } = database;
  const id = details.subnetGroup;
  const group = await resources.find(call.tx, { account, region, kind: 'subgrp', id });
  return {
    type: 'manual',
    resourceId: details.resourceId,
    sourceCreatedAt: database.createdAt.getTime(),
    completedAt,
    engine: details.engine,
    engineVersion: details.engineVersion,
    class: details.class,
    masterUsername: details.masterUsername,
    databaseName: details.databaseName,
    licenseModel: database.kind === 'db' ? database.details.licenseModel : '',
    port: details.port,
    zones: database.kind === 'db' ? [database.details.zone] : database.details.zones,
    vpc: group?.details.vpc,
    storage: details.storage,
    storageType: details.storageType,
    iops: details.iops,
    throughput: database.kind === 'db' ? database.details.throughput : undefined,
    encrypted: details.encrypted,
    kmsKey: details.kmsKey,
    dataKey: details.encryption?.dataKey,
    iamAuthentication: details.iamAuthentication,
    multiAz: details.multiAz,
    parameterGroup: details.parameterGroup,
  };
};

/** A manual snapshot of the database; it is complete some seconds later. */
export const takeSnapshot = async (
  deps: RdsDeps,
  call: Call,
  database: Database,
  id: string,
  given: Tags = new Map(),
): Promise<Resource<SnapshotKind>> => {
  const { tx, now } = call;
  const completedAt = now.getTime() + deps.delaySeconds * 1000;
  const inherited: Tags = database.details.copyTags
    ? await tagStore.of(tx, arnOfResource(database))
    : new Map();
  const snapshot: Resource<SnapshotKind> = {
    kind: database.kind === 'db' ? 'snapshot' : 'cluster-snapshot',
    account: database.account,
    region: database.region,
    id,
    parent: database.id,
    createdAt: now,
    details: await detailsOf(call, database, completedAt),
    secret: carryPassword(deps.vault, database, database),
  };
  const tags = new Map([...inherited, ...given]);
  return addSnapshot(deps, call, snapshot, tags);
};

/** Keeps a new snapshot and says when it is complete. */
export const addSnapshot = async (
  deps: RdsDeps,
  call: Call,
  snapshot: Resource<SnapshotKind>,
  tags: Tags,
): Promise<Resource<SnapshotKind>> => {
  const { tx, now } = call;
  const { kind, account, region, id } = snapshot;
  if ((await resources.count(tx, call, kind)) >= MOST_SNAPSHOTS)
    throw quotaExceeded('SnapshotQuotaExceededFault', 'maximum number of snapshots');
  if (!(await resources.insert(tx, snapshot))) throw alreadyExists(kind, id);
  await putTags(tx, snapshot, tags);
  touch(call, snapshot);
  if (deps.delaySeconds === 0) await tellComplete(tx, deps, snapshot, now);
  else
    await scheduleWork(tx, {
      kind: SNAPSHOT_WORK,
      key: `${kind}/${region}/${account}/${id}`,
      payload: JSON.stringify({ kind, account, region, id }),
      dueAt: new Date(snapshot.details.completedAt),
    });
  return snapshot;
};

const happeningOf = ({ kind, details }: Resource<SnapshotKind>): Happening => {
  if (kind === 'cluster-snapshot') return 'cluster-snapshot-created';
  return details.copiedFrom === undefined ? 'snapshot-created' : 'snapshot-copied';
};

const tellComplete = (
  tx: Tx,
  deps: Pick<ServiceDeps, 'ids'>,
  snapshot: Resource<SnapshotKind>,
  now: Date,
): Promise<void> => tell(tx, deps, snapshot, happeningOf(snapshot), now);

/** The due work of a snapshot: to say that it is complete. */
export const completeSnapshot =
  (deps: Pick<ServiceDeps, 'clock' | 'ids'>): WorkHandler =>
  (store, work) =>
    store.write(async (tx) => {
      const snapshot = await resources.find(tx, JSON.parse(work.payload) as Named<SnapshotKind>);
      if (snapshot !== undefined) await tellComplete(tx, deps, snapshot, deps.clock.now());
    });
