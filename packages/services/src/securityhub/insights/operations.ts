import type {
  CreateInsightRequest,
  CreateInsightResponse,
  DeleteInsightRequest,
  DeleteInsightResponse,
  GetInsightResultsRequest,
  GetInsightResultsResponse,
  GetInsightsRequest,
  GetInsightsResponse,
  Insight as InsightView,
  UpdateInsightRequest,
} from '@aws-sdk/client-securityhub';
import { type Call, reads, writes } from '@gatehouse/service-kit';
import type { SecurityHubDeps } from '../deps.ts';
import {
  filtersMissing,
  insightNameInvalid,
  managedInsight as isManaged,
  notGroupable,
  resourceNotFound,
  tooManyInsights,
} from '../errors.ts';
import { pageOf, permittedHub } from '../hub/access.ts';
import type { Findings, Hubs } from '../ports.ts';
import { filtersNothing, type Insight, insightArn, insights } from './insights.ts';
import { type ManagedInsight, managedInsight } from './managed.ts';

export type InsightDeps = Pick<SecurityHubDeps, 'acceptsLooseInput'> & {
  readonly findings: Findings;
  readonly hubs: Hubs;
};

/** User Guide, "Security Hub quotas". */
const MOST_INSIGHTS = 100;
const MOST_RESULTS = 100;
const LONGEST_NAME = 128;

const requireSound = (
  { findings }: Pick<InsightDeps, 'findings'>,
  { name, filters, groupBy }: Insight,
): void => {
  if (name.trim() === '' || name.length > LONGEST_NAME) throw insightNameInvalid();
  if (filtersNothing(filters)) throw filtersMissing();
  findings.requireFilters(filters);
  if (!findings.isGroupable(groupBy)) throw notGroupable(groupBy);
};

const requireOwn = async (call: Call, arn = ''): Promise<Insight> => {
  if (managedInsight(arn) !== undefined) throw isManaged();
  const found = await insights.find(call.tx, call, arn.split('/').at(-1) ?? '');
  if (found === undefined || insightArn(found) !== arn) throw resourceNotFound(arn);
  call.touch({ type: 'AWS::SecurityHub::Insight', name: arn });
  return found;
};

/** A managed insight or one of the caller's. */
export const requireInsight = async (call: Call, arn = ''): Promise<ManagedInsight> => {
  const managed = managedInsight(arn);
  if (managed !== undefined) return managed;
  return { ...(await requireOwn(call, arn)), arn };
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_CreateInsight.html */
export const createInsight = (deps: InsightDeps & Pick<SecurityHubDeps, 'ids'>) =>
  writes<CreateInsightRequest, CreateInsightResponse>({}, async (input, call) => {
    const { tx, account, region } = call;
    await permittedHub(deps, call, 'CreateInsight');
    const made: Insight = {
      account,
      region,
      id: deps.ids.uuid(),
      name: input.Name ?? '',
      filters: input.Filters ?? {},
      groupBy: input.GroupByAttribute ?? '',
    };
    requireSound(deps, made);
    if ((await insights.count(tx, call)) >= MOST_INSIGHTS) throw tooManyInsights();
    await insights.put(tx, made);
    call.touch({ type: 'AWS::SecurityHub::Insight', name: insightArn(made) });
    return { InsightArn: insightArn(made) };
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UpdateInsight.html */
export const updateInsight = (deps: InsightDeps) =>
  writes<UpdateInsightRequest, object>({}, async (input, call) => {
    await permittedHub(deps, call, 'UpdateInsight');
    const found = await requireOwn(call, input.InsightArn);
    const changed: Insight = {
      ...found,
      name: input.Name ?? found.name,
      filters: input.Filters ?? found.filters,
      groupBy: input.GroupByAttribute ?? found.groupBy,
    };
    requireSound(deps, changed);
    await insights.put(call.tx, changed);
    return {};
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DeleteInsight.html */
export const deleteInsight = (deps: InsightDeps) =>
  writes<DeleteInsightRequest, DeleteInsightResponse>({}, async (input, call) => {
    await permittedHub(deps, call, 'DeleteInsight');
    const found = await requireOwn(call, input.InsightArn);
    await insights.remove(call.tx, found);
    return { InsightArn: insightArn(found) };
  });

const view = ({ arn, name, filters, groupBy }: ManagedInsight): InsightView => ({
  InsightArn: arn,
  Name: name,
  Filters: filters,
  GroupByAttribute: groupBy,
});

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetInsights.html */
export const getInsights = (deps: InsightDeps & Pick<SecurityHubDeps, 'pages'>) =>
  reads<GetInsightsRequest, GetInsightsResponse>(
    {
      limits: { MaxResults: { minValue: 1, maxValue: 100 }, InsightArns: { maxLength: 100 } },
    },
    async (input, call) => {
      await permittedHub(deps, call, 'GetInsights');
      const named: ManagedInsight[] = [];
      for (const arn of input.InsightArns ?? []) named.push(await requireInsight(call, arn));
      if (named.length > 0) return { Insights: named.map(view) };
      // Managed insights are answered only to who names them.
      const { items, more } = await pageOf(
        deps,
        call,
        'GetInsights',
        input,
        100,
        (after, limit) => insights.list(call.tx, call, String(after?.[0] ?? ''), limit),
        ({ id }) => [id],
      );
      return {
        Insights: items.map((insight) => view({ ...insight, arn: insightArn(insight) })),
        ...more,
      };
    },
  );

/** How many findings that the caller sees each value has, most first. */
export const resultsOf = async (
  { findings, hubs }: InsightDeps,
  call: Call,
  { filters, groupBy }: ManagedInsight,
): Promise<readonly { readonly value: string; readonly count: number }[]> => {
  const visible = await hubs.visibility(call.tx, { account: call.account, region: call.region });
  return findings.groupBy(call.tx, { visible, filters }, groupBy, call.now, MOST_RESULTS);
};

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetInsightResults.html */
export const getInsightResults = (deps: InsightDeps) =>
  reads<GetInsightResultsRequest, GetInsightResultsResponse>({}, async (input, call) => {
    await permittedHub(deps, call, 'GetInsightResults');
    const insight = await requireInsight(call, input.InsightArn);
    const results = await resultsOf(deps, call, insight);
    return {
      InsightResults: {
        InsightArn: insight.arn,
        GroupByAttribute: insight.groupBy,
        ResultValues: results.map(({ value, count }) => ({
          GroupByAttributeValue: value,
          Count: count,
        })),
      },
    };
  });
