import type {
  CreateDBClusterMessage,
  CreateDBClusterResult,
  RestoreDBClusterFromSnapshotMessage,
  RestoreDBClusterFromSnapshotResult,
} from '@aws-sdk/client-rds';
import { type Call, type Tags, writes } from '@gatehouse/service-kit';
import { authorizeNamed, authorizeNew, touch, usableSnapshot } from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import { requireReadable } from '../encryption/as-caller.ts';
import { underKey } from '../encryption/under-key.ts';
import { checkedClass, type Engine, engineNamed, versionOf } from '../engines.ts';
import {
  alreadyExists,
  invalidCombination,
  invalidValue,
  missing,
  quotaExceeded,
} from '../errors.ts';
import { defaultGroup } from '../groups/parameter-group.ts';
import { zonesOf } from '../groups/subnets.ts';
import { newIdentifier } from '../identifiers.ts';
import { requireRestorable } from '../instances/restore.ts';
import { optionGroup } from '../instances/view.ts';
import { firstPassword } from '../managed-password/apply.ts';
import { type ClusterDetails, type Resource, withDetails } from '../model.ts';
import { begin } from '../moves.ts';
import { checkedUsername, commonDetails, newResourceId } from '../new-database.ts';
import { carryPassword } from '../passwords.ts';
import { resources } from '../repositories/resources.ts';
import { storageOf } from '../storage.ts';
import { putTags, requestTags } from '../tags.ts';
import { viewedCluster } from './view.ts';

// Amazon RDS User Guide, "Quotas and constraints": the default.
const MOST_CLUSTERS = 40;
const LEAST_RETENTION = 1;
const MULTI_AZ_ENGINES: ReadonlySet<string> = new Set(['mysql', 'postgres']);

interface Parts {
  readonly DBClusterParameterGroupName?: string | undefined;
  readonly DBSubnetGroupName?: string | undefined;
  readonly OptionGroupName?: string | undefined;
}

/** The groups that it is going to have, named or not, are required resources of both actions. */
const authorizeParts = async (
  call: Call,
  operation: string,
  engine: Engine,
  version: string,
  input: Parts,
): Promise<void> => {
  const parts = [
    ['cluster-pg', input.DBClusterParameterGroupName ?? defaultGroup(engine, version)],
    ['og', input.OptionGroupName ?? optionGroup(engine.name, version)],
    ['subgrp', input.DBSubnetGroupName ?? 'default'],
  ] as const;
  for (const [kind, given] of parts) await authorizeNamed(call, operation, kind, given);
};

const added = async (
  deps: RdsDeps,
  call: Call,
  cluster: Resource<'cluster'>,
  tags: Tags,
): Promise<CreateDBClusterResult> => {
  if ((await resources.count(call.tx, call, 'cluster')) >= MOST_CLUSTERS)
    throw quotaExceeded('DBClusterQuotaExceededFault', 'allowed number of DB clusters');
  if (!(await resources.insert(call.tx, cluster))) throw alreadyExists('cluster', cluster.id);
  await putTags(call.tx, cluster, tags);
  const begun = await begin(call.tx, deps, cluster, 'creating', call.now);
  return { DBCluster: await viewedCluster(call, begun, tags) };
};

/** Aurora's cluster, or one of an engine that has clusters of three machines. */
const clusterEngine = (name: string | undefined): Engine => {
  const engine = engineNamed(name);
  if (!engine.aurora && !MULTI_AZ_ENGINES.has(engine.name))
    throw invalidValue(
      'The parameter engine is not a valid DB engine for a DB cluster: aurora-mysql, aurora-postgresql, mysql and postgres are.',
    );
  return engine;
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html */
export const createDBCluster = (deps: RdsDeps) =>
  writes<CreateDBClusterMessage, CreateDBClusterResult>(
    {
      partial:
        'no database runs; no serverless, global, replica or limitless clusters, no option groups or Active Directory',
    },
    async (input, call) => {
      const id = newIdentifier('cluster', input.DBClusterIdentifier);
      const tags = requestTags(input.Tags);
      const engine = clusterEngine(input.Engine);
      const version = versionOf(engine, input.EngineVersion);
      await authorizeNew(call, 'CreateDBCluster', 'cluster', id, tags, {
        'rds:DatabaseClass': input.DBClusterInstanceClass,
        'rds:DatabaseEngine': engine.name,
        'rds:DatabaseName': input.DatabaseName,
        'rds:ManageMasterUserPassword': input.ManageMasterUserPassword ?? false,
        'rds:Piops': input.Iops ?? 0,
        'rds:StorageEncrypted': input.StorageEncrypted ?? false,
        'rds:StorageSize': input.AllocatedStorage,
      });
      await authorizeParts(call, 'CreateDBCluster', engine, version, input);
      touch(call, { kind: 'cluster', id });
      return added(deps, call, await newCluster(deps, call, input, { id, engine, version }), tags);
    },
  );

interface New {
  readonly id: string;
  readonly engine: Engine;
  readonly version: string;
}

const newCluster = async (
  deps: RdsDeps,
  call: Call,
  input: CreateDBClusterMessage,
  { id, engine, version }: New,
): Promise<Resource<'cluster'>> => {
  const { account, region, now } = call;
  if (input.MasterUsername === undefined) throw missing('MasterUsername');
  const masterUsername = checkedUsername(input.MasterUsername);
  if (!engine.aurora && input.DBClusterInstanceClass === undefined)
    throw missing('DBClusterInstanceClass');
  if (input.KmsKeyId !== undefined && input.StorageEncrypted !== true)
    throw invalidCombination('You must set StorageEncrypted to true to specify KmsKeyId.');
  const { common, group } = await commonDetails(deps, call, input, {
    engine,
    version,
    parameters: 'cluster-pg',
    parameterGroupName: input.DBClusterParameterGroupName,
    leastRetention: LEAST_RETENTION,
  });
  const details: ClusterDetails = {
    ...common,
    ...storageOf(engine, input),
    resourceId: newResourceId(deps, 'cluster'),
    zones: zonesOf(group),
    class:
      input.DBClusterInstanceClass === undefined
        ? undefined
        : checkedClass(input.DBClusterInstanceClass),
    masterUsername,
    databaseName: input.DatabaseName,
    multiAz: !engine.aurora,
    encrypted: input.StorageEncrypted ?? false,
  };
  const cluster = { kind: 'cluster', account, region, id, createdAt: now, details } as const;
  const { secret, masterSecret } = await firstPassword(deps, call, cluster, input);
  const encrypted = await underKey(deps, call, cluster, input.KmsKeyId);
  return { ...withDetails(encrypted, { masterSecret }), secret };
};

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBClusterFromSnapshot.html */
export const restoreDBClusterFromSnapshot = (deps: RdsDeps) =>
  writes<RestoreDBClusterFromSnapshotMessage, RestoreDBClusterFromSnapshotResult>(
    { partial: 'from snapshots of clusters, to the same engine version' },
    async (input, call) => {
      const operation = 'RestoreDBClusterFromSnapshot';
      const id = newIdentifier('cluster', input.DBClusterIdentifier);
      const tags = requestTags(input.Tags);
      const given = input.SnapshotIdentifier ?? '';
      const snapshot = await usableSnapshot(call, operation, 'cluster-snapshot', given);
      const engine = clusterEngine(snapshot.details.engine);
      await authorizeNew(call, operation, 'cluster', id, tags, {
        'rds:DatabaseClass': input.DBClusterInstanceClass,
        'rds:Piops': input.Iops ?? 0,
        'rds:StorageSize': snapshot.details.storage,
      });
      await authorizeParts(call, operation, engine, snapshot.details.engineVersion, input);
      touch(call, { kind: 'cluster', id });
      requireRestorable(call, snapshot);
      return added(deps, call, await restored(deps, call, input, id, snapshot), tags);
    },
  );

const restored = async (
  deps: RdsDeps,
  call: Call,
  input: RestoreDBClusterFromSnapshotMessage,
  id: string,
  snapshot: Resource<'cluster-snapshot'>,
): Promise<Resource<'cluster'>> => {
  const { account, region, now } = call;
  const from = snapshot.details;
  const engine = clusterEngine(from.engine);
  if (input.Engine !== from.engine)
    throw invalidCombination(
      `The engine ${input.Engine ?? ''} is not compatible with the engine ${from.engine} of the snapshot.`,
    );
  const { common, group } = await commonDetails(
    deps,
    call,
    { ...input, Port: input.Port ?? from.port },
    {
      engine,
      version: from.engineVersion,
      parameters: 'cluster-pg',
      parameterGroupName: input.DBClusterParameterGroupName,
      leastRetention: LEAST_RETENTION,
    },
  );
  const givenKey = input.KmsKeyId ?? from.kmsKey;
  const details: ClusterDetails = {
    ...common,
    storage: from.storage,
    storageType: input.StorageType ?? from.storageType,
    iops: input.Iops ?? from.iops,
    resourceId: newResourceId(deps, 'cluster'),
    zones: zonesOf(group),
    class: input.DBClusterInstanceClass ?? from.class,
    masterUsername: from.masterUsername,
    databaseName: from.databaseName,
    multiAz: from.multiAz,
    encrypted: givenKey !== undefined,
  };
  const cluster: Resource<'cluster'> = {
    kind: 'cluster',
    account,
    region,
    id,
    createdAt: now,
    details,
  };
  await requireReadable(call, snapshot);
  const secret = carryPassword(deps.vault, snapshot, cluster);
  return { ...(await underKey(deps, call, cluster, givenKey)), secret };
};
