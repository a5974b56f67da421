import type { Tx } from '@gatehouse/store';
import type { Archive, Replay, Rule } from './model.ts';

/** An event that a bus has accepted. */
export interface BusEvent {
  /** The bus that accepted it, with its account and Region. */
  readonly busArn: string;
  readonly busAccount: string;
  readonly busRegion: string;
  /** UUID */
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  /** Account that sent it: the event's `account`. */
  readonly account: string;
  /** Region where it was sent: the event's `region`. */
  readonly region: string;
  readonly time: Date;
  readonly resources: readonly string[];
  /** JSON text of an object, as it was sent: parsing it would lose long numbers. */
  readonly detailText: string;
  readonly traceHeader?: string | undefined;
  /** Name of the replay that sends it again. */
  readonly replayName?: string | undefined;
}

/** Where accepted events go: the data plane. */
export interface EventEntrance {
  /** Keeps the events with this transaction; they go to rules, archives and targets once it has committed. */
  accept(tx: Tx, events: readonly BusEvent[]): Promise<void>;
}

/** What the control plane tells the data plane, in the transaction of the change. */
export interface ControlChanges {
  /** A rule of the bus or its targets, or the bus itself, is no longer what it was; `rules` are the ones that are there now. */
  ruleChanged(tx: Tx, busArn: string): Promise<void>;
  /** A rule was put, enabled or disabled, so that its schedule begins, changes or ends. */
  scheduleChanged(tx: Tx, rule: Rule, now: Date): Promise<void>;
  /** After its row and those of its targets are gone. */
  ruleDeleted(tx: Tx, rule: Rule): Promise<void>;
  archiveChanged(tx: Tx, archive: Archive): Promise<void>;
  /** After its row is gone: its events may go too. */
  archiveDeleted(tx: Tx, archive: Archive): Promise<void>;
  /** The replay's row is there, in state STARTING. */
  replayStarted(tx: Tx, replay: Replay, now: Date): Promise<void>;
  /** The replay's row is in state CANCELLING. */
  replayCancelled(tx: Tx, replay: Replay, now: Date): Promise<void>;
}
