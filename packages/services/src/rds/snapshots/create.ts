import type {
  CreateDBClusterSnapshotMessage,
  CreateDBClusterSnapshotResult,
  CreateDBSnapshotMessage,
  CreateDBSnapshotResult,
  DeleteDBClusterSnapshotMessage,
  DeleteDBClusterSnapshotResult,
  DeleteDBSnapshotMessage,
  DeleteDBSnapshotResult,
} from '@aws-sdk/client-rds';
import { type Call, type Tags, tagStore, writes } from '@gatehouse/service-kit';
import { arnOfResource } from '../arns.ts';
import { authorized, authorizeNew } from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import { invalidCombination, invalidState } from '../errors.ts';
import { newIdentifier } from '../identifiers.ts';
import type { Resource, SnapshotKind } from '../model.ts';
import { remove } from '../moves.ts';
import { requestTags } from '../tags.ts';
import { tell } from '../telling.ts';
import { asClusterSnapshot, asSnapshot } from './narrow.ts';
import { takeSnapshot } from './new-snapshot.ts';
import { shownClusterSnapshot, shownSnapshot, statusOf } from './views.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html */
export const createDBSnapshot = (deps: RdsDeps) =>
  writes<CreateDBSnapshotMessage, CreateDBSnapshotResult>({}, async (input, call) => {
    const id = newIdentifier('snapshot', input.DBSnapshotIdentifier);
    const tags = requestTags(input.Tags);
    const operation = 'CreateDBSnapshot';
    const target = { 'rds:BackupTarget': 'region' };
    const instance = await authorized(call, operation, 'db', input.DBInstanceIdentifier, target);
    await authorizeNew(call, operation, 'snapshot', id, tags, target);
    if (instance.parent !== undefined)
      throw invalidCombination(
        'The specified instance is a member of a cluster and a snapshot cannot be created directly. Please use the CreateDBClusterSnapshot API instead.',
      );
    if (instance.details.status !== 'available')
      throw invalidState('db', 'Database instance is not in available state.');
    const snapshot = asSnapshot(await takeSnapshot(deps, call, instance, id, tags));
    return { DBSnapshot: shownSnapshot(snapshot, await tagsNow(call, snapshot), call) };
  });

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBClusterSnapshot.html */
export const createDBClusterSnapshot = (deps: RdsDeps) =>
  writes<CreateDBClusterSnapshotMessage, CreateDBClusterSnapshotResult>({}, async (input, call) => {
    const id = newIdentifier('cluster-snapshot', input.DBClusterSnapshotIdentifier);
    const tags = requestTags(input.Tags);
    const operation = 'CreateDBClusterSnapshot';
    const cluster = await authorized(call, operation, 'cluster', input.DBClusterIdentifier);
    await authorizeNew(call, operation, 'cluster-snapshot', id, tags);
    if (cluster.details.status !== 'available')
      throw invalidState('cluster', `DbCluster ${cluster.id} is not in available state.`);
    const snapshot = asClusterSnapshot(await takeSnapshot(deps, call, cluster, id, tags));
    return {
      DBClusterSnapshot: shownClusterSnapshot(snapshot, await tagsNow(call, snapshot), call),
    };
  });

const tagsNow = (call: Call, snapshot: Resource<SnapshotKind>): Promise<Tags> =>
  tagStore.of(call.tx, arnOfResource(snapshot));

const requireComplete = (snapshot: Resource<SnapshotKind>, now: Date): void => {
  const status = statusOf(snapshot, now);
  if (status !== 'available')
    throw invalidState(
      snapshot.kind,
      `Cannot delete the snapshot because it is not in one of the following states: available. It is ${status}.`,
    );
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBSnapshot.html */
export const deleteDBSnapshot = (deps: RdsDeps) =>
  writes<DeleteDBSnapshotMessage, DeleteDBSnapshotResult>({}, async (input, call) => {
    const given = input.DBSnapshotIdentifier;
    const snapshot = await authorized(call, 'DeleteDBSnapshot', 'snapshot', given);
    requireComplete(snapshot, call.now);
    const shown = shownSnapshot(snapshot, await tagsNow(call, snapshot), call);
    await remove(call.tx, snapshot);
    await tell(call.tx, deps, snapshot, 'snapshot-deleted', call.now);
    return { DBSnapshot: { ...shown, Status: 'deleted' } };
  });

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBClusterSnapshot.html */
export const deleteDBClusterSnapshot = () =>
  writes<DeleteDBClusterSnapshotMessage, DeleteDBClusterSnapshotResult>({}, async (input, call) => {
    const given = input.DBClusterSnapshotIdentifier;
    const snapshot = await authorized(call, 'DeleteDBClusterSnapshot', 'cluster-snapshot', given);
    requireComplete(snapshot, call.now);
    const shown = shownClusterSnapshot(snapshot, await tagsNow(call, snapshot), call);
    await remove(call.tx, snapshot);
    return { DBClusterSnapshot: { ...shown, Status: 'deleted' } };
  });
