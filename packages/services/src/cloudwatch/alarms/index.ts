import type { OperationDefinition } from '@gatehouse/service-kit';
import type { Migration, Tx, WorkHandler } from '@gatehouse/store';
import type { AlarmDeps } from '../deps.ts';
import type { PointListener, TaggedKind } from '../ports.ts';

/** What alarms add to the service. */
export interface Alarms {
  readonly operations: Readonly<Record<string, OperationDefinition>>;
  /** Of the component `cloudwatch-alarms`. */
  readonly migrations: readonly Migration[];
  readonly work: Readonly<Record<string, WorkHandler>>;
  readonly longWork: Readonly<Record<string, WorkHandler>>;
  readonly listener: PointListener;
  readonly tagged: readonly TaggedKind[];
  prepare(tx: Tx, now: Date): Promise<void>;
}

export const createAlarms = (_deps: AlarmDeps): Alarms => ({
  operations: {},
  migrations: [],
  work: {},
  longWork: {},
  listener: { arrived: () => Promise.resolve() },
  tagged: [],
  prepare: () => Promise.resolve(),
});
