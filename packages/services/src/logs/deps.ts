import type {
  FunctionPort,
  KeyPort,
  OperationCall,
  OrganizationPort,
  ServiceDeps,
} from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { GroupKeys } from './encryption.ts';
import type { Filters } from './filters.ts';
import type { Scope } from './model.ts';

/** What a metric filter makes of an event, and what we tell of ourselves. */
export interface MetricPoint extends Scope {
  readonly namespace: string;
  readonly name: string;
  readonly unit?: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** With how often each came. */
  readonly values: readonly (readonly [value: number, count: number])[];
  readonly dimensions: ReadonlyMap<string, string>;
}

/** Who takes points of metrics, in the transaction that takes the events. */
export interface MetricSink {
  record(tx: Tx, points: readonly MetricPoint[]): Promise<void>;
}

export interface LogsDeps extends ServiceDeps {
  /** For resource control policies, when another service writes. */
  readonly organizations: OrganizationPort;
  /** Destinations of subscription filters. */
  readonly functions: FunctionPort;
  /** For writers that have a role: what it may do is decided as for anybody. */
  readonly call: OperationCall;
  /** Where keys of KMS are found. */
  readonly keys: KeyPort;
  /** Default: metric filters are stored and not evaluated. */
  readonly metrics?: MetricSink | undefined;
  /** Decisions are off: what resource policies say does not count. Default: false. */
  readonly acceptsLooseInput?: boolean;
}

export interface LogsParts extends LogsDeps {
  readonly filters: Filters;
  readonly groupKeys: GroupKeys;
  readonly arrivals: () => string;
}
