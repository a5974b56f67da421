import MixedLineBarChart, {
  type MixedLineBarChartProps,
} from '@cloudscape-design/components/mixed-line-bar-chart';

export interface ChartPoint {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

export interface TimeChartProps {
  readonly label: string;
  readonly series: readonly { readonly title: string; readonly points: readonly ChartPoint[] }[];
  /** Lines over the whole width. */
  readonly levels?: readonly { readonly title: string; readonly value: number }[];
  /** Instants that are marked. */
  readonly marks?: readonly { readonly title: string; readonly at: number }[];
  readonly from: number;
  readonly to: number;
  /** Of a value: it stands for so long from its time on. */
  readonly periodSeconds: number;
  readonly valueTitle: string;
  readonly height?: number;
  readonly empty: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MARK_COLOR = '#d13212';

const tickFormat = (length: number): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en', {
    ...(length > 2 * DAY
      ? { month: 'short', day: 'numeric' }
      : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    ...(length <= HOUR / 4 ? { second: '2-digit' } : {}),
  });

const POINT_FORMAT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });
const NUMBER_FORMAT = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });
const HEADROOM = 1.1;

const topOf = ({ series, levels = [] }: TimeChartProps): number =>
  Math.max(
    ...series.flatMap(({ points }) => points.map(({ value }) => value)),
    ...levels.map(({ value }) => value),
    0,
  ) * HEADROOM || 1;

const bottomOf = ({ series, levels = [] }: TimeChartProps): number =>
  Math.min(
    ...series.flatMap(({ points }) => points.map(({ value }) => value)),
    ...levels.map(({ value }) => value),
    0,
  ) * HEADROOM;

/** A value alone would be a line without length: it is drawn over its period. */
const drawn = (points: readonly ChartPoint[], period: number): readonly ChartPoint[] =>
  points.flatMap((point, at) => {
    const before = points[at - 1];
    const after = points[at + 1];
    const isAlone =
      (before === undefined || point.at - before.at > period) &&
      (after === undefined || after.at - point.at > period);
    return isAlone ? [point, { at: point.at + period, value: point.value }] : [point];
  });

type Series = MixedLineBarChartProps.ChartSeries<Date>;

const seriesOf = ({
  series,
  levels = [],
  marks = [],
  periodSeconds,
}: TimeChartProps): readonly Series[] => [
  ...series.map(({ title, points }): Series => ({
    type: 'line',
    title,
    data: drawn(points, periodSeconds * 1000).map(({ at, value }) => ({
      x: new Date(at),
      y: value,
    })),
    valueFormatter: (value: number) => NUMBER_FORMAT.format(value),
  })),
  ...levels.map(({ title, value }): Series => ({ type: 'threshold', title, y: value })),
  ...marks.map(({ title, at }): Series => ({
    type: 'threshold',
    title,
    x: new Date(at),
    color: MARK_COLOR,
  })),
];

/** Values over time. Its code is heavy: pages load it by `LazyTimeChart`. */
export const TimeChart = (props: TimeChartProps) => {
  const { label, from, to, valueTitle, height = 260, empty } = props;
  const ticks = tickFormat(to - from);
  return (
    <MixedLineBarChart
      series={seriesOf(props)}
      xScaleType="time"
      xDomain={[new Date(from), new Date(to)]}
      yDomain={[bottomOf(props), topOf(props)]}
      xTitle="Time"
      yTitle={valueTitle}
      ariaLabel={label}
      height={height}
      hideFilter
      i18nStrings={{
        chartAriaRoleDescription: 'chart',
        detailPopoverDismissAriaLabel: 'Dismiss',
        legendAriaLabel: 'Legend',
        xAxisAriaRoleDescription: 'x axis',
        yAxisAriaRoleDescription: 'y axis',
        xTickFormatter: (at) => ticks.format(at),
        yTickFormatter: (value) => NUMBER_FORMAT.format(value),
      }}
      xTickFormatter={(at: Date) => ticks.format(at)}
      detailPopoverSeriesContent={({ series, x, y }) => ({
        key: series.title,
        value:
          series.type === 'threshold' && y === undefined
            ? POINT_FORMAT.format(x)
            : NUMBER_FORMAT.format(y),
      })}
      empty={empty}
    />
  );
};
