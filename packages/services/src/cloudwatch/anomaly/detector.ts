import { createHash } from 'node:crypto';
import type {
  AnomalyDetectorConfiguration,
  MetricCharacteristics,
  MetricDataQuery,
} from '@aws-sdk/client-cloudwatch';
import { canonicalJson } from '@gatehouse/core';
import { dimensionsText, type MetricRef, type Scope } from '../model.ts';
import type { BandSettings } from './band-model.ts';

const idOf = (parts: unknown): string =>
  createHash('sha256').update(canonicalJson(parts)).digest('base64url').slice(0, 22);

export const metricDetectorId = (
  { account, region }: Scope,
  { namespace, name, dimensions }: MetricRef,
  statistic: string,
): string => idOf([account, region, namespace, name, dimensionsText(dimensions), statistic]);

export const mathDetectorId = (
  { account, region }: Scope,
  queries: readonly MetricDataQuery[],
): string => idOf([account, region, queries]);

/** What is stored of how a detector is to learn. */
export interface StoredConfiguration {
  readonly excluded: readonly { readonly from: number; readonly to: number }[];
  readonly timeZone: string | undefined;
  readonly hasPeriodicSpikes: boolean | undefined;
}

export const storedConfiguration = (
  configuration: AnomalyDetectorConfiguration | undefined,
  characteristics: MetricCharacteristics | undefined,
): StoredConfiguration => ({
  excluded: (configuration?.ExcludedTimeRanges ?? []).map(({ StartTime, EndTime }) => ({
    from: StartTime?.getTime() ?? 0,
    to: EndTime?.getTime() ?? 0,
  })),
  timeZone: configuration?.MetricTimezone,
  hasPeriodicSpikes: characteristics?.PeriodicSpikes,
});

/** What `storedConfiguration` made, as it was stored. */
export const readConfiguration = (text: string): StoredConfiguration =>
  JSON.parse(text) as StoredConfiguration;

export const settingsOf = (stored: StoredConfiguration | undefined): BandSettings => ({
  excluded: stored?.excluded ?? [],
  timeZone: stored?.timeZone ?? 'UTC',
  hasPeriodicSpikes: stored?.hasPeriodicSpikes ?? false,
});
