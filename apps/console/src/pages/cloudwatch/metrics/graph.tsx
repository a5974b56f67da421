import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import type { Column } from '../../../shared/column.ts';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { LazyTimeChart } from '../../../shared/lazy-time-chart.tsx';
import { Time } from '../../../shared/time.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useWatch } from '../../../shared/use-watch.ts';
import { lastMinutes, type MetricSeries, RANGES, readMetrics } from '../shared/metric-data.ts';
import { dimensionsText, PERIODS, STATISTICS } from '../shared/metric.ts';
import { createAlarmPath } from '../shared/paths.ts';
import { chosenQueries, type MetricRow } from './chosen.ts';

export interface GraphSettings {
  readonly statistic: string;
  readonly period: string;
  readonly range: string;
}

interface Props {
  readonly metrics: readonly MetricRow[];
  readonly settings: GraphSettings;
  readonly change: (part: Partial<GraphSettings>) => void;
}

interface Row {
  readonly at: number;
  readonly series: string;
  readonly value: number;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'at',
    header: 'Time',
    isRowHeader: true,
    cell: ({ at }) => <Time at={new Date(at).toISOString()} />,
    text: ({ at }) => at,
  },
  { id: 'series', header: 'Metric', cell: ({ series }) => series, text: ({ series }) => series },
  { id: 'value', header: 'Value', cell: ({ value }) => value, text: ({ value }) => value },
];

const rowsOf = (series: readonly MetricSeries[]): readonly Row[] =>
  series
    .flatMap(({ title, points }) => points.map(({ at, value }) => ({ at, series: title, value })))
    .toSorted((left, right) => right.at - left.at);

const Settings = ({ settings, change }: Omit<Props, 'metrics'>) => (
  <ColumnLayout columns={3}>
    <ChoiceField
      label="Statistic"
      value={settings.statistic}
      options={STATISTICS.map((name) => [name, name])}
      change={(statistic) => change({ statistic })}
    />
    <ChoiceField
      label="Period"
      value={settings.period}
      options={PERIODS}
      change={(period) => change({ period })}
    />
    <ChoiceField
      label="Time range"
      value={settings.range}
      options={RANGES}
      change={(range) => change({ range })}
    />
  </ColumnLayout>
);

const alarmFor = (metric: MetricRow, { statistic, period }: GraphSettings): string =>
  createAlarmPath({
    namespace: metric.Namespace ?? '',
    metric: metric.MetricName ?? '',
    dimensions: dimensionsText(metric.Dimensions),
    statistic,
    period,
  });

/** The chosen metrics over time, and their values. */
export const Graph = ({ metrics, settings, change }: Props) => {
  const aws = useAwsClient();
  const queries = chosenQueries(metrics, settings.statistic, settings.period);
  const key = `${aws.region} ${settings.range} ${JSON.stringify(queries)}`;
  const loaded = useLoad(key, async (signal) => {
    const asked = lastMinutes(settings.range, Number(settings.period));
    return { ...asked, series: await readMetrics(aws, queries, asked, signal) };
  });
  useWatch(loaded.reload);
  const [only, ...others] = metrics;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            actions={
              only === undefined || others.length > 0 ? undefined : (
                <GoButton to={alarmFor(only, settings)}>Create alarm</GoButton>
              )
            }
          >
            Graph
          </Header>
        }
      >
        <SpaceBetween size="m">
          <Settings settings={settings} change={change} />
          <FailureOr of={loaded}>
            {({ series, from, to }) => (
              <LazyTimeChart
                label="Chosen metrics"
                valueTitle={settings.statistic}
                series={series}
                periodSeconds={Number(settings.period)}
                from={from}
                to={to}
                empty="No data in this time"
              />
            )}
          </FailureOr>
        </SpaceBetween>
      </Container>
      {loaded.data === undefined ? null : (
        <AwsTable
          title="Values"
          name="values"
          columns={COLUMNS}
          loadKey={`values ${JSON.stringify(loaded.data)}`}
          load={() => Promise.resolve({ items: rowsOf(loaded.data?.series ?? []) })}
          idOf={({ at, series }) => `${at} ${series}`}
          empty="No values in this time"
          filterLabel="Filter values"
        />
      )}
    </SpaceBetween>
  );
};
