import type { StatementSync } from 'node:sqlite';
import type { Log, Timers } from '@gatehouse/core';
import type { SqliteConnection } from './sqlite-connection.ts';

// A longer queue goes into further groups, so that input and output are served between them.
const LARGEST_GROUP = 256;
const LOOK_MILLISECONDS = 5000;
/** After so many looks that saw the same write running, it is given up: no other write can begin before. */
const MOST_LOOKS = 12;

/** One write's place in the queue. Its owner awaits `begun`, works, calls `end`, and awaits `durable`. */
export class Turn {
  readonly #begun = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #durable = Promise.withResolvers<void>();
  readonly #abandoned = Promise.withResolvers<never>();
  readonly afterCommit: () => void;
  readonly begun: Promise<void> = this.#begun.promise;
  readonly ended: Promise<void> = this.#ended.promise;
  readonly durable: Promise<void> = this.#durable.promise;
  /** Rejects when the write took so long that its changes were given up. */
  readonly abandoned: Promise<never> = this.#abandoned.promise;
  failed = false;
  looks = 0;

  constructor(afterCommit: () => void) {
    this.afterCommit = afterCommit;
    // Each is awaited by at most one owner, who may already have failed for another reason.
    for (const promise of [this.begun, this.durable, this.abandoned]) promise.catch(() => {});
  }

  begin(): void {
    this.#begun.resolve();
  }

  end(failed: boolean): void {
    this.failed = failed;
    this.#ended.resolve();
  }

  settle(error?: unknown): void {
    if (error === undefined) this.#durable.resolve();
    else this.#durable.reject(error);
  }

  abandon(error: Error): void {
    this.#abandoned.reject(error);
  }

  refuse(error: unknown): void {
    this.#begun.reject(error);
  }
}

/**
 * Runs queued writes one after another, each in a savepoint of its own, and commits as many as wait together:
 * one flush to disk for all of them. A write that fails takes only its own changes back.
 */
export class GroupCommit {
  readonly #connection: SqliteConnection;
  readonly #beforeCommit: () => void;
  readonly #log: Log;
  readonly #timers: Timers;
  readonly #sql: Readonly<
    Record<'begin' | 'commit' | 'rollback' | 'save' | 'undo' | 'keep', StatementSync>
  >;
  #queue: Turn[] = [];
  #current: Turn | undefined;
  #scheduled = false;
  #watched = false;
  #idle: (() => void)[] = [];

  /** `beforeCommit` is called right before each COMMIT, in the same turn of the event loop. */
  constructor(connection: SqliteConnection, beforeCommit: () => void, log: Log, timers: Timers) {
    this.#connection = connection;
    this.#beforeCommit = beforeCommit;
    this.#log = log;
    this.#timers = timers;
    this.#sql = {
      begin: connection.prepare('BEGIN IMMEDIATE'),
      commit: connection.prepare('COMMIT'),
      rollback: connection.prepare('ROLLBACK'),
      save: connection.prepare('SAVEPOINT write_turn'),
      undo: connection.prepare('ROLLBACK TO write_turn'),
      keep: connection.prepare('RELEASE write_turn'),
    };
  }

  enqueue(turn: Turn): void {
    this.#queue.push(turn);
    this.#schedule();
  }

  /** Resolves when nothing is queued or running. */
  async idle(): Promise<void> {
    if (this.#scheduled) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  // Not at once: the requests that arrived in the same turn of the event loop shall share the commit.
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => void this.#runGroup());
  }

  async #runGroup(): Promise<void> {
    const group = this.#queue;
    const taken: Turn[] = [];
    this.#watch();
    try {
      this.#sql.begin.run();
      for (let turn = group.shift(); turn !== undefined; turn = group.shift()) {
        taken.push(turn);
        await this.#runTurn(turn);
        if (taken.length >= LARGEST_GROUP) break;
      }
      this.#beforeCommit();
      this.#sql.commit.run();
      for (const turn of taken) if (!turn.failed) turn.afterCommit();
      for (const turn of taken) turn.settle();
    } catch (error) {
      this.#fail(taken, error);
    }
    this.#scheduled = false;
    if (this.#queue.length > 0) this.#schedule();
    else for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #runTurn(turn: Turn): Promise<void> {
    this.#sql.save.run();
    this.#current = turn;
    turn.begin();
    await turn.ended;
    this.#current = undefined;
    if (!this.#connection.inTransaction) throw new Error('SQLite gave the transaction up');
    if (turn.failed) this.#sql.undo.run();
    this.#sql.keep.run();
  }

  #fail(taken: readonly Turn[], error: unknown): void {
    this.#log.error('a group of writes failed', { writes: taken.length, cause: String(error) });
    this.#current = undefined;
    try {
      if (this.#connection.inTransaction) this.#sql.rollback.run();
    } catch (cause) {
      this.#log.error('a rollback failed', { cause: String(cause) });
    }
    for (const turn of taken) turn.settle(error);
    // BEGIN itself failed: no turn was taken, and none would fare better by waiting.
    if (taken.length === 0) for (const turn of this.#queue.splice(0)) turn.refuse(error);
  }

  #watch(): void {
    if (this.#watched) return;
    this.#watched = true;
    this.#timers.after(LOOK_MILLISECONDS, () => this.#look());
  }

  #look(): void {
    this.#watched = false;
    const turn = this.#current;
    if (turn === undefined) return;
    turn.looks += 1;
    if (turn.looks > 1) {
      const seconds = ((turn.looks - 1) * LOOK_MILLISECONDS) / 1000;
      this.#log.warn('a write transaction holds up all others', { forSeconds: seconds });
    }
    if (turn.looks > MOST_LOOKS) {
      turn.abandon(new Error('this write did not end in a minute, so its changes were taken back'));
    }
    this.#watch();
  }
}
