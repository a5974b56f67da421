import type { OperationModel } from '@gatehouse/wire';
import { ACCOUNT, REGION } from './cloud.fixture.ts';

const metric = {
  Metric: { Namespace: 'app', MetricName: 'up' },
  Period: 60,
  Stat: 'Sum',
};

/** Of several ways to say what is meant, the one that is enough by itself. */
const OPTIONAL: ReadonlySet<string> = new Set([
  'AlarmNames',
  'ComparisonOperator',
  'EvaluationPeriods',
  'MetricData',
  'MetricName',
  'Namespace',
  'Period',
  'Stat',
  'Statistic',
  'Threshold',
]);

/** A request of CloudWatch that gets as far as the decision; the dashboard and the alarm of 1 are to be there. */
export const cloudWatchRequest = ({ name, input }: OperationModel, n: number): object => {
  if (input.kind !== 'structure') return {};
  const values: Readonly<Record<string, unknown>> = {
    Namespace: 'app',
    MetricName: 'up',
    MetricData: [{ MetricName: 'up', Value: 1 }],
    MetricDataQueries: [{ Id: 'm1', MetricStat: metric }],
    StartTime: new Date('2026-03-01T00:00:00Z'),
    EndTime: new Date('2026-03-01T01:00:00Z'),
    Period: 60,
    Stat: 'Sum',
    Statistic: 'Sum',
    Statistics: ['Sum'],
    DashboardName: `dashboard${n}`,
    DashboardNames: [`dashboard${n}`],
    DashboardBody: '{"widgets":[]}',
    AlarmName: `alarm${n}`,
    AlarmNames: [`alarm${n}`],
    AlarmRule: 'ALARM(alarm1)',
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
    Threshold: 1,
    StateValue: 'OK',
    StateReason: 'swept',
    ResourceARN: `arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:alarm${n}`,
    Tags: [{ Key: 'k', Value: 'v' }],
    TagKeys: ['k'],
  };
  const asked = input.members.filter(
    (member) => member.required || OPTIONAL.has(member.name) || member.name === 'Statistics',
  );
  // A composite alarm may not have the name of the metric alarm that is there.
  const own = name === 'PutCompositeAlarm' ? { AlarmName: `composite${n}` } : {};
  return {
    ...Object.fromEntries(asked.map((member) => [member.name, values[member.name]])),
    ...own,
  };
};
