import { RuntimeBusyError } from '@gatehouse/services';
import type { FunctionProcess } from './function-process.ts';

interface Settings {
  readonly most: number;
  /** How long a process waits for the next run of its function before it ends. */
  readonly idleMilliseconds: number;
  /** How long a run waits for a process to come free. */
  readonly waitMilliseconds: number;
}

interface Idle {
  readonly key: string;
  readonly process: FunctionProcess;
  readonly timer: NodeJS.Timeout;
}

/** The processes of all functions: those that work, and those that are kept warm, the longest idle first. */
export class Pool {
  readonly #settings: Settings;
  readonly #idle = new Set<Idle>();
  readonly #busy = new Set<FunctionProcess>();
  readonly #waiting: (() => void)[] = [];
  #isStopped = false;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Runs `work` with a process for this key, a warm one where there is one. */
  async use<Result>(
    key: string,
    start: () => FunctionProcess,
    work: (process: FunctionProcess) => Promise<Result>,
  ): Promise<Result> {
    const process = await this.#take(key, start);
    try {
      return await work(process);
    } finally {
      this.#give(key, process);
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const wake of this.#waiting.splice(0)) wake();
    const all = [...this.#busy, ...Array.from(this.#idle, ({ process }) => process)];
    for (const { timer } of this.#idle) clearTimeout(timer);
    this.#idle.clear();
    await Promise.all(all.map((process) => process.abort()));
  }

  async #take(key: string, start: () => FunctionProcess): Promise<FunctionProcess> {
    for (;;) {
      if (this.#isStopped) throw new RuntimeBusyError('the runtime ends');
      const found = this.#warm(key);
      if (found !== undefined) return this.#work(found);
      if (this.#makeRoom()) return this.#work(start());
      if (!(await this.#turn())) throw new RuntimeBusyError('every process is at work');
    }
  }

  #work(process: FunctionProcess): FunctionProcess {
    this.#busy.add(process);
    return process;
  }

  #give(key: string, process: FunctionProcess): void {
    this.#busy.delete(process);
    if (process.isAlive && !this.#isStopped) this.#keep(key, process);
    else process.kill();
    this.#waiting.shift()?.();
  }

  #keep(key: string, process: FunctionProcess): void {
    const timer = setTimeout(() => {
      this.#idle.delete(kept);
      process.kill();
    }, this.#settings.idleMilliseconds);
    timer.unref();
    const kept: Idle = { key, process, timer };
    this.#idle.add(kept);
  }

  #drop(found: Idle): FunctionProcess {
    clearTimeout(found.timer);
    this.#idle.delete(found);
    return found.process;
  }

  #warm(key: string): FunctionProcess | undefined {
    // The latest used first: the others may then end.
    for (const found of [...this.#idle].toReversed()) {
      if (found.key !== key) continue;
      const process = this.#drop(found);
      if (process.isAlive) return process;
    }
    return undefined;
  }

  #makeRoom(): boolean {
    if (this.#busy.size + this.#idle.size < this.#settings.most) return true;
    const [oldest] = this.#idle;
    if (oldest === undefined) return false;
    this.#drop(oldest).kill();
    return true;
  }

  /** False when it did not come in time. */
  #turn(): Promise<boolean> {
    return new Promise((resolve) => {
      const mine = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(mine), 1);
        resolve(false);
      }, this.#settings.waitMilliseconds);
      this.#waiting.push(mine);
    });
  }
}
