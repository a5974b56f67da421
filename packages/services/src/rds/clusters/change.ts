import type {
  DeleteDBClusterMessage,
  DeleteDBClusterResult,
  ModifyDBClusterMessage,
  ModifyDBClusterResult,
  StartDBClusterMessage,
  StartDBClusterResult,
  StopDBClusterMessage,
  StopDBClusterResult,
} from '@aws-sdk/client-rds';
import { type Call, tagStore, writes } from '@gatehouse/service-kit';
import { arnOf, arnOfResource } from '../arns.ts';
import { authorized, authorizeNamed } from '../authorization.ts';
import { defined } from '../defined.ts';
import type { RdsDeps } from '../deps.ts';
import { RECOVERABLE } from '../encryption/access-loss.ts';
import { requireOpen } from '../encryption/as-caller.ts';
import { engineNamed, versionOf } from '../engines.ts';
import { alreadyExists, invalidCombination, invalidState, notAvailable } from '../errors.ts';
import { finalSnapshot } from '../final-snapshot.ts';
import { parameterGroup } from '../groups/parameter-group.ts';
import { securityGroups, subnetGroup } from '../groups/subnets.ts';
import { newIdentifier } from '../identifiers.ts';
import { keptSecret, nextPassword } from '../managed-password/apply.ts';
import { type ClusterDetails, type PendingChanges, type Resource, withDetails } from '../model.ts';
import { awaitMaintenance, begin } from '../moves.ts';
import { checkedPort, checkedRetention } from '../new-database.ts';
import { resources } from '../repositories/resources.ts';
import { takeSnapshot } from '../snapshots/new-snapshot.ts';
import { backupWindow, maintenanceWindow } from '../windows.ts';
import { viewedCluster } from './view.ts';

const shown = async (call: Call, cluster: Resource<'cluster'>): Promise<StartDBClusterResult> => {
  const tags = await tagStore.of(call.tx, arnOfResource(cluster));
  return { DBCluster: await viewedCluster(call, cluster, tags) };
};

/** A cluster moves with its instances. */
const moved = async (
  deps: RdsDeps,
  call: Call,
  cluster: Resource<'cluster'>,
  status: string,
): Promise<StartDBClusterResult> => {
  for (const member of await resources.of(call.tx, cluster, 'db', cluster.id))
    if (member.details.status !== 'deleting') await begin(call.tx, deps, member, status, call.now);
  return shown(call, await begin(call.tx, deps, cluster, status, call.now));
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StartDBCluster.html */
export const startDBCluster = (deps: RdsDeps) =>
  writes<StartDBClusterMessage, StartDBClusterResult>({}, async (input, call) => {
    const given = input.DBClusterIdentifier;
    const cluster = await authorized(call, 'StartDBCluster', 'cluster', given);
    if (!['stopped', RECOVERABLE].includes(cluster.details.status))
      throw invalidState('cluster', `DbCluster ${cluster.id} is not in stopped state.`);
    await requireOpen(call, cluster);
    return moved(deps, call, cluster, 'starting');
  });

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StopDBCluster.html */
export const stopDBCluster = (deps: RdsDeps) =>
  writes<StopDBClusterMessage, StopDBClusterResult>(
    { partial: 'does not start again after seven days' },
    async (input, call) => {
      const given = input.DBClusterIdentifier;
      const cluster = await authorized(call, 'StopDBCluster', 'cluster', given);
      if (cluster.details.status !== 'available') throw notAvailable('cluster', cluster.id);
      return moved(deps, call, cluster, 'stopping');
    },
  );

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBCluster.html */
export const deleteDBCluster = (deps: RdsDeps) =>
  writes<DeleteDBClusterMessage, DeleteDBClusterResult>(
    { partial: 'there are no automated backups to retain' },
    async (input, call) => {
      const operation = 'DeleteDBCluster';
      const cluster = await authorized(call, operation, 'cluster', input.DBClusterIdentifier);
      const final = input.FinalDBSnapshotIdentifier;
      if (final === undefined)
        await call.authorize(`rds:${operation}`, arnOf(call, 'cluster-snapshot', '*'));
      else await authorizeNamed(call, operation, 'cluster-snapshot', final);
      const last = finalSnapshot('cluster-snapshot', input);
      if (cluster.details.status === 'deleting')
        throw invalidState('cluster', `DbCluster ${cluster.id} is already being deleted.`);
      if (cluster.details.deletionProtection)
        throw invalidCombination(
          'Cannot delete protected Cluster, please disable deletion protection and try again.',
        );
      const members = await resources.of(call.tx, cluster, 'db', cluster.id);
      if (members.some(({ details }) => details.status !== 'deleting'))
        throw invalidState(
          'cluster',
          'Cluster cannot be deleted, it still contains DB instances in non-deleting state.',
        );
      if (last !== undefined) {
        if (cluster.details.encryption?.closedAt !== undefined)
          throw notAvailable('cluster', cluster.id);
        await takeSnapshot(deps, call, cluster, last);
      }
      const tags = await tagStore.of(call.tx, arnOfResource(cluster));
      const begun = await begin(call.tx, deps, cluster, 'deleting', call.now);
      return { DBCluster: await viewedCluster(call, begun, tags) };
    },
  );

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBCluster.html */
export const modifyDBCluster = (deps: RdsDeps) =>
  writes<ModifyDBClusterMessage, ModifyDBClusterResult>(
    { partial: 'no scaling, storage or engine mode changes, no option groups or Active Directory' },
    async (input, call) => {
      const cluster = await authorized(
        call,
        'ModifyDBCluster',
        'cluster',
        input.DBClusterIdentifier,
        { 'rds:ManageMasterUserPassword': input.ManageMasterUserPassword ?? false },
      );
      const parameters = input.DBClusterParameterGroupName;
      if (parameters !== undefined)
        await authorizeNamed(call, 'ModifyDBCluster', 'cluster-pg', parameters);
      const { status } = cluster.details;
      if (status !== 'available') throw notAvailable('cluster', cluster.id);
      const pending = { ...cluster.details.pending, ...(await pendingOf(call, cluster, input)) };
      const changes = await changesOf(deps, call, cluster, input);
      const changed = withDetails(cluster, { ...changes, pending });
      const { secret, masterSecret } = await nextPassword(deps, call, cluster, input);
      const saved = { ...withDetails(changed, { masterSecret }), secret };
      await resources.save(
        call.tx,
        withDetails(saved, { masterSecret: keptSecret(deps, masterSecret) }),
      );
      const answer = await shown(call, saved);
      if (Object.keys(pending).length === 0) {
        if (masterSecret?.status === 'creating')
          await begin(call.tx, deps, saved, 'resetting-master-credentials', call.now);
        return answer;
      }
      if (input.ApplyImmediately === true) await begin(call.tx, deps, saved, 'modifying', call.now);
      else await awaitMaintenance(call.tx, saved, call.now);
      return answer;
    },
  );

const pendingOf = async (
  call: Call,
  { details, id }: Resource<'cluster'>,
  input: ModifyDBClusterMessage,
): Promise<PendingChanges> => {
  const version =
    input.EngineVersion === undefined
      ? undefined
      : versionOf(engineNamed(details.engine), input.EngineVersion);
  const given = input.NewDBClusterIdentifier;
  const renamed =
    given === undefined ? undefined : newIdentifier('cluster', given, 'NewDBClusterIdentifier');
  if (renamed !== undefined && renamed !== id) {
    const { account, region } = call;
    const name = { account, region, kind: 'cluster', id: renamed } as const;
    if ((await resources.find(call.tx, name)) !== undefined)
      throw alreadyExists('cluster', renamed);
  }
  return defined({
    DBInstanceIdentifier: renamed === id ? undefined : renamed,
    EngineVersion: version === details.engineVersion ? undefined : version,
    Port: input.Port === undefined ? undefined : checkedPort(input.Port),
  });
};

const changesOf = async (
  deps: RdsDeps,
  call: Call,
  { details }: Resource<'cluster'>,
  input: ModifyDBClusterMessage,
): Promise<Partial<ClusterDetails>> => {
  const engine = engineNamed(details.engine);
  const { vpc } = (await subnetGroup(deps, call, details.subnetGroup)).details;
  const parameters = input.DBClusterParameterGroupName;
  const { BackupRetentionPeriod: days, PreferredBackupWindow: backup } = input;
  const { PreferredMaintenanceWindow: maintenance, VpcSecurityGroupIds: groups } = input;
  return defined({
    autoMinorUpgrade: input.AutoMinorVersionUpgrade,
    backupRetention: days === undefined ? undefined : checkedRetention(days, 1),
    backupWindow: backup === undefined ? undefined : backupWindow(backup),
    copyTags: input.CopyTagsToSnapshot,
    deletionProtection: input.DeletionProtection,
    iamAuthentication: input.EnableIAMDatabaseAuthentication,
    maintenanceWindow: maintenance === undefined ? undefined : maintenanceWindow(maintenance),
    parameterGroup:
      parameters === undefined
        ? undefined
        : (await parameterGroup(call, 'cluster-pg', engine, details.engineVersion, parameters)).id,
    securityGroups:
      groups === undefined ? undefined : await securityGroups(deps, call, vpc, groups),
  });
};
