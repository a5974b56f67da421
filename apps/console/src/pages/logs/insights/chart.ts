import type { TimeChartProps } from '../../../shared/time-chart.tsx';
import type { ResultRow } from './use-query.ts';

interface Chart {
  readonly label: string;
  readonly series: TimeChartProps['series'];
  /** How long a value stands. */
  readonly periodSeconds: number;
}

const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/;
const BARS = 60;
const MOST_SERIES = 6;

/** The shortest time between two of them. */
const periodOf = (times: readonly number[]): number => {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.min(...sorted.slice(1).map((at, before) => at - (sorted[before] ?? at)));
};

const timeOf = (text: string | undefined): number | undefined =>
  text !== undefined && TIME.test(text) ? Date.parse(`${text.replace(' ', 'T')}Z`) : undefined;

/** How many of the rows that are shown fall into each part of their time. */
const histogram = (times: readonly number[]): Chart => {
  const from = Math.min(...times);
  const width = Math.max(1000, Math.ceil((Math.max(...times) - from + 1) / BARS));
  const counts = new Map<number, number>();
  for (const at of times) {
    const begin = from + Math.floor((at - from) / width) * width;
    counts.set(begin, (counts.get(begin) ?? 0) + 1);
  }
  const points = [...counts].map(([at, value]) => ({ at, value })).toSorted((a, b) => a.at - b.at);
  return {
    label: 'Events shown',
    series: [{ title: 'Events', points }],
    periodSeconds: width / 1000,
  };
};

/** A chart of results over time: of the numbers beside a time, or of how many events there are. */
export const chartOf = (rows: readonly ResultRow[]): Chart | undefined => {
  const [first] = rows;
  if (first === undefined || rows.length < 2) return undefined;
  const times = rows.flatMap(({ cells }) => timeOf(cells.get('@timestamp')) ?? []);
  if (times.length > 1) return histogram(times);
  const names = [...first.cells.keys()];
  const time = names.find((name) => timeOf(first.cells.get(name)) !== undefined);
  const numbers = names.filter(
    (name) => name !== time && rows.every(({ cells }) => !Number.isNaN(Number(cells.get(name)))),
  );
  // Several rows of one time are several series: a table says more.
  const isOne = new Set(rows.map(({ cells }) => cells.get(time ?? ''))).size === rows.length;
  if (time === undefined || numbers.length === 0 || !isOne) return undefined;
  const series = numbers.slice(0, MOST_SERIES).map((name) => ({
    title: name,
    points: rows
      .flatMap(({ cells }) => {
        const at = timeOf(cells.get(time));
        return at === undefined ? [] : [{ at, value: Number(cells.get(name)) }];
      })
      .toSorted((a, b) => a.at - b.at),
  }));
  const stands = rows.flatMap(({ cells }) => timeOf(cells.get(time)) ?? []);
  return {
    label: numbers.slice(0, MOST_SERIES).join(', '),
    series,
    periodSeconds: periodOf(stands) / 1000,
  };
};
