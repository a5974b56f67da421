import type { OperationDefinition } from '@gatehouse/service-kit';
import type { Migration, Tx, WorkHandler } from '@gatehouse/store';
import type { AlarmDeps } from '../deps.ts';
import type { PointListener, TaggedKind } from '../ports.ts';
import { TAG_TYPE } from './access.ts';
import { ACTION, runAction } from './actions.ts';
import { SHARDS } from './arns.ts';
import { createArrivals } from './arrivals.ts';
import { HISTORY_END, LOOK, LOOKS, SUPPRESSION_END } from './kinds.ts';
import { migrations } from './migrations.ts';
import { disableAlarmActions, enableAlarmActions } from './operations/alarm-actions.ts';
import { deleteAlarms } from './operations/delete-alarms.ts';
import { describeAlarmContributors } from './operations/describe-alarm-contributors.ts';
import { describeAlarmHistory } from './operations/describe-alarm-history.ts';
import { describeAlarmsForMetric } from './operations/describe-alarms-for-metric.ts';
import { describeAlarms } from './operations/describe-alarms.ts';
import { putCompositeAlarm } from './operations/put-composite-alarm.ts';
import { putMetricAlarm } from './operations/put-metric-alarm.ts';
import { setAlarmState } from './operations/set-alarm-state.ts';
import { alarms } from './repositories/alarms.ts';
import { endHistory, planHistoryEnd } from './retention.ts';
import { lookAtOne, lookAtShard, planShard } from './schedule.ts';
import { endSuppression } from './suppression.ts';

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

export const createAlarms = (deps: AlarmDeps): Alarms => ({
  operations: {
    DeleteAlarms: deleteAlarms(deps),
    DescribeAlarmContributors: describeAlarmContributors(),
    DescribeAlarmHistory: describeAlarmHistory(deps),
    DescribeAlarms: describeAlarms(deps),
    DescribeAlarmsForMetric: describeAlarmsForMetric(),
    DisableAlarmActions: disableAlarmActions(deps),
    EnableAlarmActions: enableAlarmActions(deps),
    PutCompositeAlarm: putCompositeAlarm(deps),
    PutMetricAlarm: putMetricAlarm(deps),
    SetAlarmState: setAlarmState(deps),
  },
  migrations,
  work: {
    [ACTION]: runAction(deps),
    [HISTORY_END]: endHistory(deps),
    [LOOK]: lookAtOne(deps),
    [LOOKS]: lookAtShard(deps),
    [SUPPRESSION_END]: endSuppression(deps),
  },
  longWork: {},
  listener: createArrivals(deps),
  tagged: [
    {
      prefix: 'alarm:',
      type: TAG_TYPE,
      exists: async (tx, scope, name) => (await alarms.find(tx, { ...scope, name })) !== undefined,
    },
  ],
  prepare: async (tx, now) => {
    await planHistoryEnd(tx, now);
    // A look that was given up must not stop all that come after it.
    for (let shard = 0; shard < SHARDS; shard += 1) await planShard(tx, shard);
  },
});
