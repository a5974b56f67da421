import type { CreateDBInstanceMessage, CreateDBInstanceResult } from '@aws-sdk/client-rds';
import { type Call, writes } from '@gatehouse/service-kit';
import { named } from '../arns.ts';
import { authorizeNamed, authorizeNew, databaseKeys, touch } from '../authorization.ts';
import type { RdsDeps } from '../deps.ts';
import { underKey } from '../encryption/under-key.ts';
import { checkedClass, type Engine, engineNamed, versionOf } from '../engines.ts';
import { invalidCombination, missing, notAvailable, notFound } from '../errors.ts';
import { newIdentifier } from '../identifiers.ts';
import { firstPassword } from '../managed-password/apply.ts';
import { type InstanceDetails, type Resource, withDetails } from '../model.ts';
import { checkedUsername, commonDetails, isPublic, newResourceId } from '../new-database.ts';
import { resources } from '../repositories/resources.ts';
import { storageOf } from '../storage.ts';
import { requestTags } from '../tags.ts';
import { addInstance, placement, requireQuota } from './new-instance.ts';
import { viewedInstance } from './view.ts';

const PROMOTION_TIER = 1;

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html */
export const createDBInstance = (deps: RdsDeps) =>
  writes<CreateDBInstanceMessage, CreateDBInstanceResult>(
    {
      partial:
        'no database runs; no option groups, Active Directory, RDS Custom, character sets, dedicated log volumes',
    },
    async (input, call) => {
      const id = newIdentifier('db', input.DBInstanceIdentifier);
      const tags = requestTags(input.Tags);
      const engine = engineNamed(input.Engine);
      const clusterName = input.DBClusterIdentifier;
      const cluster =
        clusterName === undefined
          ? undefined
          : await resources.find(call.tx, named(call, 'cluster', clusterName));
      await authorizeNew(call, 'CreateDBInstance', 'db', id, tags, createKeys(input, cluster));
      await authorizeParts(call, input);
      touch(call, { kind: 'db', id });
      if (clusterName !== undefined && cluster === undefined)
        throw notFound('cluster', clusterName);

      const instance =
        cluster === undefined
          ? await standalone(deps, call, input, { id, engine })
          : await member(deps, call, input, { id, engine, cluster });
      const added = await addInstance(deps, call, instance, tags);
      return { DBInstance: await viewedInstance(call, added, tags) };
    },
  );

const createKeys = (
  input: CreateDBInstanceMessage,
  cluster: Resource<'cluster'> | undefined,
): Parameters<Call['authorize']>[2] => ({
  ...databaseKeys({
    class: input.DBInstanceClass,
    databaseName: input.DBName,
    encrypted: cluster?.details.encrypted ?? input.StorageEncrypted ?? false,
    engine: input.Engine,
    iops: input.Iops,
    multiAz: input.MultiAZ ?? false,
    storage: input.AllocatedStorage,
  }),
  'rds:BackupTarget': input.BackupTarget ?? 'region',
  'rds:ManageMasterUserPassword': input.ManageMasterUserPassword ?? false,
  'rds:PubliclyAccessible': isPublic(input),
});

const authorizeParts = async (call: Call, input: CreateDBInstanceMessage): Promise<void> => {
  const parts = [
    ['cluster', input.DBClusterIdentifier],
    ['pg', input.DBParameterGroupName],
    ['subgrp', input.DBSubnetGroupName],
    ['og', input.OptionGroupName],
  ] as const;
  for (const [kind, given] of parts)
    if (given !== undefined) await authorizeNamed(call, 'CreateDBInstance', kind, given);
};

interface New {
  readonly id: string;
  readonly engine: Engine;
}

const extras = (input: CreateDBInstanceMessage) => ({
  class: checkedClass(input.DBInstanceClass ?? ''),
  monitoringInterval: input.MonitoringInterval ?? 0,
  performanceInsights: input.EnablePerformanceInsights ?? false,
});

const licenseOf = (engine: Engine, given: string | undefined): string => {
  const [first = ''] = engine.licenses;
  if (given !== undefined && !engine.licenses.includes(given))
    throw invalidCombination(
      `Invalid license model '${given}' for engine '${engine.name}'. Valid license models are: ${engine.licenses.join(', ')}.`,
    );
  return given ?? first;
};

const standalone = async (
  deps: RdsDeps,
  call: Call,
  input: CreateDBInstanceMessage,
  { id, engine }: New,
): Promise<Resource<'db'>> => {
  const { account, region, now } = call;
  if (engine.aurora) throw missing('DBClusterIdentifier');
  const version = versionOf(engine, input.EngineVersion);
  if (input.MasterUsername === undefined) throw missing('MasterUsername');
  const masterUsername = checkedUsername(input.MasterUsername);
  const disk = storageOf(engine, input);
  if (input.KmsKeyId !== undefined && input.StorageEncrypted !== true)
    throw invalidCombination('You must set StorageEncrypted to true to specify KmsKeyId.');
  const { common, group } = await commonDetails(deps, call, input, {
    engine,
    version,
    parameters: 'pg',
    parameterGroupName: input.DBParameterGroupName,
    leastRetention: 0,
  });
  await requireQuota(call, { instances: 1, storage: disk.storage });
  const details: InstanceDetails = {
    ...common,
    ...disk,
    ...placement(group, input),
    ...extras(input),
    resourceId: newResourceId(deps, 'db'),
    masterUsername,
    databaseName: input.DBName,
    encrypted: input.StorageEncrypted ?? false,
    maxStorage: input.MaxAllocatedStorage,
    licenseModel: licenseOf(engine, input.LicenseModel),
  };
  const instance = { kind: 'db', account, region, id, createdAt: now, details } as const;
  const { secret, masterSecret } = await firstPassword(deps, call, instance, input);
  const encrypted = await underKey(deps, call, instance, input.KmsKeyId);
  return { ...withDetails(encrypted, { masterSecret }), secret };
};

/** What a cluster decides for its instances is not asked of them. */
const OF_CLUSTER: readonly (keyof CreateDBInstanceMessage)[] = [
  'AllocatedStorage',
  'BackupRetentionPeriod',
  'DBName',
  'KmsKeyId',
  'ManageMasterUserPassword',
  'MasterUserPassword',
  'MasterUserSecretKmsKeyId',
  'MasterUsername',
  'VpcSecurityGroupIds',
];

const member = async (
  deps: RdsDeps,
  call: Call,
  input: CreateDBInstanceMessage,
  { id, engine, cluster }: New & { readonly cluster: Resource<'cluster'> },
): Promise<Resource<'db'>> => {
  const { account, region, now } = call;
  const shared = cluster.details;
  const refused = OF_CLUSTER.filter((name) => input[name] !== undefined);
  if (refused.length > 0)
    throw invalidCombination(
      `The requested DB Instance will be a member of a DB Cluster. Set ${refused.join(', ')} for the DB Cluster.`,
    );
  if (engine.name !== shared.engine)
    throw invalidCombination(
      `The engine name requested for your DB Instance (${engine.name}) doesn't match the engine name of your DB Cluster (${shared.engine}).`,
    );
  if (!['available', 'creating'].includes(shared.status)) throw notAvailable('cluster', cluster.id);
  const { common, group } = await commonDetails(
    deps,
    call,
    {
      ...input,
      DBSubnetGroupName: input.DBSubnetGroupName ?? shared.subnetGroup,
      Port: shared.port,
    },
    {
      engine,
      version: shared.engineVersion,
      parameters: 'pg',
      parameterGroupName: input.DBParameterGroupName,
      leastRetention: 0,
    },
  );
  await requireQuota(call, { instances: 1, storage: 0 });
  const { encrypted, kmsKey, databaseName, masterUsername, storage, storageType } = shared;
  const details: InstanceDetails = {
    ...common,
    ...placement(group, input),
    ...extras(input),
    encrypted,
    kmsKey,
    databaseName,
    masterUsername,
    storage,
    storageType,
    resourceId: newResourceId(deps, 'db'),
    backupRetention: shared.backupRetention,
    iamAuthentication: shared.iamAuthentication,
    securityGroups: shared.securityGroups,
    licenseModel: licenseOf(engine, input.LicenseModel),
    promotionTier: input.PromotionTier ?? PROMOTION_TIER,
  };
  return { kind: 'db', account, region, id, parent: cluster.id, createdAt: now, details };
};
