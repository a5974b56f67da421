import type { Clock, Log, Timers } from '@gatehouse/core';
import { appendOutbox, type Store, type Tx } from '@gatehouse/store';
import type { TouchedResource } from './call.ts';

/** The outbox topic that the cloudtrail service consumes: JSON lines, each an AuditEntry. */
export const AUDIT_TOPIC = 'cloudtrail';

/** A CloudTrail record, with what LookupEvents finds it by. */
export interface AuditEntry {
  /** Milliseconds since 1970; `eventTime` in the record has only seconds. */
  readonly at: number;
  readonly record: Readonly<Record<string, unknown>> & {
    readonly eventID: string;
    readonly recipientAccountId: string;
  };
  readonly resources: readonly Pick<TouchedResource, 'type' | 'name'>[];
}

export interface AuditLog {
  /** The record of a state change, in its transaction. */
  append(tx: Tx, entries: readonly AuditEntry[]): Promise<void>;
  /** The record of a read or a refusal: written soon, with others. */
  later(entries: readonly AuditEntry[]): void;
  /** Resolves when all that `later` was given is durable. */
  flush(): Promise<void>;
}

interface Settings {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** Takes the batches of reads and refusals without a detour through the outbox; default: the outbox. */
  readonly sink?: ((tx: Tx, entries: readonly AuditEntry[]) => Promise<void>) | undefined;
}

const FLUSH_AFTER_MILLISECONDS = 100;
const FLUSH_AT_ENTRIES = 512;
const RETRY_AFTER_MILLISECONDS = 1000;
const MAX_WAITING = 100_000;

const lines = (entries: readonly AuditEntry[]): string =>
  entries.map((entry) => JSON.stringify(entry)).join('\n');

/** The entries of one outbox payload. */
export const auditEntries = (payload: string): readonly AuditEntry[] =>
  payload.split('\n').map((line) => JSON.parse(line) as AuditEntry);

export const createAuditLog = (settings: Settings): AuditLog => {
  const { store, clock, timers, log } = settings;
  const append = (tx: Tx, entries: readonly AuditEntry[]): Promise<void> =>
    appendOutbox(tx, AUDIT_TOPIC, lines(entries), clock.now());
  const sink = settings.sink ?? append;
  let waiting: AuditEntry[] = [];
  let cancel: (() => void) | undefined;
  let running: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    try {
      await store.write((tx) => sink(tx, batch));
    } catch (error) {
      // Nothing is lost: the batch goes back to the front and is tried again.
      waiting = [...batch, ...waiting];
      throw error;
    }
  };

  const flush = (): Promise<void> => {
    cancel?.();
    cancel = undefined;
    running = running.then(write, write);
    return running;
  };

  const soon = (milliseconds: number): void => {
    cancel ??= timers.after(milliseconds, () => {
      cancel = undefined;
      flush().catch((error: unknown) => {
        log.error('audit records could not be written yet', { cause: String(error) });
        soon(RETRY_AFTER_MILLISECONDS);
      });
    });
  };

  return {
    append: async (tx, entries) => {
      await append(tx, entries);
      // The consumer of the outbox waits for this word instead of asking every few milliseconds.
      tx.notify(AUDIT_TOPIC, '');
    },
    later: (entries) => {
      if (entries.length === 0) return;
      // Without audit nothing may happen: while records cannot be written, calls fail.
      if (waiting.length > MAX_WAITING)
        throw new Error('too many audit records wait to be written');
      for (const entry of entries) waiting.push(entry);
      if (waiting.length === FLUSH_AT_ENTRIES) {
        cancel?.();
        cancel = undefined;
        soon(0);
      } else soon(FLUSH_AFTER_MILLISECONDS);
    },
    flush,
  };
};
