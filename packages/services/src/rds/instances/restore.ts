import type {
  RestoreDBInstanceFromDBSnapshotMessage,
  RestoreDBInstanceFromDBSnapshotResult,
} from '@aws-sdk/client-rds';
import { AwsError } from '@gatehouse/core';
import { type Call, writes } from '@gatehouse/service-kit';
import {
  authorizeNamed,
  authorizeNew,
  databaseKeys,
  touch,
  usableSnapshot,
} from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import { requireReadable } from '../encryption/as-caller.ts';
import { underKey } from '../encryption/under-key.ts';
import { checkedClass, engineNamed } from '../engines.ts';
import { invalidCombination, invalidState, missing } from '../errors.ts';
import { defaultGroup } from '../groups/parameter-group.ts';
import { newIdentifier } from '../identifiers.ts';
import type { InstanceDetails, Resource, SnapshotKind } from '../model.ts';
import { commonDetails, isPublic, newResourceId } from '../new-database.ts';
import { carryPassword } from '../passwords.ts';
import { statusOf } from '../snapshots/views.ts';
import { storageOf } from '../storage.ts';
import { requestTags } from '../tags.ts';
import { addInstance, placement, requireQuota } from './new-instance.ts';
import { optionGroup, viewedInstance } from './view.ts';

/** What is both shared and encrypted is copied first, under a key of one's own (RDS User Guide, "Restoring to a DB instance"). */
export const requireRestorable = (call: Call, snapshot: Resource<SnapshotKind>): void => {
  if (statusOf(snapshot, call.now) !== 'available')
    throw invalidState(snapshot.kind, `The snapshot ${snapshot.id} is not in available state.`);
  if (snapshot.account !== call.account && snapshot.details.encrypted)
    throw new AwsError(
      'InvalidRestoreFault',
      'Cannot restore from a shared and encrypted snapshot. Copy the snapshot first.',
    );
};

/** Its password is the snapshot's; ManageMasterUserPassword is for tenants of Oracle, which there are none of here. */
const requireCarriedPassword = ({
  ManageMasterUserPassword: manages,
  MasterUserSecretKmsKeyId: key,
}: RestoreDBInstanceFromDBSnapshotMessage): void => {
  if (manages === true || key !== undefined)
    throw invalidCombination(
      'ManageMasterUserPassword is not supported for this engine. Modify the restored DB instance to have its password managed.',
    );
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html */
export const restoreDBInstanceFromDBSnapshot = (deps: RdsDeps) =>
  writes<RestoreDBInstanceFromDBSnapshotMessage, RestoreDBInstanceFromDBSnapshotResult>(
    { partial: 'not from snapshots of Multi-AZ clusters, not to another engine' },
    async (input, call) => {
      requireCarriedPassword(input);
      const id = newIdentifier('db', input.DBInstanceIdentifier);
      const tags = requestTags(input.Tags);
      if (input.DBClusterSnapshotIdentifier !== undefined)
        throw invalidCombination(
          'DBClusterSnapshotIdentifier is not supported. Specify DBSnapshotIdentifier.',
        );
      if (input.DBSnapshotIdentifier === undefined) throw missing('DBSnapshotIdentifier');
      const operation = 'RestoreDBInstanceFromDBSnapshot';
      const snapshot = await usableSnapshot(
        call,
        operation,
        'snapshot',
        input.DBSnapshotIdentifier,
      );
      await authorizeNew(call, operation, 'db', id, tags, {
        ...databaseKeys({ ...snapshot.details, class: input.DBInstanceClass }),
        'rds:BackupTarget': input.BackupTarget ?? 'region',
        'rds:ManageMasterUserPassword': false,
        'rds:PubliclyAccessible': isPublic(input),
      });
      await authorizeParts(call, input, snapshot);
      touch(call, { kind: 'db', id });
      requireRestorable(call, snapshot);
      const instance = await restored(deps, call, input, id, snapshot);
      const added = await addInstance(deps, call, instance, tags);
      return { DBInstance: await viewedInstance(call, added, tags) };
    },
  );

/** The groups that it is going to have, named or not, are required resources of this action. */
const authorizeParts = async (
  call: Call,
  input: RestoreDBInstanceFromDBSnapshotMessage,
  { details }: Resource<'snapshot'>,
): Promise<void> => {
  const { engine, engineVersion } = details;
  const parts = [
    ['pg', input.DBParameterGroupName ?? defaultGroup(engineNamed(engine), engineVersion)],
    ['subgrp', input.DBSubnetGroupName ?? 'default'],
    ['og', input.OptionGroupName ?? optionGroup(engine, engineVersion)],
  ] as const;
  for (const [kind, given] of parts)
    await authorizeNamed(call, 'RestoreDBInstanceFromDBSnapshot', kind, given);
};

const restored = async (
  deps: RdsDeps,
  call: Call,
  input: RestoreDBInstanceFromDBSnapshotMessage,
  id: string,
  snapshot: Resource<'snapshot'>,
): Promise<Resource<'db'>> => {
  const { account, region, now } = call;
  const from = snapshot.details;
  const engine = engineNamed(from.engine);
  if (input.Engine !== undefined && input.Engine !== from.engine)
    throw invalidCombination(
      `The engine ${input.Engine} is not compatible with the engine ${from.engine} of the snapshot.`,
    );
  const { common, group } = await commonDetails(
    deps,
    call,
    {
      ...input,
      Port: input.Port ?? from.port,
      EnableIAMDatabaseAuthentication:
        input.EnableIAMDatabaseAuthentication ?? from.iamAuthentication,
    },
    {
      engine,
      version: from.engineVersion,
      parameters: 'pg',
      parameterGroupName: input.DBParameterGroupName,
      leastRetention: 0,
    },
  );
  const disk = storageOf(engine, {
    AllocatedStorage: input.AllocatedStorage ?? from.storage,
    StorageType: input.StorageType ?? from.storageType,
    Iops: input.Iops ?? (input.StorageType === undefined ? from.iops : undefined),
    StorageThroughput: input.StorageThroughput ?? from.throughput,
  });
  await requireQuota(call, { instances: 1, storage: disk.storage });
  const details: InstanceDetails = {
    ...common,
    ...disk,
    ...placement(group, { ...input, MultiAZ: input.MultiAZ ?? false }),
    class: checkedClass(input.DBInstanceClass ?? from.class ?? ''),
    resourceId: newResourceId(deps, 'db'),
    masterUsername: from.masterUsername,
    databaseName: input.DBName ?? from.databaseName,
    encrypted: from.encrypted,
    licenseModel: input.LicenseModel ?? from.licenseModel,
    monitoringInterval: 0,
    performanceInsights: false,
  };
  const instance: Resource<'db'> = { kind: 'db', account, region, id, createdAt: now, details };
  await requireReadable(call, snapshot);
  const secret = carryPassword(deps.vault, snapshot, instance);
  return { ...(await underKey(deps, call, instance, from.kmsKey)), secret };
};
