import type {
  GetInsightSelectorsRequest,
  GetInsightSelectorsResponse,
  InsightSelector,
  PutInsightSelectorsRequest,
  PutInsightSelectorsResponse,
} from '@aws-sdk/client-cloudtrail';
import { reads, writes } from '@gatehouse/service-kit';
import { scheduleWork } from '@gatehouse/store';
import { insightsWork } from '../delivery/jobs.ts';
import type { CloudTrailDeps } from '../deps.ts';
import {
  insightsNotEnabled,
  invalidCombination,
  invalidInsightSelectors,
  invalidParameter,
} from '../errors.ts';
import { hasDataEvents, managementEvents } from '../event-selectors.ts';
import { trails } from '../repositories/trails.ts';
import { authorizedTrail, changeableTrail } from '../trail-access.ts';
import { type Trail, trailArn } from '../trails.ts';

type Deps = Pick<CloudTrailDeps, 'organizations'>;

const TYPES = ['ApiCallRateInsight', 'ApiErrorRateInsight'];
const CATEGORIES = ['Management', 'Data'];
const PARTIAL = 'trails only; of data events no Insights events are made';

const trailName = (input: {
  readonly TrailName?: string | undefined;
  readonly EventDataStore?: string | undefined;
}): string => {
  if ((input.TrailName === undefined) === (input.EventDataStore === undefined))
    throw invalidCombination('Specify either TrailName or EventDataStore, but not both.');
  if (input.TrailName === undefined)
    throw invalidParameter(`Unknown event data store: ${input.EventDataStore ?? ''}`);
  return input.TrailName;
};

const requireEvents = ({ selectors }: Trail, type: string, categories: readonly string[]): void => {
  const { reads: readsLogged, writes: writesLogged } = managementEvents(selectors);
  const managed = type === 'ApiCallRateInsight' ? writesLogged : readsLogged || writesLogged;
  if (categories.includes('Management') && !managed)
    throw invalidInsightSelectors(
      `To log ${type}, the trail must log ${type === 'ApiCallRateInsight' ? 'write' : 'read or write'} management events.`,
    );
  if (categories.includes('Data') && !hasDataEvents(selectors))
    throw invalidInsightSelectors(`To log ${type} of data events, the trail must log data events.`);
};

const requireInsights = (trail: Trail, selectors: readonly InsightSelector[]): void => {
  const seen = new Set<string>();
  for (const {
    InsightType: type = '',
    EventCategories: categories = ['Management'],
  } of selectors) {
    if (!TYPES.includes(type) || seen.has(type))
      throw invalidInsightSelectors(`Value ${type} for InsightType is invalid.`);
    seen.add(type);
    if (categories.length === 0 || categories.some((category) => !CATEGORIES.includes(category)))
      throw invalidInsightSelectors('The event categories must be Management, Data or both.');
    requireEvents(trail, type, categories);
  }
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutInsightSelectors.html */
export const putInsightSelectors = (deps: Deps) =>
  writes<PutInsightSelectorsRequest, PutInsightSelectorsResponse>(
    { partial: PARTIAL },
    async (input, call) => {
      const trail = await changeableTrail(deps, call, trailName(input), {
        action: 'cloudtrail:PutInsightSelectors',
      });

      const insights = input.InsightSelectors ?? [];
      requireInsights(trail, insights);
      await trails.update(call.tx, { ...trail, insights });
      await scheduleWork(call.tx, insightsWork(trail.id, call.now));
      return { TrailARN: trailArn(trail), InsightSelectors: insights };
    },
  );

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetInsightSelectors.html */
export const getInsightSelectors = (deps: Deps) =>
  reads<GetInsightSelectorsRequest, GetInsightSelectorsResponse>(
    { partial: PARTIAL },
    async (input, call) => {
      const trail = await authorizedTrail(deps, call, trailName(input), {
        action: 'cloudtrail:GetInsightSelectors',
      });

      if (trail.insights.length === 0) throw insightsNotEnabled(trailArn(trail));
      return { TrailARN: trailArn(trail), InsightSelectors: [...trail.insights] };
    },
  );
