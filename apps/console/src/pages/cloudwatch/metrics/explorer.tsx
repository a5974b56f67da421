import type { ListMetricsOutput } from '@aws-sdk/client-cloudwatch';
import { useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import type { Column } from '../../../shared/column.ts';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { Page } from '../../../shared/page.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { dimensionsText } from '../shared/metric.ts';
import { metricKey, type MetricRow, readWritten, written } from './chosen.ts';
import { Graph, type GraphSettings } from './graph.tsx';

const COLUMNS: readonly Column<MetricRow>[] = [
  {
    id: 'name',
    header: 'Metric',
    isRowHeader: true,
    cell: ({ MetricName }) => MetricName,
    text: ({ MetricName }) => MetricName,
  },
  {
    id: 'namespace',
    header: 'Namespace',
    cell: ({ Namespace }) => Namespace,
    text: ({ Namespace }) => Namespace,
  },
  {
    id: 'dimensions',
    header: 'Dimensions',
    cell: ({ Dimensions }) => dimensionsText(Dimensions) || '–',
    text: ({ Dimensions }) => dimensionsText(Dimensions),
  },
];

const NAMES = ['statistic', 'period', 'range'] as const;
const USUAL: GraphSettings = { statistic: 'Sum', period: '300', range: '180' };

/** What is looked at, in the address. */
const useExplored = () => {
  const [search, setSearch] = useSearchParams();
  const set = (parts: Readonly<Record<string, string | undefined>>): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value = ''] of Object.entries(parts))
          if (value === '') next.delete(name);
          else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const [statistic, period, range] = NAMES.map((name) => search.get(name) ?? USUAL[name]);
  const settings: GraphSettings = {
    statistic: statistic ?? USUAL.statistic,
    period: period ?? USUAL.period,
    range: range ?? USUAL.range,
  };
  return {
    namespace: search.get('namespace') ?? '',
    chosen: readWritten(search.get('metrics')),
    settings,
    set,
  };
};

/** Metrics by namespace, several in one graph. */
export const Component = () => {
  const aws = useAwsClient();
  const { namespace, chosen, settings, set } = useExplored();
  const pages = (input: object) =>
    pagesOf<ListMetricsOutput, MetricRow>(
      aws,
      { service: 'cloudwatch', operation: 'ListMetrics', input, count: 0 },
      ({ Metrics }) => Metrics,
    );
  const all = useLoad(`namespaces ${aws.region}`, async (signal) => [
    ...new Set((await allOf(pages({}), signal)).map(({ Namespace = '' }) => Namespace)),
  ]);
  return (
    <Page
      title="Metrics"
      description="What got data within two weeks, in this account and Region. Choose one or more to see them."
    >
      {chosen.length === 0 ? null : (
        <Graph metrics={chosen} settings={settings} change={(part) => set({ ...part })} />
      )}
      <AwsTable
        title="Metrics"
        columns={COLUMNS}
        loadKey={`metrics ${aws.region} ${namespace}`}
        load={pages(namespace === '' ? {} : { Namespace: namespace })}
        idOf={metricKey}
        empty="No metrics: nothing was measured yet"
        filterLabel="Filter metrics"
        extraFilter={
          <ChoiceField
            label="Namespace"
            value={namespace}
            loading={all.loading}
            options={[
              ['', 'All namespaces'],
              ...(all.data ?? []).map((name) => [name, name] as const),
            ]}
            change={(next) => set({ namespace: next })}
          />
        }
        selection={{
          type: 'multi',
          selected: chosen,
          select: (metrics) =>
            set({ metrics: metrics.length === 0 ? undefined : written(metrics) }),
        }}
      />
    </Page>
  );
};
