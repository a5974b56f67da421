import type { Blobs, Timers } from '@gatehouse/core';
import type {
  KeyPort,
  LogPort,
  OperationCall,
  OrganizationPort,
  Principal,
  ServiceDeps,
  ServiceRoles,
} from '@gatehouse/service-kit';
import type { FunctionRuntime } from './runtime.ts';

/** How the code of a function is read from S3, as the caller who names it. */
export type ReadObject = (object: {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly principal: Principal;
  readonly region: string;
}) => Promise<AsyncIterable<Uint8Array>>;

export interface LambdaDeps extends ServiceDeps {
  readonly timers: Timers;
  readonly blobs: Blobs;
  readonly organizations: OrganizationPort;
  readonly roles: ServiceRoles;
  readonly keys: Pick<KeyPort, 'revision'>;
  /** Queues, topics, buses and functions that hear of the end of asynchronous invocations. */
  readonly call: OperationCall;
  readonly logs: LogPort;
  readonly readObject: ReadObject;
  /** Undefined: functions can be made, and none is run. */
  readonly runtime: FunctionRuntime | undefined;
  /** URL of the AWS endpoint; links to code begin with it. */
  readonly baseUrl: () => string;
  /** True for test suites of emulators, whose roles do not exist. Default: false. */
  readonly acceptsLooseInput?: boolean;
}

export const SERVICE = 'lambda.amazonaws.com';
