import BarChart from '@cloudscape-design/components/bar-chart';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import PieChart from '@cloudscape-design/components/pie-chart';

export interface Group {
  readonly value: string;
  readonly count: number;
}

interface Props {
  readonly groups: readonly Group[];
  readonly groupedBy: string;
}

const SHOWN = 8;

const CHART_TEXTS = {
  chartAriaRoleDescription: 'chart',
  detailPopoverDismissAriaLabel: 'Dismiss',
} as const;

/** Their code is heavy: it is loaded for results, and for nothing else. */
export const Charts = ({ groups, groupedBy }: Props) => {
  const shown = groups.slice(0, SHOWN);
  const others = groups.slice(SHOWN).reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(1, ...shown.map(({ count }) => count));
  const slices = [
    ...shown.map(({ value, count }) => ({ title: value, value: count })),
    ...(others === 0 ? [] : [{ title: 'Others', value: others }]),
  ];
  return (
    <ColumnLayout columns={2}>
      <BarChart
        series={[
          {
            title: 'Findings',
            type: 'bar',
            data: shown.map(({ value, count }) => ({ x: value, y: count })),
          },
        ]}
        xDomain={shown.map(({ value }) => value)}
        yDomain={[0, most]}
        horizontalBars
        hideFilter
        hideLegend
        height={260}
        xTitle={groupedBy}
        yTitle="Findings"
        ariaLabel={`Findings by ${groupedBy}`}
        i18nStrings={CHART_TEXTS}
        empty="No findings"
      />
      <PieChart
        data={slices}
        variant="donut"
        size="medium"
        hideFilter
        hideLegend
        ariaLabel={`Shares by ${groupedBy}`}
        i18nStrings={{ ...CHART_TEXTS, segmentAriaRoleDescription: 'segment' }}
        detailPopoverContent={({ value }, sum) => [
          { key: 'Findings', value },
          { key: 'Share', value: `${((value / sum) * 100).toFixed(0)} %` },
        ]}
        empty="No findings"
      />
    </ColumnLayout>
  );
};
