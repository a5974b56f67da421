import type {
  CreateFunctionRequest,
  UpdateFunctionConfigurationRequest,
} from '@aws-sdk/client-lambda';
import { parseArn } from '@gatehouse/core';
import type { Limits } from '@gatehouse/service-kit';
import {
  deadLetterInvalid,
  handlerMissing,
  imagesNotRun,
  memoryTooLarge,
  runtimeInvalid,
  timeoutTooLong,
} from './errors.ts';
import type { Configuration, VpcSettings } from './model.ts';

/** Runtimes that AWS lets functions be made for; here only those of Node.js run. */
const RUNTIMES = [
  'nodejs18.x',
  'nodejs20.x',
  'nodejs22.x',
  'nodejs24.x',
  'python3.9',
  'python3.10',
  'python3.11',
  'python3.12',
  'python3.13',
  'python3.14',
  'java8.al2',
  'java11',
  'java17',
  'java21',
  'java25',
  'dotnet8',
  'dotnet10',
  'ruby3.2',
  'ruby3.3',
  'ruby3.4',
  'provided.al2',
  'provided.al2023',
];
const MOST_SECONDS = 900;
const MOST_MEMORY = 10_240;
const MOST_DESCRIPTION = 256;
const DEFAULT_SECONDS = 3;
const DEFAULT_MEMORY = 128;
const DEFAULT_TEMPORARY = 512;

const ROLE = {
  pattern: 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+',
  maxLength: 2048,
};
const LOG_GROUP = { minLength: 1, maxLength: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' };

/** Limits of the members that both CreateFunction and UpdateFunctionConfiguration take. */
export const configurationLimits: Limits = {
  Role: ROLE,
  Handler: { maxLength: 128, pattern: '[^\\s]+' },
  Description: { maxLength: MOST_DESCRIPTION },
  Timeout: { minValue: 1 },
  MemorySize: { minValue: 128, maxValue: 32_768 },
  'EphemeralStorage.Size': { minValue: 512, maxValue: 10_240 },
  'TracingConfig.Mode': { oneOf: ['Active', 'PassThrough'] },
  'DeadLetterConfig.TargetArn': { maxLength: 2048 },
  KMSKeyArn: { maxLength: 10_000, pattern: '(arn:(aws[a-zA-Z-]*)?:[a-z0-9.-]+:.*)|()' },
  'VpcConfig.SubnetIds': { maxLength: 16 },
  'VpcConfig.SecurityGroupIds': { maxLength: 5 },
  'LoggingConfig.LogFormat': { oneOf: ['JSON', 'Text'] },
  'LoggingConfig.LogGroup': LOG_GROUP,
  'LoggingConfig.ApplicationLogLevel': {
    oneOf: ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'],
  },
  'LoggingConfig.SystemLogLevel': { oneOf: ['DEBUG', 'INFO', 'WARN'] },
  'SnapStart.ApplyOn': { oneOf: ['PublishedVersions', 'None'] },
};

type Asked = Omit<UpdateFunctionConfigurationRequest, 'FunctionName' | 'RevisionId'>;

const vpcOf = (asked: Asked, before: VpcSettings | undefined): VpcSettings | undefined => {
  if (asked.VpcConfig === undefined) return before;
  const { SubnetIds: subnets = [], SecurityGroupIds: securityGroups = [] } = asked.VpcConfig;
  return subnets.length === 0 && securityGroups.length === 0
    ? undefined
    : { subnets, securityGroups };
};

const requireAllowed = ({ Timeout, MemorySize, Runtime, DeadLetterConfig }: Asked): void => {
  if (Timeout !== undefined && Timeout > MOST_SECONDS) throw timeoutTooLong(Timeout);
  if (MemorySize !== undefined && MemorySize > MOST_MEMORY) throw memoryTooLarge(MemorySize);
  if (Runtime !== undefined && !RUNTIMES.includes(Runtime)) throw runtimeInvalid(Runtime, RUNTIMES);
  const target = DeadLetterConfig?.TargetArn ?? '';
  const service = parseArn(target)?.service;
  if (target !== '' && service !== 'sqs' && service !== 'sns') throw deadLetterInvalid(target);
};

const NOTHING: Configuration = {
  role: '',
  runtime: '',
  handler: '',
  description: '',
  timeoutSeconds: DEFAULT_SECONDS,
  memoryMegabytes: DEFAULT_MEMORY,
  temporaryMegabytes: DEFAULT_TEMPORARY,
  tracing: 'PassThrough',
  architecture: 'x86_64',
  deadLetterArn: '',
  kmsKeyArn: '',
  vpc: undefined,
  logFormat: 'Text',
  logGroup: undefined,
  applicationLogLevel: undefined,
  systemLogLevel: undefined,
};

/** The settings with what a request changes of them. */
export const changedConfiguration = (before: Configuration, asked: Asked): Configuration => {
  requireAllowed(asked);
  const logging = asked.LoggingConfig;
  const logFormat = logging?.LogFormat ?? before.logFormat;
  const isJson = logFormat === 'JSON';
  return {
    role: asked.Role ?? before.role,
    runtime: asked.Runtime ?? before.runtime,
    handler: asked.Handler ?? before.handler,
    description: asked.Description ?? before.description,
    timeoutSeconds: asked.Timeout ?? before.timeoutSeconds,
    memoryMegabytes: asked.MemorySize ?? before.memoryMegabytes,
    temporaryMegabytes: asked.EphemeralStorage?.Size ?? before.temporaryMegabytes,
    tracing: asked.TracingConfig?.Mode ?? before.tracing,
    architecture: before.architecture,
    deadLetterArn: asked.DeadLetterConfig?.TargetArn ?? before.deadLetterArn,
    kmsKeyArn: asked.KMSKeyArn ?? before.kmsKeyArn,
    vpc: vpcOf(asked, before.vpc),
    logFormat,
    logGroup: logging?.LogGroup ?? before.logGroup,
    applicationLogLevel: isJson
      ? (logging?.ApplicationLogLevel ?? before.applicationLogLevel ?? 'INFO')
      : undefined,
    systemLogLevel: isJson
      ? (logging?.SystemLogLevel ?? before.systemLogLevel ?? 'INFO')
      : undefined,
  };
};

/** The settings of a function that is made. */
export const newConfiguration = (asked: CreateFunctionRequest): Configuration => {
  if (asked.PackageType === 'Image' || asked.Code?.ImageUri !== undefined) throw imagesNotRun();
  if (!asked.Runtime || !asked.Handler) throw handlerMissing();
  const [architecture = 'x86_64'] = asked.Architectures ?? [];
  return changedConfiguration({ ...NOTHING, architecture }, asked);
};
