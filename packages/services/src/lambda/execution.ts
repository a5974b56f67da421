import { AwsError } from '@gatehouse/core';
import { qualifiedArn } from './arns.ts';
import { type LambdaDeps, SERVICE } from './deps.ts';
import { createRunVariables } from './encryption.ts';
import {
  concurrencyExceeded,
  functionsOff,
  processesExceeded,
  roleNotAssumed,
  runtimeNotRun,
  zipInvalid,
} from './errors.ts';
import { type FunctionVersion, type LambdaFunction, logGroupOf, versionName } from './model.ts';
import { logLines, logTail } from './run-log.ts';
import {
  CodeRefusedError,
  type FunctionRan,
  type FunctionRun,
  type OutputLine,
  RuntimeBusyError,
} from './runtime.ts';

export interface Invocation {
  readonly found: LambdaFunction;
  readonly version: FunctionVersion;
  /** As the caller named it; the context of the handler has it. */
  readonly qualifier: string | undefined;
  readonly requestId: string;
  readonly payload: Uint8Array;
  readonly clientContext?: unknown;
}

export interface Executed {
  readonly payload: Uint8Array;
  readonly failed: boolean;
  readonly executedVersion: string;
  /** Base64. */
  readonly tail: string;
}

export interface Executions {
  /** Runs a function once; throws AwsError where it could not begin. */
  execute(invocation: Invocation): Promise<Executed>;
}

type Credentials = FunctionRun['credentials'];

/** How many runs of each function are under way on this node, against what is reserved for it. */
const createConcurrency = () => {
  const running = new Map<string, number>();
  return {
    within: async <Result>(
      { id, reservedConcurrency }: LambdaFunction,
      work: () => Promise<Result>,
    ): Promise<Result> => {
      const before = running.get(id) ?? 0;
      if (reservedConcurrency !== undefined && before >= reservedConcurrency)
        throw concurrencyExceeded();
      running.set(id, before + 1);
      try {
        return await work();
      } finally {
        const after = (running.get(id) ?? 1) - 1;
        if (after === 0) running.delete(id);
        else running.set(id, after);
      }
    },
  };
};

const assume = (deps: LambdaDeps, version: FunctionVersion) =>
  deps.roles.assume({
    roleArn: version.configuration.role,
    sessionName: version.name,
    source: { service: SERVICE, sourceArn: version.arn, sourceAccount: version.account },
    region: version.region,
  });

type RoleSession = Awaited<ReturnType<typeof assume>>;

/** Suites of emulators name roles that nobody made: their functions call as the account. */
const credentialsOf = (
  deps: LambdaDeps,
  version: FunctionVersion,
  session: RoleSession,
): Credentials => {
  if (session !== undefined) return session;
  if (deps.acceptsLooseInput !== true) throw roleNotAssumed();
  return { accessKeyId: version.account, secretAccessKey: 'none', sessionToken: '' };
};

const writeLog = async (
  deps: LambdaDeps,
  version: FunctionVersion,
  session: RoleSession,
  stream: string,
  lines: readonly OutputLine[],
): Promise<void> => {
  if (session === undefined) return;
  const { account, region } = version;
  try {
    await deps.logs.write({
      logGroupArn: `arn:aws:logs:${region}:${account}:log-group:${logGroupOf(version)}`,
      stream,
      events: lines,
      createsGroup: true,
      by: { principal: session.principal },
    });
  } catch (error) {
    // The function has run, and its caller gets the answer whether its log can be written or not.
    deps.log.warn('the log of a function was not written', { cause: String(error) });
  }
};

const run = async (deps: LambdaDeps, order: FunctionRun): Promise<FunctionRan> => {
  if (deps.runtime === undefined) throw functionsOff();
  try {
    return await deps.runtime.run(order);
  } catch (error) {
    if (error instanceof RuntimeBusyError) throw processesExceeded();
    if (error instanceof CodeRefusedError) throw zipInvalid();
    throw error;
  }
};

const orderOf = (
  deps: LambdaDeps,
  invocation: Invocation,
  credentials: Credentials,
  environment: ReadonlyMap<string, string>,
): FunctionRun => {
  const { version, qualifier, requestId, payload, clientContext } = invocation;
  const { configuration: set } = version;
  return {
    program: {
      id: `${version.functionId}:${version.number}:${version.revisionId}`,
      account: version.account,
      region: version.region,
      name: version.name,
      version: versionName(version.number),
      runtime: set.runtime,
      handler: set.handler,
      memoryMegabytes: set.memoryMegabytes,
      timeoutSeconds: set.timeoutSeconds,
      code: version.code.code,
      environment,
      logGroup: logGroupOf(version),
      logFormat: set.logFormat,
    },
    requestId,
    invokedArn: qualifiedArn(version, qualifier),
    payload,
    traceId: `Root=1-${deps.ids.hex(8)}-${deps.ids.hex(24)};Parent=${deps.ids.hex(16)};Sampled=0`,
    clientContext,
    credentials,
  };
};

export const createExecutions = (deps: LambdaDeps): Executions => {
  const concurrency = createConcurrency();
  const runVariables = createRunVariables(deps);
  const requireRun = ({ runtime }: FunctionVersion['configuration']): void => {
    if (deps.runtime === undefined) throw functionsOff();
    if (!deps.runtime.runs(runtime)) throw runtimeNotRun(runtime);
  };
  return {
    execute: async (invocation) => {
      const { found, version, requestId } = invocation;
      requireRun(version.configuration);
      return concurrency.within(found, async () => {
        const session = await assume(deps, version);
        const credentials = credentialsOf(deps, version, session);
        const variables = await runVariables(version, session?.principal);
        const ran = await run(deps, orderOf(deps, invocation, credentials, variables));
        const lines = logLines({ requestId, version, ran }, deps.clock.now());
        await writeLog(deps, version, session, ran.logStream, lines);
        return {
          payload: ran.payload,
          failed: ran.failed,
          executedVersion: versionName(version.number),
          tail: logTail(lines),
        };
      });
    },
  };
};

/** Whether a run that did not begin may yet: there was no room, or we ourselves failed. */
export const mayPass = (error: unknown): boolean =>
  !(error instanceof AwsError) || error.status === 429 || (error.status ?? 400) >= 500;
