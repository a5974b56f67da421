import type { Dimension } from '@aws-sdk/client-cloudwatch';
import type { Limits } from '@gatehouse/service-kit';
import { collectionTooLarge, dimensionTwice, valueInvalid } from './errors.ts';
import { type Dimensions, dimensionsOf } from './model.ts';

export const UNITS: ReadonlySet<string> = new Set([
  'Seconds',
  'Microseconds',
  'Milliseconds',
  'Bytes',
  'Kilobytes',
  'Megabytes',
  'Gigabytes',
  'Terabytes',
  'Bits',
  'Kilobits',
  'Megabits',
  'Gigabits',
  'Terabits',
  'Percent',
  'Count',
  'Bytes/Second',
  'Kilobytes/Second',
  'Megabytes/Second',
  'Gigabytes/Second',
  'Terabytes/Second',
  'Bits/Second',
  'Kilobits/Second',
  'Megabits/Second',
  'Gigabits/Second',
  'Terabits/Second',
  'Count/Second',
  'None',
]);

const MOST_DIMENSIONS = 30;

const LENGTH = { minLength: 1, maxLength: 255 };
const NAMESPACE = { ...LENGTH, pattern: '[^:].*' };
const VALUE = { minLength: 1, maxLength: 1024 };

export const metricLimits: Limits = {
  Namespace: NAMESPACE,
  MetricName: LENGTH,
  'Dimensions[].Name': LENGTH,
  'Dimensions[].Value': VALUE,
};

/** The same limits for metrics that are members of something: `MetricData[].`. */
export const limitsWithin = (path: string): Limits =>
  Object.fromEntries(Object.entries(metricLimits).map(([name, limit]) => [path + name, limit]));

// API reference, Dimension: ASCII without control characters, at least one that is no space; no colon in front of a name.
const NAME_TEXT = /^(?!:)(?=.*[!-~])[ -~]+$/;
const VALUE_TEXT = /^(?=.*[!-~])[ -~]+$/;

/** @param parameter how the list is named in errors: `MetricData.member.1.Dimensions` */
export const requestDimensions = (
  given: readonly Dimension[] | undefined,
  parameter: string,
): Dimensions => {
  const list = given ?? [];
  if (list.length > MOST_DIMENSIONS) throw collectionTooLarge(parameter, MOST_DIMENSIONS);
  const seen = new Map<string, string>();
  for (const [index, { Name = '', Value = '' }] of list.entries()) {
    if (!NAME_TEXT.test(Name)) throw valueInvalid(Name, `${parameter}.member.${index + 1}.Name`);
    if (!VALUE_TEXT.test(Value))
      throw valueInvalid(Value, `${parameter}.member.${index + 1}.Value`);
    if (seen.has(Name)) throw dimensionTwice(parameter, Name);
    seen.set(Name, Value);
  }
  return dimensionsOf(seen);
};

export const shownDimensions = (dimensions: Dimensions): Dimension[] =>
  [...dimensions].map(([Name, Value]) => ({ Name, Value }));

const SHORT_PERIODS: ReadonlySet<number> = new Set([1, 5, 10, 20, 30]);

// The API's periods are 32-bit integers.
const LONGEST_PERIOD = 2_147_483_647;

export const isPeriod = (seconds: number): boolean =>
  SHORT_PERIODS.has(seconds) || (seconds > 0 && seconds <= LONGEST_PERIOD && seconds % 60 === 0);
