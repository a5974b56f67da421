import { openUnder, sealUnder, type Vault } from '@gatehouse/service-kit';
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

/** What variables lie under whose function has a KMS key. */
export interface Lock {
  /** The ARN that the function was given. */
  readonly keyId: string;
  /** The data key as KMS encrypted it, in base64. */
  readonly dataKey: string;
  /** The id of the grant by which the role opens it. */
  readonly grant?: string | undefined;
}

/** A lock with its data key in clear, to seal with. */
export interface OpenLock {
  readonly lock: Lock;
  readonly dataKey: Uint8Array;
  /** 12 bytes of chance. */
  readonly iv: Uint8Array;
}

interface Locked {
  readonly lock: Lock;
  readonly content: string;
}

type Entries = readonly (readonly [string, string])[];

const contextOf = (functionId: string): string => `lambda:function:${functionId}:environment`;

export const sealVariables = (
  vault: Vault,
  functionId: string,
  variables: Variables,
  open: OpenLock | undefined,
): Uint8Array | undefined => {
  if (Object.keys(variables).length === 0) return undefined;
  const context = contextOf(functionId);
  const text = Buffer.from(JSON.stringify(Object.entries(variables)));
  if (open === undefined) return vault.seal(text, context);
  const content = sealUnder(open.dataKey, open.iv, text, context).toString('base64');
  const locked: Locked = { lock: open.lock, content };
  return vault.seal(Buffer.from(JSON.stringify(locked)), context);
};

type Sealed = Pick<FunctionVersion, 'functionId' | 'environment'>;

const storedOf = (vault: Vault, { functionId, environment }: Sealed): Entries | Locked => {
  if (environment === undefined) return [];
  const opened = vault.open(environment, contextOf(functionId));
  if (opened === undefined) throw new Error(`the environment of ${functionId} cannot be opened`);
  return JSON.parse(opened.toString('utf8')) as Entries | Locked;
};

/** Undefined: no variables, or none under a key. */
export const lockOf = (vault: Vault, version: Sealed): Lock | undefined => {
  const stored = storedOf(vault, version);
  return 'lock' in stored ? stored.lock : undefined;
};

/** The variables of a version; `decrypt` opens the data key of those that lie under one. */
export const openVariables = async (
  vault: Vault,
  version: Sealed,
  decrypt: (lock: Lock) => Promise<Uint8Array>,
): Promise<ReadonlyMap<string, string>> => {
  const stored = storedOf(vault, version);
  if (!('lock' in stored)) return new Map(stored);
  const dataKey = await decrypt(stored.lock);
  const content = Buffer.from(stored.content, 'base64');
  const text = openUnder(dataKey, content, contextOf(version.functionId));
  return new Map(JSON.parse(text.toString('utf8')) as Entries);
};
