import { discover, valueAt } from './discover.ts';
import { Instant, type JsonObject, type Value } from './value.ts';

/** A log event as a query sees it. */
export interface LogRecord {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly ingestedAt: number;
  readonly message: string;
  readonly stream: string;
  /** `account:group` */
  readonly log: string;
  /** What GetLogRecord finds it by. */
  readonly pointer: () => string;
}

export type Evaluate = (row: Row) => Value;

/** An event, or a group of `stats`, on its way through the commands. */
export class Row {
  readonly record: LogRecord | undefined;
  /** When the query began, in seconds since 1970. */
  readonly now: number;
  /** What commands have computed. */
  readonly slots: Value[] = [];
  #fields: JsonObject | undefined;
  #isRead = false;

  constructor(record: LogRecord | undefined, now: number) {
    this.record = record;
    this.now = now;
  }

  discovered(parts: readonly string[]): Value {
    if (!this.#isRead) {
      this.#isRead = true;
      this.#fields = this.record === undefined ? undefined : discover(this.record.message);
    }
    return this.#fields === undefined ? undefined : valueAt(this.#fields, parts);
  }

  /** Forgets what it can read again: a row that is kept must not hold the message twice. */
  forget(): void {
    this.#isRead = false;
    this.#fields = undefined;
  }
}

const SYSTEM: ReadonlyMap<string, (record: LogRecord) => Value> = new Map<
  string,
  (record: LogRecord) => Value
>([
  ['@timestamp', ({ at }: LogRecord) => new Instant(at)],
  ['@ingestionTime', ({ ingestedAt }: LogRecord) => new Instant(ingestedAt)],
  ['@message', ({ message }: LogRecord) => message],
  ['@logStream', ({ stream }: LogRecord) => stream],
  ['@log', ({ log }: LogRecord) => log],
  ['@ptr', ({ pointer }: LogRecord) => pointer()],
]);

/** How a field that CloudWatch Logs makes itself is read, if it is one. */
export const systemField = (name: string): Evaluate | undefined => {
  const read = SYSTEM.get(name);
  return read && (({ record }) => (record === undefined ? undefined : read(record)));
};
