import type { Clock, Log, Timers } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import { deliveries } from '../repositories/deliveries.ts';
import type { RunRound } from './batches.ts';
import { DELIVERIES, destinationOf, laneSettings } from './lanes.ts';

/** Delivers what is due, on this node. */
export interface DeliveryPump {
  start(): void;
  /** Makes every delivery that is due now, and those that these cause; answers how many attempts there were. */
  drain(): Promise<number>;
  stop(): Promise<void>;
}

interface Settings {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly round: RunRound;
}

// Retries, and what a node left behind that fell, are found by a look; everything else by a notice.
const SWEEP_MILLISECONDS = 500;
// API destinations that are asked at once, all and one account's: the others wait for their turn. Other kinds never wait.
const MOST_DESTINATIONS = 64;
const MOST_OF_ACCOUNT = 16;

const accountOf = (lane: string): string | undefined => destinationOf(lane)?.split(':')[4];

class Pump implements DeliveryPump {
  readonly #settings: Settings;
  /** Batches at work, by lane. */
  readonly #running = new Map<string, Set<Promise<void>>>();
  /** The destination's lane that had the last turn. */
  #lastTurn = '';
  #attempts = 0;
  #stopped = true;
  #cancelSweep: (() => void) | undefined;
  #sweeping: Promise<void> = Promise.resolve();
  /** A look is coming: whoever wants one meanwhile has it. */
  #willSweep = false;
  #forget: (() => void) | undefined;
  readonly #pauses = new Map<string, () => void>();
  #released: Promise<void> | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#forget = this.#settings.store.onNotify(DELIVERIES, (lanes) => {
      if (lanes === '*') this.#sweep();
      else for (const lane of lanes.split(' ')) this.#wake(lane);
    });
    this.#scheduleSweep(0);
  }

  async drain(): Promise<number> {
    const before = this.#attempts;
    for (;;) {
      await this.#releaseOnce();
      const lanes = await this.#dueLanes();
      const rounds = lanes.map(async (lane) => {
        const { kind } = await this.#settings.round(lane).then((round) => {
          if (round.kind === 'ran') this.#attempts += round.count;
          return round;
        });
        return kind === 'ran';
      });
      const ran = await Promise.all(rounds);
      await Promise.all([...this.#running.values()].flatMap((tasks) => [...tasks]));
      if (!ran.includes(true)) return this.#attempts - before;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#forget?.();
    this.#cancelSweep?.();
    for (const cancel of this.#pauses.values()) cancel();
    this.#pauses.clear();
    await this.#sweeping;
    await Promise.all([...this.#running.values()].flatMap((tasks) => [...tasks]));
  }

  #scheduleSweep(milliseconds: number): void {
    if (this.#stopped) return;
    this.#cancelSweep = this.#settings.timers.after(milliseconds, () => {
      this.#sweep();
      void this.#sweeping.finally(() => this.#scheduleSweep(SWEEP_MILLISECONDS));
    });
  }

  #sweep(): void {
    if (this.#willSweep) return;
    this.#willSweep = true;
    const look = async (): Promise<void> => {
      this.#willSweep = false;
      try {
        await this.#releaseOnce();
        const lanes = await this.#dueLanes();
        const next = lanes.findIndex((lane) => lane > this.#lastTurn);
        for (const lane of [...lanes.slice(next), ...lanes.slice(0, next)]) this.#wake(lane);
      } catch (error) {
        this.#settings.log.error('looking for due deliveries failed', { cause: String(error) });
      }
    };
    this.#sweeping = this.#sweeping.then(look);
  }

  /**
   * Nobody else has the file of SQLite: what is leased at a start was leased by a process that is gone. It is given back
   * before this one takes anything.
   */
  #releaseOnce(): Promise<void> {
    this.#released ??= this.#release().catch((error: unknown) => {
      this.#released = undefined;
      throw error;
    });
    return this.#released;
  }

  async #release(): Promise<void> {
    const { store, clock } = this.#settings;
    if (store.dialect !== 'sqlite') return;
    await store.write((tx) => deliveries.release(tx, clock.now().getTime()));
  }

  #dueLanes(): Promise<readonly string[]> {
    const { store, clock } = this.#settings;
    return store.read((tx) => deliveries.dueLanes(tx, clock.now().getTime()));
  }

  #wake(lane: string): void {
    if (this.#stopped || this.#pauses.has(lane)) return;
    const tasks = this.#running.get(lane) ?? new Set();
    // A destination that is not at work yet waits for its turn while too many are.
    if (tasks.size === 0 && this.#isCrowded(lane)) return;
    if (tasks.size >= laneSettings(lane).workers) return;
    this.#running.set(lane, tasks);
    if (destinationOf(lane) !== undefined) this.#lastTurn = lane;
    const task = this.#work(lane).finally(() => {
      tasks.delete(task);
      const isCrowded = this.#isCrowded(lane);
      if (tasks.size === 0 && this.#running.get(lane) === tasks) this.#running.delete(lane);
      if (isCrowded) this.#sweep();
    });
    tasks.add(task);
  }

  /** Whether as many destinations are at work as may be, of all accounts or of the lane's. */
  #isCrowded(lane: string): boolean {
    const account = accountOf(lane);
    if (account === undefined) return false;
    const accounts = [...this.#running.keys()].flatMap((one) => accountOf(one) ?? []);
    const own = accounts.filter((one) => one === account).length;
    return accounts.length >= MOST_DESTINATIONS || own >= MOST_OF_ACCOUNT;
  }

  /** Round after round until nothing is due, or until others shall have their turn. Never rejects. */
  async #work(lane: string): Promise<void> {
    try {
      await this.#releaseOnce();
      while (!this.#stopped) {
        const round = await this.#settings.round(lane);
        if (round.kind === 'paced') return this.#pause(lane, round.milliseconds);
        if (round.kind === 'idle') return;
        this.#attempts += round.count;
        if (this.#isCrowded(lane)) return;
      }
    } catch (error) {
      this.#settings.log.error('a lane of deliveries failed', { lane, cause: String(error) });
      this.#pause(lane, SWEEP_MILLISECONDS);
    }
  }

  #pause(lane: string, milliseconds: number): void {
    if (this.#stopped || this.#pauses.has(lane)) return;
    const cancel = this.#settings.timers.after(milliseconds, () => {
      this.#pauses.delete(lane);
      this.#wake(lane);
    });
    this.#pauses.set(lane, cancel);
  }
}

export const createPump = (settings: Settings): DeliveryPump => new Pump(settings);
