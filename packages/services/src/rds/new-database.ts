import { base32, type Call } from '@gatehouse/service-kit';
import type { RdsDeps } from './deps.ts';
import type { Engine } from './engines.ts';
import { invalidCombination, invalidValue } from './errors.ts';
import { parameterGroup, type ParameterGroupKind } from './groups/parameter-group.ts';
import { securityGroups, subnetGroup } from './groups/subnets.ts';
import type { DatabaseDetails, Resource } from './model.ts';
import {
  backupWindow,
  DEFAULT_BACKUP_WINDOW,
  DEFAULT_MAINTENANCE_WINDOW,
  maintenanceWindow,
} from './windows.ts';

/** What requests for instances and for clusters have in common. */
export interface DatabaseWish {
  readonly AutoMinorVersionUpgrade?: boolean | undefined;
  readonly BackupRetentionPeriod?: number | undefined;
  readonly CopyTagsToSnapshot?: boolean | undefined;
  readonly DBSubnetGroupName?: string | undefined;
  readonly DeletionProtection?: boolean | undefined;
  readonly EnableCloudwatchLogsExports?: readonly string[] | undefined;
  readonly EnableIAMDatabaseAuthentication?: boolean | undefined;
  readonly OptionGroupName?: string | undefined;
  readonly Port?: number | undefined;
  readonly PreferredBackupWindow?: string | undefined;
  readonly PreferredMaintenanceWindow?: string | undefined;
  readonly PubliclyAccessible?: boolean | undefined;
  readonly VpcSecurityGroupIds?: readonly string[] | undefined;
}

const MOST_RETENTION = 35;
const LEAST_PORT = 1150;
const MOST_PORT = 65_535;
// 26 letters and digits.
const RESOURCE_ID_BYTES = 16;

/** `db-ABCDEFGHIJKLMNOPQRSTUVWXY2` */
export const newResourceId = ({ ids }: Pick<RdsDeps, 'ids'>, prefix: 'db' | 'cluster'): string =>
  `${prefix}-${base32(ids.bytes(RESOURCE_ID_BYTES))}`;

export const checkedRetention = (days: number, least: number): number => {
  if (days < least || days > MOST_RETENTION)
    throw invalidValue(
      `Invalid backup retention period: ${days}. Must be between ${least} and ${MOST_RETENTION}.`,
    );
  return days;
};

export const checkedPort = (port: number): number => {
  if (port < LEAST_PORT || port > MOST_PORT)
    throw invalidValue(`Invalid port: ${port}. Must be between ${LEAST_PORT} and ${MOST_PORT}.`);
  return port;
};

export const checkedLogs = (engine: Engine, logs: readonly string[]): readonly string[] => {
  const bad = logs.find((log) => !engine.logs.includes(log));
  if (bad !== undefined)
    throw invalidCombination(`You cannot use the log types '${bad}' with engine ${engine.name}.`);
  return [...new Set(logs)];
};

/** Where nobody says, what is in the default VPC can be reached from outside and what is elsewhere cannot. */
export const isPublic = (wish: DatabaseWish): boolean =>
  wish.PubliclyAccessible ??
  (wish.DBSubnetGroupName === undefined || wish.DBSubnetGroupName.toLowerCase() === 'default');

/** There are no option groups but the defaults. */
export const requireDefaultOptions = ({ OptionGroupName }: DatabaseWish): void => {
  if (OptionGroupName !== undefined && !OptionGroupName.startsWith('default:'))
    throw invalidValue(`Specified OptionGroupName: ${OptionGroupName} not found.`);
};

interface Ground {
  readonly engine: Engine;
  readonly version: string;
  readonly parameters: ParameterGroupKind;
  readonly parameterGroupName: string | undefined;
  readonly leastRetention: number;
}

type Common = Omit<
  DatabaseDetails,
  | 'databaseName'
  | 'encrypted'
  | 'iops'
  | 'kmsKey'
  | 'masterUsername'
  | 'multiAz'
  | 'resourceId'
  | 'storage'
  | 'storageType'
>;

/** The details that both kinds of database get from a request, and the subnets that it is in. */
export const commonDetails = async (
  deps: RdsDeps,
  call: Call,
  wish: DatabaseWish,
  { engine, version, parameters, parameterGroupName, leastRetention }: Ground,
): Promise<{ readonly common: Common; readonly group: Resource<'subgrp'> }> => {
  requireDefaultOptions(wish);
  const group = await subnetGroup(deps, call, wish.DBSubnetGroupName);
  const own = await parameterGroup(call, parameters, engine, version, parameterGroupName);
  const common: Common = {
    engine: engine.name,
    engineVersion: version,
    status: 'creating',
    port: checkedPort(wish.Port ?? engine.port),
    publiclyAccessible: isPublic(wish),
    backupRetention: checkedRetention(wish.BackupRetentionPeriod ?? 1, leastRetention),
    backupWindow: backupWindow(wish.PreferredBackupWindow ?? DEFAULT_BACKUP_WINDOW),
    maintenanceWindow: maintenanceWindow(
      wish.PreferredMaintenanceWindow ?? DEFAULT_MAINTENANCE_WINDOW,
    ),
    securityGroups: await securityGroups(deps, call, group.details.vpc, wish.VpcSecurityGroupIds),
    subnetGroup: group.id,
    parameterGroup: own.id,
    autoMinorUpgrade: wish.AutoMinorVersionUpgrade ?? true,
    copyTags: wish.CopyTagsToSnapshot ?? false,
    iamAuthentication: wish.EnableIAMDatabaseAuthentication ?? false,
    deletionProtection: wish.DeletionProtection ?? false,
    logs: checkedLogs(engine, wish.EnableCloudwatchLogsExports ?? []),
    pending: {},
    hasEndpoint: false,
  };
  return { common, group };
};

const USERNAME = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;

export const checkedUsername = (given: string): string => {
  if (!USERNAME.test(given))
    throw invalidValue(
      `The parameter MasterUsername is not a valid identifier because it contains characters that are not allowed.`,
    );
  if (/^(?:rdsadmin|rdsrepladmin|rds_superuser)$/i.test(given))
    throw invalidValue(
      `MasterUsername ${given} cannot be used as it is a reserved word used by the engine`,
    );
  return given;
};
