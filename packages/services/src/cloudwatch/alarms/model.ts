import type {
  ComparisonOperator,
  MetricDataQuery,
  StandardUnit,
  StateValue,
  Statistic,
} from '@aws-sdk/client-cloudwatch';
import type { Dimensions, Scope } from '../model.ts';

/** An alarm is its name in an account and Region. */
export interface AlarmRef extends Scope {
  readonly name: string;
  readonly arn: string;
}

export interface ActionLists {
  readonly actionsEnabled: boolean;
  readonly okActions: readonly string[];
  readonly alarmActions: readonly string[];
  readonly insufficientDataActions: readonly string[];
}

/** One metric, named by an alarm's own members and not by a list of queries. */
export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Dimensions;
  readonly statistic?: Statistic | undefined;
  readonly extendedStatistic?: string | undefined;
  readonly unit?: StandardUnit | undefined;
}

export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

/** What PutMetricAlarm says. */
export interface MetricConfiguration extends ActionLists {
  readonly kind: 'metric';
  readonly description?: string | undefined;
  /** Either this or `queries`. */
  readonly metric?: WatchedMetric | undefined;
  readonly queries?: readonly MetricDataQuery[] | undefined;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number | undefined;
  readonly threshold?: number | undefined;
  readonly thresholdMetricId?: string | undefined;
  readonly comparison: ComparisonOperator;
  readonly missingData?: MissingData | undefined;
  readonly lowSamples?: 'evaluate' | 'ignore' | undefined;
}

/** What PutCompositeAlarm says. */
export interface CompositeConfiguration extends ActionLists {
  readonly kind: 'composite';
  readonly description?: string | undefined;
  readonly rule: string;
  /** As it was given: a name or an ARN. */
  readonly suppressor?: string | undefined;
  readonly waitSeconds?: number | undefined;
  readonly extensionSeconds?: number | undefined;
}

export type Configuration = MetricConfiguration | CompositeConfiguration;

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON text. */
  readonly data?: string | undefined;
  readonly updatedAt: Date;
  /** When the value became what it is. */
  readonly changedAt: Date;
}

/** Why actions of a composite alarm wait, and how long at most. */
export interface Suppression {
  readonly by: 'WaitPeriod' | 'ExtensionPeriod' | 'Alarm';
  readonly until?: Date | undefined;
}

export interface Alarm<Of extends Configuration = Configuration> extends AlarmRef {
  readonly configuration: Of;
  readonly configuredAt: Date;
  readonly state: AlarmState;
  /** Changes with every change of the row: whoever writes says which one he has read. */
  readonly version: number;
  /** The state came from a period that has not ended, and stays until then. */
  readonly heldUntil?: Date | undefined;
  readonly suppression?: Suppression | undefined;
  /** The state whose actions have run last, or would have run. */
  readonly actedState: StateValue;
  readonly evaluationError: boolean;
  /** When it is looked at next. Undefined: not before data arrive. */
  readonly dueAt?: Date | undefined;
}

export type MetricAlarm = Alarm<MetricConfiguration>;
export type CompositeAlarm = Alarm<CompositeConfiguration>;

export const isMetric = (alarm: Alarm): alarm is MetricAlarm =>
  alarm.configuration.kind === 'metric';

export const isComposite = (alarm: Alarm): alarm is CompositeAlarm =>
  alarm.configuration.kind === 'composite';

/** The actions for a state, in the order of the request. */
export const actionsFor = (actions: ActionLists, state: StateValue): readonly string[] => {
  switch (state) {
    case 'OK':
      return actions.okActions;
    case 'ALARM':
      return actions.alarmActions;
    case 'INSUFFICIENT_DATA':
      return actions.insufficientDataActions;
    default:
      return state satisfies never;
  }
};

export const allActions = (actions: ActionLists): readonly string[] => [
  ...actions.okActions,
  ...actions.alarmActions,
  ...actions.insufficientDataActions,
];
