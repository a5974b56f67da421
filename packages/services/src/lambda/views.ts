import type { AliasConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';
import { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import { qualifiedArn } from './arns.ts';
import type { LambdaDeps } from './deps.ts';
import { readVariables } from './encryption.ts';
import { variablesHidden } from './errors.ts';
import { type Alias, type FunctionVersion, logGroupOf, versionName } from './model.ts';

type ViewDeps = Pick<LambdaDeps, 'vault'>;

/** Lambda's own form of a time: `2026-03-02T10:00:00.000+0000`. */
export const shownTime = (at: Date): string => at.toISOString().replace('Z', '+0000');

export const base64Sha256 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');

/** AWS answers reason codes that its own model does not list. */
const stateOf = (version: FunctionVersion, now: Date): object => {
  if (version.activeAt > now)
    return {
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
    };
  if (version.changedAt > now)
    return {
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: 'Creating',
    };
  return { State: 'Active', LastUpdateStatus: 'Successful' };
};

const loggingOf = (version: FunctionVersion): FunctionConfiguration['LoggingConfig'] => {
  const { logFormat, applicationLogLevel, systemLogLevel } = version.configuration;
  return {
    LogFormat: logFormat,
    ...(logFormat === 'JSON'
      ? ({ ApplicationLogLevel: applicationLogLevel, SystemLogLevel: systemLogLevel } as object)
      : {}),
    LogGroup: logGroupOf(version),
  };
};

const environmentOf = async (
  deps: ViewDeps,
  call: Call,
  version: FunctionVersion,
): Promise<Pick<FunctionConfiguration, 'Environment'>> => {
  if (version.environment === undefined) return {};
  try {
    const variables = await readVariables(deps, call, version);
    return { Environment: { Variables: Object.fromEntries(variables) } };
  } catch (error) {
    if (error instanceof AwsError) return { Environment: { Error: variablesHidden(error) } };
    throw error;
  }
};

const vpcOf = ({ configuration: { vpc } }: FunctionVersion): object =>
  vpc === undefined
    ? {}
    : {
        VpcConfig: {
          SubnetIds: [...vpc.subnets],
          SecurityGroupIds: [...vpc.securityGroups],
          VpcId: '',
          Ipv6AllowedForDualStack: false,
        },
      };

/** What lists show of a version; `qualifier` is what its ARN ends with. */
export const listedVersion = async (
  deps: ViewDeps,
  call: Call,
  version: FunctionVersion,
  qualifier: string | undefined,
): Promise<FunctionConfiguration> => {
  const { configuration: set, code } = version;
  return {
    FunctionName: version.name,
    FunctionArn: qualifiedArn(version, qualifier),
    Runtime: set.runtime as FunctionConfiguration['Runtime'],
    Role: set.role,
    Handler: set.handler,
    CodeSize: code.bytes,
    Description: set.description,
    Timeout: set.timeoutSeconds,
    MemorySize: set.memoryMegabytes,
    LastModified: shownTime(version.modifiedAt),
    CodeSha256: base64Sha256(code.sha256),
    Version: versionName(version.number),
    ...vpcOf(version),
    ...(set.deadLetterArn === '' ? {} : { DeadLetterConfig: { TargetArn: set.deadLetterArn } }),
    ...(await environmentOf(deps, call, version)),
    ...(set.kmsKeyArn === '' ? {} : { KMSKeyArn: set.kmsKeyArn }),
    TracingConfig: { Mode: set.tracing },
    RevisionId: version.revisionId,
    PackageType: 'Zip',
    Architectures: [set.architecture === 'arm64' ? 'arm64' : 'x86_64'],
    EphemeralStorage: { Size: set.temporaryMegabytes },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: loggingOf(version),
  };
};

export const shownVersion = async (
  deps: ViewDeps,
  call: Call,
  version: FunctionVersion,
  qualifier: string | undefined,
): Promise<FunctionConfiguration> => ({
  ...(await listedVersion(deps, call, version, qualifier)),
  ...stateOf(version, call.now),
});

export const shownAlias = (alias: Alias): AliasConfiguration => ({
  AliasArn: qualifiedArn(alias, alias.alias),
  Name: alias.alias,
  FunctionVersion: versionName(alias.number),
  Description: alias.description,
  ...(alias.routing === undefined
    ? {}
    : {
        RoutingConfig: {
          AdditionalVersionWeights: { [String(alias.routing.number)]: alias.routing.weight },
        },
      }),
  RevisionId: alias.revisionId,
});

/** Members of a configuration that the event history must not show: the API marks them, or a part of them, as sensitive. */
export const REDACTED_CONFIGURATION: readonly string[] = [
  'Environment',
  'ImageConfigResponse',
  'RuntimeVersionConfig',
];
