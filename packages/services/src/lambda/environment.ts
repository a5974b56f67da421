import type { Vault } from '@gatehouse/service-kit';
import { environmentTooLarge, variableNameInvalid, variableReserved } from './errors.ts';
import type { FunctionVersion } from './model.ts';

const NAME = /^[a-zA-Z][a-zA-Z0-9_]+$/;
const MOST_BYTES = 4096;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, "Defined runtime environment variables". */
const RESERVED = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

type Variables = Readonly<Record<string, string>>;

export const requireVariables = (given: Variables): void => {
  const names = Object.keys(given);
  const reserved = names.filter((name) => RESERVED.has(name));
  if (reserved.length > 0) throw variableReserved(reserved);
  if (!names.every((name) => NAME.test(name))) throw variableNameInvalid();
  const text = JSON.stringify(given);
  // The message that AWS sends has the variables in it: they are secrets as often as not.
  if (Buffer.byteLength(text) > MOST_BYTES) throw environmentTooLarge('(not shown)');
};

const contextOf = (functionId: string): string => `lambda:function:${functionId}:environment`;

export const sealVariables = (
  vault: Vault,
  functionId: string,
  variables: Variables,
): Uint8Array | undefined =>
  Object.keys(variables).length === 0
    ? undefined
    : vault.seal(Buffer.from(JSON.stringify(Object.entries(variables))), contextOf(functionId));

export const openVariables = (
  vault: Vault,
  { functionId, environment }: Pick<FunctionVersion, 'functionId' | 'environment'>,
): ReadonlyMap<string, string> => {
  if (environment === undefined) return new Map();
  const opened = vault.open(environment, contextOf(functionId));
  if (opened === undefined) throw new Error(`the environment of ${functionId} cannot be opened`);
  return new Map(JSON.parse(opened.toString('utf8')) as readonly (readonly [string, string])[]);
};
