import type { OperationDefinition } from '@gatehouse/service-kit';
import type { CloudWatchParts } from '../deps.ts';
import {
  deleteAnomalyDetector,
  describeAnomalyDetectors,
  putAnomalyDetector,
} from './anomaly-detectors.ts';
import { deleteDashboards, getDashboard, listDashboards, putDashboard } from './dashboards.ts';
import { getMetricData } from './get-metric-data.ts';
import { getMetricStatistics } from './get-metric-statistics.ts';
import { listMetrics } from './list-metrics.ts';
import { putMetricData } from './put-metric-data.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';

export const operations = (
  parts: CloudWatchParts,
): Readonly<Record<string, OperationDefinition>> => ({
  DeleteAnomalyDetector: deleteAnomalyDetector(),
  DeleteDashboards: deleteDashboards(),
  DescribeAnomalyDetectors: describeAnomalyDetectors(parts),
  GetDashboard: getDashboard(),
  GetMetricData: getMetricData(parts),
  GetMetricStatistics: getMetricStatistics(),
  ListDashboards: listDashboards(parts),
  ListMetrics: listMetrics(parts),
  ListTagsForResource: listTagsForResource(parts),
  PutAnomalyDetector: putAnomalyDetector(),
  PutDashboard: putDashboard(),
  PutMetricData: putMetricData(parts),
  TagResource: tagResource(parts),
  UntagResource: untagResource(parts),
});
