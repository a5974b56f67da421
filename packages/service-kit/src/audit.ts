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

/** Records of data events go to trails and buses, never into the event history. */
export const isDataEntry = ({ record }: AuditEntry): boolean => record['managementEvent'] === false;

export interface AuditLog {
  /** The record of a state change, in its transaction. */
  append(tx: Tx, entries: readonly AuditEntry[]): Promise<void>;
  /** Throws while too many records wait: without audit nothing may happen, so calls fail before they begin. */
  requireRoom(): void;
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
  /** How many records may wait. Default 100 000. */
  readonly maxWaiting?: number;
}

const FLUSH_AFTER_MILLISECONDS = 100;
const FLUSH_AT_ENTRIES = 512;
const RETRY_AFTER_MILLISECONDS = 1000;
const MAX_WAITING = 100_000;
// After an outage as many wait as would hold up everything else, were they written at once.
const MOST_AT_ONCE = 1024;

const lines = (entries: readonly AuditEntry[]): string =>
  entries.map((entry) => JSON.stringify(entry)).join('\n');

/** The entries of one outbox payload. */
export const auditEntries = (payload: string): readonly AuditEntry[] =>
  payload.split('\n').map((line) => JSON.parse(line) as AuditEntry);

type Sink = NonNullable<Settings['sink']>;

/** What waits to be written: it gathers into batches, and a batch that fails is tried again. */
const createQueue = (
  { store, timers, log, maxWaiting = MAX_WAITING }: Settings,
  sink: Sink,
): Omit<AuditLog, 'append'> => {
  let waiting: AuditEntry[] = [];
  let cancel: (() => void) | undefined;
  let running: Promise<void> = Promise.resolve();
  let failing = false;

  const writeSome = async (batch: readonly AuditEntry[]): Promise<void> => {
    waiting = waiting.slice(batch.length);
    try {
      await store.write((tx) => sink(tx, batch));
      failing = false;
    } catch (error) {
      // Nothing is lost: the batch goes back to the front and is tried again.
      waiting = [...batch, ...waiting];
      failing = true;
      soon(RETRY_AFTER_MILLISECONDS);
      throw error;
    }
  };

  const write = async (): Promise<void> => {
    // What arrives meanwhile waits for its own turn: a flush must end under load too.
    for (let left = waiting.length; left > 0; left -= MOST_AT_ONCE)
      await writeSome(waiting.slice(0, Math.min(left, MOST_AT_ONCE)));
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
      });
    });
  };

  return {
    flush,
    requireRoom: () => {
      if (waiting.length >= maxWaiting)
        throw new Error('too many audit records wait to be written');
    },
    later: (entries) => {
      if (entries.length === 0) return;
      const before = waiting.length;
      for (const entry of entries) waiting.push(entry);
      if (before < FLUSH_AT_ENTRIES && waiting.length >= FLUSH_AT_ENTRIES && !failing) {
        cancel?.();
        cancel = undefined;
        soon(0);
      } else soon(FLUSH_AFTER_MILLISECONDS);
    },
  };
};

export const createAuditLog = (settings: Settings): AuditLog => {
  const append: Sink = (tx, entries) =>
    appendOutbox(tx, AUDIT_TOPIC, lines(entries), settings.clock.now());
  return {
    ...createQueue(settings, settings.sink ?? append),
    append: async (tx, entries) => {
      await append(tx, entries);
      // The consumer of the outbox waits for this word instead of asking every few milliseconds.
      tx.notify(AUDIT_TOPIC, '');
    },
  };
};
