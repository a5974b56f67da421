import type { OperationDefinition } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from '../deps.ts';
import { createTrail } from './create-trail.ts';
import { deleteTrail } from './delete-trail.ts';
import { getEventSelectors, putEventSelectors } from './event-selectors.ts';
import { describeTrails, getTrail, listTrails } from './get-trails.ts';
import { getInsightSelectors, putInsightSelectors } from './insight-selectors.ts';
import { listInsightsMetricData } from './list-insights-metric-data.ts';
import { listPublicKeys } from './list-public-keys.ts';
import { getTrailStatus, startLogging, stopLogging } from './logging.ts';
import { lookupEvents } from './lookup-events.ts';
import { addTags, listTags, removeTags } from './tags.ts';
import { updateTrail } from './update-trail.ts';

export const operations = (
  deps: CloudTrailDeps,
): Readonly<Record<string, OperationDefinition>> => ({
  AddTags: addTags(deps),
  CreateTrail: createTrail(deps),
  DeleteTrail: deleteTrail(deps),
  DescribeTrails: describeTrails(deps),
  GetEventSelectors: getEventSelectors(deps),
  GetInsightSelectors: getInsightSelectors(deps),
  GetTrail: getTrail(deps),
  GetTrailStatus: getTrailStatus(deps),
  ListInsightsMetricData: listInsightsMetricData(deps),
  ListPublicKeys: listPublicKeys(),
  ListTags: listTags(deps),
  ListTrails: listTrails(deps),
  LookupEvents: lookupEvents(deps),
  PutEventSelectors: putEventSelectors(deps),
  PutInsightSelectors: putInsightSelectors(deps),
  RemoveTags: removeTags(deps),
  StartLogging: startLogging(deps),
  StopLogging: stopLogging(deps),
  UpdateTrail: updateTrail(deps),
});
