import type { Baseline, ChartPoint } from './model.ts';
import type { Scope } from './scope.ts';
import type { Series } from './series.ts';
import { HOUR, hourOf, MINUTE, WEEK } from './units.ts';

/** The band of a period of several minutes: the mean of so many and three standard deviations of a count, no lower than a busy minute. */
const bandOf = (baseline: Baseline | undefined, minutes: number): number | undefined => {
  if (baseline?.threshold === undefined) return undefined;
  if (minutes === 1) return baseline.threshold - 1;
  const mean = baseline.average * minutes;
  return Math.max(baseline.threshold - 1, mean + 3 * Math.sqrt(mean));
};

/** Points of one length from `from` to before `to`: those without a call too, so that a chart shows what is missing. */
export const chartOf = (
  times: Iterable<number>,
  range: { readonly from: number; readonly to: number; readonly periodMinutes: number },
  baseline: Baseline | undefined,
): readonly ChartPoint[] => {
  const length = range.periodMinutes * MINUTE;
  const first = Math.floor(range.from / length);
  const most = Math.min(20_000, Math.max(0, Math.ceil(range.to / length) - first));
  const counts = Array.from({ length: most }, () => 0);
  for (const at of times) {
    const index = Math.floor(at / length) - first;
    if (index >= 0 && index < most) counts[index] = (counts[index] ?? 0) + 1;
  }
  const expected = (baseline?.average ?? 0) * range.periodMinutes;
  const high = bandOf(baseline, range.periodMinutes);
  return counts.map((count, index) => ({ at: (first + index) * length, count, expected, high }));
};

export const chartHours = (
  series: Series,
  baseline: Baseline,
  scope: Scope,
): readonly ChartPoint[] => {
  const last = hourOf(scope.latest);
  const first = Math.max(hourOf(scope.firstMinute), last - (WEEK + 24 * HOUR) / HOUR + 1);
  const counts = new Map<number, number>();
  for (const day of series.history) {
    for (const [hour, { total }] of day.hours) counts.set(hour, total);
  }
  for (const open of series.open) {
    const hour = hourOf(open.minute);
    counts.set(hour, (counts.get(hour) ?? 0) + open.count);
  }
  const expected = baseline.average * HOUR;
  const high = bandOf(baseline, HOUR);
  const points: ChartPoint[] = [];
  for (let hour = first; hour <= last; hour++) {
    points.push({ at: hour * HOUR * MINUTE, count: counts.get(hour) ?? 0, expected, high });
  }
  return points;
};
