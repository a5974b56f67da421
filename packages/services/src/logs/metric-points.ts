import { parseSelector } from '@gatehouse/patterns';
import type { MetricPoint } from './deps.ts';
import type { Filters } from './filters.ts';
import type { Group, LogEvent, MetricFilter, MetricTransformation, Scope } from './model.ts';

const NUMBER = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;

/** A number, or what stands at `$.path` or in the field `$name`; undefined when that is no number. */
const valueOf = (text: string, found: ReadonlyMap<string, string>): number | undefined => {
  const value = text.startsWith('$') ? found.get(text) : text;
  return value !== undefined && NUMBER.test(value) ? Number(value) : undefined;
};

const dimensionsOf = (
  { dimensions = {} }: MetricTransformation,
  found: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> | undefined => {
  const values = new Map<string, string>();
  for (const [name, text] of Object.entries(dimensions)) {
    const value = found.get(text);
    // An event without one of the dimensions has no value for the metric (User Guide, "Publishing dimensions").
    if (value === undefined) return undefined;
    values.set(name, value);
  }
  return values;
};

export const pointOf = (
  { account, region }: Scope,
  { metricNamespace, metricName, unit }: MetricTransformation,
  at: number,
  value: number,
  dimensions: ReadonlyMap<string, string>,
): MetricPoint => ({
  account,
  region,
  namespace: metricNamespace,
  name: metricName,
  unit,
  at,
  values: [[value, 1]],
  dimensions,
});

/** What a metric filter makes of new events. */
export interface FilterPoints {
  readonly filter: MetricFilter;
  readonly points: readonly MetricPoint[];
  /** When the events were that it matched. */
  readonly matchedAt: readonly number[];
}

const ofFilter = (
  compiled: Filters,
  group: Group,
  filter: MetricFilter,
  events: readonly LogEvent[],
): FilterPoints => {
  const { pattern, transformations } = filter;
  const matcher = compiled.of(pattern);
  const selectors = transformations
    .flatMap(({ metricValue, dimensions = {} }) => [metricValue, ...Object.values(dimensions)])
    .filter((text) => text.startsWith('$') && parseSelector(text) !== undefined);
  const points: MetricPoint[] = [];
  const matchedAt: number[] = [];
  for (const { at, message } of events) {
    const found = matcher.extract(message, selectors);
    if (found === undefined) continue;
    matchedAt.push(at);
    for (const transformation of transformations) {
      const value = valueOf(transformation.metricValue, found);
      const dimensions = dimensionsOf(transformation, found);
      if (value !== undefined && dimensions !== undefined)
        points.push(pointOf(group, transformation, at, value, dimensions));
    }
  }
  return { filter, points, matchedAt };
};

/** What the metric filters of a group make of new events. */
export const metricPoints = (
  compiled: Filters,
  group: Group,
  filters: readonly MetricFilter[],
  events: readonly LogEvent[],
): readonly FilterPoints[] => filters.map((filter) => ofFilter(compiled, group, filter, events));

const NAMESPACE = 'AWS/Logs';

/** What CloudWatch Logs tells of itself: events and their bytes, of each group and of all (User Guide, "CloudWatch Logs metrics"). */
export const incomingPoints = (
  { account, region, name }: Group,
  events: number,
  bytes: number,
  at: number,
): readonly MetricPoint[] =>
  [new Map([['LogGroupName', name]]), new Map<string, string>()].flatMap((dimensions) => [
    {
      account,
      region,
      namespace: NAMESPACE,
      name: 'IncomingLogEvents',
      at,
      values: [[events, 1] as const],
      dimensions,
    },
    {
      account,
      region,
      namespace: NAMESPACE,
      name: 'IncomingBytes',
      unit: 'Bytes',
      at,
      values: [[bytes, 1] as const],
      dimensions,
    },
  ]);
