import type { OperationDefinition } from '@gatehouse/service-kit';
import type { CloudWatchParts } from '../deps.ts';
import { getMetricData } from './get-metric-data.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { listMetrics } from './list-metrics.ts';
import { putMetricData } from './put-metric-data.ts';

export const operations = (
  parts: CloudWatchParts,
): Readonly<Record<string, OperationDefinition>> => ({
  GetMetricData: getMetricData(parts),
  GetMetricStatistics: getMetricStatistics(),
  ListMetrics: listMetrics(parts),
  PutMetricData: putMetricData(parts),
});
