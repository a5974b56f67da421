import type { Clock, Ids, Log, Timers } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import type {
  AuditLog,
  CatalogSource,
  ConditionPort,
  Directory,
  Notifier,
  PolicySource,
  Sessions,
} from '../model/index.ts';

export interface RequestsParts {
  readonly store: Store;
  readonly clock: Clock;
  /** For the time limit of typed conditions. */
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  readonly directory: Directory;
  readonly policies: PolicySource;
  readonly catalog: CatalogSource;
  readonly audit: AuditLog;
  readonly notifier: Notifier;
  readonly sessions: Sessions;
  readonly conditions: ConditionPort;
  /** 32 bytes, the same on every node: cursors are authenticated with it. */
  readonly cursorKey: Uint8Array;
}
