import type { ModifyDBInstanceMessage, ModifyDBInstanceResult } from '@aws-sdk/client-rds';
import { type Call, tagStore, writes } from '@gatehouse/service-kit';
import { arnOfResource } from '../arns.ts';
import { authorized, authorizeNamed } from '../authorization.ts';
import { defined } from '../defined.ts';
import type { RdsDeps } from '../deps.ts';
import { checkedClass, engineNamed, versionOf } from '../engines.ts';
import { alreadyExists, invalidCombination, notAvailable } from '../errors.ts';
import { parameterGroup } from '../groups/parameter-group.ts';
import { securityGroups, subnetGroup } from '../groups/subnets.ts';
import { newIdentifier } from '../identifiers.ts';
import { keptSecret, nextPassword } from '../managed-password/apply.ts';
import { type InstanceDetails, type PendingChanges, type Resource, withDetails } from '../model.ts';
import { awaitMaintenance, begin } from '../moves.ts';
import { checkedLogs, checkedPort, checkedRetention } from '../new-database.ts';
import { resources } from '../repositories/resources.ts';
import { storageOf } from '../storage.ts';
import { backupWindow, maintenanceWindow } from '../windows.ts';
import { viewedInstance } from './view.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html */
export const modifyDBInstance = (deps: RdsDeps) =>
  writes<ModifyDBInstanceMessage, ModifyDBInstanceResult>(
    { partial: 'no option groups, Active Directory, certificates, replica or automation modes' },
    async (input, call) => {
      const instance = await authorized(
        call,
        'ModifyDBInstance',
        'db',
        input.DBInstanceIdentifier,
        { 'rds:ManageMasterUserPassword': input.ManageMasterUserPassword ?? false },
      );
      await authorizeParts(call, input);
      if (instance.details.status !== 'available' && instance.details.status !== 'stopped')
        throw notAvailable('db', instance.id);
      const pending = { ...instance.details.pending, ...(await pendingOf(call, instance, input)) };
      const changed = withDetails(instance, {
        ...(await changesOf(deps, call, instance, input)),
        pending,
      });
      requireOwnPassword(instance, input);
      const { secret, masterSecret, resets } = await nextPassword(deps, call, instance, input);
      const saved = { ...withDetails(changed, { masterSecret }), secret };
      await resources.save(
        call.tx,
        withDetails(saved, { masterSecret: keptSecret(deps, masterSecret) }),
      );
      return { DBInstance: await settled(deps, call, saved, { ...input, resets }) };
    },
  );

const authorizeParts = async (call: Call, input: ModifyDBInstanceMessage): Promise<void> => {
  const parts = [
    ['pg', input.DBParameterGroupName],
    ['subgrp', input.DBSubnetGroupName],
    ['og', input.OptionGroupName],
  ] as const;
  for (const [kind, given] of parts)
    if (given !== undefined) await authorizeNamed(call, 'ModifyDBInstance', kind, given);
};

/** What is asked for now or waits for the maintenance window begins; a new password is set at once in any case. */
const settled = async (
  deps: RdsDeps,
  call: Call,
  instance: Resource<'db'>,
  {
    ApplyImmediately,
    resets,
  }: Pick<ModifyDBInstanceMessage, 'ApplyImmediately'> & {
    readonly resets: boolean;
  },
) => {
  const { tx, now } = call;
  const tags = await tagStore.of(tx, arnOfResource(instance));
  const waits = Object.keys(instance.details.pending).length > 0;
  const isUp = instance.details.status === 'available';
  if (waits && ApplyImmediately === true && isUp) {
    // The caller still sees it available; it is modified from the next moment on.
    const shown = await viewedInstance(call, instance, tags);
    await begin(tx, deps, instance, 'modifying', now);
    return shown;
  }
  if (waits) await awaitMaintenance(tx, instance, now);
  if (!resets || !isUp) return viewedInstance(call, instance, tags);
  const begun = await begin(tx, deps, instance, 'resetting-master-credentials', now);
  return viewedInstance(call, { ...begun, details: { ...begun.details } }, tags);
};

const OF_CLUSTER = [
  'ManageMasterUserPassword',
  'MasterUserPassword',
  'MasterUserSecretKmsKeyId',
  'RotateMasterUserPassword',
] as const;

/** The password of a cluster is the cluster's. */
const requireOwnPassword = (instance: Resource<'db'>, input: ModifyDBInstanceMessage): void => {
  const given = OF_CLUSTER.find((member) => input[member] !== undefined);
  if (instance.parent !== undefined && given !== undefined)
    throw invalidCombination(
      `The specified DB Instance is a member of a DB Cluster. Set ${given} for the DB Cluster.`,
    );
};

/** Changes that interrupt the database wait unless they are asked for at once. */
const pendingOf = async (
  call: Call,
  { details, id }: Resource<'db'>,
  input: ModifyDBInstanceMessage,
): Promise<PendingChanges> => {
  const engine = engineNamed(details.engine);
  const version =
    input.EngineVersion === undefined ? undefined : versionOf(engine, input.EngineVersion);
  const major = (text: string): string => text.split('.').slice(0, engine.familyParts).join('.');
  if (
    version !== undefined &&
    major(version) !== major(details.engineVersion) &&
    input.AllowMajorVersionUpgrade !== true
  )
    throw invalidCombination(
      `The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.`,
    );
  const renamed =
    input.NewDBInstanceIdentifier === undefined
      ? undefined
      : newIdentifier('db', input.NewDBInstanceIdentifier, 'NewDBInstanceIdentifier');
  if (renamed !== undefined && renamed !== id) await requireFree(call, renamed);
  return defined({
    ...storageChanges(details, input),
    DBInstanceClass:
      input.DBInstanceClass === undefined ? undefined : checkedClass(input.DBInstanceClass),
    DBInstanceIdentifier: renamed === id ? undefined : renamed,
    EngineVersion: version === details.engineVersion ? undefined : version,
    MultiAZ: input.MultiAZ === details.multiAz ? undefined : input.MultiAZ,
    Port: input.DBPortNumber === undefined ? undefined : checkedPort(input.DBPortNumber),
  });
};

const requireFree = async (call: Call, id: string): Promise<void> => {
  const { account, region } = call;
  const other = await resources.find(call.tx, { account, region, kind: 'db', id });
  if (other !== undefined) throw alreadyExists('db', id);
};

const storageChanges = (
  details: InstanceDetails,
  input: ModifyDBInstanceMessage,
): PendingChanges => {
  const { AllocatedStorage, Iops, StorageThroughput, StorageType } = input;
  if ([AllocatedStorage, Iops, StorageThroughput, StorageType].every((one) => one === undefined))
    return {};
  if (AllocatedStorage !== undefined && AllocatedStorage < details.storage)
    throw invalidCombination(
      `Requested storage size (${AllocatedStorage}) cannot be less than the current storage size (${details.storage}).`,
    );
  const sameType = StorageType === undefined || StorageType === details.storageType;
  const disk = storageOf(engineNamed(details.engine), {
    AllocatedStorage: AllocatedStorage ?? details.storage,
    StorageType: StorageType ?? details.storageType,
    Iops: Iops ?? (sameType ? details.iops : undefined),
    StorageThroughput: StorageThroughput ?? (sameType ? details.throughput : undefined),
  });
  return defined({
    AllocatedStorage: disk.storage === details.storage ? undefined : disk.storage,
    StorageType: disk.storageType === details.storageType ? undefined : disk.storageType,
    Iops: disk.iops === details.iops ? undefined : disk.iops,
    StorageThroughput: disk.throughput === details.throughput ? undefined : disk.throughput,
  });
};

const logsAfter = (
  { engine, logs }: InstanceDetails,
  { CloudwatchLogsExportConfiguration: change }: ModifyDBInstanceMessage,
): readonly string[] | undefined => {
  if (change === undefined) return undefined;
  const added = checkedLogs(engineNamed(engine), change.EnableLogTypes ?? []);
  const removed = change.DisableLogTypes ?? [];
  return [...new Set([...logs, ...added])].filter((log) => !removed.includes(log));
};

/** What changes at once, whatever ApplyImmediately says. */
const changesOf = async (
  deps: RdsDeps,
  call: Call,
  { details }: Resource<'db'>,
  input: ModifyDBInstanceMessage,
): Promise<Partial<InstanceDetails>> => {
  const engine = engineNamed(details.engine);
  const group = await subnetGroup(deps, call, input.DBSubnetGroupName ?? details.subnetGroup);
  const { vpc } = group.details;
  const parameters = input.DBParameterGroupName;
  return defined({
    autoMinorUpgrade: input.AutoMinorVersionUpgrade,
    backupRetention:
      input.BackupRetentionPeriod === undefined
        ? undefined
        : checkedRetention(input.BackupRetentionPeriod, 0),
    backupWindow:
      input.PreferredBackupWindow === undefined
        ? undefined
        : backupWindow(input.PreferredBackupWindow),
    copyTags: input.CopyTagsToSnapshot,
    deletionProtection: input.DeletionProtection,
    iamAuthentication: input.EnableIAMDatabaseAuthentication,
    logs: logsAfter(details, input),
    maintenanceWindow:
      input.PreferredMaintenanceWindow === undefined
        ? undefined
        : maintenanceWindow(input.PreferredMaintenanceWindow),
    maxStorage: input.MaxAllocatedStorage,
    monitoringInterval: input.MonitoringInterval,
    parameterGroup:
      parameters === undefined
        ? undefined
        : (await parameterGroup(call, 'pg', engine, details.engineVersion, parameters)).id,
    performanceInsights: input.EnablePerformanceInsights,
    promotionTier: input.PromotionTier,
    publiclyAccessible: input.PubliclyAccessible,
    securityGroups:
      input.VpcSecurityGroupIds === undefined
        ? undefined
        : await securityGroups(deps, call, vpc, input.VpcSecurityGroupIds),
    subnetGroup: input.DBSubnetGroupName === undefined ? undefined : group.id,
  });
};
