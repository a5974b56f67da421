import type { Clock, Ids, Log, Timers } from '@gatehouse/core';
import type { Store } from './store.ts';
import { type LeasedWork, WorkLeases } from './work-leases.ts';

/**
 * Does one piece of work; it is done when this resolves. It runs outside any transaction and at least once:
 * a node may fall between its effect and the record of it. What it throws is stored with the work.
 */
export type WorkHandler = (store: Store, work: LeasedWork) => Promise<void>;

export interface WorkRunner {
  /** Looks for due work again and again until `stop`. */
  start(): void;
  /** Takes no more work and resolves when the running handlers have ended. */
  stop(): Promise<void>;
  /** Does all that is due now, and what becomes due while it does so; answers how many runs that took. */
  runDue(): Promise<number>;
}

export interface WorkRunnerSettings {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  /** By kind. Work of other kinds is left to other runners. */
  readonly handlers: ReadonlyMap<string, WorkHandler>;
  /** After this long without a sign of life from its node, work goes to another. Default 60. */
  readonly leaseSeconds?: number;
  /** Default 250. */
  readonly pollMilliseconds?: number;
  /** Runs before the work is given up. Default 10. */
  readonly maxAttempts?: number;
  /** Handlers that run at once on this node. Default 8. */
  readonly concurrency?: number;
}

export const createWorkRunner = (settings: WorkRunnerSettings): WorkRunner => new Runner(settings);

class Runner implements WorkRunner {
  readonly #settings: WorkRunnerSettings;
  readonly #leases: WorkLeases;
  readonly #concurrency: number;
  readonly #lanes = new Set<Promise<number>>();
  #look: Promise<void> = Promise.resolve();
  #cancelLook: (() => void) | undefined;
  #started = false;

  constructor(settings: WorkRunnerSettings) {
    const { leaseSeconds = 60, maxAttempts = 10, concurrency = 8 } = settings;
    this.#settings = settings;
    this.#concurrency = concurrency;
    this.#leases = new WorkLeases({
      store: settings.store,
      clock: settings.clock,
      ids: settings.ids,
      kinds: [...settings.handlers.keys()],
      leaseMilliseconds: leaseSeconds * 1000,
      maxAttempts,
    });
  }

  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#scheduleLook();
  }

  async stop(): Promise<void> {
    this.#started = false;
    this.#cancelLook?.();
    await this.#look;
    await Promise.all(this.#lanes);
  }

  async runDue(): Promise<number> {
    let runs = 0;
    for (;;) {
      const due = await this.#leases.countDue(this.#concurrency);
      if (due === 0) return runs;
      const lanes = Array.from({ length: due }, () => this.#openLane());
      const ran = (await Promise.all(lanes)).reduce((sum, count) => sum + count, 0);
      // Due, and yet nothing to take: another runner was faster.
      if (ran === 0) return runs;
      runs += ran;
    }
  }

  #scheduleLook(): void {
    const { timers, pollMilliseconds = 250 } = this.#settings;
    if (!this.#started) return;
    this.#cancelLook = timers.after(pollMilliseconds, () => {
      this.#look = this.#fillLanes().finally(() => this.#scheduleLook());
    });
  }

  // A long run occupies one lane; the others go on taking what becomes due meanwhile.
  async #fillLanes(): Promise<void> {
    const free = this.#concurrency - this.#lanes.size;
    if (free <= 0) return;
    try {
      const due = await this.#leases.countDue(free);
      for (let lane = 0; lane < due; lane += 1) void this.#openLane();
    } catch (error) {
      this.#settings.log.error('looking for due work failed', { cause: String(error) });
    }
  }

  /** Takes and does one piece of work after another until none is due. Never rejects. */
  #openLane(): Promise<number> {
    const lane = this.#work().finally(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
    return lane;
  }

  async #work(): Promise<number> {
    let runs = 0;
    try {
      for (;;) {
        const work = await this.#leases.take();
        if (work === undefined) return runs;
        await this.#runOne(work);
        runs += 1;
      }
    } catch (error) {
      this.#settings.log.error('taking or settling due work failed', { cause: String(error) });
      return runs;
    }
  }

  async #runOne(work: LeasedWork): Promise<void> {
    const { handlers, store, log } = this.#settings;
    const handler = handlers.get(work.kind);
    if (handler === undefined) throw new Error(`"${work.kind}" was leased without a handler`);
    const stopRenewing = this.#renew(work);
    try {
      await handler(store, work);
    } catch (error) {
      await stopRenewing();
      const dead = await this.#leases.fail(work, error);
      const fields = { kind: work.kind, key: work.key, attempts: work.attempts };
      if (dead) log.error('due work was given up', { ...fields, cause: String(error) });
      else log.warn('due work failed and will be repeated', fields);
      return;
    }
    await stopRenewing();
    await this.#leases.complete(work);
  }

  /** Extends the lease while the handler runs; the returned function ends that. */
  #renew(work: LeasedWork): () => Promise<void> {
    const { timers, leaseSeconds = 60, log } = this.#settings;
    let running: Promise<void> = Promise.resolve();
    let ended = false;
    let cancel: (() => void) | undefined;
    const schedule = (): void => {
      cancel = timers.after((leaseSeconds * 1000) / 3, () => {
        running = this.#leases
          .renew(work)
          .catch((error: unknown) => log.warn('a lease was not renewed', { cause: String(error) }))
          .finally(() => {
            if (!ended) schedule();
          });
      });
    };
    schedule();
    return async () => {
      ended = true;
      cancel?.();
      await running;
    };
  }
}
