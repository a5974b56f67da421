import type { EventListeners, FunctionPort, ServiceDeps, TopicPort } from '@gatehouse/service-kit';
import type { EvaluationSettings } from './evaluation.ts';
import type { MetricReader, MetricWriter, TaggedKind } from './ports.ts';

export interface CloudWatchDeps extends ServiceDeps {
  /** Where alarms say that they changed. */
  readonly topics: TopicPort;
  readonly functions: FunctionPort;
  /** Whether a bus has anybody for `aws.cloudwatch`. Undefined: nobody listens. */
  readonly listeners?: EventListeners | undefined;
  /** Decisions are off: what resource policies say does not count. Default: false. */
  readonly acceptsLooseInput?: boolean;
}

/** What operations and work on metrics use. */
export interface CloudWatchParts extends CloudWatchDeps {
  readonly reader: MetricReader;
  readonly writer: MetricWriter;
  readonly model: EvaluationSettings['model'];
  readonly tagged: readonly TaggedKind[];
}

/** What alarms are given. */
export interface AlarmDeps extends CloudWatchDeps {
  readonly reader: MetricReader;
}
