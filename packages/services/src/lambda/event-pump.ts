import type { LambdaDeps } from './deps.ts';
import type { Executions } from './execution.ts';
import { EVENT_CHANNEL, processEvent } from './kept-events.ts';
import { events } from './repositories/events.ts';

/** Begins asynchronous invocations as they become due. */
export interface EventPump {
  start(): void;
  /** Runs all that is due, and what becomes due while it does so; answers how many steps that took. */
  runDue(): Promise<number>;
  /**
   * Begins no more, gives what runs a moment to end and then ends the runtime; what it ends so is run again by the next
   * start. Also ends runs that callers wait for.
   */
  stop(): Promise<void>;
}

const POLL_MILLISECONDS = 500;
const GRACE_MILLISECONDS = 3000;
// A run takes at most 15 minutes; who has not ended it by then has fallen.
const TAKEN_SECONDS = 960;
// Some processes are left for those who wait for their answer.
const SHARE = 0.75;

export const createEventPump = (deps: LambdaDeps, executions: Executions): EventPump =>
  new Pump(deps, executions);

class Pump implements EventPump {
  readonly #deps: LambdaDeps;
  readonly #executions: Executions;
  readonly #most: number;
  readonly #running = new Map<string, Promise<void>>();
  #isStarted = false;
  #isLookWanted = false;
  #look: Promise<number> = Promise.resolve(0);
  #endings: (() => void)[] = [];

  constructor(deps: LambdaDeps, executions: Executions) {
    this.#deps = deps;
    this.#executions = executions;
    this.#most = Math.max(1, Math.floor((deps.runtime?.processes ?? 1) * SHARE));
  }

  start(): void {
    if (this.#isStarted || this.#deps.runtime === undefined) return;
    this.#isStarted = true;
    this.#endings = [this.#deps.store.onNotify(EVENT_CHANNEL, () => this.#wake())];
    this.#poll();
  }

  async runDue(): Promise<number> {
    let steps = 0;
    while (this.#deps.runtime !== undefined) {
      steps += await this.#fill();
      if (this.#running.size === 0) break;
      await Promise.race(this.#running.values());
      steps += 1;
    }
    return steps;
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    for (const end of this.#endings) end();
    await this.#look;
    const ended = Promise.all(this.#running.values());
    const { timers, runtime } = this.#deps;
    let cancel: (() => void) | undefined;
    const grace = new Promise<void>((resolve) => {
      cancel = timers.after(GRACE_MILLISECONDS, resolve);
    });
    await Promise.race([ended, grace]);
    cancel?.();
    await runtime?.stop();
    await ended;
  }

  #poll(): void {
    const cancel = this.#deps.timers.after(POLL_MILLISECONDS, () => {
      this.#endings = this.#endings.filter((end) => end !== cancel);
      this.#wake();
      if (this.#isStarted) this.#poll();
    });
    this.#endings.push(cancel);
  }

  #wake(): void {
    if (this.#isLookWanted || !this.#isStarted) return;
    this.#isLookWanted = true;
    void this.#fill();
  }

  /** One look after the other; never rejects. */
  #fill(): Promise<number> {
    this.#look = this.#look
      .then(() => this.#takeDue())
      .catch((error: unknown) => {
        this.#deps.log.error('looking for asynchronous invocations failed', {
          cause: String(error),
        });
        return 0;
      });
    return this.#look;
  }

  async #takeDue(): Promise<number> {
    this.#isLookWanted = false;
    const { store, clock } = this.#deps;
    const free = this.#most - this.#running.size;
    if (free <= 0) return 0;
    const except = [...this.#running.keys()];
    const due = await store.read((tx) => events.due(tx, clock.now(), free, except));
    let begun = 0;
    for (const { id, dueAt } of due) if (await this.#begin(id, dueAt)) begun += 1;
    return begun;
  }

  async #begin(id: string, dueAt: number): Promise<boolean> {
    const { store, clock, log } = this.#deps;
    const until = new Date(clock.now().getTime() + TAKEN_SECONDS * 1000);
    const event = await store.write((tx) => events.take(tx, id, dueAt, until));
    if (event === undefined) return false;
    const run = processEvent({ deps: this.#deps, executions: this.#executions }, store, event)
      .catch((error: unknown) =>
        // It stays taken, and is due again when that ends.
        log.error('an asynchronous invocation failed here', { cause: String(error) }),
      )
      .finally(() => {
        this.#running.delete(id);
        this.#wake();
      });
    this.#running.set(id, run);
    return true;
  }
}
