import type {
  AlarmHistoryItem,
  CompositeAlarm,
  DescribeAlarmHistoryOutput,
  DescribeAlarmsOutput,
  MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { EVENTS_TOPIC } from '@gatehouse/service-kit';
import { drainOutbox, type Store } from '@gatehouse/store';
import { type CloudWatchFixture, cloudWatchFixture } from '../cloudwatch.fixture.ts';

export const TOPIC = 'arn:aws:sns:us-east-1:111122223333:alerts';
export const alarmArn = (name: string): string =>
  `arn:aws:cloudwatch:us-east-1:111122223333:alarm:${name}`;

/** Sum of `calls` over a minute, at least 1. */
export const CALLS = {
  AlarmName: 'calls',
  Namespace: 'app',
  MetricName: 'calls',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  Threshold: 1,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
} as const;

export interface ShownEvent {
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface AlarmsFixture extends CloudWatchFixture {
  readonly alarm: (over?: object) => Promise<void>;
  readonly composite: (name: string, rule: string, over?: object) => Promise<void>;
  readonly metric: (name?: string) => Promise<MetricAlarm>;
  readonly rule: (name: string) => Promise<CompositeAlarm>;
  readonly history: (over?: object) => Promise<readonly AlarmHistoryItem[]>;
  /** Sets a state, and lets happen what follows. */
  readonly set: (AlarmName: string, StateValue: string) => Promise<void>;
  /** Lets so many seconds pass, and what becomes due happen. */
  readonly pass: (seconds: number) => Promise<void>;
  /** Events for the bus since it was asked last. */
  readonly emitted: () => Promise<readonly ShownEvent[]>;
}

export const alarmsFixture = async (
  settings: { readonly open?: () => Promise<Store> } = {},
): Promise<AlarmsFixture> => {
  const fixture = await cloudWatchFixture(settings);
  const { run, runner, clock, store } = fixture;
  return {
    ...fixture,
    alarm: async (over = {}) => {
      await run('PutMetricAlarm', { ...CALLS, AlarmActions: [TOPIC], OKActions: [TOPIC], ...over });
      await runner.runDue();
    },
    composite: async (AlarmName, AlarmRule, over = {}) => {
      await run('PutCompositeAlarm', { AlarmName, AlarmRule, AlarmActions: [TOPIC], ...over });
      await runner.runDue();
    },
    metric: async (name = 'calls') => {
      const { MetricAlarms } = await run<DescribeAlarmsOutput>('DescribeAlarms', {
        AlarmNames: [name],
      });
      const [found] = MetricAlarms ?? [];
      if (found === undefined) throw new Error(`there is no alarm ${name}`);
      return found;
    },
    rule: async (name) => {
      const { CompositeAlarms } = await run<DescribeAlarmsOutput>('DescribeAlarms', {
        AlarmNames: [name],
        AlarmTypes: ['CompositeAlarm'],
      });
      const [found] = CompositeAlarms ?? [];
      if (found === undefined) throw new Error(`there is no alarm ${name}`);
      return found;
    },
    history: async (over = {}) =>
      (await run<DescribeAlarmHistoryOutput>('DescribeAlarmHistory', over)).AlarmHistoryItems ?? [],
    set: async (AlarmName, StateValue) => {
      await run('SetAlarmState', { AlarmName, StateValue, StateReason: 'for a test' });
      await runner.runDue();
    },
    pass: async (seconds) => {
      clock.advance({ seconds });
      await runner.runDue();
    },
    emitted: async () => {
      const events: ShownEvent[] = [];
      await drainOutbox(store, EVENTS_TOPIC, 1000, async (_tx, rows) => {
        for (const { payload } of rows)
          events.push(...payload.split('\n').map((line): ShownEvent => JSON.parse(line)));
      });
      return events;
    },
  };
};
