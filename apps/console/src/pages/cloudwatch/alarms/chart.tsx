import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { LazyTimeChart } from '../../../shared/lazy-time-chart.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useWatch } from '../../../shared/use-watch.ts';
import { lastMinutes, RANGES, readMetrics } from '../shared/metric-data.ts';
import { type Alarm, alarmPeriod, conditionText, queriesOf } from '../shared/metric.ts';

const FEWEST_POINTS = 30;
const MINUTE_SECONDS = 60;

/** The shortest range in which the alarm's period makes a line. */
const rangeFor = (periodSeconds: number): string => {
  const needed = (periodSeconds * FEWEST_POINTS) / MINUTE_SECONDS;
  return RANGES.find(([minutes]) => Number(minutes) >= needed)?.[0] ?? '43200';
};

/** What the alarm looks at, with the threshold. */
export const AlarmChart = ({ alarm }: { readonly alarm: Alarm }) => {
  const aws = useAwsClient();
  const period = alarmPeriod(alarm);
  const [range, setRange] = useState(() => rangeFor(period));
  const queries = queriesOf(alarm);
  const loaded = useLoad(`${aws.region} ${range} ${JSON.stringify(queries)}`, async (signal) => {
    const asked = lastMinutes(range, period);
    return { ...asked, series: await readMetrics(aws, queries, asked, signal) };
  });
  useWatch(loaded.reload);
  const { Threshold: threshold } = alarm;
  return (
    <Container
      header={
        <Header variant="h2" description={conditionText(alarm)}>
          Metric
        </Header>
      }
    >
      <ChoiceField label="Time range" value={range} options={RANGES} change={setRange} />
      <FailureOr of={loaded}>
        {({ series, from, to }) => (
          <LazyTimeChart
            label={`Metric of ${alarm.AlarmName ?? ''}`}
            valueTitle={alarm.ExtendedStatistic ?? alarm.Statistic ?? 'Value'}
            series={series}
            levels={
              threshold === undefined ? [] : [{ title: `Threshold ${threshold}`, value: threshold }]
            }
            periodSeconds={period}
            from={from}
            to={to}
            empty="No data in this time"
          />
        )}
      </FailureOr>
    </Container>
  );
};
