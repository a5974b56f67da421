import type { Migration } from '@gatehouse/store';

export const migrations: readonly Migration[] = [
  {
    component: 'cloudwatch-alarms',
    version: 1,
    statements: [
      `CREATE TABLE cloudwatch_alarm (
        account TEXT NOT NULL,
        region TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        configuration TEXT NOT NULL,
        configured_at BIGINT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        reason_data TEXT,
        state_updated_at BIGINT NOT NULL,
        state_changed_at BIGINT NOT NULL,
        version BIGINT NOT NULL,
        held_until BIGINT,
        suppressed_by TEXT,
        suppressed_until BIGINT,
        acted_state TEXT NOT NULL,
        evaluation_error INTEGER NOT NULL,
        shard INTEGER NOT NULL,
        due_at BIGINT,
        PRIMARY KEY (account, region, name)
      )`,
      'CREATE INDEX cloudwatch_alarm_due ON cloudwatch_alarm (shard, due_at)',
      // by_name: the alarm is on this metric alone, and DescribeAlarmsForMetric finds it.
      `CREATE TABLE cloudwatch_alarm_watch (
        series_id TEXT NOT NULL,
        account TEXT NOT NULL,
        region TEXT NOT NULL,
        name TEXT NOT NULL,
        by_name INTEGER NOT NULL,
        PRIMARY KEY (series_id, account, region, name)
      )`,
      'CREATE INDEX cloudwatch_alarm_watch_alarm ON cloudwatch_alarm_watch (account, region, name)',
      `CREATE TABLE cloudwatch_alarm_link (
        account TEXT NOT NULL,
        region TEXT NOT NULL,
        parent TEXT NOT NULL,
        child TEXT NOT NULL,
        is_suppressor INTEGER NOT NULL,
        PRIMARY KEY (account, region, parent, child, is_suppressor)
      )`,
      'CREATE INDEX cloudwatch_alarm_link_child ON cloudwatch_alarm_link (account, region, child)',
      `CREATE TABLE cloudwatch_alarm_history (
        account TEXT NOT NULL,
        region TEXT NOT NULL,
        name TEXT NOT NULL,
        sequence BIGINT NOT NULL,
        kind TEXT NOT NULL,
        at BIGINT NOT NULL,
        type TEXT NOT NULL,
        summary TEXT NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (account, region, name, sequence)
      )`,
      'CREATE INDEX cloudwatch_alarm_history_time ON cloudwatch_alarm_history (account, region, at, name, sequence)',
      'CREATE INDEX cloudwatch_alarm_history_age ON cloudwatch_alarm_history (at)',
    ],
  },
];
