/** The code of a function: a zip file that is kept, or a folder of this machine that is run as it is. */
export type FunctionCode =
  | { readonly kind: 'zip'; readonly blobId: string }
  | { readonly kind: 'folder'; readonly path: string };

/** What a process is made for: the same `id` is the same code with the same settings. */
export interface Program {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly version: string;
  /** `nodejs22.x` */
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly code: FunctionCode;
  readonly environment: ReadonlyMap<string, string>;
  readonly logGroup: string;
  readonly logFormat: 'JSON' | 'Text';
}

export interface FunctionRun {
  readonly program: Program;
  readonly requestId: string;
  readonly invokedArn: string;
  /** JSON. */
  readonly payload: Uint8Array;
  readonly traceId: string;
  readonly clientContext?: unknown;
  /** Of the execution role. */
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  };
}

/** A line that a function wrote, and when it came. */
export interface OutputLine {
  readonly at: Date;
  readonly message: string;
}

export interface FunctionRan {
  /** JSON: what the handler answered, or `{errorType, errorMessage, trace}`. */
  readonly payload: Uint8Array;
  readonly failed: boolean;
  /** What the REPORT line says of a run that did not end by itself. */
  readonly status: 'error' | 'timeout' | undefined;
  readonly begunAt: Date;
  /** Written before the run: while the process began, or after its last one. */
  readonly linesBefore: readonly OutputLine[];
  readonly lines: readonly OutputLine[];
  readonly logStream: string;
  readonly milliseconds: number;
  /** Of the process, where it began with this run. */
  readonly initMilliseconds: number | undefined;
  readonly memoryUsedMegabytes: number;
}

/** Everything is at work and nothing came free in time: the caller may come again. */
export class RuntimeBusyError extends Error {
  override readonly name = 'RuntimeBusyError';
}

/** The zip file is none, is too large, or would write where it must not. */
export class CodeRefusedError extends Error {
  override readonly name = 'CodeRefusedError';
  readonly reason: 'invalid' | 'too-large';

  constructor(reason: 'invalid' | 'too-large', message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Runs functions in processes of their own; what it rejects with is no fault of the function. */
export interface FunctionRuntime {
  /** Whether functions of this runtime run here: `nodejs22.x`. */
  runs(runtime: string): boolean;
  /** Runs at most so many at a time. */
  readonly processes: number;
  /** The folder of `gatehouse-local/KEY`; undefined where it is not below an allowed one. */
  localFolder(key: string): Promise<string | undefined>;
  /** @throws RuntimeBusyError, CodeRefusedError */
  run(run: FunctionRun): Promise<FunctionRan>;
  /** Ends all processes; runs that are under way reject with RuntimeBusyError. */
  stop(): Promise<void>;
}
