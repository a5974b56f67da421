import type { Clients, RoleHop } from '@gatehouse/clients';
import type { Clock, Ids, Log, Timers } from '@gatehouse/core';
import type { Store, Tx, WorkHandler } from '@gatehouse/store';
import type { placeOfAlert, SenderSettings } from '../findings/sender.ts';
import type { Severity } from '../model.ts';
import type { RuleExclusion } from '../rules/model.ts';
import type { TrapListener } from '../traps/index.ts';
import type { Processor } from './pipeline/processor.ts';
import type { LogFileDeps } from './sources/log-files.ts';
import type { Source } from './sources/queue.ts';

export interface LiveSettings extends SenderSettings {
  /** Alerts from this severity on are told by SNS. */
  readonly leastNotice: Severity;
  /** Queue with events of EventBridge and notices of log files. */
  readonly queueUrl: string | undefined;
  /** A trail's log group, its Region and the role by which it is read. */
  readonly logGroup:
    | { readonly name: string; readonly region: string; readonly hop: RoleHop | undefined }
    | undefined;
  /** How the bucket with log files is read. */
  readonly bucketHopOf: LogFileDeps['hopOf'];
  readonly retentionDays?: number | undefined;
  /** What rules are not to speak of here, whatever is set: what whoever runs it does itself. */
  readonly exclusions?: readonly RuleExclusion[] | undefined;
}

export interface LiveDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  readonly clients: Clients;
  readonly settings: LiveSettings;
  /** What makes traps speak; made when events are first taken. */
  readonly traps?: (() => Promise<TrapListener>) | undefined;
}

export interface LiveDetection {
  readonly work: ReadonlyMap<string, WorkHandler>;
  readonly settings: LiveSettings;
  prepare(tx: Tx, now: Date): Promise<void>;
  /** Begins to take events. */
  start(): Promise<void>;
  /** Takes all that is there now, and tells of it; answers how much that was. */
  drain(): Promise<number>;
  stop(): Promise<void>;
  /** Undefined while another node takes the events, or none yet. */
  processor(): Processor | undefined;
  sources(): readonly Source[];
  /** What somebody changed of an alert is told soon. */
  tell(): void;
  place(alert: Parameters<typeof placeOfAlert>[0]): ReturnType<typeof placeOfAlert>;
}
