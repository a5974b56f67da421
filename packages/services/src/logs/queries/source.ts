import type { LogRecord } from '@gatehouse/logs-query';
import type { Tx } from '@gatehouse/store';
import type { Group, LogEvent } from '../model.ts';
import { events } from '../repositories/events.ts';
import { streams } from '../repositories/streams.ts';
import { pointerTo } from './pointer.ts';

// Few enough that requests get their turn every few milliseconds.
const EVENTS_AT_ONCE = 500;
const BYTES_AT_ONCE = 4 * 1_048_576;

export interface Span {
  readonly from: number;
  /** Counts, too. */
  readonly until: number;
}

/** The events of one group, the newest first, some at a time. */
class GroupEvents {
  readonly #group: Group;
  readonly #span: Span;
  readonly #bytes: number;
  readonly #names = new Map<string, string | undefined>();
  #list: readonly LogEvent[] = [];
  #next = 0;
  #last: LogEvent | undefined;
  #ended = false;

  constructor(group: Group, span: Span, bytes: number) {
    this.#group = group;
    this.#span = span;
    this.#bytes = bytes;
  }

  get head(): LogEvent | undefined {
    return this.#list[this.#next];
  }

  async fill(tx: Tx): Promise<void> {
    if (this.#ended || this.head !== undefined) return;
    const last = this.#last;
    const { list, ended } = await events.range(tx, {
      of: { groupId: this.#group.id },
      from: this.#span.from,
      until: this.#span.until + 1,
      behind: last && { at: last.at, id: last.id, inclusive: false },
      descending: true,
      limit: EVENTS_AT_ONCE,
      bytes: this.#bytes,
    });
    const unknown = new Set<string>();
    for (const { streamId } of list) if (!this.#names.has(streamId)) unknown.add(streamId);
    const names = await streams.names(tx, [...unknown]);
    for (const id of unknown) this.#names.set(id, names.get(id));
    this.#list = list;
    this.#next = 0;
    this.#last = list.at(-1) ?? last;
    this.#ended = ended;
  }

  get needsMore(): boolean {
    return !this.#ended && this.head === undefined;
  }

  /** Undefined for an event whose stream is gone. */
  take(event: LogEvent): LogRecord | undefined {
    this.#next += 1;
    const stream = this.#names.get(event.streamId);
    if (stream === undefined) return undefined;
    const { id: groupId, account, name } = this.#group;
    return {
      at: event.at,
      ingestedAt: event.ingestedAt,
      message: event.message,
      stream,
      log: `${account}:${name}`,
      pointer: () => pointerTo({ groupId, at: event.at, id: event.id }),
    };
  }
}

const isNewer = (a: LogEvent, b: LogEvent): boolean => (a.at === b.at ? a.id > b.id : a.at > b.at);

/** The events of several groups together, the newest first. */
export class EventSource {
  readonly #groups: readonly GroupEvents[];

  constructor(groups: readonly { readonly group: Group; readonly span: Span }[]) {
    const bytes = Math.ceil(BYTES_AT_ONCE / Math.max(1, groups.length));
    this.#groups = groups.map(({ group, span }) => new GroupEvents(group, span, bytes));
  }

  /** Reads some more of those that have been used up. */
  async fill(tx: Tx): Promise<void> {
    for (const group of this.#groups) await group.fill(tx);
  }

  get isEmpty(): boolean {
    return this.#groups.every(({ head }) => head === undefined);
  }

  /** Gives what is here, until one must be read on before it is known what comes next. */
  drain(take: (record: LogRecord) => boolean): void {
    for (;;) {
      if (this.#groups.some((group) => group.needsMore)) return;
      let newest: { readonly of: GroupEvents; readonly event: LogEvent } | undefined;
      for (const group of this.#groups) {
        const { head } = group;
        if (head !== undefined && (newest === undefined || isNewer(head, newest.event)))
          newest = { of: group, event: head };
      }
      if (newest === undefined) return;
      const record = newest.of.take(newest.event);
      if (record !== undefined && !take(record)) return;
    }
  }
}
