import type { OperationDefinition } from '@gatehouse/service-kit';
import {
  deleteDBCluster,
  modifyDBCluster,
  startDBCluster,
  stopDBCluster,
} from '../clusters/change.ts';
import { createDBCluster, restoreDBClusterFromSnapshot } from '../clusters/create.ts';
import { describeDBClusters } from '../clusters/describe.ts';
import type { RdsDeps } from '../deps.ts';
import { parameterGroupOperations } from '../groups/parameter-groups.ts';
import {
  createDBSubnetGroup,
  deleteDBSubnetGroup,
  describeDBSubnetGroups,
  modifyDBSubnetGroup,
} from '../groups/subnet-groups.ts';
import { rebootDBInstance, startDBInstance, stopDBInstance } from '../instances/change-state.ts';
import { createDBInstance } from '../instances/create.ts';
import { deleteDBInstance } from '../instances/delete.ts';
import { describeDBInstances } from '../instances/describe.ts';
import { modifyDBInstance } from '../instances/modify.ts';
import { restoreDBInstanceFromDBSnapshot } from '../instances/restore.ts';
import {
  describeDBClusterSnapshotAttributes,
  describeDBSnapshotAttributes,
  modifyDBClusterSnapshotAttribute,
  modifyDBSnapshotAttribute,
} from '../snapshots/attributes.ts';
import { copyDBClusterSnapshot, copyDBSnapshot } from '../snapshots/copy.ts';
import {
  createDBClusterSnapshot,
  createDBSnapshot,
  deleteDBClusterSnapshot,
  deleteDBSnapshot,
} from '../snapshots/create.ts';
import { describeDBClusterSnapshots, describeDBSnapshots } from '../snapshots/describe.ts';
import {
  createEventSubscription,
  deleteEventSubscription,
  describeEventSubscriptions,
} from '../subscriptions/operations.ts';
import { describeDBEngineVersions, describeOrderableDBInstanceOptions } from './catalogue.ts';
import { describeEvents } from './events.ts';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tagging.ts';

const databases = (deps: RdsDeps) => ({
  CreateDBCluster: createDBCluster(deps),
  CreateDBInstance: createDBInstance(deps),
  DeleteDBCluster: deleteDBCluster(deps),
  DeleteDBInstance: deleteDBInstance(deps),
  DescribeDBClusters: describeDBClusters(deps),
  DescribeDBInstances: describeDBInstances(deps),
  ModifyDBCluster: modifyDBCluster(deps),
  ModifyDBInstance: modifyDBInstance(deps),
  RebootDBInstance: rebootDBInstance(deps),
  RestoreDBClusterFromSnapshot: restoreDBClusterFromSnapshot(deps),
  RestoreDBInstanceFromDBSnapshot: restoreDBInstanceFromDBSnapshot(deps),
  StartDBCluster: startDBCluster(deps),
  StartDBInstance: startDBInstance(deps),
  StopDBCluster: stopDBCluster(deps),
  StopDBInstance: stopDBInstance(deps),
});

const snapshots = (deps: RdsDeps) => ({
  CopyDBClusterSnapshot: copyDBClusterSnapshot(deps),
  CopyDBSnapshot: copyDBSnapshot(deps),
  CreateDBClusterSnapshot: createDBClusterSnapshot(deps),
  CreateDBSnapshot: createDBSnapshot(deps),
  DeleteDBClusterSnapshot: deleteDBClusterSnapshot(),
  DeleteDBSnapshot: deleteDBSnapshot(deps),
  DescribeDBClusterSnapshotAttributes: describeDBClusterSnapshotAttributes(),
  DescribeDBClusterSnapshots: describeDBClusterSnapshots(deps),
  DescribeDBSnapshotAttributes: describeDBSnapshotAttributes(),
  DescribeDBSnapshots: describeDBSnapshots(deps),
  ModifyDBClusterSnapshotAttribute: modifyDBClusterSnapshotAttribute(deps),
  ModifyDBSnapshotAttribute: modifyDBSnapshotAttribute(deps),
});

/** Every operation of RDS that is built. */
export const operations = (deps: RdsDeps): Readonly<Record<string, OperationDefinition>> => ({
  ...databases(deps),
  ...snapshots(deps),
  ...parameterGroupOperations(deps),
  CreateDBSubnetGroup: createDBSubnetGroup(deps),
  DeleteDBSubnetGroup: deleteDBSubnetGroup(),
  DescribeDBSubnetGroups: describeDBSubnetGroups(deps),
  ModifyDBSubnetGroup: modifyDBSubnetGroup(deps),
  CreateEventSubscription: createEventSubscription(),
  DeleteEventSubscription: deleteEventSubscription(),
  DescribeEventSubscriptions: describeEventSubscriptions(deps),
  DescribeDBEngineVersions: describeDBEngineVersions(deps),
  DescribeEvents: describeEvents(deps),
  DescribeOrderableDBInstanceOptions: describeOrderableDBInstanceOptions(deps),
  AddTagsToResource: addTagsToResource(),
  ListTagsForResource: listTagsForResource(),
  RemoveTagsFromResource: removeTagsFromResource(),
});
