import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { Duplex, Readable } from 'node:stream';
import { type FunctionRan, type FunctionRun, RuntimeBusyError } from '@gatehouse/services';
import { frame, readFrames, type Said } from './frames.ts';
import { memoryOf } from './memory.ts';
import { createOutputLines } from './output-lines.ts';

const INIT_SECONDS = 10;
const MEMORY_LOOK_MILLISECONDS = 50;
// What Node itself needs beyond that of AWS's runtime, so that what fits there fits here.
const MEMORY_GRACE_MEGABYTES = 16;
const OUTPUT_WAIT_MILLISECONDS = 500;

interface Settings {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Record<string, string>;
  readonly codeFolder: string;
  readonly temporaryFolder: string;
  readonly logStream: string;
  readonly memoryMegabytes: number;
  readonly now: () => Date;
}

/** How a run came to its end. */
type End =
  | { readonly kind: 'said'; readonly said: Said }
  | { readonly kind: 'exit'; readonly reason: string }
  | { readonly kind: 'timeout' };

const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));

const exitReason = (code: number | null, signal: NodeJS.Signals | null): string => {
  if (signal === 'SIGKILL') return 'Runtime exited with error: signal: killed';
  if (signal === 'SIGABRT') return 'Runtime exited with error: signal: aborted';
  if (signal !== null) return `Runtime exited with error: signal: ${signal.slice(3).toLowerCase()}`;
  return code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${code ?? 'unknown'}`;
};

/** One process of one function: one run at a time. */
export class FunctionProcess {
  readonly #settings: Settings;
  readonly #child: ChildProcess;
  readonly #pipe: Duplex;
  readonly #output: ReturnType<typeof createOutputLines>;
  readonly #startedAt = performance.now();
  #initMilliseconds: number | undefined;
  #isReady = false;
  #isOver = false;
  #isAborted = false;
  #isSlow = false;
  #initFailure: Said | undefined;
  #ended: ((end: End) => void) | undefined;
  #began: (() => void) | undefined;
  readonly #whenOver: Promise<void>;
  readonly #watch: NodeJS.Timeout;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#output = createOutputLines(settings.now);
    this.#child = spawn(settings.command, settings.args, {
      cwd: settings.codeFolder,
      env: settings.environment,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // A group of its own, so that a signal to the server's group does not end runs that it waits for.
      detached: true,
    });
    const [, out, err, pipe] = this.#child.stdio;
    if (!(out instanceof Readable) || !(err instanceof Readable) || !(pipe instanceof Duplex))
      throw new Error('a process was started without its pipes');
    this.#pipe = pipe;
    this.#pipe.on('error', () => this.kill());
    this.#output.read(out);
    this.#output.read(err);
    readFrames(
      pipe,
      (said) => this.#hear(said),
      () => this.kill(),
    );
    // For as long as it lives: it may allocate before its first run, and after its last.
    this.#watch = setInterval(() => this.#watchMemory(), MEMORY_LOOK_MILLISECONDS);
    this.#watch.unref();
    this.#whenOver = new Promise((resolve) => {
      this.#child.once('error', (error) => this.#over(error.message, resolve));
      this.#child.once('close', (code, signal) => this.#over(exitReason(code, signal), resolve));
    });
  }

  /** False once it can take no run any more. */
  get isAlive(): boolean {
    return !this.#isOver;
  }

  kill(): void {
    this.#isOver = true;
    this.#child.kill('SIGKILL');
  }

  /** The server ends: what runs has not failed, and may be run again. */
  abort(): Promise<void> {
    this.#isAborted = true;
    return this.stop();
  }

  async stop(): Promise<void> {
    this.kill();
    await this.#whenOver;
  }

  async run(run: FunctionRun): Promise<FunctionRan> {
    const begunAt = this.#settings.now();
    const isFirst = this.#initMilliseconds === undefined;
    await this.#begin();
    if (isFirst && !this.#isOver) await this.#flushed('');
    const linesBefore = this.#output.take();
    const begun = performance.now();
    const end = await this.#outcome(run);
    const milliseconds = performance.now() - begun;
    if (this.#isAborted && end.kind === 'exit') throw new RuntimeBusyError('the runtime ends');
    const memory = memoryOf(this.#child.pid ?? 0);
    if (end.kind !== 'said' || end.said.fatal) await this.stop();
    else if (end.said.kind !== 'init-error') await this.#flushed(run.requestId);
    return {
      ...this.#told(run, end),
      begunAt,
      linesBefore,
      logStream: this.#settings.logStream,
      milliseconds,
      initMilliseconds: isFirst ? this.#initMilliseconds : undefined,
      memoryUsedMegabytes: Math.ceil(memory?.most ?? this.#lastMemory),
    };
  }

  #lastMemory = 0;

  #hear(said: Said): void {
    if (said.kind === 'ready' || said.kind === 'init-error') {
      if (said.kind === 'init-error') this.#initFailure = said;
      else this.#isReady = true;
      this.#initMilliseconds ??= performance.now() - this.#startedAt;
      this.#began?.();
      return;
    }
    if (said.fatal && this.#ended === undefined) this.kill();
    this.#ended?.({ kind: 'said', said });
  }

  #over(reason: string, resolve: () => void): void {
    this.#isOver = true;
    clearInterval(this.#watch);
    this.#initMilliseconds ??= performance.now() - this.#startedAt;
    this.#began?.();
    this.#ended?.({ kind: 'exit', reason });
    this.#exit = reason;
    rmSync(this.#settings.temporaryFolder, { recursive: true, force: true });
    resolve();
  }

  #exit: string | undefined;

  /** Until it has loaded its handler, could not, or took too long. */
  async #begin(): Promise<void> {
    if (this.#isReady || this.#isOver || this.#initFailure !== undefined) return;
    const timer = setTimeout(() => {
      this.#isSlow = true;
      this.kill();
    }, INIT_SECONDS * 1000);
    await new Promise<void>((resolve) => {
      this.#began = resolve;
    });
    clearTimeout(timer);
  }

  async #outcome(run: FunctionRun): Promise<End> {
    if (this.#initFailure !== undefined) return { kind: 'said', said: this.#initFailure };
    if (this.#exit !== undefined) return { kind: 'exit', reason: this.#exit };
    const limit = run.program.timeoutSeconds * 1000;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<End>((resolve) => {
        this.#ended = resolve;
        timer = setTimeout(() => resolve({ kind: 'timeout' }), limit);
        const { requestId, invokedArn, traceId, clientContext } = run;
        const order = {
          requestId,
          invokedFunctionArn: invokedArn,
          remainingMilliseconds: limit,
          traceId,
          clientContext,
        };
        this.#pipe.write(frame(order, run.payload));
      });
    } finally {
      this.#ended = undefined;
      clearTimeout(timer);
    }
  }

  #watchMemory(): void {
    const memory = memoryOf(this.#child.pid ?? 0);
    if (memory === undefined) return;
    this.#lastMemory = memory.most;
    if (memory.now > this.#settings.memoryMegabytes + MEMORY_GRACE_MEGABYTES) this.kill();
  }

  /** Until what was written before the answer has arrived too; a process that hides its marks is not waited for long. */
  async #flushed(requestId: string): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, OUTPUT_WAIT_MILLISECONDS);
      this.#output.whenMarked(requestId, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #told(run: FunctionRun, end: End): Pick<FunctionRan, 'payload' | 'failed' | 'status' | 'lines'> {
    const lines = this.#output.take();
    const at = this.#settings.now();
    const { requestId } = run;
    switch (end.kind) {
      case 'said': {
        const failed = end.said.kind !== 'result';
        const status = end.said.fatal || end.said.kind === 'init-error' ? 'error' : undefined;
        if (end.said.kind === 'init-error') this.kill();
        return { payload: end.said.body, failed, status, lines };
      }
      case 'timeout': {
        const message = `Task timed out after ${run.program.timeoutSeconds.toFixed(2)} seconds`;
        const errorMessage = `RequestId: ${requestId} Error: ${message}`;
        return {
          payload: json({ errorType: 'Sandbox.Timedout', errorMessage }),
          failed: true,
          status: 'timeout',
          lines: [...lines, { at, message: `${at.toISOString()} ${requestId} ${message}` }],
        };
      }
      case 'exit': {
        const reason = this.#isSlow ? `Init timed out after ${INIT_SECONDS} seconds` : end.reason;
        const errorMessage = `RequestId: ${requestId} Error: ${reason}`;
        return {
          payload: json({ errorType: 'Runtime.ExitError', errorMessage }),
          failed: true,
          status: 'error',
          lines: [...lines, { at, message: `${errorMessage}\nRuntime.ExitError` }],
        };
      }
      default:
        return end satisfies never;
    }
  }
}
