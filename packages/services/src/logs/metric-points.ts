import { parseSelector } from '@gatehouse/patterns';
import type { MetricPoint } from './deps.ts';
import type { Filters } from './filters.ts';
import type { Group, LogEvent, MetricFilter, MetricTransformation } from './model.ts';

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

/** What the metric filters of a group make of new events. */
export const metricPoints = (
  compiled: Filters,
  { account, region }: Group,
  filters: readonly MetricFilter[],
  events: readonly LogEvent[],
): readonly MetricPoint[] =>
  filters.flatMap(({ pattern, transformations }) => {
    const filter = compiled.of(pattern);
    const selectors = transformations
      .flatMap(({ metricValue, dimensions = {} }) => [metricValue, ...Object.values(dimensions)])
      .filter((text) => text.startsWith('$') && parseSelector(text) !== undefined);
    return events.flatMap(({ at, message }) => {
      const found = filter.extract(message, selectors);
      if (found === undefined) return [];
      return transformations.flatMap((transformation) => {
        const value = valueOf(transformation.metricValue, found);
        const dimensions = dimensionsOf(transformation, found);
        return value === undefined || dimensions === undefined
          ? []
          : [{ account, region, transformation, at, value, dimensions }];
      });
    });
  });
